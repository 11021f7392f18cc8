"""The header walk, wrapping by wrapping; scapy builds the frames."""

from typing import NamedTuple

import pytest
from scapy.layers.inet import ICMP, IP, TCP, UDP, IPOption_Router_Alert
from scapy.layers.inet6 import (
    ICMPv6ND_NS,
    IPv6,
    IPv6ExtHdrDestOpt,
    IPv6ExtHdrFragment,
    IPv6ExtHdrHopByHop,
    IPv6ExtHdrRouting,
)
from scapy.layers.ipsec import AH
from scapy.layers.l2 import ARP, LLC, SNAP, Dot1AD, Dot1Q, Dot3, Ether
from scapy.packet import Raw

from camaudit.capture import headers

ME = "02:00:00:00:00:01"
YOU = "02:00:00:00:00:02"


class Found(NamedTuple):
    verdict: int
    source_mac: int
    target_mac: int
    ethertype: int
    vlan: int
    version: int
    source_ip: int
    target_ip: int
    hops: int
    protocol: int
    source_port: int
    target_port: int
    sequence: int
    flags: int
    payload: int
    payload_end: int
    cut: int
    fragment: int
    packet: int
    wrapping: int
    outer_version: int
    outer_ip: int
    following: int


def locate(frame, link=1, wire=None, end=None):
    end = len(frame) if end is None else end
    # A frame stands somewhere in a window: what lies around it must not matter.
    around = b"\xff" * 7 + frame + b"\xff" * 5
    length = end if wire is None else wire
    return Found(*headers.locate(around, 7, 7 + end, length, link)), around


ETHER = Ether(src=ME, dst=YOU)
V4 = IP(src="10.0.0.1", dst="10.0.0.2", ttl=61)
V6 = IPv6(src="fd00::1", dst="fd00::2", hlim=61)
TALK = TCP(sport=40000, dport=554, seq=0xFEDCBA98, flags="PA", options=[("MSS", 1460)])
RTSP = b"OPTIONS * RTSP/1.0\r\n\r\n"

WRAPPINGS = {
    "ethernet and IPv4": (1, ETHER / V4 / TALK / RTSP),
    "ethernet and IPv6": (1, ETHER / V6 / TALK / RTSP),
    "one VLAN tag": (1, ETHER / Dot1Q(vlan=20) / V4 / TALK / RTSP),
    "two VLAN tags": (1, ETHER / Dot1AD(vlan=20) / Dot1Q(vlan=30) / V4 / TALK / RTSP),
    "old QinQ": (1, Ether(src=ME, dst=YOU, type=0x9100) / Dot1Q(vlan=20) / V4 / TALK / RTSP),
    "a priority tag": (1, ETHER / Dot1Q(vlan=0, prio=5) / Dot1Q(vlan=20) / V4 / TALK / RTSP),
    "SNAP": (1, Dot3(src=ME, dst=YOU) / LLC() / SNAP(code=0x0800) / V4 / TALK / RTSP),
    "raw IPv4": (101, V4 / TALK / RTSP),
    "raw IPv6": (101, V6 / TALK / RTSP),
    "raw IP as FreeBSD numbers it": (12, V4 / TALK / RTSP),
    "raw IP as OpenBSD numbers it": (14, V6 / TALK / RTSP),
    "IPv4 only": (228, V4 / TALK / RTSP),
    "IPv6 only": (229, V6 / TALK / RTSP),
    "BSD loopback, little-endian": (0, Raw(b"\x02\0\0\0") / V4 / TALK / RTSP),
    "BSD loopback, big-endian": (0, Raw(b"\0\0\0\x02") / V4 / TALK / RTSP),
    "BSD loopback, IPv6 on macOS": (0, Raw(b"\x1e\0\0\0") / V6 / TALK / RTSP),
    "OpenBSD loopback, IPv6": (108, Raw(b"\0\0\0\x18") / V6 / TALK / RTSP),
    "cooked": (
        113,
        Raw(bytes.fromhex("0000 0001 0006 020000000001 0000 0800")) / V4 / TALK / RTSP,
    ),
    "cooked and tagged": (
        113,
        Raw(bytes.fromhex("0000 0001 0006 020000000001 0000 8100 0014 0800")) / V4 / TALK / RTSP,
    ),
    "cooked, version 2": (
        276,
        Raw(bytes.fromhex("86dd 0000 00000003 0001 04 06 020000000001 0000")) / V6 / TALK / RTSP,
    ),
    "IP options": (
        1,
        ETHER / IP(src="10.0.0.1", dst="10.0.0.2", ttl=61, options=IPOption_Router_Alert())
        / TALK / RTSP,
    ),
    "IPv6 extension headers": (
        1,
        ETHER / V6 / IPv6ExtHdrHopByHop() / IPv6ExtHdrRouting() / IPv6ExtHdrDestOpt()
        / TALK / RTSP,
    ),
    "IPv6 atomic fragment": (1, ETHER / V6 / IPv6ExtHdrFragment() / TALK / RTSP),
}  # fmt: skip


@pytest.mark.parametrize("name", WRAPPINGS)
def test_tcp_is_found_in_every_wrapping(name):
    link, packet = WRAPPINGS[name]
    found, around = locate(bytes(packet), link)
    version = 4 if packet.haslayer(IP) or b"\x0a\0\0\1\x0a\0\0\2" in bytes(packet) else 6
    size = 4 if version == 4 else 16
    assert found.verdict == headers.FOUND
    assert found.version == version
    assert around[found.source_ip + size - 1] == 1
    assert around[found.target_ip + size - 1] == 2
    assert found.hops == 61
    assert (found.protocol, found.source_port, found.target_port) == (6, 40000, 554)
    assert (found.sequence, found.flags) == (0xFEDCBA98, 0x18)
    assert around[found.payload : found.payload_end] == RTSP
    assert found.cut == 0
    if link in {1, 113, 276}:
        assert around[found.source_mac : found.source_mac + 6].hex(":") == ME
    else:
        assert found.source_mac == -1
    if link == 1:
        assert around[found.target_mac : found.target_mac + 6].hex(":") == YOU
    else:
        assert found.target_mac == -1


VLANS = {
    "none": (b"\x08\x00", 0),
    "outermost of two": (bytes.fromhex("88a8 0014 8100 001e 0800"), 20),
    "priority tag has none": (bytes.fromhex("8100 a000 0800"), 0),
    "inner one behind a priority tag": (bytes.fromhex("8100 a000 8100 001e 0800"), 30),
    "reserved number is none": (bytes.fromhex("8100 0fff 0800"), 0),
}


@pytest.mark.parametrize("name", VLANS)
def test_vlan_is_the_outermost_that_is_a_vlan(name):
    kind, vlan = VLANS[name]
    found, _ = locate(bytes(12) + kind + bytes(V4 / TALK))
    assert (found.verdict, found.vlan, found.ethertype) == (headers.FOUND, vlan, 0x0800)


def test_more_tags_than_anybody_stacks_are_malformed():
    eight, _ = locate(bytes(12) + bytes.fromhex("81000014") * 8 + b"\x08\x00" + bytes(V4 / TALK))
    nine, _ = locate(bytes(12) + bytes.fromhex("81000014") * 9 + b"\x08\x00" + bytes(V4 / TALK))
    assert (eight.verdict, nine.verdict) == (headers.FOUND, headers.MALFORMED)


def test_payload_never_holds_padding_or_check_sequence():
    packet = bytes(ETHER / V4 / UDP(sport=37020, dport=37020) / b"hi") + b"PADDING" * 3
    found, around = locate(packet)
    assert around[found.payload : found.payload_end] == b"hi"
    assert (found.cut, found.packet) == (0, 30)


def test_udp_length_bounds_the_payload_within_the_packet():
    found, around = locate(bytes(ETHER / V4 / UDP(sport=1, dport=2, len=10) / b"hi there"))
    assert around[found.payload : found.payload_end] == b"hi"


def test_total_length_zero_means_as_captured():
    found, around = locate(bytes(ETHER / IP(src="10.0.0.1", dst="10.0.0.2", len=0) / TALK / RTSP))
    assert around[found.payload : found.payload_end] == RTSP
    assert found.packet == 20 + 24 + len(RTSP)


def test_ipv6_payload_length_zero_means_as_captured():
    packet = bytes(ETHER / IPv6(src="fd00::1", dst="fd00::2", plen=0, nh=6) / TALK / RTSP)
    found, around = locate(packet)
    assert around[found.payload : found.payload_end] == RTSP
    assert found.packet == 40 + 24 + len(RTSP)


@pytest.mark.parametrize(
    "network", [IP(src="10.0.0.1", dst="10.0.0.2", len=0), IPv6(plen=0, nh=6)], ids=["IPv4", "IPv6"]
)
def test_a_cut_packet_without_a_length_is_as_long_as_its_frame(network):
    packet = bytes(ETHER / network / TALK / RTSP)
    found, around = locate(packet[:-5], wire=len(packet))
    assert (found.packet, found.cut) == (len(packet) - 14, 1)
    assert around[found.payload : found.payload_end] == RTSP[:-5]


def test_udp_length_zero_means_as_the_packet():
    found, around = locate(bytes(ETHER / V4 / UDP(sport=1, dport=2, len=0) / b"hi"))
    assert around[found.payload : found.payload_end] == b"hi"


def test_arp_is_bounded_by_its_own_lengths():
    arp = bytes(ARP(hwsrc=ME, psrc="10.0.0.1", pdst="10.0.0.2"))
    found, around = locate(bytes(ETHER)[:12] + b"\x08\x06" + arp + bytes(18))
    assert (found.verdict, found.ethertype, found.protocol) == (headers.FOUND, 0x0806, -1)
    assert around[found.payload : found.payload_end] == arp


def test_arp_left_bare_on_a_raw_link_is_found():
    arp = bytes(ARP(hwsrc=ME, psrc="10.0.0.1", pdst="10.0.0.2"))
    found, around = locate(arp, 101)
    assert (found.verdict, found.ethertype) == (headers.FOUND, 0x0806)
    assert around[found.payload : found.payload_end] == arp


def test_icmpv6_payload_begins_with_its_type():
    found, around = locate(bytes(ETHER / V6 / ICMPv6ND_NS(tgt="fd00::2")))
    assert (found.protocol, around[found.payload]) == (58, 135)


def test_authentication_header_is_stepped_over():
    found, _ = locate(bytes(ETHER / V6 / AH(nh=6, icv=bytes(12), payloadlen=4) / TALK))
    assert (found.verdict, found.protocol, found.target_port) == (headers.FOUND, 6, 554)


def test_nine_extension_headers_are_malformed():
    packet = V6
    for _ in range(9):
        packet = packet / IPv6ExtHdrDestOpt()
    found, _ = locate(bytes(ETHER / packet / TALK))
    assert found.verdict == headers.MALFORMED


FRAGMENTS = {
    "IPv4": (
        IP(src="10.0.0.1", dst="10.0.0.2", flags="MF") / UDP(sport=1, dport=2, len=999),
        IP(src="10.0.0.1", dst="10.0.0.2", frag=5, proto=17),
    ),
    "IPv6": (
        V6 / IPv6ExtHdrFragment(m=1) / UDP(sport=1, dport=2, len=999, chksum=1),
        V6 / IPv6ExtHdrFragment(offset=5, nh=17),
    ),
}


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_first_fragment_has_ports_and_a_cut_payload(name):
    first, _ = FRAGMENTS[name]
    found, around = locate(bytes(ETHER / first / b"begins"))
    assert found.fragment == headers.FIRST_FRAGMENT
    assert (found.source_port, found.target_port, found.cut) == (1, 2, 1)
    assert around[found.payload : found.payload_end] == b"begins"


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_later_fragment_has_no_ports_and_no_payload(name):
    _, later = FRAGMENTS[name]
    found, _ = locate(bytes(ETHER / later / b"\0\1\0\2 goes on"))
    assert (found.verdict, found.fragment) == (headers.FOUND, headers.LATER_FRAGMENT)
    assert (found.source_port, found.payload_end - found.payload) == (0, 0)


def test_a_payload_that_the_snap_length_cut_is_marked():
    packet = bytes(ETHER / V4 / TALK / RTSP)
    found, around = locate(packet[:-5], wire=len(packet))
    assert (found.verdict, found.cut) == (headers.FOUND, 1)
    assert around[found.payload : found.payload_end] == RTSP[:-5]


def test_a_cut_that_took_only_padding_is_no_cut():
    packet = bytes(ETHER / V4 / TALK / RTSP)
    found, around = locate(packet, wire=len(packet) + 6)
    assert (found.cut, around[found.payload : found.payload_end]) == (0, RTSP)


def test_tcp_options_that_were_cut_leave_ports_and_flags():
    packet = bytes(ETHER / V4 / TALK / RTSP)
    found, _ = locate(packet[: 14 + 20 + 20], wire=len(packet))
    assert (found.verdict, found.target_port, found.flags) == (headers.FOUND, 554, 0x18)
    assert (found.payload_end - found.payload, found.cut) == (0, 1)


@pytest.mark.parametrize("link", [0, 1, 101, 108, 113, 228, 229, 276])
def test_headers_that_were_cut_are_short_and_headers_that_end_are_malformed(link):
    assert locate(b"", link, wire=60)[0].verdict == headers.SHORT
    assert locate(b"", link)[0].verdict == headers.MALFORMED


def test_every_shorter_capture_of_a_frame_is_short_or_marked():
    for link, packet in WRAPPINGS.values():
        frame = bytes(packet)
        for end in range(len(frame)):
            found, _ = locate(frame, link, wire=len(frame), end=end)
            assert found.verdict == headers.SHORT or found.cut == 1


BAD = {
    "IPv4 header of 16 bytes": ETHER / IP(ihl=4, len=40) / TALK,
    "total length under the header": ETHER / IP(len=19) / TALK,
    "IPv4 that says version 5": ETHER / IP(version=5) / TALK,
    "IPv6 that says version 4": ETHER / IPv6(version=4) / TALK,
    "extension header beyond the packet": ETHER / IPv6(plen=4, nh=60) / (b"\x06" + bytes(39)),
    "extension header longer than the packet": ETHER / IPv6(nh=60) / (b"\x06\x09" + bytes(20)),
    "extension headers that the frame lacks": ETHER / IPv6(plen=60, nh=60) / b"\x06",
    "extension header that the frame cuts": ETHER / IPv6(plen=90, nh=60) / b"\x06\x04123456",
    "ARP of four bytes": Ether(type=0x0806) / b"\0\x01\x08\0",
    "ARP of ten bytes": Ether(type=0x0806) / b"\0\x01\x08\0\x06\x04\0\x01\0\0",
    "TCP header of 16 bytes": ETHER / V4 / TCP(dataofs=4),
    "TCP header beyond the packet": ETHER / V4 / TCP(dataofs=15),
    "UDP of 7 bytes": ETHER / V4 / UDP(len=7) / b"12345678",
    "TCP of 4 bytes": ETHER / IP(proto=6) / b"1234",
    "UDP of 4 bytes": ETHER / IP(proto=17) / b"1234",
}


@pytest.mark.parametrize("name", BAD)
def test_a_header_that_contradicts_itself_is_malformed(name):
    assert locate(bytes(BAD[name]))[0].verdict == headers.MALFORMED


def test_other_traffic_is_found_and_is_not_ip():
    lldp, around = locate(bytes(12) + b"\x88\xcc" + b"\x02\x07lldp")
    assert (lldp.verdict, lldp.ethertype, lldp.version) == (headers.FOUND, 0x88CC, 0)
    assert around[lldp.payload : lldp.payload_end] == b"\x02\x07lldp"
    tree, around = locate(bytes(12) + b"\x00\x03" + b"\x42\x42\x03" + bytes(40))
    assert (tree.ethertype, around[tree.payload : tree.payload_end]) == (0, b"\x42\x42\x03")
    assert locate(bytes(ETHER / V4 / ICMP()))[0].protocol == 1


def test_an_unknown_link_type_is_said_so():
    assert locate(b"\0" * 60, 147)[0].verdict == headers.UNKNOWN_LINK
