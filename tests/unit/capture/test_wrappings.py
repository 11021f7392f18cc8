"""What is inside a wrapping is found; what is outside gives nothing but a note."""

import runpy
from ipaddress import ip_address
from pathlib import Path

import pytest
from scapy.contrib.mpls import MPLS
from scapy.layers.dot11 import Dot11
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import ARP, GRE, Ether
from scapy.layers.vxlan import VXLAN
from scapy.packet import Raw

from camaudit.capture import circumstances
from camaudit.model.coverage import Circumstance
from camaudit.model.observation import Reason

MADE = runpy.run_path(str(Path(__file__).with_name("wrapped.py")))
WRAPPED, ME, YOU, BODY = (MADE[name] for name in ("WRAPPED", "ME", "YOU", "BODY"))
LINK, OUTER, INNER, TALK = (MADE[name] for name in ("LINK", "OUTER", "INNER", "TALK"))
radio, tap, udp, subframe = (MADE[name] for name in ("radio", "tap", "udp", "subframe"))


def notes(capture):
    return [(n.what, n.about, n.sender and str(n.sender), n.count) for n in capture.notes()]


@pytest.mark.parametrize("name", WRAPPED)
def test_the_frame_inside_is_found_and_the_one_outside_is_not(name, pcap, reader):
    case = WRAPPED[name]
    capture = reader(pcap([(1.0, bytes(case.frame))], link=case.link))
    (frame,) = capture.frames()
    assert capture.shortfalls() == []
    assert frame.source in {ip_address("10.0.0.1"), ip_address("fd00::1")}
    assert int(frame.target) & 0xFF == 2
    assert (frame.hops, frame.protocol) == (61, 6)
    assert (frame.source_port, frame.target_port) == (40000, 554)
    assert (frame.sequence, frame.flags) == (0xFEDCBA98, 0x18)
    assert (frame.payload, frame.cut) == (BODY, False)
    assert frame.vlan == (case.vlan or None)
    target = YOU if case.link != 113 else None
    assert (frame.source_mac, frame.target_mac) == ((ME, target) if case.macs else (None, None))
    watched = capture.watched()
    assert watched.heard == ()  # 61 hops are left: it came through routers
    assert watched.passing == (frame.source,)
    expected = [(Circumstance.WRAPPED, case.wrapping, case.sender, 1)]
    assert notes(capture) == (expected if case.wrapping else [])


@pytest.mark.parametrize("name", WRAPPED)
def test_a_wrapped_frame_cut_anywhere_gives_no_address_of_the_outside(name, pcap, reader):
    case = WRAPPED[name]
    whole = bytes(case.frame)
    frames = [(float(end), (whole[:end], len(whole))) for end in range(len(whole))]
    capture = reader(pcap(frames, link=case.link))
    inner = {ip_address(one) for one in ("10.0.0.1", "fd00::1")}
    for frame in capture.frames():
        udp_outside = frame.protocol == 17 and frame.cut  # too short to tell what it wraps
        assert frame.source in inner or udp_outside
    assert {s.reason for s in capture.shortfalls()} <= {Reason.SNAPPED}


def test_the_flow_is_that_of_the_inner_packet(pcap, reader):
    syn = IP(src="10.0.0.1", dst="203.0.113.7") / TCP(sport=40000, dport=443, flags="S")
    outer = LINK / IP(src="192.168.9.9", dst="198.51.100.1") / GRE(proto=0x6558)
    capture = reader(pcap([(1.0, bytes(outer / Ether(src=ME) / syn))]))
    list(capture.frames())
    (flow,) = capture.flows()
    assert (str(flow.about.ip), flow.about.mac, str(flow.peer)) == ("10.0.0.1", ME, "203.0.113.7")


@pytest.mark.parametrize(("hops", "packet"), [(64, INNER), (64, TALK)], ids=["frame", "packet"])
def test_an_inner_frame_is_on_its_segment_and_an_inner_packet_is_on_none(
    hops, packet, pcap, reader
):
    packet = packet.copy()
    packet[IP].ttl = hops
    gre = GRE(proto=0x6558 if Ether in packet else 0x0800)
    capture = reader(pcap([(1.0, bytes(OUTER / gre / packet))]))
    list(capture.frames())
    watched = capture.watched()
    assert bool(watched.heard) is (Ether in packet)
    assert bool(watched.passing) is (Ether not in packet)


def test_arp_inside_a_mirror_is_read(pcap, reader):
    asks = Ether(src=ME) / ARP(hwsrc=ME, psrc="10.0.0.1", pdst="10.0.0.2")
    capture = reader(pcap([(1.0, bytes(OUTER / GRE(proto=0x88BE) / asks))]))
    (frame,) = capture.frames()
    assert (frame.ethertype, frame.source_mac) == (0x0806, ME)
    assert [str(one) for one in capture.watched().heard] == ["10.0.0.1"]


NOT_WRAPPED = {
    "an answer to a client's port": OUTER / UDP(sport=53, dport=37008) / (b"\x01\x00\x81\x80" * 9),
    "VXLAN that says no number": udp(4789, VXLAN(flags=0), INNER).frame,
    "VXLAN of a few bytes": udp(4789, VXLAN(flags=8), Raw(b"few")).frame,
    "GENEVE of another version": udp(6081, Raw(b"\x40\0\x65\x58" + bytes(4)), INNER).frame,
    "GENEVE of another protocol": udp(6081, Raw(b"\0\0\x12\x34" + bytes(4)), INNER).frame,
    "TZSP without an end of its fields": udp(37008, Raw(b"\1\0\0\1" + bytes(70))).frame,
    "TZSP that keeps alive": udp(37008, Raw(b"\1\4\0\0\1")).frame,
    "GPE of another protocol": udp(4790, Raw(bytes.fromhex("0c000009 00000700")), INNER).frame,
}


@pytest.mark.parametrize("name", NOT_WRAPPED)
def test_what_is_not_plausibly_wrapped_stays_what_it_is(name, pcap, reader):
    capture = reader(pcap([(1.0, bytes(NOT_WRAPPED[name]))]))
    (frame,) = capture.frames()
    assert (str(frame.source), frame.protocol, frame.vlan) == ("192.168.9.9", 17, 900)
    assert capture.notes() == []


CLOSED = {
    "GRE of another protocol": OUTER / GRE(proto=0x1234) / Raw(bytes(40)),
    "GRE with a source route": OUTER / Raw(b"\x40\0\x08\0" + bytes(40)),
    "EtherIP of another version": OUTER[IP:].__class__(src="192.168.9.9", proto=97)
    / Raw(bytes(40)),
    "PPPoE discovery": LINK.__class__(src=ME, dst=YOU, type=0x8863) / Raw(b"\x11\x09" + bytes(40)),
    "PPPoE that negotiates": Ether(src=ME, type=0x8864) / Raw(b"\x11\0\0\1\0\6\xc0\x21\1\1\0\4"),
    "MPLS of something else": Ether(src=ME, type=0x8847) / Raw(b"\0\0\1\x40" + b"\x10" * 30),
}


@pytest.mark.parametrize("name", CLOSED)
def test_what_holds_nothing_that_is_read_is_counted_only(name, pcap, reader):
    packet = CLOSED[name]
    capture = reader(pcap([(1.0, bytes(packet))], link=1 if Ether in packet else 101))
    assert list(capture.frames()) == []
    assert capture.shortfalls() == []
    assert capture.notes() == []


def test_more_wrappings_than_are_opened_give_nothing(pcap, reader):
    capture = reader(pcap([(1.0, bytes(MADE["nested"](9)))]))
    assert list(capture.frames()) == []
    assert list(capture.flows()) == []
    (short,) = capture.shortfalls()
    assert (short.reason, short.what) == (Reason.BOUND, "frames wrapped too often")
    assert capture.watched().heard == ()


def test_more_labels_than_are_followed_give_nothing(pcap, reader):
    labels = Raw(b"\0\0\0\x40" * 17) / MPLS(s=1) / TALK
    capture = reader(pcap([(1.0, bytes(Ether(type=0x8847) / labels))]))
    assert list(capture.frames()) == []
    assert [s.reason for s in capture.shortfalls()] == [Reason.BOUND]


@pytest.mark.parametrize("source", ["129.0.0.1", "136.204.1.1", "8.0.64.1"])
def test_an_address_that_looks_like_an_ethertype_is_an_address(source, pcap, reader):
    packet = IP(src=source, dst="10.0.0.2") / UDP() / b"x"
    capture = reader(pcap([(1.0, bytes(LINK / MPLS(s=1) / packet))]))
    (frame,) = capture.frames()
    assert str(frame.source) == source


def test_a_mirrored_frame_in_fragments_is_read_as_far_as_it_goes(pcap, reader):
    mirrored = Raw(bytes(GRE(proto=0x88BE) / INNER))
    whole = OUTER.copy()
    first = whole / mirrored.copy()
    first[IP].flags, first[IP].proto = "MF", 47
    first = bytes(first)[:-14]
    later = OUTER.copy()
    later[IP].frag, later[IP].proto = 10, 47
    capture = reader(pcap([(1.0, first), (1.0, bytes(later / Raw(bytes(14))))]))
    (frame,) = capture.frames()
    assert (str(frame.source), frame.cut, frame.payload) == ("10.0.0.1", True, BODY[:-14])
    assert [str(one) for one in capture.watched().passing] == ["10.0.0.1"]
    assert capture.watched().heard == ()  # the switch is no speaker, in fragments neither
    assert [s.reason for s in capture.shortfalls()] == [Reason.FRAGMENT]


def test_every_part_of_an_aggregate_is_read(pcap, reader):
    frames = []
    for number in range(1, 4):
        talk = TALK.copy()
        talk[IP].src, talk[TCP].load = f"10.0.0.{number}", b"x" * number
        frames.append(Ether(src=f"02:00:00:00:00:0{number}", dst=YOU) / talk)
        del talk[IP].len, talk[IP].chksum, talk[TCP].chksum
    parts = b"".join(subframe(frame) for frame in frames)
    packet = bytes(tap(radio(8, FCfield=2, body=Raw(b"\x80\0" + parts))))
    capture = reader(pcap([(1.0, packet), (2.0, bytes(tap(radio(0, FCfield=2))))], link=127))
    found = [(f.number, f.source_mac[-2:], str(f.source), f.payload) for f in capture.frames()]
    assert found[:3] == [(1, f"0{n}", f"10.0.0.{n}", b"x" * n) for n in (1, 2, 3)]
    assert [one[0] for one in found[3:]] == [2]
    assert (capture.frames_read, capture.shortfalls()) == (2, [])


def test_encrypted_frames_are_told(pcap, reader):
    frames = [(float(n), bytes(tap(radio(0, FCfield=0x42)))) for n in range(3)]
    capture = reader(pcap(frames, link=127))
    assert list(capture.frames()) == []
    assert notes(capture) == [(Circumstance.ENCRYPTED, None, None, 3)]


QUIET = {
    "a beacon": tap(Dot11(type=0, subtype=8)),
    "an acknowledgement": tap(Dot11(type=1, subtype=13)),
    "a null frame": tap(Dot11(type=2, subtype=4, addr1=YOU, addr2=ME)),
}


@pytest.mark.parametrize("name", QUIET)
def test_radio_frames_without_data_say_nothing(name, pcap, reader):
    capture = reader(pcap([(1.0, bytes(QUIET[name]))], link=127))
    assert list(capture.frames()) == []
    assert (capture.shortfalls(), capture.notes()) == ([], [])


LOST = {
    "a failed check sequence": (tap(radio(0, FCfield=2), flags=0x40), Reason.MALFORMED),
    "a later fragment": (tap(radio(0, FCfield=2, SC=1)), Reason.FRAGMENT),
    "a header that is too long": (Raw(b"\0\0\xff\0" + bytes(40)), Reason.MALFORMED),
    "a header of no length": (Raw(bytes(40)), Reason.MALFORMED),
}


@pytest.mark.parametrize("name", LOST)
def test_radio_frames_that_are_not_believed_are_counted(name, pcap, reader):
    packet, reason = LOST[name]
    capture = reader(pcap([(1.0, bytes(packet))], link=127))
    assert list(capture.frames()) == []
    assert [s.reason for s in capture.shortfalls()] == [reason]


def test_senders_of_wrapped_frames_are_bounded(monkeypatch, pcap, reader):
    monkeypatch.setattr(circumstances, "MAX_WRAPPERS", 3)
    frames = [
        (1.0, bytes(LINK / IP(src=f"192.168.9.{n}") / GRE(proto=0x88BE) / INNER)) for n in range(5)
    ]
    capture = reader(pcap(frames))
    list(capture.frames())
    assert sorted(note[2:] for note in notes(capture) if note[2]) == [
        (f"192.168.9.{n}", 1) for n in range(3)
    ]
    assert [note[2:] for note in notes(capture) if not note[2]] == [(None, 2)]


def test_a_sender_outside_is_not_named(pcap, reader):
    packet = LINK / IP(src="203.0.113.9") / GRE(proto=0x6558) / INNER
    capture = reader(pcap([(1.0, bytes(packet))]))
    list(capture.frames())
    assert notes(capture) == [(Circumstance.WRAPPED, "GRE", None, 1)]
