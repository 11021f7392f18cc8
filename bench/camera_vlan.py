"""Makes a capture of a camera VLAN: mostly video, and what cameras and recorders say beside it.

    python bench/camera_vlan.py FILE [--gigabytes 2.2] [--wan] [--seed 1]

120 cameras send to four recorders: a third by RTP over UDP, a third by RTP in their RTSP
connections, a third by HTTP or TLS. Beside it they announce themselves (WS-Discovery, SADP,
DHDiscover, SSDP, mDNS), lease addresses, ask for names and the time, and are polled over ONVIF and
RTSP with logins by Digest. Dates, CSeq, nonces, sessions, ids, the segments in which messages come
and the MTU differ from one to the next. Addresses and names are made up. The same seed gives the
same bytes. What is no video is told at the end, and how much of it is unique as bytes.

--wan: each packet crosses the edge of the estate: cameras upload to, and are watched from, outside.
"""

from __future__ import annotations

import argparse
import random
import struct
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from tape import BEGIN, Host, Stream, Tape

CAMERAS, RECORDERS = 120, 4
OFTEN = 0.2  # things that are no video, to one burst of it
MAKERS = (
    # OUI, model, server, realm
    ("44:19:b6", "DS-2CD2143G0-I", "App-webs/", "IP Camera(C2143)"),
    ("3c:ef:8c", "IPC-HDW2431T", "Webs", "Login to 4K01A2FPAG{:05}"),
    ("ac:cc:8e", "AXIS M3065-V", "Apache", "AXIS_ACCC8E{:06X}"),
    ("48:ea:63", "IPC322LR3", "UNV/1.0", "IPC322LR3"),
)
SOAP = (
    '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-'
    'envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.'
    'xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl" xmlns:tds'
    '="http://www.onvif.org/ver10/device/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema">{}'
    "</s:Envelope>"
)


def certificate(camera: Host) -> bytes:
    """Make a certificate of a camera's own; its key is its address."""
    # Of a sort whose signatures draw nothing: the same seed gives the same bytes.
    key = ed25519.Ed25519PrivateKey.from_private_bytes(camera.mac * 5 + camera.mac[:2])
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, camera.model)])
    day = datetime(2024, 1, 1)  # noqa: DTZ001 - as the library keeps it
    made = x509.CertificateBuilder(name, name, key.public_key(), camera.at + 1, day)
    made = made.not_valid_after(day + timedelta(3650))
    return made.sign(key, None).public_bytes(serialization.Encoding.DER)


class Estate:
    """The hosts, and what each of them says."""

    def __init__(self, tape: Tape, *, wan: bool) -> None:
        self.tape, self.draw, self.wan = tape, tape.draw, wan
        self.cameras = []
        for at in range(CAMERAS):
            oui, model, server, realm = MAKERS[at % len(MAKERS)]
            mac = bytes.fromhex(oui.replace(":", "")) + at.to_bytes(3)
            ip = IPv4Address(f"10.20.2.{10 + at}").packed
            self.cameras.append(Host(ip, mac, at, model, server, realm.format(at)))
        edge = bytes.fromhex("00005e005301")
        self.recorders = [
            Host(IPv4Address(f"203.0.113.{9 + at}" if wan else f"10.20.2.{240 + at}").packed,
                 edge if wan else bytes.fromhex("bcad28") + at.to_bytes(3), at)
            for at in range(RECORDERS)
        ]  # fmt: skip
        self.router = Host(IPv4Address("10.20.2.1").packed, edge)
        self.outside = [Host(IPv4Address(f"198.51.100.{at}").packed, edge) for at in range(1, 9)]
        self.group = Host(IPv4Address("239.255.255.250").packed, bytes.fromhex("01005e7ffffa"))
        self.mdns = Host(IPv4Address("224.0.0.251").packed, bytes.fromhex("01005e0000fb"))
        self.all = Host(b"\xff" * 4, b"\xff" * 6)
        self.certificates = [certificate(one) for one in self.cameras[:8]]
        self.video = tape.draw.randbytes(1 << 16)
        self.streams = [self._stream(one) for one in self.cameras]
        self.left = [b""] * CAMERAS
        self.counter = 0

    def _stream(self, camera: Host) -> Stream | None:
        recorder = self.recorders[camera.at % RECORDERS]
        if camera.at % 3 == 0:
            return None  # RTP over UDP
        stream = Stream(recorder, camera, (40_000 + camera.at, 554 if camera.at % 3 == 1 else 80))
        self.tape.open(stream)
        if camera.at % 3 == 1:
            self._rtsp(stream, 1)
        else:
            self.tape.tell(stream, 0, b"GET /video.mjpg HTTP/1.1\r\nHost: camera\r\n\r\n")
            self.tape.tell(
                stream, 1,
                f"HTTP/1.1 200 OK\r\nServer: {camera.server}\r\nContent-Type: multipart/x-mixed-"
                f"replace; boundary=b\r\nDate: {self.tape.now()}\r\n\r\n".encode(),
            )  # fmt: skip
        return stream

    def _rtsp(self, stream: Stream, number: int) -> None:
        camera = stream.server
        url = f"rtsp://{IPv4Address(camera.ip)}:554/Streaming/Channels/101"
        nonce = f"{self.draw.getrandbits(128):032x}"
        for verb in ("OPTIONS", "DESCRIBE"):
            self.tape.tell(
                stream, 0,
                f"{verb} {url} RTSP/1.0\r\nCSeq: {number}\r\nUser-Agent: Recorder/4\r\n\r\n"
                .encode(),
            )  # fmt: skip
            answer = (
                "200 OK\r\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"
                if verb == "OPTIONS"
                else f'401 Unauthorized\r\nWWW-Authenticate: Digest realm="{camera.realm}", '
                f'nonce="{nonce}", stale="FALSE"'
            )
            self.tape.tell(
                stream, 1,
                f"RTSP/1.0 {answer}\r\nCSeq: {number}\r\nDate: {self.tape.now()}\r\n\r\n".encode(),
            )  # fmt: skip
            number += 1

    def picture(self, at: int) -> None:
        """Send a burst of video of one camera."""
        tape, camera = self.tape, self.cameras[at]
        stream = self.streams[at]
        recorder = self.recorders[at % RECORDERS]
        for part in range(self.draw.randrange(6, 14)):
            self.counter += 1
            begin = self.counter * 7919 % 60_000
            tape.at += 0.000_035
            if stream is None:
                head = struct.pack(
                    ">BBHII", 0x80, 96, self.counter & 0xFFFF, self.counter, camera.at
                )
                size = 1388 if self.draw.random() < 0.9 else self.draw.randrange(200, 1388)
                tape.udp(
                    camera, recorder, (20_000 + at, 50_000 + at),
                    head + self.video[begin : begin + size],
                )  # fmt: skip
                continue
            if at % 3 == 1:
                data = self.left[at]
                while len(data) < 1448:
                    head = struct.pack(
                        ">BBHII", 0x80, 96, self.counter & 0xFFFF, self.counter, camera.at
                    )
                    body = head + self.video[begin : begin + self.draw.choice((1388, 1388, 700))]
                    data += b"$\0" + len(body).to_bytes(2) + body
                self.left[at] = data[1448:]
                tape.tcp(stream, 1, 0x10, data[:1448])
            else:
                tape.tcp(stream, 1, 0x10, self.video[begin : begin + 1448])
            if part % 2:
                tape.tcp(stream, 0, 0x10)

    def talk(self) -> None:
        """Say one of the things that are no video."""
        camera = self.draw.choice(self.cameras)
        self.draw.choice(self.OUTSIDE if self.wan else self.EVERYTHING)(self, camera)

    def keepalive(self, camera: Host) -> None:
        """Ask a stream whether it lives, as recorders do."""
        stream = self.streams[camera.at]
        if stream is None or camera.at % 3 != 1:
            return self.onvif(camera)
        rest, self.left[camera.at] = self.left[camera.at], b""
        if rest:
            self.tape.tcp(stream, 1, 0x18, rest)
        number = 10 + self.counter % 60_000
        url = f"rtsp://{IPv4Address(camera.ip)}:554/"
        self.tape.tell(
            stream, 0,
            f"GET_PARAMETER {url} RTSP/1.0\r\nCSeq: {number}\r\nSession: {self.counter}\r\n\r\n"
            .encode(),
        )  # fmt: skip
        self.tape.tell(
            stream, 1,
            f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\nDate: {self.tape.now()}\r\n\r\n".encode(),
        )  # fmt: skip
        return None

    def onvif(self, camera: Host) -> None:
        """Poll a camera over ONVIF: a call without a login, and one with it by Digest."""
        recorder = self.recorders[camera.at % RECORDERS]
        stream = Stream(recorder, camera, (self.draw.randrange(30_000, 39_999), 80))
        self.tape.open(stream)
        name = f"<a:MessageID>uuid:{self.draw.getrandbits(128):032x}</a:MessageID>"
        call = f"<s:Header>{name}</s:Header><s:Body><tds:GetSystemDateAndTime/></s:Body>"
        body = SOAP.format(call).encode()
        nonce = f"{self.draw.getrandbits(128):032x}"
        digest = (
            f'Authorization: Digest username="viewer", realm="{camera.realm}", nonce="{nonce}", uri'
            f'="/onvif/device_service", response="{self.draw.getrandbits(128):032x}", qop=auth, nc='
            f'00000001, cnonce="{self.draw.getrandbits(64):x}"\r\n'
        )
        for login in ("", digest) if self.draw.random() < 0.3 else ("",):
            self.tape.tell(
                stream, 0,
                b"POST /onvif/device_service HTTP/1.1\r\nHost: camera\r\nContent-Type: application/"
                b"soap+xml\r\n%bContent-Length: %d\r\n\r\n%b" % (login.encode(), len(body), body),
            )  # fmt: skip
            when = datetime.fromtimestamp(self.tape.at, UTC)
            said = SOAP.format(
                "<s:Body><tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:UTCDateTime>"
                f"<tt:Time><tt:Hour>{when.hour}</tt:Hour><tt:Minute>{when.minute}</tt:Minute>"
                f"<tt:Second>{when.second}</tt:Second></tt:Time></tt:UTCDateTime>"
                "</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse></s:Body>"
            ).encode()
            self.tape.tell(
                stream, 1,
                f"HTTP/1.1 200 OK\r\nServer: {camera.server}\r\nDate: {self.tape.now()}\r\n"
                f"Content-Length: {len(said)}\r\n\r\n".encode() + said,
            )  # fmt: skip
        self.tape.close(stream)

    def page(self, camera: Host) -> None:
        """Open the front page of a camera."""
        recorder = self.recorders[camera.at % RECORDERS]
        stream = Stream(recorder, camera, (self.draw.randrange(30_000, 39_999), 80))
        self.tape.open(stream)
        self.tape.tell(
            stream, 0,
            b"GET / HTTP/1.1\r\nHost: camera\r\nUser-Agent: Viewer/1\r\n"
            b"If-Modified-Since: %b\r\n\r\n" % self.tape.now().encode(),
        )  # fmt: skip
        text = f"<html><head><title>{camera.model}</title></head>{'<p>.' * 700}</html>".encode()
        nonce = f"{self.draw.getrandbits(96):x}"
        self.tape.tell(
            stream, 1,
            f"HTTP/1.1 401 Unauthorized\r\nServer: {camera.server}\r\nDate: {self.tape.now()}\r\n"
            f'WWW-Authenticate: Digest realm="{camera.realm}", nonce="{nonce}"\r\n'
            f"Content-Length: {len(text)}\r\n\r\n".encode() + text,
        )  # fmt: skip
        self.tape.close(stream)

    def tls(self, camera: Host) -> None:
        """Open a connection over TLS: the hand-shake, and a little of what follows."""
        recorder = self.recorders[camera.at % RECORDERS]
        stream = Stream(recorder, camera, (self.draw.randrange(30_000, 39_999), 443))
        self.tape.open(stream)
        hello = b"\x03\x03" + self.draw.randbytes(32) + b"\0\0\x04\x13\x01\xc0\x2f\x01\0\0\0"
        self.tape.tell(stream, 0, record(1, hello))
        der = self.certificates[camera.at % 8]
        chain = len(der).to_bytes(3) + der
        server = b"\x03\x03" + self.draw.randbytes(32) + b"\0\xc0\x2f\0"
        self.tape.tell(
            stream, 1, record(2, server) + record(11, len(chain).to_bytes(3) + chain)
        )  # fmt: skip
        for _ in range(4):
            self.tape.tcp(
                stream, 1, 0x18, b"\x17\x03\x03\x05\x00" + self.video[: self.draw.randrange(1280)]
            )
        self.tape.close(stream)

    def discovery(self, camera: Host) -> None:
        """Announce a camera by WS-Discovery."""
        head = (
            f"<s:Header><a:MessageID>uuid:{self.draw.getrandbits(128):032x}</a:MessageID><a:Action>"
            "http://schemas.xmlsoap.org/ws/2005/04/discovery/Hello</a:Action></s:Header>"
        )
        body = (
            "<s:Body><d:Hello><a:EndpointReference><a:Address>urn:uuid:4d454930-0000-1000-8000-"
            f"{camera.mac.hex()}</a:Address></a:EndpointReference><d:Types>dn:NetworkVideoTransmitt"
            f"er</d:Types><d:Scopes>onvif://www.onvif.org/hardware/{camera.model}</d:Scopes><d:XAdd"
            f"rs>http://{IPv4Address(camera.ip)}/onvif/device_service</d:XAddrs></d:Hello></s:Body>"
        )
        self.tape.say(camera, self.group, (3702, 3702), SOAP.format(head + body).encode())

    def ssdp(self, camera: Host) -> None:
        """Announce it by SSDP."""
        text = (
            "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNT: upnp:rootdevice\r\nNTS: ssdp:"
            f"alive\r\nLOCATION: http://{IPv4Address(camera.ip)}:49152/upnpdevicedesc.xml\r\nSERVER"
            f": Linux UPnP/1.0 {camera.model}\r\nUSN: uuid:{camera.mac.hex()}\r\nDATE: "
            f"{self.tape.now()}\r\n\r\n"
        )
        self.tape.say(camera, self.group, (1900, 1900), text.encode())

    def names(self, camera: Host) -> None:
        """Ask for a name, and be told."""
        labels = (b"dev", self.draw.choice((b"hik-connect", b"easy4ip", b"axis")), b"com")
        asked = b"".join(bytes([len(one)]) + one for one in labels) + b"\0\0\1\0\1"
        number = self.draw.getrandbits(16)
        ports = (self.draw.randrange(1024, 65_535), 53)
        question = struct.pack(">HHHHHH", number, 0x100, 1, 0, 0, 0) + asked
        self.tape.say(camera, self.router, ports, question)
        answer = struct.pack(">HHHHHH", number, 0x8180, 1, 1, 0, 0) + asked
        answer += b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + self.outside[camera.at % 8].ip
        self.tape.say(self.router, camera, ports[::-1], answer)

    def clock(self, camera: Host) -> None:
        """Ask for the time."""
        target = self.outside[camera.at % 8] if self.wan else self.router
        text = b"\x23" + bytes(39) + struct.pack(">d", self.tape.at)
        self.tape.say(camera, target, (123, 123), text)

    def lease(self, camera: Host) -> None:
        """Ask for an address."""
        head = struct.pack(">BBBBIHH", 1, 1, 6, 0, self.draw.getrandbits(32), 0, 0)
        options = b"\x63\x82\x53\x63\x35\x01\x03\x0c" + bytes([len(camera.model)])
        options += camera.model.encode() + b"\x3c\x04dhcp\xff"
        text = head + bytes(16) + camera.mac + bytes(10 + 192) + options
        self.tape.say(camera, self.all, (68, 67), text)

    def arp(self, camera: Host) -> None:
        """Ask who the router is."""
        ends = camera.mac + camera.ip + bytes(6) + self.router.ip
        packet = b"\0\1\x08\0\6\4\0\1" + ends
        self.tape.message(packet)
        self.tape.frame(b"\xff" * 6 + camera.mac + b"\x08\x06" + packet + bytes(18))

    def upload(self, camera: Host) -> None:
        """Reach a service outside, and send it a picture."""
        target = self.outside[self.draw.randrange(8)]
        stream = Stream(camera, target, (self.draw.randrange(30_000, 60_000), 8443))
        self.tape.open(stream)
        hello = b"\x03\x03" + self.draw.randbytes(32) + b"\0\0\x04\x13\x01\xc0\x2f\x01\0\0\0"
        self.tape.tell(stream, 0, record(1, hello))
        for at in range(12):
            self.tape.tcp(stream, 0, 0x18, b"\x17\x03\x03\x05\x00" + self.video[at : at + 1400])
        self.tape.tcp(stream, 1, 0x10)
        self.tape.close(stream)

    EVERYTHING = (
        keepalive, keepalive, onvif, onvif, page, tls, discovery, ssdp, names, clock, lease, arp,
        upload,
    )  # fmt: skip
    OUTSIDE = (keepalive, onvif, page, tls, clock, upload)


def record(kind: int, body: bytes) -> bytes:
    """Write one handshake message in a record of TLS."""
    message = bytes([kind]) + len(body).to_bytes(3) + body
    return b"\x16\x03\x03" + len(message).to_bytes(2) + message


def make(path: Path, size: int, *, wan: bool, seed: int = 1) -> Tape:
    """Write a capture of so many bytes, or a little more."""
    draw = random.Random(seed)  # noqa: S311 - the same bytes in every run
    with path.open("wb") as out:
        tape = Tape(out, draw)
        estate = Estate(tape, wan=wan)
        while tape.size < size:
            for at in range(CAMERAS):
                estate.picture(at)
                if draw.random() < OFTEN:
                    estate.talk()
        tape.flush()
    return tape


def main() -> None:
    """Make one, as the words say."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("file", type=Path)
    words.add_argument("--gigabytes", type=float, default=2.2)
    words.add_argument("--wan", action="store_true")
    words.add_argument("--seed", type=int, default=1)
    options = words.parse_args()
    tape = make(options.file, round(options.gigabytes * 1e9), wan=options.wan, seed=options.seed)
    share = len(tape.unique) / tape.messages
    print(
        f"{tape.frames:,} packets, {tape.size / 1e9:.2f} GB, {tape.at - BEGIN:.0f} s of traffic;"
        f" {tape.messages:,} messages that are no video, {share:.0%} unique as bytes"
    )


if __name__ == "__main__":
    sys.exit(main())
