"""Frames, addresses and ports as scapy and tshark read them; each difference has its reason."""

import os
import random
import runpy
import shutil
import struct
import subprocess
from ipaddress import ip_address
from pathlib import Path

import pytest
import scapy.contrib.etherip
import scapy.layers.ppi  # noqa: F401 - adds its readers
from scapy.config import conf
from scapy.contrib.erspan import ERSPAN_I, ERSPAN_II, ERSPAN_III
from scapy.contrib.geneve import GENEVE
from scapy.layers.dot11 import Dot11
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import GRE, Dot1Q, Ether
from scapy.layers.vxlan import VXLAN
from scapy.utils import wrpcap

from camaudit.capture import headers
from camaudit.capture.content import Window
from camaudit.capture.formats import open_file, pieces, recognise
from camaudit.capture.losses import Losses
from camaudit.capture.packets import NO_FRAME, pcap_packets, pcapng_packets
from camaudit.capture.windows import CaptureReader
from camaudit.model.endpoint import Endpoints
from camaudit.model.progress import Silent

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "captures"
CAPTURES = sorted(path for path in FOLDER.glob("*") if path.suffix in {".pcap", ".pcapng", ".cap"})
MADE = runpy.run_path(str(Path(__file__).with_name("wrapped.py")))
WRAPPED = MADE["WRAPPED"]
TSHARK = shutil.which("tshark")

# Where the tests of every change run, tshark is installed: there its absence is a failure.
with_tshark = pytest.mark.skipif(
    TSHARK is None and not os.environ.get("CI"), reason="tshark is not installed"
)


def tshark(path, fields, *, which):
    """Give the fields of each frame; of a field that stands there often, the first or last."""
    assert TSHARK is not None, "CI installs tshark: see .ci/run"
    asked = [part for field in fields for part in ("-e", field)]
    quiet = [
        part
        for name in ("ip.defragment", "ipv6.defragment", "tcp.desegment_tcp_streams")
        for part in ("-o", f"{name}:FALSE")
    ]
    done = subprocess.run(
        [TSHARK, "-r", str(path), "-T", "fields", *asked, "-E", f"occurrence={which}", *quiet],
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.split("\t") for line in done.stdout.splitlines()]


# --- every wrapping

DEEP_FIELDS = [
    "frame.protocols", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport",
    "tcp.payload", "eth.src", "eth.dst", "wlan.sa", "wlan.da", "vlan.id", "ieee8021ad.id",
    "erspan.vlan", "ieee8021ah.csrc", "ieee8021ah.cdst",
]  # fmt: skip
TSHARK_DIFFERS = {
    "pseudo-wire": "it guesses from the MAC's first bytes, and takes the control word for them",
    "pseudo-wire without a control word": "it guesses from the MAC's first bytes, wrongly",
    "VXLAN, old port": "it reads 4789 alone; 8472 is Linux before 2014 and Flannel today",
    "labels alone": "its version 4.0 has no reader for link type 219",
    "a firewall's log, big-endian": "it reads the order of the machine that it runs on",
}
VLAN_DIFFERS = {
    "802.1ad": "it is asked for the last tag, we give the outermost",
    "ERSPAN in VXLAN": "the mirror says 30, the frame's own tag 20: we give what the mirror says",
}
SCAPY_DIFFERS = {
    "old QinQ": "it has no 0x9100",
    "TZSP": "it expects port 37008 on both sides",
    "TZSP by radio": "it expects port 37008 on both sides",
    "radiotap, padded": "it does not step over the padding that the header announces",
    "radiotap, high throughput": "it takes the high-throughput field for LLC",
    "radiotap, A-MSDU": "it takes the first part of an aggregate for LLC",
    "BSD loopback, big-endian": "it reads every big-endian family as IPv4",
    "Cisco HDLC": "it has no reader for link type 104",
    "labels alone": "it has no reader for link type 219",
    "a firewall's log": "it has no reader for link type 239",
    "a firewall's log, big-endian": "it has no reader for link type 239",
    "all interfaces of macOS": "it reads the number 149 alone, which stood there before",
}


def make_capture(path):
    """Write all wrapped frames into one pcapng: an interface for each link type."""

    def block(kind, body):
        body += bytes(-len(body) % 4)
        length = struct.pack("<I", len(body) + 12)
        return struct.pack("<I", kind) + length + body + length

    links = sorted({case.link for case in WRAPPED.values()})
    content = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    content += b"".join(block(1, struct.pack("<HHI", link, 0, 0)) for link in links)
    for number, case in enumerate(WRAPPED.values()):
        data = bytes(case.frame)
        head = (links.index(case.link), 0x60000, number * 1_000_000, len(data), len(data))
        content += block(6, struct.pack("<IIIII", *head) + data)
    path.write_bytes(content)


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """Give name -> frame as we read it, and the file."""
    path = tmp_path_factory.mktemp("wrapped") / "all.pcapng"
    make_capture(path)
    capture = CaptureReader(path, path.name, lambda _: True, Endpoints(), Silent())
    frames = dict(zip(WRAPPED, capture.frames(), strict=True))
    assert capture.shortfalls() == []
    return path, frames


@with_tshark
def test_tshark_finds_the_same_inside_every_wrapping(ours):
    path, frames = ours
    theirs = dict(zip(WRAPPED, tshark(path, DEEP_FIELDS, which="l"), strict=True))
    different, vlans = set(), set()
    for name, frame in frames.items():
        protocols, *fields = theirs[name]
        (v4_from, v4_to, v6_from, v6_to, from_port, to_port, body, eth_from, eth_to, air_from,
         air_to, vlan, service, mirror, own_from, own_to) = fields  # fmt: skip
        inner = [part for part in protocols.split(":") if part in {"ip", "ipv6"}][-1:]
        ends = {"ip": (v4_from, v4_to), "ipv6": (v6_from, v6_to)}.get("".join(inner), ("", ""))
        said = (*ends, from_port, to_port, body)
        we_say = (
            str(frame.source),
            str(frame.target),
            str(frame.source_port),
            str(frame.target_port),
            frame.payload.hex(),
        )
        macs = (own_from or air_from or eth_from, own_to or air_to or eth_to)
        same_macs = frame.target_mac is None or (frame.source_mac, frame.target_mac) == macs
        if said != we_say or not same_macs:
            different.add(name)
        elif frame.vlan is not None and str(frame.vlan) != (mirror or service or vlan):
            vlans.add(name)
    assert different == TSHARK_DIFFERS.keys()
    assert vlans <= VLAN_DIFFERS.keys()


@pytest.mark.parametrize("name", WRAPPED)
def test_scapy_finds_the_same_inside_every_wrapping(name, ours):
    frame = ours[1][name]
    case = WRAPPED[name]
    layer = conf.l2types.num2layer.get(case.link)
    inner = layer(bytes(case.frame)).getlayer(TCP) if layer else None
    if name in SCAPY_DIFFERS:
        assert inner is None
        return
    assert inner is not None
    below = inner.underlayer
    assert isinstance(below, IP | IPv6)
    assert (ip_address(below.src), ip_address(below.dst)) == (frame.source, frame.target)
    assert (inner.sport, inner.dport, inner.seq) == (
        frame.source_port,
        frame.target_port,
        frame.sequence,
    )
    assert frame.hops == (below.ttl if isinstance(below, IP) else below.hlim)
    link = below
    while link is not None and not isinstance(link, Ether | Dot11):
        link = link.underlayer
    if case.macs and isinstance(link, Ether):
        assert (link.src, link.dst) == (frame.source_mac, frame.target_mac)


# --- nested at random

NESTED = 150


def nest(draw):
    """Put a talk into up to seven wrappings, drawn at random."""
    packet, link = MADE["TALK"].copy(), False
    packet[IP].src = f"10.0.{draw.randrange(256)}.{draw.randrange(1, 255)}"
    for level in range(draw.randint(1, 7)):
        outer = IP(src=f"192.168.{level}.9", dst="192.168.9.10", ttl=draw.randint(2, 255))
        if draw.randrange(4) == 0:
            outer = IPv6(src=f"fd00:9::{level}", dst="fd00:9::10")
        if not link and draw.randrange(3):  # give it a link layer
            packet, link = Ether(src=f"02:00:00:00:0{level}:01", dst=MADE["YOU"]) / packet, True
            if draw.randrange(2):
                packet = Ether(src=packet.src, dst=packet.dst) / Dot1Q(vlan=7) / packet.payload
            continue
        if link:
            kind = draw.randrange(6)
            wrapped = (
                GRE(proto=0x6558, key_present=draw.randrange(2)),
                GRE(proto=0x88BE) / ERSPAN_I(),
                GRE(proto=0x88BE, seqnum_present=1) / ERSPAN_II(),
                GRE(proto=0x22EB, seqnum_present=1) / ERSPAN_III(),
                UDP(sport=1, dport=4789) / VXLAN(flags=8),
                UDP(sport=1, dport=6081) / GENEVE(proto=0x6558),
            )[kind]
            packet, link = outer / wrapped / packet, False
        else:
            packet = outer / (GRE() / packet if draw.randrange(2) else packet)
    return packet if link else MADE["LINK"] / packet


@with_tshark
def test_tshark_finds_the_same_in_wrappings_nested_at_random(tmp_path):
    draw = random.Random(20_261_125)  # noqa: S311 - the same ones each time
    packets = [nest(draw) for _ in range(NESTED)]
    path = tmp_path / "nested.pcap"
    wrpcap(str(path), packets)
    capture = CaptureReader(path, path.name, lambda _: True, Endpoints(), Silent())
    frames = list(capture.frames())
    assert [frame.number for frame in frames] == list(range(1, NESTED + 1))
    for frame, fields in zip(frames, tshark(path, DEEP_FIELDS, which="l"), strict=True):
        said = (fields[1], fields[2], fields[5], fields[6], fields[7])
        assert said == (
            str(frame.source),
            str(frame.target),
            str(frame.source_port),
            str(frame.target_port),
            frame.payload.hex(),
        )
        if frame.source_mac is not None:
            assert frame.source_mac == fields[8]


# --- real captures

FIELDS = [
    "frame.number", "eth.src", "eth.dst", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst",
    "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport", "ip.proto", "frame.time_epoch",
]  # fmt: skip


def located(path):
    """Give every frame of a file as the header walk finds it."""
    form = recognise(path, path.name)
    losses = Losses(path.name)
    with open_file(path, path.name) as file:
        window = Window(pieces(file, form.packing))
        read = pcap_packets if form.kind == "pcap" else pcapng_packets
        for buffer, start, end, wire, link, at in read(window, losses):
            assert link != NO_FRAME
            found = headers.locate(buffer, start, end, wire, link)
            _, source_mac, target_mac, _, _, version, source, target, _, protocol = found[:10]
            width = 4 if version == 4 else 16
            ips = ["", ""]
            if version:
                ips = [str(ip_address(buffer[one : one + width])) for one in (source, target)]
            macs = [
                buffer[one : one + 6].hex(":") if one >= 0 else ""
                for one in (source_mac, target_mac)
            ]
            yield at, macs, ips, protocol, [str(port or "") for port in found[10:12]]
    assert losses.shortfalls() == []


@with_tshark
@pytest.mark.skipif(not CAPTURES, reason="the folder of real captures is not here")
@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.name)
def test_tshark_finds_the_same_in_every_frame_of_real_captures(path):
    theirs = tshark(path, FIELDS, which="f")
    different = []
    for number, (frame, fields) in enumerate(zip(located(path), theirs, strict=True), 1):
        at, macs, ips, protocol, ports = frame
        (count, eth_from, eth_to, v4_from, v4_to, v6_from, v6_to, tcp_from, tcp_to, udp_from,
         udp_to, _, time) = fields  # fmt: skip
        assert int(count) == number
        assert abs(float(time) - at) < 1e-5
        their_ports = {6: [tcp_from, tcp_to], 17: [udp_from, udp_to]}.get(protocol, ["", ""])
        their_macs = [eth_from, eth_to] if eth_from else macs
        said = [their_macs, [v4_from or v6_from, v4_to or v6_to], their_ports]
        if said != [macs, ips, ports]:
            different.append((number, said, [macs, ips, ports]))
    assert different == []
