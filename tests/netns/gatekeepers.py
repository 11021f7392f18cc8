"""Servers that check a login by themselves: formulas written anew, nothing of camaudit in them.

Each is a function of one connection; `serve` listens with it. `Gate` says who may come in.
"""

import base64
import hashlib
import json
import re
import secrets
import socketserver
import struct
import threading
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass
class Gate:
    """Who may come in, and how it is asked."""

    user: str
    password: str
    form: str = ""  # "SHA-256 auth userhash": of Digest; "Plain": of Dahua


def serve(handle, gate):
    """Listen on a free port of loopback; give the server, whose port is in server_address."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.settimeout(10)
            with self.request.makefile("rb") as stream:
                try:
                    handle(stream, self.request.sendall, gate)
                except (OSError, ValueError, IndexError):
                    return

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def read(stream):
    """Read one request of HTTP or RTSP: (method, target, headers, body)."""
    line = stream.readline().decode().split()
    if len(line) < 2:
        raise ValueError("over")
    headers = {}
    while text := stream.readline().decode().strip():
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", 0)))
    return line[0], line[1], headers, body


def http(status, body=b"", kind="text/plain", *lines):
    head = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def basic_is_right(value, gate):
    pair = base64.b64encode(f"{gate.user}:{gate.password}".encode()).decode()
    return value == f"Basic {pair}"


HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}


def challenge(gate, nonce):
    """Give WWW-Authenticate: Digest of a form such as "SHA-256-sess auth userhash"."""
    words = gate.form.split()
    value = f'Digest realm="gate", nonce="{nonce}", algorithm={words[0]}'
    value += "".join(f', qop="{word}"' for word in words if word.startswith("auth"))
    return value + (", userhash=true" if "userhash" in words else "")


def digest_is_right(value, gate, method, body, nonce):
    if not value.startswith("Digest "):
        return False
    found = re.findall(r'(\w+\*?)=(?:"([^"]*)"|([^\s,]+))', value[7:])
    given = {name: quoted or bare for name, quoted, bare in found}
    algorithm = gate.form.split()[0]
    name = HASHES[algorithm.removesuffix("-sess")]

    def make(*parts):
        return hashlib.new(name, ":".join(parts).encode()).hexdigest()

    user = make(gate.user, "gate") if "userhash" in gate.form else gate.user
    if given.get("username") != user or given.get("nonce") != nonce:
        return False
    one = make(gate.user, "gate", gate.password)
    if algorithm.endswith("-sess"):
        one = make(one, nonce, given["cnonce"])
    two = [method, given["uri"]]
    if given.get("qop") == "auth-int":
        two.append(hashlib.new(name, body).hexdigest())
    rest = [nonce, given["nc"], given["cnonce"], given["qop"]] if "qop" in given else [nonce]
    return given["response"] == make(one, *rest, make(*two))


def web(stream, send, gate):
    """Guard a page by Basic or Digest."""
    nonce = secrets.token_hex(12)
    while True:
        method, _, headers, body = read(stream)
        shown = headers.get("authorization", "")
        if gate.form == "none":
            send(http(200, b"--x\r\n\r\n", "multipart/x-mixed-replace; boundary=x"))
        elif gate.form == "Basic":
            right = basic_is_right(shown, gate)
            send(
                http(200, b"in")
                if right
                else http(401, b"", "text/plain", 'WWW-Authenticate: Basic realm="gate"')
            )
        elif digest_is_right(shown, gate, method, body, nonce):
            send(http(200, b"in"))
        else:
            send(http(401, b"", "text/plain", f"WWW-Authenticate: {challenge(gate, nonce)}"))


def stream(stream_, send, gate):
    """Guard a stream: DESCRIBE, SETUP and PLAY need a login, OPTIONS does not."""
    nonce = secrets.token_hex(12)
    sdp = b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=gate\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
    sdp += b"a=rtpmap:96 H264/90000\r\na=control:t1\r\n"
    while True:
        method, target, headers, body = read(stream_)
        shown, number = headers.get("authorization", ""), headers["cseq"]
        if gate.form == "none" or method == "OPTIONS":
            right = True
        elif gate.form == "path":
            word = sofia(gate.password)
            right = f"user={gate.user}_password={word}_" in target
        elif gate.form == "Basic":
            right = basic_is_right(shown, gate)
        else:
            right = digest_is_right(shown, gate, method, body, nonce)
        head = [f"RTSP/1.0 {'200 OK' if right else '401 Unauthorized'}", f"CSeq: {number}"]
        said = b""
        if not right:
            asks = 'Basic realm="gate"' if gate.form == "Basic" else challenge(gate, nonce)
            head += [] if gate.form == "path" else [f"WWW-Authenticate: {asks}"]
        elif method == "OPTIONS":
            head.append("Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN")
        elif method == "DESCRIBE":
            said = sdp
            head += ["Content-Type: application/sdp", f"Content-Base: {target}/"]
        elif method == "SETUP":
            head += [f"Transport: {headers['transport']}", "Session: 1"]
        head.append(f"Content-Length: {len(said)}")
        send("\r\n".join(head).encode() + b"\r\n\r\n" + said)
        if method == "PLAY":
            return


def onvif(stream, send, gate):
    """Guard GetDeviceInformation by a WS-UsernameToken, digest or text."""
    space = 'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:d="http://www.onvif.org/ver10/device/wsdl"'
    while True:
        *_, body = read(stream)
        text = body.decode()
        given = {
            name: (re.search(rf"[<:]{name}(?: [^>]*)?>([^<]*)<", text) or ["", ""])[1]
            for name in ("Username", "Password", "Nonce", "Created")
        }
        nonce, password = base64.b64decode(given["Nonce"]), gate.password.encode()
        made = base64.b64encode(hashlib.sha1(nonce + given["Created"].encode() + password).digest())  # noqa: S324 - the standard's
        wanted = made.decode() if "PasswordDigest" in text else gate.password
        if gate.form == "none" or (given["Username"], given["Password"]) == (gate.user, wanted):
            inner = "".join(
                f"<d:{name}>x</d:{name}>"
                for name in (
                    "Manufacturer",
                    "Model",
                    "FirmwareVersion",
                    "SerialNumber",
                    "HardwareId",
                )
            )
            inner = f"<d:GetDeviceInformationResponse>{inner}</d:GetDeviceInformationResponse>"
        else:
            inner = (
                "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value "
                'xmlns:t="http://www.onvif.org/ver10/error">t:NotAuthorized</s:Value></s:Subcode>'
                '</s:Code><s:Reason><s:Text xml:lang="en">no</s:Text></s:Reason></s:Fault>'
            )
        envelope = f"<s:Envelope {space}><s:Body>{inner}</s:Body></s:Envelope>".encode()
        send(http(400 if "Fault" in inner else 200, envelope, "application/soap+xml"))


def md5(*parts):
    return hashlib.md5(":".join(parts).encode()).hexdigest()  # noqa: S324 - the makers' own


def sofia(password):
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    made = bytes.fromhex(md5(password))
    return "".join(letters[(made[at] + made[at + 1]) % 62] for at in range(0, 16, 2))


def second(user, realm, random, password):
    inner = md5(user, realm, password).upper()
    return md5(user, random, inner).upper()


def hikvision_answer(given, user, password):
    def sha(text):
        return hashlib.sha256(text.encode()).hexdigest()

    made = sha(user + given["salt"] + password)
    made = sha(made + given["challenge"])
    for _ in range(given["iterations"] - 2):
        made = sha(made)
    return made


def forms(stream, send, gate):
    """Guard what makers guard by a query, a form, JSON or XML."""
    while True:
        _, target, _, body = read(stream)
        query = {
            name: one[0]
            for name, one in parse_qs(urlsplit(target).query, keep_blank_values=True).items()
        }
        path = urlsplit(target).path
        pair = (gate.user, gate.password)
        if path.endswith("CGIProxy.fcgi"):
            code = 0 if (query["usr"], query["pwd"]) == pair else -2
            send(http(200, f"<CGI_Result><result>{code}</result></CGI_Result>".encode()))
        elif path.endswith("snapshot.cgi"):
            given = (
                query.get("user", query.get("loginuse")),
                query.get("pwd", query.get("loginpas")),
            )
            send(http(200, b"\xff\xd8", "image/jpeg") if given == pair else http(401))
        elif path.endswith("api.cgi"):
            user = json.loads(body)[0]["param"]["User"]
            right = (user["userName"], user["password"]) == pair
            send(http(200, json.dumps([{"cmd": "Login", "code": 0 if right else 1}]).encode()))
        elif path.endswith("VerifyCode.cgi"):
            right = query["account"] == base64.b64encode(":".join(pair).encode()).decode()
            send(http(200, b"0") if right else http(403))
        elif path.endswith("login.php"):
            form = {name: one[0] for name, one in parse_qs(body.decode()).items()}
            send(http(302) if (form["user"], form["pass"]) == pair else http(401))
        elif path.endswith("doLogin"):
            word = base64.b64encode(gate.password.encode()).decode()
            right = f"<userName>{gate.user}</userName><password>{word}</password>" in body.decode()
            said = f"<response><status>{'success' if right else 'fail'}</status></response>"
            send(http(200, said.encode()))


CHALLENGES = {}  # of web logins: they hold over several connections


def sessions(stream, send, gate):
    """Guard by Hikvision's session login and by Dahua's JSON-RPC, each in two steps."""
    while True:
        method, target, _, body = read(stream)
        if target.startswith("/ISAPI/Security/sessionLogin/capabilities"):
            number = secrets.token_hex(8)
            given = {
                "challenge": secrets.token_hex(16),
                "salt": secrets.token_hex(32),
                "iterations": 100,
            }
            CHALLENGES[number] = given
            inner = "".join(f"<{name}>{value}</{name}>" for name, value in given.items())
            inner += f"<isIrreversible>true</isIrreversible><sessionID>{number}</sessionID>"
            send(
                http(200, f"<SessionLoginCap>{inner}</SessionLoginCap>".encode(), "application/xml")
            )
        elif method == "POST" and target.startswith("/ISAPI"):
            text = body.decode()
            number = re.search("<sessionID>(.*)</sessionID>", text)[1]
            word = hikvision_answer(CHALLENGES.pop(number), gate.user, gate.password)
            right = f"<userName>{gate.user}</userName><password>{word}</password>" in text
            value = (
                f"<SessionLogin><statusValue>{200 if right else 401}</statusValue></SessionLogin>"
            )
            send(http(200 if right else 401, value.encode(), "application/xml"))
        else:
            send(http(200, json.dumps(rpc2(json.loads(body), gate)).encode(), "application/json"))


def rpc2(asked, gate):
    """Answer `global.login`."""
    params = asked["params"]
    if not params["password"] and gate.form != "Plain":
        number = secrets.randbelow(1 << 30)
        given = {
            "realm": f"Login to {secrets.token_hex(8)}",
            "random": str(secrets.randbelow(1 << 30)),
        }
        CHALLENGES[number] = given
        given = {**given, "encryption": gate.form}
        return {"id": asked["id"], "params": given, "result": False, "session": number}
    known = CHALLENGES.pop(asked.get("session"), {"realm": "", "random": ""})
    word = {
        "Default": second(gate.user, known["realm"], known["random"], gate.password),
        "OldDigest": sofia(gate.password),
        "Plain": gate.password,
    }[gate.form]
    right = (params["userName"], params["password"]) == (gate.user, word)
    return {"id": asked["id"], "result": right, "session": asked.get("session", 1)}


def dahua(stream, send, gate):
    """Guard TCP 37777: DVRIP with a random, or DHIP with JSON."""
    realm, random = f"Login to {secrets.token_hex(8)}", str(secrets.randbelow(1 << 30))

    def said(body=b"", more=bytes(16)):
        send(b"\xb0\0\0\x58" + struct.pack("<I", len(body)) + more + bytes(8) + body)

    while True:
        head = stream.read(32)
        if head[4:8] == b"DHIP":
            body = stream.read(int.from_bytes(head[16:20], "little"))
            text = json.dumps(rpc2(json.loads(body), gate)).encode()
            send(b"\x20\0\0\0DHIP" + head[8:16] + struct.pack("<II", len(text), 0) * 2 + text)
            continue
        body = stream.read(int.from_bytes(head[4:8], "little"))
        if not body:
            said(f"Realm:{realm}\r\nRandom:{random}\r\n\r\n".encode())
            continue
        word = second(gate.user, realm, random, gate.password)
        word += md5(gate.user, random, sofia(gate.password)).upper()
        right = body.decode() == f"{gate.user}&&{word}"
        said(more=(b"\0\x08" if right else b"\1\x08") + bytes(14))


def xiongmai(stream, send, gate):
    """Guard TCP 34567."""
    while True:
        head = stream.read(20)
        asked = json.loads(stream.read(int.from_bytes(head[16:20], "little")).strip(b"\n\0"))
        right = (asked["UserName"], asked["PassWord"]) == (gate.user, sofia(gate.password))
        text = json.dumps({"Ret": 100 if right else 203, "SessionID": "0x02"}).encode() + b"\n\0"
        send(struct.pack("<BBHIIBBHI", 255, 1, 0, 2, 0, 0, 0, 1001, len(text)) + text)


def cover(text):
    """Lay the bytes over XML that the older firmware of Reolink lays over it."""
    return bytes(one ^ b"\x1f\x2d\x3c\x4b\x5a\x69\x78\xff"[at % 8] for at, one in enumerate(text))


def baichuan(stream, send, gate):
    """Guard TCP 9000: the legacy form, or one with a nonce."""
    nonce = secrets.token_hex(8)
    magic = bytes.fromhex("f0debc0a01000000")
    while True:
        head = stream.read(20)
        size, sort = int.from_bytes(head[8:12], "little"), head[18:20]
        if sort == b"\x14\x64":
            stream.read(4)
        body = stream.read(size)
        if not body:
            xml = (
                f'<?xml version="1.0"?><body><Encryption><nonce>{nonce}</nonce></Encryption></body>'
            )
            send(magic + struct.pack("<IIHH", len(xml), 0, 0xDD02, 0x6614) + cover(xml.encode()))
            continue
        if gate.form == "legacy":
            right = body[:64].decode() == (md5(gate.user) + md5(gate.password)).upper()
        else:
            words = [md5(one + nonce).upper()[:31] for one in (gate.user, gate.password)]
            right = all(word in cover(body).decode() for word in words)
        send(magic + struct.pack("<IIHH", 0, 0, 200 if right else 401, 0x6614))


def lines(stream, send, gate):
    """Guard an FTP server, or a shell over Telnet."""
    if gate.form == "ftp":
        send(b"220 gate FTP ready\r\n")
        user = stream.readline().decode().split()[1]
        send(b"331 and the password?\r\n")
        right = (user, stream.readline().decode().strip()[5:]) == (gate.user, gate.password)
        send(b"230 come in\r\n" if right else b"530 no\r\n")
        if right:
            while stream.readline():
                send(b"502 nothing here\r\n")
        return
    send(b"\xff\xfb\x01\xff\xfb\x03\r\ngate login: ")
    user = stream.readline().decode().strip()
    send(f"{user}\r\nPassword: ".encode())
    right = (user, stream.readline().decode().strip()) == (gate.user, gate.password)
    send(b"\r\n# " if right else b"\r\nLogin incorrect\r\ngate login: ")
    stream.readline()
