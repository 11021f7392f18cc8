"""Interfaces as a source: what it says of how it heard."""

import struct
from datetime import UTC

from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import ARP, Ether

from camaudit.dissect.dispatch import Reader
from camaudit.model.coverage import Circumstance
from camaudit.model.endpoint import is_inside_by_default
from camaudit.model.observation import Reason, Watched
from camaudit.model.progress import Silent
from camaudit.sources.live import LiveSource
from camaudit.sources.source import Given

CAMERA, RECORDER, OWN = "44:19:b6:00:00:01", "44:19:b6:00:00:02", "02:00:00:00:00:09"
GIVEN = Given(
    inside=is_inside_by_default,
    as_of=None,
    zone=UTC,
    knows=lambda _: False,
    make_reader=lambda endpoints, source: Reader(None, endpoints, source),
    watcher=Silent(),
)


class Played:
    """Stands for interfaces that are open."""

    def __init__(self, frames, dropped=(), *, interrupted=False):
        self.names = ("eth0", "eth1")
        self.frames = frames
        self.lost = dict(dropped)
        self.interrupted = interrupted
        self.seconds, self.listened = 900.0, 37.4

    def content(self):
        yield struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1)
        for at, frame in enumerate(self.frames):
            data = bytes(frame)
            yield struct.pack("<IIII", 1_700_000_000, at, len(data), len(data)) + data

    def dropped(self):
        return self.lost


def heard(*frames, **more):
    said = []
    source = LiveSource(Played(frames, **more), GIVEN, frozenset({OWN}), said.append)
    found = list(source.observations())
    return source, found, said


def segment(source, target, flags):
    ends = {CAMERA: "10.0.0.1", RECORDER: "10.0.0.2", OWN: "10.0.0.9"}
    packet = IP(src=ends[source], dst=ends[target], id=len(flags)) / TCP(flags=flags)
    return Ether(src=source, dst=target) / packet


ARP_OF_CAMERA = Ether(src=CAMERA, dst="ff:ff:ff:ff:ff:ff") / ARP(
    hwsrc=CAMERA, psrc="10.0.0.1", pdst="10.0.0.2"
)


def notes(source):
    return [one.what for one in source.notes()]


def test_it_says_that_and_how_long_it_listened():
    source, found, said = heard(ARP_OF_CAMERA)
    (watched,) = [one for one in found if isinstance(one, Watched)]
    assert (watched.vantage, watched.source) == ("listening", "listening: eth0, eth1")
    assert (source.kind, source.items) == ("listening, 37 s", 1)
    assert said  # as it comes


def test_announcements_alone_are_told():
    assert Circumstance.ANNOUNCEMENTS in notes(heard(ARP_OF_CAMERA)[0])


def test_a_frame_that_a_switch_handed_to_everybody_makes_no_mirror():
    assert Circumstance.ANNOUNCEMENTS in notes(heard(segment(CAMERA, RECORDER, "S"))[0])


def test_two_others_that_speak_with_each_other_make_one():
    both = segment(CAMERA, RECORDER, "S"), segment(RECORDER, CAMERA, "SA")
    assert Circumstance.ANNOUNCEMENTS not in notes(heard(*both)[0])


def test_what_this_computer_says_makes_none():
    both = segment(OWN, CAMERA, "S"), segment(CAMERA, OWN, "SA")
    assert Circumstance.ANNOUNCEMENTS in notes(heard(*both)[0])


def test_nothing_heard_is_no_announcement():
    assert notes(heard()[0]) == []


def test_frames_without_room_are_counted_by_interface():
    source, _, _ = heard(ARP_OF_CAMERA, dropped={"eth1": 12})
    (short,) = source.shortfalls()
    assert (short.reason, short.count, short.place) == (Reason.BOUND, 12, "eth1")
    assert short.what == "frames that the system had no room for"


def test_an_end_by_hand_is_told_with_its_time():
    source, _, _ = heard(ARP_OF_CAMERA, interrupted=True)
    (short,) = source.shortfalls()
    assert (short.reason, short.place) == (Reason.TRUNCATED, "after 37 s")
    assert short.what == "listening for 900 s, ended by hand"


def test_a_packet_that_two_interfaces_hear_counts_once():
    out = Ether(src=CAMERA, dst=OWN) / IP(src="10.0.0.1", dst="203.0.113.9", id=7) / UDP() / b"x"
    source, _, _ = heard(out, out)
    assert Circumstance.COPIES in notes(source)
