"""Runs in a network of its own: real clients log in to real servers, and loopback is recorded.

`python record_logins.py FOLDER` writes logins.pcap and cases.json (port -> what was done there).
`python record_logins.py HOST CLIENT PORT USER WORD` lets one client log in to a device elsewhere.
"""

import base64
import hashlib
import json
import os
import re
import runpy
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).parent
GATES = runpy.run_path(str(HERE / "gatekeepers.py"))
Gate, serve = GATES["Gate"], GATES["serve"]
FACTORY, OWN = "12345", "Ganz-Anders-77"
# What each case sets: what the device has, and what the client tries.
CASES = {"accepted": (FACTORY, FACTORY), "refused": (OWN, FACTORY), "other": (OWN, OWN)}
HOST = "127.0.0.1"
OUTGOING = 4  # linux/if_packet.h: on loopback each frame is seen twice


class Tape(threading.Thread):
    """Writes what passes on loopback."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.file = path.open("wb")
        self.file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        self.wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 25)
        self.wire.bind(("lo", 0))
        self.wire.settimeout(0.2)
        self.over = False

    def run(self):
        while not self.over:
            try:
                frame, where = self.wire.recvfrom(262144)
            except TimeoutError:
                continue
            if where[2] != OUTGOING:
                now = time.time()
                head = struct.pack("<IIII", int(now), int(now % 1 * 1e6), len(frame), len(frame))
                self.file.write(head + frame)
        self.file.close()

    def end(self):
        time.sleep(0.5)
        self.over = True
        self.join()


def run(*words, ok=None):
    """Start a client; how it ends is the server's matter."""
    subprocess.run(
        words, capture_output=True, check=False, timeout=30, env={**os.environ, **(ok or {})}
    )


def curl(*words):
    run("curl", "-s", "-o", "/dev/null", "--max-time", "10", "--noproxy", "*", *words)


def url(port, path="/"):
    return f"http://{HOST}:{port}{path}"


def curl_basic(port, user, word):
    curl("-u", f"{user}:{word}", url(port, "/ISAPI/System/status"))


def curl_digest(port, user, word):
    curl("--digest", "-u", f"{user}:{word}", url(port, "/ISAPI/System/status?a=b,c"))


def own_digest(port, user, word):
    """Digest with what curl of today's Debian does not know: SHA-512-256."""
    with Line(port) as line:
        asked = line.http("GET", "/a")
        nonce = re.search('nonce="([^"]*)"', asked)[1]
        algorithm = re.search("algorithm=([^,]*)", asked)[1]

        def make(*parts):
            return hashlib.new("sha512_256", ":".join(parts).encode()).hexdigest()

        one = make(user, "gate", word)
        one = make(one, nonce, "c0ffee") if algorithm.endswith("-sess") else one
        made = make(one, nonce, "00000001", "c0ffee", "auth", make("GET", "/a"))
        value = f'Digest username="{user}", realm="gate", nonce="{nonce}", uri="/a", '
        value += f'algorithm={algorithm}, qop=auth, nc=00000001, cnonce="c0ffee", response="{made}"'
        line.http("GET", "/a", f"Authorization: {value}")


def ffmpeg(port, user, word):
    """Ask for a stream as a viewer does: OPTIONS, DESCRIBE, SETUP, PLAY."""
    login = f"{user}:{word}@" if user else ""
    path = f"rtsp://{login}{HOST}:{port}/cam/realmonitor?channel=1"
    run("ffmpeg", "-nostdin", "-rtsp_transport", "tcp", "-i", path, "-t", "1", "-f", "null", "-")


def ffmpeg_path(port, user, word):
    path = f"user={user}_password={GATES['sofia'](word)}_channel=1_stream=0.sdp"
    run(
        "ffmpeg",
        "-nostdin",
        "-rtsp_transport",
        "tcp",
        "-i",
        f"rtsp://{HOST}:{port}/{path}",
        "-f",
        "null",
        "-",
    )


ONVIF = """
import sys
from pathlib import Path
import onvif
from onvif import ONVIFService
host, port, user, word, digest = sys.argv[1:]
folder = Path(onvif.__file__).parents[1] / "wsdl"
service = ONVIFService(f"http://{host}:{port}/onvif/device_service", user, word,
    str(folder / "devicemgmt.wsdl"), encrypt=digest == "digest", no_cache=True,
    binding_name="{http://www.onvif.org/ver10/device/wsdl}DeviceBinding")
print(service.GetDeviceInformation())
"""


def onvif_digest(port, user, word):
    run(os.environ["ONVIF_PYTHON"], "-c", ONVIF, HOST, str(port), user, word, "digest")


def onvif_text(port, user, word):
    run(os.environ["ONVIF_PYTHON"], "-c", ONVIF, HOST, str(port), user, word, "text")


class Line:
    """One connection of a client of our own."""

    def __init__(self, port):
        self.socket = socket.create_connection((HOST, port), 5)
        self.stream = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def http(self, method, path, *lines, body=b""):
        head = [f"{method} {path} HTTP/1.1", "Host: gate", *lines, f"Content-Length: {len(body)}"]
        self.socket.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        said, size = "", 0
        while (text := self.stream.readline().decode()).strip():
            said += text
            if text.lower().startswith("content-length:"):
                size = int(text.split(":")[1])
        return said + self.stream.read(size).decode()


def hikvision(port, user, word):
    with Line(port) as line:
        text = line.http("GET", f"/ISAPI/Security/sessionLogin/capabilities?username={user}")
    given = dict(re.findall(r"<(\w+)>([^<]*)</", text))
    given["iterations"] = int(given["iterations"])
    made = GATES["hikvision_answer"](given, user, word)
    inner = f"<userName>{user}</userName><password>{made}</password>"
    inner += f"<sessionID>{given['sessionID']}</sessionID>"
    with Line(port) as line:  # over another connection, as browsers do
        line.http(
            "POST",
            "/ISAPI/Security/sessionLogin",
            body=f"<SessionLogin>{inner}</SessionLogin>".encode(),
        )


def rpc2(ask, user, word):
    """Log in by JSON-RPC; `ask` sends one call and gives its answer."""
    call = {"method": "global.login", "params": {"userName": user, "password": ""}, "id": 1}
    given = ask(call)
    form = given["params"]["encryption"]
    made = GATES["second"](user, given["params"]["realm"], given["params"]["random"], word)
    call["params"] = {"userName": user, "passwordType": form}
    call["params"]["password"] = GATES["sofia"](word) if form == "OldDigest" else made
    ask({**call, "id": 2, "session": given["session"]})


def dahua_web(port, user, word):
    def ask(call):
        with Line(port) as line:
            text = line.http("POST", "/RPC2_Login", body=json.dumps(call).encode())
        return json.loads(text[text.index("{") :])

    rpc2(ask, user, word)


def dahua_plain(port, user, word):
    params = {"userName": user, "password": word, "passwordType": "Plain"}
    call = json.dumps({"method": "global.login", "params": params, "id": 1})
    curl("--data", call, url(port, "/RPC2_Login"))


def dahua_dhip(port, user, word):
    with Line(port) as line:

        def ask(call):
            text = json.dumps(call).encode()
            head = b"\x20\0\0\0DHIP" + bytes(8) + struct.pack("<II", len(text), 0) * 2
            line.socket.sendall(head + text)
            head = line.stream.read(32)
            return json.loads(line.stream.read(int.from_bytes(head[16:20], "little")))

        rpc2(ask, user, word)


def dahua_dvrip(port, user, word):
    with Line(port) as line:
        line.socket.sendall(
            bytes.fromhex("a0010000") + bytes(20) + bytes.fromhex("050201010000a1aa")
        )
        head = line.stream.read(32)
        text = line.stream.read(int.from_bytes(head[4:8], "little")).decode()
        realm, random = re.search("Realm:(.*)\r", text)[1], re.search("Random:(.*)\r", text)[1]
        made = GATES["second"](user, realm, random, word)
        made += GATES["md5"](user, random, GATES["sofia"](word)).upper()
        body = f"{user}&&{made}".encode()
        head = bytes.fromhex("a0050060") + struct.pack("<I", len(body)) + bytes(16)
        line.socket.sendall(head + bytes.fromhex("050200080000a1aa") + body)
        line.stream.read(32)


def xiongmai(port, user, word):
    asked = {"EncryptType": "MD5", "LoginType": "DVRIP-Web", "UserName": user}
    body = json.dumps({**asked, "PassWord": GATES["sofia"](word)}).encode() + b"\n\0"
    with Line(port) as line:
        line.socket.sendall(
            struct.pack("<BBHIIBBHI", 255, 0, 0, 0, 0, 0, 0, 1000, len(body)) + body
        )
        line.stream.read(20)


def baichuan(port, user, word):
    magic = bytes.fromhex("f0debc0a01000000")
    with Line(port) as line:
        line.socket.sendall(magic + struct.pack("<IIHH", 0, 0, 0, 0x6514))
        head = line.stream.read(20)
        text = GATES["cover"](line.stream.read(int.from_bytes(head[8:12], "little"))).decode()
        nonce = re.search("<nonce>(.*)</nonce>", text)[1]
        user, word = (GATES["md5"](one + nonce).upper()[:31] for one in (user, word))
        xml = f'<?xml version="1.0"?><body><LoginUser><userName>{user}</userName>'
        body = GATES["cover"](f"{xml}<password>{word}</password></LoginUser></body>".encode())
        line.socket.sendall(magic + struct.pack("<IIHH", len(body), 0, 0, 0x6414) + bytes(4) + body)
        line.stream.read(20)


def baichuan_legacy(port, user, word):
    body = (GATES["md5"](user) + GATES["md5"](word)).upper().encode().ljust(1836, b"\0")
    with Line(port) as line:
        head = bytes.fromhex("f0debc0a01000000") + struct.pack("<IIHH", len(body), 0, 0, 0x6514)
        line.socket.sendall(head + body)
        line.stream.read(20)


def telnet(port, user, word):
    with Line(port) as line:
        for prompt, text in ((b"login: ", user), (b"Password: ", word), (b" ", "")):
            shown = b""
            while not shown.endswith(prompt):
                shown += line.socket.recv(1)
            line.socket.sendall(text.encode() + b"\r\n")


def query(path):
    return lambda port, user, word: curl(url(port, path.format(user, word)))


def avtech(port, user, word):
    pair = base64.b64encode(f"{user}:{word}".encode()).decode()
    curl(url(port, f"/cgi-bin/nobody/VerifyCode.cgi?account={pair}"))


def reolink(port, user, word):
    asked = [{"cmd": "Login", "action": 0, "param": {"User": {"userName": user, "password": word}}}]
    curl("--data", json.dumps(asked), url(port, "/api.cgi?cmd=Login"))


def nuuo(port, user, word):
    curl(
        "--data-urlencode",
        f"user={user}",
        "--data-urlencode",
        f"pass={word}",
        url(port, "/login.php"),
    )


def tvt(port, user, word):
    word = base64.b64encode(word.encode()).decode()
    xml = f"<request><userName>{user}</userName><password>{word}</password></request>"
    curl("-H", "Content-Type: application/xml", "--data", xml, url(port, "/doLogin"))


def ftp(port, user, word):
    curl("-u", f"{user}:{word}", f"ftp://127.0.0.1:{port}/")


DIGESTS = ("MD5", "MD5 auth", "MD5 auth-int", "MD5-sess auth", "SHA-256", "SHA-256 auth",
           "SHA-256-sess auth", "MD5 auth userhash", "SHA-256 auth userhash")  # fmt: skip
# (name, who logs in, server, its form)
LOGINS = [
    ("http-basic", curl_basic, "web", "Basic"),
    *((f"http-digest {form}", curl_digest, "web", form) for form in DIGESTS),
    *(
        (f"http-digest {form}", own_digest, "web", form)
        for form in ("SHA-512-256 auth", "SHA-512-256-sess auth")
    ),
    ("rtsp-basic", ffmpeg, "stream", "Basic"),
    ("rtsp-digest MD5", ffmpeg, "stream", "MD5"),
    ("rtsp-digest MD5 auth", ffmpeg, "stream", "MD5 auth"),
    ("xiongmai-rtsp", ffmpeg_path, "stream", "path"),
    ("onvif-usernametoken digest", onvif_digest, "onvif", ""),
    ("onvif-usernametoken text", onvif_text, "onvif", ""),
    ("hikvision-session", hikvision, "sessions", ""),
    ("dahua-rpc2 Default", dahua_web, "sessions", "Default"),
    ("dahua-rpc2 OldDigest", dahua_web, "sessions", "OldDigest"),
    ("dahua-rpc2 Plain", dahua_plain, "sessions", "Plain"),
    ("dahua-rpc2 DHIP", dahua_dhip, "dahua", "Default"),
    ("dahua-dvrip", dahua_dvrip, "dahua", ""),
    ("xiongmai", xiongmai, "xiongmai", ""),
    ("reolink-baichuan nonce", baichuan, "baichuan", ""),
    ("reolink-baichuan legacy", baichuan_legacy, "baichuan", "legacy"),
    ("reolink-api", reolink, "forms", ""),
    ("foscam-cgi", query("/cgi-bin/CGIProxy.fcgi?cmd=getDevState&usr={}&pwd={}"), "forms", ""),
    ("netwave-cgi", query("/snapshot.cgi?user={}&pwd={}"), "forms", ""),
    ("vstarcam-cgi", query("/snapshot.cgi?loginuse={}&loginpas={}"), "forms", ""),
    ("avtech-cgi", avtech, "forms", ""),
    ("nuuo-form", nuuo, "forms", ""),
    ("tvt-xml", tvt, "forms", ""),
    ("ftp", ftp, "lines", "ftp"),
    ("telnet", telnet, "lines", "telnet"),
]
OPEN = [
    ("http-video", lambda port, *_: curl(url(port, "/video.cgi")), "web"),
    ("rtsp", lambda port, *_: ffmpeg(port, "", ""), "stream"),
]


def can(who):
    """Tell whether the program that logs in is on this computer."""
    if who in {onvif_digest, onvif_text}:
        return bool(os.environ.get("ONVIF_PYTHON"))
    return who not in {ffmpeg, ffmpeg_path} or shutil.which("ffmpeg") is not None


def main(folder):
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)  # noqa: S607 - as on every Linux
    tape = Tape(folder / "logins.pcap")
    tape.start()
    done, servers = {}, []
    for name, who, server, form in LOGINS:
        for case, (has, tries) in CASES.items():
            if can(who):
                servers.append(serve(GATES[server], Gate("admin", has, form)))
                port = servers[-1].server_address[1]
                done[port] = [name, case]
                who(port, "admin", tries)
    for name, who, server in OPEN:
        if name != "rtsp" or can(ffmpeg):
            servers.append(serve(GATES[server], Gate("admin", OWN, "none")))
            port = servers[-1].server_address[1]
            done[port] = [name, "open"]
            who(port)
    tape.end()
    (folder / "cases.json").write_text(json.dumps(done), "utf-8")


if __name__ == "__main__" and len(sys.argv) > 2:
    HOST, client, port, user, word = sys.argv[1:]
    globals()[client](int(port), user, word)
elif __name__ == "__main__":
    main(Path(sys.argv[1]))
