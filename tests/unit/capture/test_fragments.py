"""IPv4 packets in fragments: put together where all of them came, else read as far as they go."""

from ipaddress import ip_address

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scapy.layers.inet import IP, TCP, UDP, fragment
from scapy.layers.l2 import GRE, Dot1Q, Ether
from scapy.packet import Raw

from camaudit.capture import fragments
from camaudit.model.coverage import Circumstance
from camaudit.model.observation import Reason

LINK = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02") / Dot1Q(vlan=20)
CAMERA, PEER = "10.0.0.1", "203.0.113.7"
BODY = bytes(range(256)) * 12


def packet(body=BODY, number=7, **fields):
    return IP(src=CAMERA, dst=PEER, id=number, **fields) / UDP(sport=3702, dport=9999) / body


def pieces(whole, size=800):
    return [bytes(LINK / one) for one in fragment(whole, size)]


def timed(frames, gap=0.001):
    return [(1_700_000_000 + gap * place, one) for place, one in enumerate(frames)]


def short(capture):
    return [(s.reason, s.what, s.count, s.place) for s in capture.shortfalls()]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 0, 0, 3, 2), (2, 3, 1, 0)])
def test_a_packet_in_fragments_is_read_whole(order, pcap, reader):
    parts = pieces(packet())
    capture = reader(pcap(timed([parts[place] for place in order])))
    (frame,) = capture.frames()
    assert (frame.number, frame.payload, frame.cut) == (len(order), BODY, False)
    assert (frame.source, frame.source_port, frame.vlan) == (ip_address(CAMERA), 3702, 20)
    assert short(capture) == []
    (flow,) = capture.flows()
    assert flow.sent == 28 + len(BODY)


def test_a_mirrored_frame_in_fragments_is_read_whole(pcap, reader):
    inner = (
        Ether(src="02:00:00:00:00:09") / IP(src=CAMERA, dst=PEER) / TCP(flags="PA") / BODY[:1400]
    )
    outer = IP(src="192.168.9.9", dst="192.168.9.10", id=5) / GRE(proto=0x88BE) / Raw(bytes(inner))
    capture = reader(pcap(timed(pieces(outer))))
    (frame,) = capture.frames()
    assert (frame.source_mac, frame.payload) == ("02:00:00:00:00:09", BODY[:1400])
    assert [(n.what, n.count) for n in capture.notes()] == [(Circumstance.WRAPPED, 1)]
    assert short(capture) == []
    assert capture.watched().heard == (ip_address(CAMERA),)


def test_packets_that_are_mixed_are_kept_apart(pcap, reader):
    bodies = [bytes([number]) * 2_000 for number in range(5)]
    each = [pieces(packet(body, number)) for number, body in enumerate(bodies)]
    mixed = [part for row in zip(*each, strict=True) for part in row]
    assert [frame.payload for frame in reader(pcap(timed(mixed))).frames()] == bodies


def test_what_misses_its_rest_is_read_as_far_as_it_goes(pcap, reader):
    parts = pieces(packet())
    syn = bytes(LINK / IP(src=CAMERA, dst=PEER) / TCP(flags="S"))
    capture = reader(pcap(timed([parts[0], parts[2], syn])))
    frames = list(capture.frames())
    assert [(frame.number, frame.cut) for frame in frames] == [(3, False), (1, True)]
    assert frames[1].payload == BODY[:792]
    assert short(capture) == [(Reason.FRAGMENT, "IP fragments", 1, "frame 1")]
    assert [n.what for n in capture.notes()] == []


def test_fragments_wait_for_a_moment_only(pcap, reader):
    parts = pieces(packet())
    late = [*timed(parts[:3]), (1_700_000_010.0, parts[3])]
    capture = reader(pcap(late))
    assert [(frame.number, frame.cut) for frame in capture.frames()] == [(1, True)]
    assert sum(one[2] for one in short(capture)) == 3


def test_a_number_that_is_used_again_begins_anew(pcap, reader):
    old, new = pieces(packet(b"\1" * 2_000)), pieces(packet(b"\2" * 2_000))
    capture = reader(pcap(timed([old[0], *new])))
    assert [frame.payload for frame in capture.frames()] == [b"\1" * 792, b"\2" * 2_000]


def test_fragments_that_overlap_are_not_believed(pcap, reader):
    parts = pieces(packet())
    double = bytearray(parts[1])
    double[18 + 6 : 18 + 8] = (0x2000 | 50).to_bytes(2)  # into what the first one holds
    capture = reader(pcap(timed([parts[0], bytes(double), *parts[1:]])))
    assert [frame.cut for frame in capture.frames()] == [True]


@pytest.mark.parametrize("name", ["MAX_PACKETS", "MAX_HELD"])
def test_what_waits_is_bounded(name, monkeypatch, pcap, reader):
    monkeypatch.setattr(fragments, name, 3 if name == "MAX_PACKETS" else 3 * 800)
    firsts = [pieces(packet(number=number))[0] for number in range(10)]
    capture = reader(pcap(timed(firsts)))
    told = iter(capture.frames())
    assert next(told).number == 1
    assert capture.frames_read == 4  # it did not wait for the end of the file
    assert len(list(told)) == 9


def test_a_fragment_that_the_snap_length_cut_is_read_as_it_came(pcap, reader):
    first = pieces(packet())[0]
    capture = reader(pcap([(1.0, (first[:400], len(first)))]))
    assert [frame.cut for frame in capture.frames()] == [True]
    assert [one[0] for one in short(capture)] == [Reason.SNAPPED]


def test_more_than_a_packet_can_hold_is_not_put_together(pcap, reader):
    first = bytes(LINK / IP(src=CAMERA, dst=PEER, flags="MF") / UDP() / bytes(800))
    last = bytes(LINK / IP(src=CAMERA, dst=PEER, frag=8_190, proto=17) / bytes(800))
    capture = reader(pcap(timed([first, last])))
    assert [len(frame.payload) for frame in capture.frames()] == [800]


@given(data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_however_a_packet_is_cut_and_shuffled_it_is_the_same(data, pcap, reader):
    size = data.draw(st.integers(100, 1_000))
    parts = pieces(packet(), size)
    order = data.draw(st.permutations(range(len(parts))))
    (frame,) = reader(pcap(timed([parts[place] for place in order]))).frames()
    assert frame.payload == BODY
