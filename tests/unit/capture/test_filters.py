"""The filter of a live capture, run by libpcap itself: it passes whatever a reader makes use of."""

import ctypes
import struct
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import ARP, GRE, Dot1Q, Ether

from camaudit.capture.filters import MAX_INSTRUCTIONS, MAX_RANGES, aggregated, expression
from camaudit.capture.windows import CaptureReader
from camaudit.dissect.datagrams import SIGNS
from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoints, is_inside_by_default
from camaudit.model.observation import Flow
from camaudit.model.progress import Silent

winpcapy = pytest.importorskip("scapy.libs.winpcapy", exc_type=(ImportError, OSError))
LINK = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
NETWORKS = [
    ip_network(one)
    for one in ("10.0.0.0/24", "10.0.1.0/24", "10.0.8.0/22", "10.0.9.16/28", "fd00:0:0:1::/64")
]
VIDEO = bytes(0x80 | (at * 37 & 0x3F) for at in range(1_200))
CAMERA, RECORDER = "10.0.0.5", "10.0.0.9"
ESTATES = {
    "none": [],
    "one": NETWORKS[:1],
    "64": [ip_network(f"10.{one}.2.0/24") for one in range(64)],
    "500": [ip_network(f"10.{one % 250}.{one // 3}.0/24") for one in range(500)],
    "500 of all lengths": [
        ip_network(f"10.{one % 250}.{one}.0/{20 + one % 8}", strict=False) for one in range(250)
    ]
    + [ip_network(f"2001:db8:{one * 7:x}:5::/64") for one in range(250)],
    "500 of IPv6": [ip_network(f"2001:db8:{one * 7:x}:5::/64") for one in range(500)],
    "all of IPv4": [ip_network("0.0.0.0/0")],
}


class _Header(ctypes.Structure):
    _fields_ = [
        ("seconds", ctypes.c_long),
        ("fraction", ctypes.c_long),
        ("there", ctypes.c_uint32),
        ("wire", ctypes.c_uint32),
    ]  # fmt: skip


class Filter:
    """A filter as libpcap compiles and runs it."""

    def __init__(self, networks):
        self.program = winpcapy.bpf_program()
        handle = winpcapy.pcap_open_dead(1, 262_144)
        text = expression(networks, SIGNS).encode()
        assert winpcapy.pcap_compile(handle, ctypes.byref(self.program), text, 1, 0) == 0
        self.length = self.program.bf_len
        winpcapy.pcap_close(handle)

    def passes(self, frame):
        header = _Header(0, 0, len(frame), len(frame))
        run = winpcapy._lib.pcap_offline_filter
        return run(ctypes.byref(self.program), ctypes.byref(header), bytes(frame)) != 0


@pytest.fixture(scope="module")
def made():
    return Filter(NETWORKS)


def between(payload, source=CAMERA, target=RECORDER):
    if ":" in source:
        return bytes(LINK / IPv6(src=source, dst=target) / payload)
    return bytes(LINK / IP(src=source, dst=target) / payload)


SIX = ("fd00:0:0:1::5", "fd00:0:0:1::9")
DROPPED = {
    "RTP": between(UDP(sport=20000, dport=30000) / (b"\x80\x60" + VIDEO)),
    "RTP over IPv6": between(UDP(sport=20000, dport=30000) / (b"\x80\x60" + VIDEO), *SIX),
    "RTP to a group": between(
        UDP(sport=20000, dport=30000) / (b"\x80" + VIDEO), target="239.1.1.1"
    ),
    "TCP on another port": between(TCP(sport=61000, dport=30000, flags="A") / VIDEO),
    "TCP over IPv6": between(TCP(sport=61000, dport=30000, flags="A") / VIDEO, *SIX),
    "bare ACK": between(TCP(sport=61000, dport=30000, flags="A")),
    "in the office": between(UDP(sport=20000, dport=30000) / VIDEO, "10.0.1.1", "10.0.1.2"),
}
PASSED = {
    "SYN": between(TCP(sport=61000, dport=30000, flags="S")),
    "FIN": between(TCP(sport=61000, dport=30000, flags="FA")),
    "RST over IPv6": between(TCP(sport=61000, dport=30000, flags="R"), *SIX),
    "small segment": between(TCP(sport=61000, dport=30000, flags="PA") / b"login"),
    "RTSP": between(TCP(sport=554, dport=30000, flags="A") / VIDEO),
    "RTSP on another port": between(TCP(sport=61000, dport=30000) / (b"RTSP/1.0 200 OK" + VIDEO)),
    "TLS on another port": between(TCP(sport=61000, dport=30000) / (b"\x16\x03\x03" + VIDEO), *SIX),
    "leaves": between(UDP(sport=20000, dport=30000) / VIDEO, target="203.0.113.9"),
    "comes in": between(TCP(sport=61000, dport=30000, flags="A") / VIDEO, "203.0.113.9", CAMERA),
    "to the office": between(UDP(sport=20000, dport=30000) / VIDEO, target="10.0.1.1"),
    "out of a part": between(UDP(sport=20000, dport=30000) / VIDEO, "10.0.9.17", "10.0.9.40"),
    "leaves by IPv6": between(UDP(sport=2, dport=3) / VIDEO, SIX[0], "2001:db8::1"),
    "WS-Discovery": between(UDP(sport=3702, dport=3702) / VIDEO, target="239.255.255.250"),
    "XML from any port": between(UDP(sport=20000, dport=30000) / (b"<?xml" + VIDEO)),
    "ARP": bytes(LINK / ARP(psrc=CAMERA, pdst=RECORDER)),
    "LLDP": bytes(LINK)[:12] + b"\x88\xcc" + bytes(40),
    "CDP": bytes(LINK)[:12] + b"\x00\x26\xaa\xaa\x03\x00\x00\x0c\x20\x00" + bytes(30),
    "VLAN": bytes(LINK / Dot1Q(vlan=7) / IP(src=CAMERA, dst=RECORDER) / UDP(dport=53) / b"x"),
    "QinQ": bytes(LINK / Dot1Q(vlan=7) / Dot1Q(vlan=8) / IP(src=CAMERA) / UDP(dport=53) / b"x"),
    "PPPoE": bytes(LINK)[:12] + b"\x88\x64\x11\x00\x00\x01\x00\x06\x00\x21" + bytes(60),
    "GRE": between(GRE() / VIDEO),
    "VXLAN": between(UDP(sport=20000, dport=4789) / VIDEO),
    "first fragment": bytes(LINK / IP(src=CAMERA, dst=RECORDER, flags="MF") / UDP(sport=9) / VIDEO),
    "later fragment": bytes(LINK / IP(src=CAMERA, dst=RECORDER, frag=90, proto=17) / VIDEO),
}  # fmt: skip


@pytest.mark.parametrize("name", DROPPED)
def test_video_inside_one_network_is_dropped(name, made):
    assert not made.passes(DROPPED[name])


@pytest.mark.parametrize("name", PASSED)
def test_what_can_matter_passes(name, made):
    assert made.passes(PASSED[name])


@pytest.mark.parametrize("name", ESTATES)
def test_every_estate_has_a_filter_that_fits(name):
    assert len(aggregated(ESTATES[name])) <= MAX_RANGES
    assert Filter(ESTATES[name]).length < MAX_INSTRUCTIONS


def test_without_an_estate_nothing_but_groups_is_dropped():
    nothing = Filter([])
    assert nothing.passes(DROPPED["RTP"])
    assert not nothing.passes(DROPPED["RTP to a group"])


@pytest.mark.parametrize("ends", [(CAMERA, RECORDER), SIX], ids=["IPv4", "IPv6"])
def test_every_sign_by_which_a_datagram_is_told_passes(ends, made):
    ports = {"sport": 20_000, "dport": 30_000}
    for port in SIGNS.ports:
        assert made.passes(between(UDP(sport=port, dport=30_000) / VIDEO, *ends)), port
        assert made.passes(between(UDP(sport=20_000, dport=port) / VIDEO, *ends)), port
    for first in SIGNS.firsts:
        assert made.passes(between(UDP(**ports) / (bytes([first]) + VIDEO), *ends)), first
    for place, mark in SIGNS.marks:
        assert made.passes(between(UDP(**ports) / (bytes(place) + mark + VIDEO), *ends)), mark
    for size in SIGNS.sizes:
        assert made.passes(between(UDP(**ports) / (bytes(1) + VIDEO)[:size], *ends)), size


ADDRESSES = st.one_of(
    st.builds(
        lambda net, at: net[at % net.num_addresses], st.sampled_from(NETWORKS), st.integers(1, 1022)
    ),
    st.sampled_from(
        [ip_address(one) for one in ("203.0.113.9", "10.9.9.9", "2001:db8::9", "172.16.0.1")]
    ),
)
FIRSTS = [mark for _, mark in SIGNS.marks] + [
    b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 OK\r\nServer: a\r\n\r\n",
    b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: a\r\n\r\n", b"<?xml ", b"\x16\x03\x01\x00\x10",
    b"NOTIFY * HTTP/1.1\r\nSERVER: a\r\n\r\n", b"220 a ftp ready\r\n", b"\xff\xfb\x01", b"",
]  # fmt: skip
PORTS = st.one_of(
    st.sampled_from([80, 554, 53, 3702, 5353, 37020, 37777, 34567, 443, 8000]),
    st.integers(1, 65_535),
)
PAYLOADS = st.builds(
    lambda before, first, size: b"\x00" * before + first + VIDEO[:size],
    st.sampled_from([0, 0, 1, 4]),
    st.sampled_from(FIRSTS),
    st.sampled_from([0, 1, 40, 400, 1_200]),
)


@st.composite
def frames(draw):
    source = draw(ADDRESSES)
    target = draw(ADDRESSES.filter(lambda one: one.version == source.version))
    ports = {"sport": draw(PORTS), "dport": draw(PORTS)}
    if draw(st.booleans()):
        upper = UDP(**ports)
    else:
        upper = TCP(**ports, flags=draw(st.sampled_from(["A", "PA", "S", "FA", "R"])))
    return between(upper / draw(PAYLOADS), str(source), str(target))


def is_used(frame):
    """Tell whether the reader makes an observation of a frame, or counts it as crossing an edge."""
    content = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1)
    content += struct.pack("<IIII", 1, 0, len(frame), len(frame)) + frame
    endpoints = Endpoints()
    reader = Reader(None, endpoints, "one")
    capture = CaptureReader(
        None, "one", is_inside_by_default, endpoints, Silent(), reader,
        content=lambda: iter((content,)),
    )  # fmt: skip
    said = [one for frame in capture.frames() for one in reader.read(frame)]
    return bool(said) or any(isinstance(one, Flow) for one in capture.flows())


def homes(raw):
    address = ip_address(raw)
    return [one for one in NETWORKS if one.version == address.version and address in one]


@given(frame=frames())
def test_the_filter_passes_all_that_a_reader_uses_or_that_crosses_an_edge(frame, made):
    at, width = (26, 4) if frame[12:14] == b"\x08\x00" else (22, 16)
    source, target = frame[at : at + width], frame[at + width : at + 2 * width]
    if is_used(frame) or homes(source) != homes(target):
        assert made.passes(frame)


@given(
    networks=st.lists(
        st.builds(
            lambda base, bits: ip_network((base << 8 & 0xFFFFFFFF, bits), strict=False),
            st.integers(0, 0xFFFFFF),
            st.integers(8, 30),
        ),
        max_size=40,
    ),
    most=st.integers(2, 8),
    pair=st.tuples(st.integers(0, 0xFFFFFFFF), st.integers(0, 31)),
)
def test_ranges_taken_together_part_what_was_parted(networks, most, pair):
    one, other = pair[0], pair[0] ^ (1 << pair[1])
    ranges = aggregated(networks, most)
    assert len(ranges) <= most
    stays = any(
        ip_address(one) in wide and one >> (32 - bits) == other >> (32 - bits)
        for wide, bits in ranges
        if bits
    )
    if stays:
        for network in networks:
            assert (ip_address(one) in network) == (ip_address(other) in network)
