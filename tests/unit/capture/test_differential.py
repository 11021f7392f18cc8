"""Real captures read by us and by scapy: the same frames, addresses, ports and payloads."""

from ipaddress import ip_address
from pathlib import Path

import pytest
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import ARP, Ether
from scapy.packet import Padding
from scapy.utils import PcapReader, RawPcapReader

from camaudit.capture.windows import CaptureReader
from camaudit.model.endpoint import Endpoints
from camaudit.model.progress import Silent

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "captures"
CAPTURES = sorted(path for path in FOLDER.glob("*") if path.suffix in {".pcap", ".pcapng", ".cap"})
COMPARED = 400  # frames of each file that are compared in full: scapy is slow

pytestmark = pytest.mark.skipif(not CAPTURES, reason="the folder of real captures is not here")


def read(path):
    return CaptureReader(path, path.name, lambda address: address.is_private, Endpoints(), Silent())


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.name)
def test_as_many_frames_are_counted_as_scapy_counts(path):
    capture = read(path)
    for _ in capture.frames():
        pass
    with RawPcapReader(str(path)) as theirs:
        assert capture.frames_read == sum(1 for _ in theirs)


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.name)
def test_frames_say_what_scapy_says(path):
    frames = {}
    for frame in read(path).frames():
        if frame.number > COMPARED:
            break
        frames[frame.number] = frame
    with PcapReader(str(path)) as packets:
        for number, packet in enumerate(packets, 1):
            if number > COMPARED:
                break
            frame = frames.pop(number, None)
            if frame is None:
                assert nothing_to_say(packet)
                continue
            assert abs(frame.at - float(packet.time)) < 1e-6
            if Ether in packet:
                assert (frame.source_mac, frame.target_mac) == (packet.src, packet.dst)
            if ARP in packet and IP not in packet:
                assert frame.ethertype == 0x0806
                continue
            network = packet.getlayer(IP) or packet.getlayer(IPv6)
            # What is no IP at all on a raw link, scapy still shows as IP, of version 0.
            if network is not None and network.version in {4, 6}:
                compare(frame, network)
    assert frames == {}


def nothing_to_say(packet):
    """Tell whether a packet has neither payload nor a flag that matters, or is none of ours."""
    if TCP in packet:
        return not body(packet[TCP]) and not packet[TCP].flags & 0x07
    if UDP in packet:
        return not body(packet[UDP])
    return ARP not in packet and "ICMPv6" not in packet.summary()


def compare(frame, network):
    assert frame.source == ip_address(network.src)
    assert frame.target == ip_address(network.dst)
    assert frame.hops == (network.ttl if IP in network else network.hlim)
    for layer, protocol in ((TCP, 6), (UDP, 17)):
        # The inner packet of an ICMP message is no layer of ours.
        if frame.protocol == protocol and isinstance(network.payload, layer):
            inner = network.payload
            assert (frame.source_port, frame.target_port) == (inner.sport, inner.dport)
            if layer is TCP:
                assert (frame.sequence, frame.flags) == (inner.seq, int(inner.flags) & 0xFF)
            assert frame.payload == body(inner)


def body(transport):
    """Give the bytes that scapy handed to the layer above: no padding."""
    above = transport.payload
    return b"" if not above or isinstance(above, Padding) else above.original
