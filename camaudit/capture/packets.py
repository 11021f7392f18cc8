"""The frames of pcap and pcapng content, one after the other, each with its link type and time.

Sources: draft-ietf-opsawg-pcap sections 4 and 5; draft-ietf-opsawg-pcapng section 4.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from camaudit.capture import content, records, repair
from camaudit.capture.formats import PCAP_MAGICS
from camaudit.capture.marks import Marks
from camaudit.capture.triage import LAST_SECOND
from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.capture.content import Window
    from camaudit.capture.losses import Losses

MOST_UNITS = 1_000_000_000  # of time in a second, for which times are worked out in 63 bits
MAX_INTERFACES = 65_536  # of one pcapng section
NO_FRAME = -1  # stands for the link type of what is numbered and is no frame to be read

# Wireshark numbers these as if they were frames: a custom block that may and one that may not be
# copied, a systemd journal entry, and system calls as sysdig writes them.
_NUMBERED = frozenset({0xBAD, 0x40000BAD, 0x9, 0x204, 0x208, 0x216, 0x217, 0x221, 0x222})
_PACKETS = frozenset({records.PACKET, records.SIMPLE, records.ENHANCED})
_COUNTED = _NUMBERED | _PACKETS
_DESCRIPTIONS = frozenset({records.SECTION, records.INTERFACE})

_END_OF_OPTIONS = 0
_TIME_RESOLUTION = 9
_TIME_OFFSET = 14

# (buffer, first byte, one behind the last captured, length on the wire, link type, Unix seconds)
Packet = tuple[bytes, int, int, int, int, float]


@dataclass(frozen=True, slots=True)
class Interface:
    """What a pcapng interface description says of its packets."""

    link: int
    snap: int  # bytes; 0 for no limit
    units: int  # of a time stamp, in a second
    offset: int  # seconds


class Skims(Protocol):
    """Who passes over records that need no look."""

    before: float  # Unix seconds of the last frame

    def walk(
        self, buffer: bytes, at: int, end: int, number: int, form: tuple[int, int, int, int],
        near: int, belief: int,
    ) -> tuple[int, int, int]:  # fmt: skip
        """Pass over records from `at` on; give where the first other one is, as `Ahead.walk`."""

    def walk_blocks(
        self, buffer: bytes, at: int, end: int, number: int, big: int, interfaces: array[int]
    ) -> tuple[int, int]:
        """Pass over blocks from `at` on, as `Ahead.walk_blocks`."""


def pcap_packets(  # noqa: C901, PLR0912, PLR0915 - one branch for each fate of a record
    window: Window, losses: Losses, skims: Skims | None = None
) -> Iterator[Packet]:
    """Yield the frames of a pcap file; a damaged record is stepped over where the next is near.

    Input: skims: passes over frames; these are not yielded.
    """
    if not window.need(24):
        _ended(window, losses, 0, inside=True)
        return
    form = PCAP_MAGICS.get(window.data[:4])
    if form is None:  # the file was another one when it was recognised
        _unbelievable(window, losses, 0, "file header")
        return
    big, units, _ = form
    link = records.word(window.data, 20, big) & 0xFFFF  # above: length of the frame check sequence
    window.at = 24
    last = not window.need(content.WINDOW)
    header = repair.pcap_header(window.data, window.at, len(window.data), form, last=last)
    form = big, units, header
    number = damages = 0
    near = 0  # seconds of the last record
    while window.need(1):
        buffer = window.data
        at = window.at
        end = len(buffer)
        while True:
            if skims is not None and number:
                at, passed, near = skims.walk(
                    buffer, at, end, number, (big, units, header, link), near, repair.NEAR
                )
                number += passed
            verdict, start, stop, wire, seconds, fraction = records.pcap_record(
                buffer, at, end, big, header
            )
            if verdict != records.WHOLE:
                break
            if not near - repair.NEAR <= seconds <= near + repair.NEAR and number:
                break  # long after the last one, or no record at all
            number += 1
            near = seconds
            window.stamp = seconds, fraction, units
            yield buffer, start, stop, wire, link, seconds + fraction / units
            at = stop
        window.at = at
        if verdict == records.MORE and (at == end or window.need(max(header, stop - at))):
            continue
        last = not window.need(repair.NEEDED)
        place = None
        if damages < repair.MAX_DAMAGES:
            place = repair.pcap_goes_on(
                window.data,
                window.at,
                len(window.data),
                form,
                near if number else None,
                doubted=verdict == records.WHOLE,
                last=last,
            )
            damages += 1
        if place is None and verdict == records.WHOLE:
            near = seconds  # nothing else is near: it is believed
            continue
        if place is None:
            if verdict == records.MORE:
                _ended(window, losses, number, inside=True)
            else:
                _unbelievable(window, losses, number, "record length")
            return
        losses.add(Reason.DAMAGED, "records, stepped over", _at(window, number))
        window.at = place
    _ended(window, losses, number)


def pcapng_packets(
    window: Window, losses: Losses, skims: Skims | None = None, marks: Marks | None = None
) -> Iterator[Packet]:
    """Yield the frames of a pcapng file; a damaged block is stepped over where the next is near.

    What Wireshark numbers as well and is no frame comes with the link type NO_FRAME.
    Input: skims: passes over frames; these are not yielded; marks: where is noted what a capture
           says that camaudit wrote itself.
    """
    return _Pcapng(window, losses, skims, marks or Marks()).packets()


class _Pcapng:
    """Reads blocks; knows the section that they stand in."""

    __slots__ = (
        "_big",
        "_damages",
        "_interfaces",
        "_losses",
        "_marks",
        "_number",
        "_skims",
        "_time",
        "_told",
        "_window",
    )  # fmt: skip

    def __init__(self, window: Window, losses: Losses, skims: Skims | None, marks: Marks) -> None:
        self._window = window
        self._marks = marks
        self._losses = losses
        self._skims = skims
        self._told = array("q")  # of the interfaces: link type, units, offset
        self._number = 0  # frames so far
        self._time = 0.0  # of the last frame that had one: simple packets have none
        self._big = 0
        self._damages = 0
        self._interfaces: list[Interface | None] = []  # None for one whose description is damaged

    def packets(self) -> Iterator[Packet]:  # noqa: C901, PLR0912 - one branch for each fate of a block
        window = self._window
        while window.need(1):
            at = window.at
            if self._skims is not None and self._interfaces and not self._marks.kept:
                at, passed = self._skims.walk_blocks(
                    window.data, at, len(window.data), self._number, self._big, self._told
                )
                self._number += passed
                self._time = self._skims.before if passed else self._time
                window.at = at
                if at == len(window.data):
                    continue
            verdict, kind, stop, self._big = records.pcapng_block(
                window.data, at, len(window.data), self._big
            )
            wrong = None
            if verdict == records.MORE:
                if not window.need(max(12, stop - at)) and not self._goes_on():
                    break
            elif verdict == records.BAD:
                wrong = "block length"
            elif kind in _DESCRIPTIONS:
                wrong = self._describe(kind, stop)
                if wrong is None:
                    window.at = stop
            elif verdict == records.WHOLE:
                if kind in _COUNTED:
                    self._number += 1
                    yield self._packet(kind, stop)
                window.at = stop
            elif kind in repair.UNTOLD or not self._goes_on():
                if not window.skip(stop - at - 4) or not window.need(4):
                    break
                wrong = self._stepped_over(kind, stop - at)
                if kind in _COUNTED:
                    self._number += 1
                    yield self._no_frame()
            if wrong is not None and not self._goes_on():
                _unbelievable(window, self._losses, self._number, wrong)
                return
        else:
            _ended(window, self._losses, self._number)
            return
        _ended(window, self._losses, self._number, inside=True)

    def _goes_on(self) -> bool:
        """Go to the next block behind a damaged one; tell whether there is one."""
        window = self._window
        window.need(repair.NEEDED)
        place = repair.next_pcapng_block(window.data, window.at, len(window.data), self._big)
        if place is None or self._damages == repair.MAX_DAMAGES:
            return False
        self._damages += 1
        self._losses.add(Reason.DAMAGED, "blocks, stepped over", _at(window, self._number))
        window.at = place
        return True

    def _no_frame(self) -> Packet:
        return b"", 0, 0, 0, NO_FRAME, self._time

    def _packet(self, kind: int, stop: int) -> Packet:
        """Read a block that counts as a frame and lies whole in the window."""
        if kind in _NUMBERED:
            return self._no_frame()
        buffer = self._window.data
        which, high, low, start, end, wire = records.pcapng_packet(
            buffer, self._window.at, stop, self._big, kind
        )
        interface = self._interfaces[which] if 0 <= which < len(self._interfaces) else None
        if interface is None:
            self._losses.add(Reason.MALFORMED, "packet block", f"frame {self._number}")
            return self._no_frame()
        if high >= 0:
            time = _time((high << 32) + low, interface)
            if time is None:
                self._losses.add(Reason.MALFORMED, "time stamp", f"frame {self._number}")
            else:
                self._time = time
                stamp = (high << 32) + low
                whole = interface.offset + stamp // interface.units
                self._window.stamp = whole, stamp % interface.units, interface.units
        elif interface.snap:
            end = min(end, start + interface.snap)
        if self._marks.kept and kind == records.ENHANCED:
            self._marks.packet(
                buffer, end + (start - end) % 4, stop, self._big, self._number, self._time
            )
            tailed = self._marks.whole(which, buffer, start, end, wire)
            if tailed is not None:
                return *tailed, wire, interface.link, self._time
        return buffer, start, end, wire, interface.link, self._time

    def _describe(self, kind: int, stop: int) -> str | None:
        """Take up a section header or an interface description; give what is wrong with it."""
        buffer = self._window.data
        at = self._window.at
        if stop - at > records.MAX_BLOCK:
            return "block length"
        if kind == records.SECTION:
            self._interfaces = []
            self._told = array("q")
            self._marks.section(buffer, at, stop, self._big)
            if self._marks.unknown:
                what = "section that a newer camaudit wrote"
                self._losses.add(Reason.NOT_RECOGNISED, what, _at(self._window, self._number))
            if stop - at < 28 or records.half(buffer, at + 12, self._big) != 1:
                return "section header"
            return None
        if len(self._interfaces) == MAX_INTERFACES:
            return "interface description"
        self._marks.interface(buffer, at, stop, self._big)
        if stop - at < 20:
            self._interfaces.append(None)
            self._told = array("q", (*self._told, 0, 0, 0))
            return "interface description"
        found = _interface(buffer, at, stop, self._big)
        self._interfaces.append(found)
        # a new array: who reads ahead may hold a view of the old one
        exact = found.units <= MOST_UNITS and abs(found.offset) <= LAST_SECOND
        told = found.link, found.units if exact else 0, found.offset if exact else 0
        self._told = array("q", (*self._told, *told))
        return None

    def _stepped_over(self, kind: int, length: int) -> str | None:
        """Look at the end of a block that was too long to be read; give what is wrong with it."""
        window = self._window
        if kind in _PACKETS:
            self._losses.add(Reason.MALFORMED, "packet block", _at(window, self._number))
        if records.word(window.data, window.at, self._big) != length:
            return "block length"
        window.at += 4
        return None


def _interface(buffer: bytes, at: int, stop: int, big: int) -> Interface:
    """Read an interface description block of at least 20 bytes; options that do not fit end it."""
    units = 1_000_000
    offset = 0
    option = at + 16
    while option + 4 <= stop - 4:
        code = records.half(buffer, option, big)
        length = records.half(buffer, option + 2, big)
        value = buffer[option + 4 : option + 4 + length]
        option += 4 + length + (-length & 3)
        if code == _END_OF_OPTIONS or option > stop - 4:
            break
        if code == _TIME_RESOLUTION and length == 1:
            units = 1 << (value[0] & 0x7F) if value[0] & 0x80 else 10 ** value[0]
        elif code == _TIME_OFFSET and length == 8:
            offset = int.from_bytes(value, "big" if big else "little", signed=True)
    return Interface(
        records.half(buffer, at + 8, big), records.word(buffer, at + 12, big), units, offset
    )


def _time(stamp: int, interface: Interface) -> float | None:
    """Give Unix seconds; None where no calendar has them."""
    whole = interface.offset + stamp // interface.units
    if not 0 <= whole <= LAST_SECOND:
        return None
    return whole + stamp % interface.units / interface.units


def _at(window: Window, number: int) -> str:
    return f"byte {window.place}, after frame {number}" if number else f"byte {window.place}"


def _unbelievable(window: Window, losses: Losses, number: int, what: str) -> None:
    losses.add(Reason.DAMAGED, f"{what}; the rest of the file is not read", _at(window, number))


def _ended(window: Window, losses: Losses, number: int, *, inside: bool = False) -> None:
    """Say why the content ended, where it ended inside a record or not by itself."""
    error = window.error
    place = _at(window, number)
    if isinstance(error, TruncatedError):
        losses.add(Reason.TRUNCATED, str(error), place)
    elif isinstance(error, MalformedError):
        losses.add(Reason.DAMAGED, str(error), place)
    elif error is not None:
        losses.add(Reason.UNREADABLE, "rest of the capture file", place)
    elif inside:
        losses.add(Reason.TRUNCATED, "capture file", place)
