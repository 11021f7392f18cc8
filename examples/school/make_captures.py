"""Makes the captures of the example school: what emulated devices say, the same bytes each time.

Run: python examples/school/make_captures.py. Needs scapy, which only developers have. Everybody
in it is fictional; the MAC blocks are those of the makers, the last three bytes are made up.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from hashlib import md5
from pathlib import Path

from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.dns import DNS, DNSQR, DNSRR
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import ARP, Ether
from scapy.packet import Packet, Raw
from scapy.utils import wrpcap

from camaudit.emulate import cast
from camaudit.emulate.character import Service
from camaudit.emulate.player import Player
from camaudit.emulate.speeches import SPEECHES

sys.path.insert(0, str(Path(__file__).parent))
import doors

HERE = Path(__file__).parent / "captures"
ROUTER = ("00:00:5e:00:53:01", "10.20.2.1")
START = 1_795_075_200.0  # 2026-11-19 08:00 UTC
SPLIT = 1_000  # bytes of a TCP segment


def answered(speaks: str, words: dict[str, str], question: bytes, player: Player) -> bytes:
    """Give what an emulated device answers in one protocol, with words of our own."""
    speech = SPEECHES[speaks]
    service = Service(speaks=speaks, port=speech.port, words=words)
    (said,) = speech.answer(question, service, player)
    return said.data


def announced(speaks: str, words: dict[str, str], player: Player) -> bytes:
    """Give what an emulated device says unasked."""
    speech = SPEECHES[speaks]
    (said,) = speech.announce(Service(speaks=speaks, port=speech.port, words=words), player)
    return said.data


class Tape:
    """One capture in the making; each packet comes a quarter of a second after the last."""

    def __init__(self, name: str) -> None:
        self.path = HERE / name
        self.packets: list[Packet] = []

    def add(self, packet: Packet) -> None:
        """Take the next packet."""
        packet.time = self.now
        self.packets.append(packet)

    @property
    def now(self) -> float:
        """Give the time of the next packet."""
        return START + len(self.packets) * 0.25

    def write(self) -> None:
        """Write the file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        wrpcap(str(self.path), self.packets)

    def arp(self, mac: str, ip: str) -> None:
        """Announce an address."""
        self.add(
            Ether(src=mac, dst="ff:ff:ff:ff:ff:ff")
            / ARP(op=1, hwsrc=mac, psrc=ip, hwdst="00:00:00:00:00:00", pdst=ip)
        )

    def udp(self, mac: str, ip: str, port: int, to: tuple[str, str, int], data: bytes) -> None:
        """Send one datagram."""
        target_mac, target, target_port = to
        self.add(
            Ether(src=mac, dst=target_mac)
            / IP(src=ip, dst=target, ttl=64)
            / UDP(sport=port, dport=target_port)
            / Raw(data)
        )

    def tcp(
        self, client: tuple[str, str, int], server: tuple[str, str, int], talk: list[bytes]
    ) -> None:
        """Hold a conversation: the client speaks first, then they take turns."""
        ends = [client, server]
        numbers = [1_000, 9_000]

        def send(who: int, flags: str, data: bytes = b"") -> None:
            one, two = ends[who], ends[1 - who]
            packet = (
                Ether(src=one[0], dst=two[0])
                / IP(src=one[1], dst=two[1], ttl=64)
                / TCP(
                    sport=one[2],
                    dport=two[2],
                    flags=flags,
                    seq=numbers[who],
                    ack=numbers[1 - who] if "A" in flags else 0,
                )
            )
            self.add(packet / Raw(data) if data else packet)
            numbers[who] += len(data) + ("S" in flags) + ("F" in flags)

        send(0, "S")
        send(1, "SA")
        send(0, "A")
        for turn, data in enumerate(talk):
            for at in range(0, len(data), SPLIT):
                send(turn % 2, "PA", data[at : at + SPLIT])
        send(0, "FA")
        send(1, "FA")
        send(0, "A")

    def dhcp(self, mac: str, ip: str, name: str) -> None:
        """Ask for an address by name, and get it."""
        raw = bytes.fromhex(mac.replace(":", ""))
        ask = [("message-type", "request"), ("hostname", name), ("requested_addr", ip), "end"]
        give = [("message-type", "ack"), ("lease_time", 86_400), "end"]
        head = Ether(src=mac, dst="ff:ff:ff:ff:ff:ff")
        self.add(
            head
            / IP(src="0.0.0.0", dst="255.255.255.255")  # noqa: S104 - DHCP asks from nowhere
            / UDP(sport=68, dport=67)
            / BOOTP(op=1, chaddr=raw, xid=7)
            / DHCP(options=ask)
        )
        self.add(
            Ether(src=ROUTER[0], dst=mac)
            / IP(src=ROUTER[1], dst=ip)
            / UDP(sport=67, dport=68)
            / BOOTP(op=2, chaddr=raw, xid=7, yiaddr=ip)
            / DHCP(options=give)
        )


def sadp(
    mac: str,
    ip: str,
    model: str,
    *,
    activated: bool,
    channels: int,
    firmware: str = "V5.7.3build 220112",
    cloud: bool = False,
) -> bytes:
    """Answer a Hikvision search."""
    one = replace(
        cast.find("hikvision-camera"), model=model, channels=channels, firmware=firmware,
        serial=f"{model}20240102AAWR$number",
    )  # fmt: skip
    words = {"activated": str(activated).lower(), "cloud": str(cloud).lower()}
    inquiry = (
        b"<Probe><Uuid>5B1E0C5A-0000-4000-8000-0000000000AA</Uuid><Types>inquiry</Types></Probe>"
    )
    return answered("sadp", words, inquiry, Player(one, ip, mac))


def dhip(mac: str, ip: str, vendor: str, model: str, kind: str = "IPC") -> bytes:
    """Answer a Dahua search."""
    serial = "0A0000" + mac.replace(":", "").upper()[-6:] + "PAJ"
    one = replace(cast.find("dahua-camera"), model=model, serial=serial)
    words = {"class": kind, "vendor": vendor, "manufacturer": vendor, "machine": "CAM"}
    search = b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}\n'
    size = len(search).to_bytes(4, "little")
    search = b"\x20\0\0\0DHIP" + bytes(8) + size + bytes(4) + size + bytes(4) + search
    return answered("dhdiscover", words, search, Player(one, ip, mac))


def mhed(mac: str, ip: str, model: str, vendor: str) -> bytes:
    """Announce a TVT device."""
    one = replace(cast.find("tvt-camera"), model=model, serial="N00000000001")
    return announced("mhed", {"name": "Gate-1", "vendor": vendor}, Player(one, ip, mac))


def hello(name: str, mac: str, ip: str, **words: str) -> bytes:
    """Say hello by WS-Discovery, as a character of the cast does but for these words."""
    one = cast.find(name)
    own = next(service for service in one.services if service.speaks == "wsdiscovery")
    return announced("wsdiscovery", {**own.words, **words}, Player(one, ip, mac))


def digest_login(uri: str, realm: str, user: str, password: str) -> tuple[bytes, bytes]:
    """Give a challenge and the login that answers it (RFC 2617, as RTSP clients do)."""
    nonce = "3f1e2d4c5b6a79880123456789abcdef"
    one = md5(f"{user}:{realm}:{password}".encode(), usedforsecurity=False).hexdigest()
    two = md5(f"DESCRIBE:{uri}".encode(), usedforsecurity=False).hexdigest()
    total = md5(f"{one}:{nonce}:{two}".encode(), usedforsecurity=False).hexdigest()
    challenge = f'WWW-Authenticate: Digest realm="{realm}", nonce="{nonce}"\r\n'
    answer = (
        f'Authorization: Digest username="{user}", realm="{realm}", nonce="{nonce}", '
        f'uri="{uri}", response="{total}"\r\n'
    )
    return challenge.encode(), answer.encode()


def axis_announcement(model: str, mac: str, ip: str) -> bytes:
    """Announce an Axis camera by mDNS."""
    one = replace(cast.find("axis-camera"), model=model)
    own = next(service for service in one.services if service.speaks == "mdns")
    words = {**own.words, "services": "_axis-video._tcp"}
    return announced("mdns", words, Player(one, ip, mac))


GROUP = ("01:00:5e:7f:ff:fa", "239.255.255.250")


def cameras() -> Tape:
    """Fill the camera network of the main building."""
    tape = Tape("main-building/camera-network.pcap")
    tape.arp(*ROUTER)
    for mac, ip, model, activated, channels in (
        ("44:19:b6:00:00:11", "10.20.2.11", "DS-2CD2143G2-I", True, 1),
        ("44:19:b6:00:00:12", "10.20.2.12", "DS-2CD2143G2-I", False, 1),
        ("bc:ad:28:00:00:20", "10.20.2.20", "DS-7616NI-K2", True, 16),
    ):
        tape.arp(mac, ip)
        answer = sadp(mac, ip, model, activated=activated, channels=channels, cloud=channels > 1)
        tape.udp(mac, ip, 37020, (*GROUP, 37020), answer)
    honeywell = ("3c:ef:8c:00:00:13", "10.20.2.13")
    tape.arp(*honeywell)
    tape.udp(
        *honeywell,
        37810,
        ("01:00:5e:7f:ff:fb", "239.255.255.251", 37810),
        dhip(*honeywell, "Honeywell", "HBW2PER1"),
    )
    name = "example-update.example"
    ask = Ether(src=honeywell[0], dst=ROUTER[0]) / IP(src=honeywell[1], dst="10.20.0.2", ttl=64)
    tape.add(ask / UDP(sport=40001, dport=53) / DNS(id=9, qd=DNSQR(qname=name)))
    back = Ether(src=ROUTER[0], dst=honeywell[0]) / IP(src="10.20.0.2", dst=honeywell[1], ttl=63)
    tape.add(
        back
        / UDP(sport=53, dport=40001)
        / DNS(
            id=9,
            qr=1,
            qd=DNSQR(qname=name),
            an=DNSRR(rrname=name, type="A", ttl=60, rdata="110.43.0.83"),
        )
    )
    for number in range(4):
        tape.udp(*honeywell, 40100 + number, (ROUTER[0], "110.43.0.83", 8800), b"\xff" * 44)
        tape.add(
            Ether(src=ROUTER[0], dst=honeywell[0])
            / IP(src="110.43.0.83", dst=honeywell[1], ttl=44)
            / UDP(sport=8800, dport=40100 + number)
            / Raw(b"\xfe" * 44)
        )
    axis = ("ac:cc:8e:00:00:14", "10.20.2.14")
    tape.arp(*axis)
    tape.add(
        Ether(src=axis[0], dst="01:00:5e:00:00:fb")
        / IP(src=axis[1], dst="224.0.0.251", ttl=255)
        / UDP(sport=5353, dport=5353)
        / Raw(axis_announcement("P3245-V", *axis))
    )
    uniview = ("48:ea:63:00:00:15", "10.20.2.15")
    tape.arp(*uniview)
    said = hello(
        "uniview-camera", *uniview, more_scopes="onvif://www.onvif.org/MacAddress/$mac_plain"
    )
    tape.udp(*uniview, 3702, (*GROUP, 3702), said)
    gate, yard, recorder = (
        ("44:19:b6:00:00:11", "10.20.2.11"),
        ("44:19:b6:00:00:12", "10.20.2.12"),
        ("bc:ad:28:00:00:20", "10.20.2.20"),
    )
    doors.among_cameras(tape, ROUTER[0], gate, yard, recorder)
    return tape


def office() -> Tape:
    """Fill the office: one camera is in it; nobody else of it may be named in a report."""
    tape = Tape("main-building/office.pcap")
    tape.dhcp("00:00:5e:00:53:51", "10.20.0.51", "office-pc-1")
    tape.dhcp("02:00:00:00:00:52", "10.20.0.52", "pupil-phone")
    for mac, ip in (("00:00:5e:00:53:51", "10.20.0.51"), ("00:00:5e:00:53:60", "10.20.0.60")):
        tape.arp(mac, ip)
    tape.udp(
        "00:00:5e:00:53:60",
        "10.20.0.60",
        3702,
        (*GROUP, 3702),
        hello("printer", "00:00:5e:00:53:60", "10.20.0.60"),
    )
    query = Ether(src="00:00:5e:00:53:51", dst=ROUTER[0]) / IP(src="10.20.0.51", dst="10.20.0.2")
    tape.add(query / UDP(sport=40010, dport=53) / DNS(id=3, qd=DNSQR(qname="www.example.org")))
    ended = ("b0:c5:54:00:00:34", "10.20.0.34")
    tape.dhcp(*ended, "DCS-2530L")
    tape.add(
        Ether(src=ended[0], dst="01:00:5e:00:00:fb")
        / IP(src=ended[1], dst="224.0.0.251", ttl=255)
        / UDP(sport=5353, dport=5353)
        / doors.dlink_announcement("DCS-2530L", *ended)
    )
    return tape


def hall() -> Tape:
    """Fill the sports hall: one camera with a factory login, one under a reseller's label."""
    tape = Tape("sports-hall/hall.pcap")
    general = ("3c:ef:8c:00:00:31", "10.30.2.31")
    tape.arp(*general)
    tape.udp(
        *general,
        37810,
        ("01:00:5e:7f:ff:fb", "239.255.255.251", 37810),
        dhip(*general, "General", "IPC-HDW1230T2"),
    )
    uri = f"rtsp://{general[1]}:554/cam/realmonitor?channel=1&subtype=0"
    challenge, answer = digest_login(uri, "Login to 0A1B2C3D4E5F6071", "admin", "admin")
    viewer = ("00:00:5e:00:53:40", "10.30.2.40")
    tape.arp(*viewer)
    ask = f"DESCRIBE {uri} RTSP/1.0\r\nCSeq: %d\r\nUser-Agent: example-viewer\r\n"
    body = (
        b"v=0\r\no=- 1 1 IN IP4 10.30.2.31\r\ns=Media Server\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
    )
    body += b"a=rtpmap:96 H264/90000\r\n"
    tape.tcp(
        (*viewer, 40200),
        (*general, 554),
        [
            (ask % 1).encode() + b"\r\n",
            b"RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n" + challenge + b"\r\n",
            (ask % 2).encode() + answer + b"\r\n",
            b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\n"
            + f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body,
        ],
    )
    tvt = ("58:5b:69:00:00:32", "10.30.2.32")
    tape.arp(*tvt)
    tape.udp(
        *tvt,
        23456,
        ("01:00:5e:37:37:38", "234.55.55.56", 23456),
        mhed(*tvt, "TD-9421S3", "EXAMPLE"),
    )
    old = ("44:19:b6:00:00:33", "10.30.2.33")
    tape.arp(*old)
    answer = sadp(*old, "DS-2CD2032F-I", activated=True, channels=1, firmware="V5.4.0 build 160401")
    tape.udp(*old, 37020, (*GROUP, 37020), answer)
    doors.old_camera(tape, old, viewer)
    doors.certificates(tape, viewer, old, tvt)
    doors.outside(tape, (ROUTER[0], "10.30.2.1"), general, tvt)
    return tape


if __name__ == "__main__":
    for made in (cameras(), office(), hall()):
        made.write()
        print(made.path.name, len(made.packets))
