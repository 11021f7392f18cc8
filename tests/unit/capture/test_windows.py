"""The reader of one capture: what it yields, what it counts, what it says of itself."""

from ipaddress import ip_address

import pytest
from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.inet6 import ICMPv6ND_NS, IPv6
from scapy.layers.l2 import ARP, Dot1Q, Ether

from camaudit.capture import bounded
from camaudit.capture.windows import CaptureReader
from camaudit.model.endpoint import Endpoints
from camaudit.model.observation import Reason

LINK = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
CAMERA = "10.0.0.1"
RECORDER = "10.0.0.2"
NOBODY = "0.0.0.0"  # noqa: S104 - an address in a frame, not one to listen on


def packet(payload, source=CAMERA, target=RECORDER):
    return bytes(LINK / IP(src=source, dst=target, ttl=64) / payload)


YIELDED = {
    "ARP": bytes(LINK / ARP(psrc=CAMERA, pdst=RECORDER)),
    "SADP below IP": bytes(LINK)[:12] + b"\x80\x33\x21" + bytes(60),
    "UDP with a payload": packet(UDP() / b"x"),
    "TCP with a payload": packet(TCP(flags="A") / b"x"),
    "SYN": packet(TCP(flags="S")),
    "FIN": packet(TCP(flags="FA")),
    "RST": packet(TCP(flags="R")),
    "neighbour solicitation": bytes(LINK / IPv6(src="fd00::1") / ICMPv6ND_NS()),
    "IGMP": bytes(LINK / IP(src=CAMERA, dst="224.0.0.22", proto=2, ttl=1) / b"\x16 report"),
    "LLDP": bytes(LINK)[:12] + b"\x88\xcc" + bytes(40),
    "CDP": bytes(LINK)[:12] + b"\x00\x26\xaa\xaa\x03\x00\x00\x0c\x20\x00" + bytes(30),
}
COUNTED = {
    "bare ACK": packet(TCP(flags="A")),
    "UDP without a payload": packet(UDP()),
    "ping": packet(ICMP()),
    "loop test": bytes(12) + b"\x90\x00" + bytes(40),
    "spanning tree": bytes(12) + b"\x00\x26" + bytes(40),
    "routing": packet(b"", source=CAMERA)[:23] + bytes([89]) + packet(b"")[24:] + b"hello",
}


@pytest.mark.parametrize("name", YIELDED)
def test_what_can_carry_a_fact_is_yielded(name, pcap, reader):
    (frame,) = reader(pcap([(5.5, YIELDED[name])])).frames()
    assert (frame.number, frame.at) == (1, 5.5)
    assert (frame.source_mac, frame.vlan, frame.cut) == ("02:00:00:00:00:01", None, False)


@pytest.mark.parametrize("name", COUNTED)
def test_what_cannot_is_counted_only(name, pcap, reader):
    capture = reader(pcap([(5.5, COUNTED[name]), (6.5, YIELDED["SYN"])]))
    assert [frame.number for frame in capture.frames()] == [2]
    assert capture.frames_read == 2
    assert capture.shortfalls() == []


def test_a_frame_carries_what_its_headers_say(pcap, reader):
    sent = LINK / Dot1Q(vlan=20) / IP(src=CAMERA, dst=RECORDER, ttl=61)
    sent = sent / TCP(sport=554, dport=40000, seq=7, flags="PA") / b"RTSP/1.0 200 OK"
    (frame,) = reader(pcap([(5.5, bytes(sent))])).frames()
    assert frame.source_mac == "02:00:00:00:00:01"
    assert frame.target_mac == "02:00:00:00:00:02"
    assert (frame.ethertype, frame.vlan, frame.hops, frame.protocol) == (0x0800, 20, 61, 6)
    assert (frame.source, frame.target) == (ip_address(CAMERA), ip_address(RECORDER))
    assert (frame.source_port, frame.target_port) == (554, 40000)
    assert (frame.sequence, frame.flags) == (7, 0x18)
    assert frame.payload == b"RTSP/1.0 200 OK"


def test_losses_are_counted_with_their_first_place(pcap, reader):
    udp = packet(UDP() / (b"x" * 50))
    later = bytes(LINK / IP(src=CAMERA, dst=RECORDER, frag=3, proto=17) / b"rest")
    bad = bytes(LINK / IP(ihl=3))
    frames = [udp, (udp[:60], 92), (udp[:20], 92), later, bad, bad]
    capture = reader(pcap([(float(n), frame) for n, frame in enumerate(frames)]))
    assert [(frame.number, frame.cut) for frame in capture.frames()] == [(1, False), (2, True)]
    assert [(s.reason, s.what, s.count, s.place) for s in capture.shortfalls()] == [
        (Reason.FRAGMENT, "IP fragments", 1, "frame 4"),
        (Reason.SNAPPED, "frames", 2, "frame 2"),
        (Reason.MALFORMED, "headers of a frame", 2, "frame 5"),
    ]


def test_a_link_type_that_is_not_read_is_named(pcap, reader):
    capture = reader(pcap([(1.0, bytes(60))] * 3, link=147))
    assert list(capture.frames()) == []
    (shortfall,) = capture.shortfalls()
    assert shortfall.reason is Reason.UNSUPPORTED_LINK
    assert (shortfall.what, shortfall.count) == ("link type 147", 3)
    assert capture.watched().frames == 3


def test_watched_tells_when_and_who_spoke(pcap, reader):
    frames = [
        (9.0, packet(UDP() / b"x")),
        (5.0, packet(UDP() / b"x", source="10.0.0.3")),
        (7.0, packet(UDP() / b"x", source="10.0.1.1", target="10.0.9.9")),
        (7.0, packet(UDP() / b"x", source="172.16.0.1")),  # private, and not declared
        (7.0, packet(UDP() / b"x", source="198.51.100.1")),
        (7.0, packet(UDP() / b"x", source="169.254.1.1")),
        (7.0, packet(UDP() / b"x", source=NOBODY)),
        (7.0, bytes(LINK / ARP(psrc="10.0.2.1", pdst=RECORDER))),
        (7.0, bytes(LINK / ARP(psrc=NOBODY, pdst=RECORDER))),
        (7.0, bytes(LINK / IPv6(src="fd00::1") / ICMPv6ND_NS())),
        (7.0, bytes(LINK / IPv6(src="fe80::1") / ICMPv6ND_NS())),
    ]
    capture = reader(pcap(frames))
    list(capture.frames())
    watched = capture.watched()
    assert (watched.source, watched.vantage) == ("lobby.pcap", "capture")
    assert (watched.first, watched.last, watched.frames) == (5.0, 9.0, 11)
    assert [str(address) for address in watched.heard] == [
        "10.0.0.1",
        "10.0.0.3",
        "10.0.1.1",
        "10.0.2.1",
        "172.16.0.1",
        "fd00::1",
    ]
    assert watched.passing == ()


def test_what_a_router_forwarded_was_not_heard_on_its_own_segment(pcap, reader):
    def sent(source, hops, target_mac="00:00:5e:00:53:02"):
        link = Ether(src="00:00:5e:00:53:01", dst=target_mac)
        return bytes(link / IP(src=source, dst="10.0.0.9", ttl=hops) / UDP() / b"x")

    frames = [
        (1.0, sent("10.0.1.1", 63)),
        (1.0, sent("10.0.1.2", 126)),
        (1.0, sent("10.0.1.3", 63)),
        (2.0, sent("10.0.1.3", 64)),  # and later on its own segment
        (3.0, sent("10.0.1.3", 63)),
        (1.0, sent("10.0.1.4", 4, "01:00:5e:7f:ff:fa")),  # routers do not forward to all
    ]
    capture = reader(pcap(frames))
    list(capture.frames())
    watched = capture.watched()
    assert [str(address) for address in watched.heard] == ["10.0.1.3", "10.0.1.4"]
    assert [str(address) for address in watched.passing] == ["10.0.1.1", "10.0.1.2"]


def test_more_speakers_than_are_kept_are_said(monkeypatch, pcap, reader):
    monkeypatch.setattr(bounded, "MAX_SPEAKERS", 5)
    frames = [(1.0, packet(UDP() / b"x", source=f"10.0.{n}.1")) for n in range(8)]
    capture = reader(pcap(frames))
    assert len(list(capture.frames())) == 8
    assert len(capture.watched().heard) == 5
    assert [(s.reason, s.what, s.count, s.place) for s in capture.shortfalls()] == [
        (Reason.BOUND, "packets of further addresses", 3, "frame 6"),
    ]


def test_nothing_was_watched_where_no_frame_was_read(pcap, reader):
    capture = reader(pcap([]))
    assert list(capture.frames()) == []
    assert capture.watched() is None
    assert list(capture.flows()) == []


class Recorder:
    """A watcher that remembers."""

    def __init__(self):
        self.told = []

    def begin(self, source, size):
        self.told.append(("begin", source, size))

    def advance(self, source, done, frames):
        self.told.append(("advance", source, done, frames))

    def end(self, source):
        self.told.append(("end", source))


def test_the_watcher_hears_of_every_window_and_of_the_end(tmp_path, pcap):
    content = pcap([(1.0, packet(UDP() / bytes(60_000)))] * 60)
    path = tmp_path / "long.pcap"
    path.write_bytes(content)
    watcher = Recorder()
    capture = CaptureReader(path, "long.pcap", lambda _: True, Endpoints(), watcher)
    assert len(list(capture.frames())) == 60
    done = [told[2] for told in watcher.told if told[0] == "advance"]
    assert watcher.told[0] == ("begin", "long.pcap", len(content))
    assert len(done) > 2
    assert done == sorted(done)
    assert done[-1] == len(content)
    assert watcher.told[-1] == ("end", "long.pcap")


def test_a_reader_that_is_left_early_still_ends(tmp_path, pcap):
    path = tmp_path / "long.pcap"
    path.write_bytes(pcap([(1.0, packet(UDP() / b"x"))] * 3))
    watcher = Recorder()
    capture = CaptureReader(path, "long.pcap", lambda _: True, Endpoints(), watcher)
    frames = capture.frames()
    next(frames)
    frames.close()
    assert watcher.told[-1] == ("end", "long.pcap")
    assert capture.watched().frames == 1
