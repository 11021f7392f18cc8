"""Frames of our own, on loopback, and the table of the system's neighbours."""

import asyncio
import errno
import socket
import sys
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from played import LINK, ONE, OTHER_MAC, arp

from camaudit.model.probe import Outcome
from camaudit.wire import frames
from camaudit.wire.frames import missing, neighbours, sender_of
from camaudit.wire.interfaces import Link
from camaudit.wire.links import Sockets

HERE = Link("lo", ip_address("127.0.0.1"), ip_network("127.0.0.0/8"), 1, "00:00:00:00:00:00")
# Of a type for experiments (IEEE 802, annex): no program takes it for its own.
HEAD = b"\xff" * 6 + bytes(6) + b"\x88\xb5"
WAIT = 0.3  # seconds

linux = pytest.mark.skipif(missing() is not None, reason="no right to send frames")


def ask(*parts, wanted=lambda _: True, first=False):
    async def run():
        wire = Sockets()
        try:
            return [
                await wire.frame(HERE, HEAD + part, wanted, wait=WAIT, first=first)
                for part in parts
            ]
        finally:
            wire.close()

    return asyncio.run(run())


@linux
def test_a_frame_that_comes_back_is_heard_once():
    """What the system shows of our own sending is no answer; loopback brings it back as one."""
    (got,) = ask(b"one".ljust(46, b"\0"))
    assert [one[:17] for one in got] == [HEAD + b"one"]


@linux
def test_the_first_that_is_wanted_ends_the_waiting():
    (got,) = ask(b"two".ljust(46, b"\0"), wanted=lambda data: data[14:17] == b"two", first=True)
    assert len(got) == 1


@linux
def test_what_is_not_wanted_is_not_kept():
    assert ask(b"x" * 46, b"y" * 46, wanted=lambda _: False, first=True) == [[], []]


@linux
def test_a_flood_is_not_kept_whole(monkeypatch):
    monkeypatch.setattr(frames, "MOST", 0)
    assert ask(b"x" * 46) == [[]]


@linux
def test_an_interface_that_is_not_there_is_unreachable_or_silent():
    async def run():
        nowhere = Link("nowhere0", ONE, LINK.network, 0, OTHER_MAC)
        return await Sockets().frame(nowhere, HEAD, lambda _: True, wait=WAIT, first=True)

    assert asyncio.run(run()) in {Outcome.UNREACHABLE, Outcome.SILENT}


@linux
def test_a_link_that_goes_down_brings_nothing():
    class Down:
        def recvfrom(self, _size):
            raise OSError(errno.ENETDOWN, "down")

    made = object.__new__(frames.Frames)
    made._raw, made._wishes = Down(), {1: (lambda _: True, [], None)}
    made._read()
    assert made._wishes[1][1] == []


def test_elsewhere_and_without_the_right_it_is_said_why(monkeypatch):
    def denied(*_words):
        raise PermissionError(errno.EPERM, "no")

    monkeypatch.setattr(socket, "socket", denied)
    assert missing() is not None
    monkeypatch.setattr(sys, "platform", "win32")
    assert "Linux alone" in missing()

    async def run():
        return await Sockets().frame(HERE, HEAD, lambda _: True, wait=WAIT, first=True)

    monkeypatch.undo()
    monkeypatch.setattr(sys, "platform", "win32")
    assert asyncio.run(run()) in {Outcome.SILENT, Outcome.UNREACHABLE}


@pytest.mark.parametrize(
    ("frame", "sender"),
    [
        (arp(OTHER_MAC, ONE, LINK.mac, LINK.address), (OTHER_MAC, ONE)),
        (arp(OTHER_MAC, ONE, LINK.mac, LINK.address)[:31], None),
        (b"\xff" * 12 + b"\x80\x33" + bytes(20) + ONE.packed, ("ff:ff:ff:ff:ff:ff", ONE)),
        (b"\xff" * 12 + b"\x80\x33" + bytes(20), None),
        (b"\xff" * 12 + b"\x08\x00" + bytes(40), None),
        (b"", None),
    ],
    ids=["arp", "arp cut", "sadp", "sadp cut", "ip", "nothing"],
)
def test_who_sent_a_frame_is_read_where_it_stands(frame, sender):
    assert sender_of(frame) == sender


TABLE = """IP address       HW type     Flags       HW address            Mask     Device
10.20.2.32       0x1         0x2         02:00:00:00:00:32     *        cams
10.20.2.31       0x1         0x6         02:00:00:00:00:31     *        cams
10.20.2.33       0x1         0x0         00:00:00:00:00:00     *        cams
10.20.2.34       0x1         0x2         00:00:00:00:00:00     *        cams
10.20.2.35       0x1         0x0         02:00:00:00:00:35     *        cams
10.20.2.36       0x20        0x2         02:00:00:00:00:36     *        ib0
nonsense
"""


def test_neighbours_are_those_that_answered(tmp_path):
    (tmp_path / "arp").write_text(TABLE)
    assert neighbours(tmp_path / "arp") == [
        (ip_address("10.20.2.31"), "02:00:00:00:00:31", "cams"),
        (ip_address("10.20.2.32"), "02:00:00:00:00:32", "cams"),
    ]


def test_a_system_without_such_a_table_knows_nobody(tmp_path):
    assert neighbours(tmp_path / "missing") == []
