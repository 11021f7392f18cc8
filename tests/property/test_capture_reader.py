"""No bytes make the reader of captures fail in another way than it says."""

import gzip
import runpy
import struct
import tempfile
from ipaddress import ip_network
from itertools import pairwise
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.inet6 import ICMPv6ND_NS, IPv6, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop
from scapy.layers.l2 import ARP, LLC, SNAP, Dot1Q, Dot3, Ether

from camaudit.capture import headers
from camaudit.capture.content import Window
from camaudit.capture.windows import CaptureReader
from camaudit.errors import SourceError
from camaudit.model.endpoint import Endpoints
from camaudit.model.progress import Silent

OURS = ip_network("10.0.0.0/8")
CLOUD = "203.0.113.7"
LINK = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
CAMERA = IP(src="10.0.0.1", dst=CLOUD)
QUOTED = bytes(CAMERA / TCP(sport=40000, dport=443, flags="S"))[:28]
FRAMES = [
    bytes(frame)
    for frame in (
        LINK / CAMERA / TCP(sport=40000, dport=443, flags="S"),
        LINK / IP(src="10.0.0.254", dst="10.0.0.1") / ICMP(type=3, code=13) / QUOTED,
        LINK / Dot1Q(vlan=20) / CAMERA / UDP(sport=5000, dport=32100) / b"beat",
        LINK / IPv6(src="fd00::1") / IPv6ExtHdrHopByHop() / ICMPv6ND_NS(),
        LINK / IPv6(src="fd00::1") / IPv6ExtHdrFragment(m=1) / UDP() / b"part",
        LINK / ARP(psrc="10.0.0.1"),
        Dot3(src="02:00:00:00:00:01") / LLC() / SNAP(code=0x0800) / CAMERA / UDP() / b"snap",
    )
]
RAW = [frame[14:] for frame in FRAMES]
_MADE = Path(__file__).parents[1] / "unit" / "capture" / "wrapped.py"
WRAPPED = [(one.link, bytes(one.frame)) for one in runpy.run_path(str(_MADE))["WRAPPED"].values()]
LINKS = [
    headers.LINK_NULL,
    headers.LINK_ETHERNET,
    headers.LINK_RAW_BSD,
    headers.LINK_RAW_OPENBSD,
    headers.LINK_RAW,
    headers.LINK_LOOP,
    headers.LINK_COOKED,
    headers.LINK_IPV4,
    headers.LINK_IPV6,
    headers.LINK_COOKED_2,
    *range(-3, 256),
]


def pcap(order):
    records = b"".join(
        struct.pack(order + "IIII", 1_700_000_000 + n, n, len(frame), len(frame)) + frame
        for n, frame in enumerate(FRAMES)
    )
    return struct.pack(order + "IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + records


def pcapng(order):
    def block(kind, body):
        body += bytes(-len(body) % 4)
        length = struct.pack(order + "I", len(body) + 12)
        return struct.pack(order + "I", kind) + length + body + length

    options = struct.pack(order + "HHBxxx", 9, 1, 9) + struct.pack(order + "HHq", 14, 8, 60)
    content = block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
    content += block(1, struct.pack(order + "HHI", 1, 0, 0) + options)
    for n, frame in enumerate(FRAMES):
        head = struct.pack(order + "IIIII", 0, 0x17979CFE, n, len(frame), len(frame))
        content += block(6, head + frame)
    simple = struct.pack(order + "I", len(FRAMES[0])) + FRAMES[0]
    return content + block(3, simple) + block(0xBAD, b"\0\0\0\0")


SAMPLES = {
    "pcap": pcap("<"),
    "big-endian pcap": pcap(">"),
    "pcapng": pcapng("<"),
    "big-endian pcapng": pcapng(">"),
    "gzip": gzip.compress(pcap("<"), mtime=0),
    "zstd": zstandard.ZstdCompressor().compress(pcapng("<")),
}


def bend(data, sample, most=6):
    bent = bytearray(sample)
    for _ in range(data.draw(st.integers(0, most))):
        bent[data.draw(st.integers(0, len(bent) - 1))] = data.draw(st.integers(0, 255))
    return bytes(bent[: data.draw(st.integers(0, len(bent)))])


def read(content):
    """Read a content to its end; a file that is no capture is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bent.pcap"
        path.write_bytes(content)
        try:
            capture = CaptureReader(path, "bent", OURS.__contains__, Endpoints(), Silent())
        except SourceError as error:
            capture = None
            message = str(error)
        if capture is None:
            assert message.isprintable()
            return None
        frames = list(capture.frames())
        return frames, list(capture.flows()), capture.shortfalls(), capture.watched()


@pytest.mark.parametrize("name", SAMPLES)
@given(data=st.data())
@settings(max_examples=60)
def test_a_bent_capture_is_read_or_refused(name, data):
    read(bend(data, SAMPLES[name]))


@given(content=st.binary(max_size=200), name=st.sampled_from(sorted(SAMPLES)))
@settings(max_examples=60)
def test_any_bytes_behind_a_good_head_are_read(content, name):
    read(SAMPLES[name][:28] + content)
    read(content)


@pytest.mark.parametrize("name", SAMPLES)
def test_frames_of_a_capture_cut_short_are_those_of_the_whole(name):
    whole, *_ = read(SAMPLES[name])
    for length in range(0, len(SAMPLES[name]), 7):
        part = read(SAMPLES[name][:length])
        if part is not None:
            assert part[0] == whole[: len(part[0])]


VERDICTS = {
    headers.FOUND,
    headers.UNKNOWN_LINK,
    headers.MALFORMED,
    headers.SHORT,
    headers.DEEP,
    headers.ENCRYPTED,
    headers.FAILED,
}


class Strict:
    """A buffer that refuses to be read outside of a frame."""

    def __init__(self, data, start, end):
        self.data, self.start, self.end = data, start, end

    def __getitem__(self, index):
        assert isinstance(index, int)
        assert self.start <= index < self.end
        return self.data[index]


@given(data=st.data(), link=st.sampled_from(LINKS))
@settings(max_examples=400)
def test_the_header_walk_stays_inside_the_frame(data, link):
    walk(data, link, data.draw(st.sampled_from(FRAMES + RAW)))


@given(data=st.data(), wrapped=st.sampled_from(WRAPPED))
@settings(max_examples=1_000)
def test_the_header_walk_stays_inside_a_wrapped_frame(data, wrapped):
    walk(data, *wrapped)


def walk(data, link, sample):
    start = data.draw(st.integers(0, 9))
    frame = bend(data, sample)
    buffer = b"\xaa" * start + frame + b"\xaa" * 9
    end = start + len(frame)
    wire = len(frame) + data.draw(st.sampled_from([0, 0, 1, 1000]))
    found = headers.locate(buffer, start, end, wire, link)
    assert found == headers.locate(memoryview(buffer), start, end, wire, link)
    assert found == headers.locate(Strict(buffer, start, end), start, end, wire, link)
    assert all(type(value) is int for value in found)
    verdict, source_mac, target_mac, _, vlan, version, source_ip, target_ip = found[:8]
    payload, payload_end, cut, fragment, packet = found[14:19]
    assert verdict in VERDICTS
    assert start <= payload <= payload_end <= end
    for mac in (source_mac, target_mac):
        assert mac == -1 or start <= mac <= end - 6
    if version:
        width = 4 if version == 4 else 16
        assert start <= source_ip <= end - width
        assert start <= target_ip <= end - width
        assert packet > 0
    else:
        assert (source_ip, target_ip) == (-1, -1)
    assert 0 <= vlan <= 4094
    _, outer_version, outer_ip, following = found[19:]
    assert outer_version in {0, 4, 6}
    assert not outer_version or start <= outer_ip <= end - 4
    assert following == 0 or start < following <= end - 14
    assert cut in {0, 1}
    assert fragment in {headers.WHOLE, headers.FIRST_FRAGMENT, headers.LATER_FRAGMENT}


@given(data=st.data())
@settings(max_examples=100)
def test_a_window_gives_the_same_bytes_however_they_come(data):
    content = bytes(range(256)) * 4
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=8)))
    bounds = [0, *cuts, len(content)]
    parts = [content[a:b] for a, b in pairwise(bounds)]
    window = Window(part for part in parts if part)
    read_back = b""
    for length in data.draw(st.lists(st.integers(0, 400), max_size=8)):
        place = window.place
        if not window.need(length):
            assert len(content) - place < length
            break
        read_back += window.data[window.at : window.at + length]
        window.at += length
        assert window.place == place + length
    assert content.startswith(read_back)
