"""How a file was recorded: copies, clocks."""

import pytest
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Dot1Q, Ether

from camaudit.capture import copies
from camaudit.model.coverage import Circumstance

LINK = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")


def packet(number, source="10.0.0.1", target="203.0.113.7", link=LINK):
    body = UDP(sport=5000, dport=32100) / bytes([number % 256])
    return bytes(link / IP(src=source, dst=target, id=number) / body)


def found(capture):
    frames = list(capture.frames())
    return len(frames), [(n.what, n.count, n.place) for n in capture.notes()]


@pytest.fixture(autouse=True)
def _copies_count(monkeypatch, _every_frame_counts):
    monkeypatch.setattr(copies, "COPY_WINDOW", 0.02)


def test_a_frame_and_its_copy_count_once(pcap, reader):
    tagged = LINK / Dot1Q(vlan=20)
    frames = []
    for number in range(1, 11):
        frames += [(number, packet(number)), (number + 0.002, packet(number, link=tagged))]
    capture = reader(pcap(frames))
    assert found(capture) == (10, [(Circumstance.COPIES, 10, "frame 2")])
    (flow,) = capture.flows()
    assert flow.sent == 10 * 29


def test_what_is_sent_again_later_counts_again(pcap, reader):
    frames = [(1.0, packet(1)), (1.5, packet(1)), (2.0, packet(1)), (1.99, packet(1))]
    count, notes = found(reader(pcap(frames)))
    assert (count, [one[:2] for one in notes]) == (3, [(Circumstance.COPIES, 1)])


def test_what_a_router_forwarded_is_no_copy(pcap, reader):
    forwarded = bytearray(packet(1))
    forwarded[22] -= 1
    assert found(reader(pcap([(1.0, packet(1)), (1.001, bytes(forwarded))]))) == (2, [])


@pytest.mark.parametrize(
    "make",
    [
        lambda n: bytes(LINK / IPv6(src="fd00::1") / UDP() / bytes([n])),
        lambda n: packet(0, source=f"10.0.0.{n}"),
    ],
    ids=["IPv6", "IPv4"],
)
def test_a_packet_without_a_number_is_a_copy_only_where_others_are(make, pcap, reader):
    alone = [(1.0, make(1)), (1.001, make(1))]
    assert found(reader(pcap(alone))) == (2, [])
    mirrored = [(0.1 * n, packet(n)) for n in range(1, 10) for _ in range(2)]
    count, notes = found(reader(pcap([*mirrored, (9.0, make(1)), (9.001, make(1))])))
    assert (count, [one[:2] for one in notes]) == (10, [(Circumstance.COPIES, 10)])


def test_the_memory_for_copies_is_bounded(monkeypatch):
    monkeypatch.setattr(copies, "MAX_REMEMBERED", 4)
    table = copies.Copies()
    packets = [b"\x45\0\0\x20\0" + bytes([number]) + bytes(14) for number in range(1, 20)]
    assert [table.again(one, 1.0) for one in packets] == [False] * 19
    assert table.again(packets[-1], 1.0)
    assert table.again(packets[-4], 1.0)
    assert not table.again(packets[0], 1.0)


def test_a_clock_that_goes_back_and_hours_of_silence_are_told(pcap, reader):
    times = [1000.0, 1001.0, 1000.5, 900.0, 8000.0, 8001.0, 7000.0, 11_000.0]
    frames = [(at, packet(number + 1)) for number, at in enumerate(times)]
    capture = reader(pcap(frames))
    count, notes = found(capture)
    assert (count, sorted(notes)) == (
        8,
        [(Circumstance.CLOCK_BACK, 2, "frame 4"), (Circumstance.SILENCE, 2, "frame 5")],
    )
    watched = capture.watched()
    assert (watched.first, watched.last) == (900.0, 11_000.0)


def test_a_stream_of_tcp_keeps_its_copies_out(pcap, reader):
    data = bytes(LINK / IP(src="10.0.0.1", dst="10.0.0.2", id=7) / TCP(flags="PA") / b"GET")
    assert found(reader(pcap([(1.0, data), (1.0001, data)])))[0] == 1
