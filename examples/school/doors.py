"""What cameras of the example school leave open: messages of doors, keys and clocks.

Made with `make_captures.py`, which calls these with its tapes. The certificate was made for this
example; its key is thrown away. Outside addresses are of documentation ranges (RFC 5737).
"""

from __future__ import annotations

import struct
from base64 import b64decode
from typing import Protocol

from scapy.layers.dns import DNS, DNSRR
from scapy.packet import Packet  # noqa: TC002 - developers read it at run time

SOMEBODY = "192.175.48.20"  # of AS112, where nobody dwells (RFC 7534)
UPDATES = "198.51.100.7"
PEER_SERVER = "198.51.100.9"
PER_PACKET = 1_200  # bytes of video
# RSA 1024, valid from 2010 to 2020, CN=camera.example.
CERTIFICATE = b64decode(
    "MIIBpjCCAQ+gAwIBAgIBATANBgkqhkiG9w0BAQsFADAZMRcwFQYDVQQDDA5jYW1lcmEuZXhhbXBsZTAeFw0xMDAx"
    "MDEwMDAwMDBaFw0yMDAxMDEwMDAwMDBaMBkxFzAVBgNVBAMMDmNhbWVyYS5leGFtcGxlMIGfMA0GCSqGSIb3DQEB"
    "AQUAA4GNADCBiQKBgQDTAJOR9G5n3zmCTcNbMsNW8cpZgrVRyerAAQIkGcugeB1VPgqPPONbV+5TqJjIGfI3JZYc"
    "g+R5PciXJi5Ojr02gzBFKNdZMo1ZmtWahTBpgBtpxnyPHR9f1BS/HCMwESbKXcTRLmOQoRRxTR85Ag/rjArTQ01O"
    "R2rIbShAqfKFTwIDAQABMA0GCSqGSIb3DQEBCwUAA4GBAGPlC/EWbM+o/5oHHp2w4eFoXE7Ws3kqbQkB0CftACM/"
    "dG6a94PBRIQcegYwBZHWvoP4AE6wKYX0XNRSAtDL+F3LXRJiLOh+xEaH3T9vrGGxmYpnvlDxv1hFqG9iJpqxr20b"
    "URzj/FnzO+HKvxB27HiunIdqlbz/z5gLvf2VpJte"
)

End = tuple[str, str]  # MAC, address


class Tape(Protocol):
    """What is asked of a tape."""

    def udp(self, mac: str, ip: str, port: int, to: tuple[str, str, int], data: bytes) -> None:
        """Send one datagram."""

    def tcp(
        self, client: tuple[str, str, int], server: tuple[str, str, int], talk: list[bytes]
    ) -> None:
        """Hold a conversation."""

    @property
    def now(self) -> float:
        """Give the time of the next packet."""


def among_cameras(tape: Tape, router: str, camera: End, other: End, recorder: End) -> None:
    """Let an office computer ask a camera, a camera speak to another, and one send its video."""
    page = b"<DeviceInfo><deviceName>Gate</deviceName></DeviceInfo>"
    tape.tcp(
        (router, "10.20.0.51", 40300),
        (*camera, 80),
        [
            b"GET /ISAPI/System/deviceInfo HTTP/1.1\r\nHost: 10.20.2.11\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"
            + f"Content-Length: {len(page)}\r\n\r\n".encode()
            + page,
        ],
    )
    tape.tcp((*other, 40301), (*camera, 8000), [bytes(32), bytes(16)])
    for number in range(60):
        head = struct.pack("!BBHII", 0x80, 96, number, number * 3_000, 7)  # RTP, RFC 3550
        tape.udp(*camera, 8200, (*recorder, 9000), head + bytes(PER_PACKET))


def old_camera(tape: Tape, camera: End, viewer: End) -> None:
    """Let an old camera greet by Telnet and FTP, and ask for the time with a clock of 1970."""
    tape.tcp(
        (*viewer, 40210),
        (*camera, 23),
        [b"\xff\xfd\x01", b"\xff\xfb\x01\xff\xfb\x03\r\nexample login: "],
    )
    tape.tcp((*viewer, 40211), (*camera, 21), [b"\r\n", b"220 FTP server ready.\r\n"])
    begun = tape.now
    for _ in range(3):
        clock = 2_208_988_800 + tape.now - begun  # RFC 5905: seconds since 1900
        packet = b"\x23" + bytes(39) + struct.pack("!II", int(clock), 0)
        tape.udp(*camera, 123, (*viewer, 123), packet)


def certificates(tape: Tape, viewer: End, *cameras: End) -> None:
    """Let cameras show the same certificate."""
    hello = b"\3\3" + bytes(33) + b"\0\2\0\x2f\1\0\0\0"
    server = b"\3\3" + bytes(32) + b"\0\0\x2f\0"
    leaf = len(CERTIFICATE).to_bytes(3, "big") + CERTIFICATE
    shown = _message(2, server) + _message(11, len(leaf).to_bytes(3, "big") + leaf)
    for number, camera in enumerate(cameras):
        tape.tcp(
            (*viewer, 40220 + number), (*camera, 443), [_record(_message(1, hello)), _record(shown)]
        )


def outside(tape: Tape, router: End, camera: End, other: End) -> None:
    """Let a camera ask for a port and be reached, and another fetch firmware and register."""
    ask = struct.pack("!BBHHHI", 0, 2, 0, 80, 8000, 3_600)  # NAT-PMP, RFC 6886 section 3.3
    tape.udp(*camera, 40400, (*router, 5351), ask)
    answer = struct.pack("!BBHIHHI", 0, 130, 0, 900, 80, 8000, 3_600)
    tape.udp(*router, 5351, (*camera, 40400), answer)
    tape.tcp(
        (router[0], SOMEBODY, 40401),
        (*camera, 80),
        [b"GET / HTTP/1.1\r\nHost: 198.51.100.30\r\n\r\n", b"HTTP/1.1 401 Unauthorized\r\n\r\n"],
    )
    tape.tcp(
        (*other, 40402),
        (router[0], UPDATES, 80),
        [
            b"GET /firmware/TD-9421S3-5.1.3.bin HTTP/1.1\r\nHost: updates.example\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        ],
    )
    name = b"EXAMPLE\0" + struct.pack("!I", 7) + b"EXAMP\0\0\0"
    tape.udp(*other, 32100, (router[0], PEER_SERVER, 32100), b"\xf1\x10\0\x14" + name)


def dlink_announcement(model: str, mac: str, ip: str) -> Packet:
    """Announce a D-Link camera by mDNS."""
    host = f"{model}_{mac.replace(':', '')[-6:].upper()}.local"
    instance = f"{model}._dhnap._tcp.local"
    return DNS(
        qr=1,
        aa=1,
        id=0,
        qd=[],
        an=[
            DNSRR(rrname="_dhnap._tcp.local", type="PTR", ttl=4500, rdata=instance),
            DNSRR(rrname=instance, type="TXT", ttl=4500, rdata=[f"model_number={model}".encode()]),
            DNSRR(rrname=host, type="A", ttl=120, rdata=ip),
        ],
    )


def _message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def _record(data: bytes) -> bytes:
    return b"\x16\3\3" + len(data).to_bytes(2, "big") + data
