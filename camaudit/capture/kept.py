"""The frames of one recording on their way into a file, with all content overwritten at first.

Nothing that was not asked for is ever written, not even for a while: a frame goes into the draft
beside the file as headers and overwritten bytes; what stays is put there when it is known, which
for a login may be long after. At the end the draft becomes the file: comments beside their frames,
check sums mended, overwritten ends left out.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.blank import FILLER, Blanker, filled
from camaudit.capture import blocks, headers, sums
from camaudit.capture.copies import COMPARED, MAX_REMEMBERED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from camaudit.capture.numbers import Numbers
    from camaudit.capture.packets import Packet
    from camaudit.model.observation import Seen

BLOCK = 44  # bytes of a frame's block beside its own, roughly
DRAFTS = 4  # times its bound that the draft of a file may take
LONGEST_HEADERS = 512  # bytes looked at of a frame whose headers are damaged or unknown
MOST_REMARKS = 65_536
_ARP = 28  # bytes of an ARP packet over Ethernet
_ICMP = 8  # bytes of an ICMP header
_ERRORS = {headers.ICMP: frozenset({3, 4, 5, 11, 12}), headers.ICMPV6: frozenset({1, 2, 3, 4})}
# number, nanoseconds, link, wire, captured, stored, width of an address, places of both, protocol,
# content, its end, draft's place of the frame that it is a copy of, whether it was cut
_RECORD = struct.Struct("<QqIIIIBIIhIIq?")
_COPY_OF = struct.Struct("<q")
_COPY_AT = _RECORD.size - 9
_WIDTHS = {0: 0, 4: 4, 6: 16}
_SUMMED = frozenset({headers.TCP, headers.UDP, headers.ICMPV6})


@dataclass(slots=True)
class _Pending:
    """The last frame; who reads it says what stays."""

    place: int  # of its record in the draft
    fields: tuple[int, ...]
    content: bytearray
    headers: int  # bytes at its beginning that stay
    wanted: bool = False  # something of it may be put there later
    copy_of: int = -1


class Kept:
    """Satisfies model.keeping.Keeps.

    Input: draft: an empty file, open for reading and writing; None: nothing is kept, and `problem`
           says why; most: bytes that the file may have.
    """

    def __init__(
        self, draft: IO[bytes] | None, numbers: Numbers, most: int, problem: str | None = None
    ) -> None:
        self.problem = problem  # why there will be no file
        self.here: int | None = None
        self.frames = 0
        self.full = False  # the bound is reached: nothing more is kept
        self.left = 0  # frames that were not kept therefore
        self.given_up = 0  # messages of which nothing stays
        self._draft = draft
        self._numbers = numbers
        self._most = most
        self._size = 0  # bytes that the file has so far, roughly
        self._end = 0  # of the draft
        self._pending: _Pending | None = None
        self._remarks: dict[int, list[str]] = {}
        self._blanker = Blanker()
        self._now: dict[bytes, int] = {}  # beginnings of packets -> place of the record
        self._last: dict[bytes, int] = {}

    def frame(
        self, number: int, stamp: int, packet: Packet, found: headers.Located, *, kept: bool
    ) -> None:
        """Take a frame; its content is overwritten until somebody puts something there.

        Input: stamp: nanoseconds since the Unix epoch; kept: whether it is kept at all.
        """
        self._flush()
        self.here = None
        if not kept or self.problem is not None:
            return
        if self.full:
            self.left += 1
            return
        buffer, start, end, wire, link, _ = packet
        verdict, ethertype, version = found[0], found[3], found[5]
        source, target, protocol, payload, stop = (found[at] for at in (6, 7, 9, 14, 15))
        cut = found[16]
        content = bytearray(filled(end - start))
        whole = verdict == headers.FOUND and start <= payload <= stop <= end
        if whole:
            content[: payload - start] = buffer[start:payload]
            until = payload
            if not version and ethertype == headers.ETHERTYPE_ARP:
                until = min(stop, payload + _ARP)
            elif protocol in _ERRORS:
                until = min(stop, payload + _quoted(buffer, payload, stop, protocol))
            if until > payload:
                content[payload - start : until - start] = buffer[payload:until]
        if verdict not in {headers.FOUND, headers.UNKNOWN_LINK} or (
            verdict == headers.FOUND and not self._is_so(content, wire, link, found, start)
        ):
            content[:] = self._headers_alone(bytes(buffer[start:end]), wire, link, found, start)
        headed = len(bytes(content).rstrip(bytes([FILLER]))) if not whole else payload - start
        self._pending = _Pending(
            self._end,
            (
                number, stamp, link, wire, end - start, 0, _WIDTHS[version],
                max(source - start, 0), max(target - start, 0), protocol,
                max(payload - start, 0), max(stop - start, 0), -1,
                bool(cut or found[17] or not whole),
            ),
            content,
            headed,
        )  # fmt: skip
        self.here = self._end + _RECORD.size + payload - start if whole else None
        if found[22]:  # another frame lies in it
            self._pending.wanted = True

    def inner(self, packet: Packet, found: headers.Located) -> None:
        """Take another frame that lies in the one taken last: its headers stay."""
        pending = self._pending
        self.here = None
        if pending is None or found[0] != headers.FOUND:
            return
        buffer, start, _, _, _, _ = packet
        following, payload = packet[1], found[14]
        del start
        first = len(pending.content) - (packet[2] - following)
        pending.content[first : first + payload - following] = buffer[following:payload]
        self.here = pending.place + _RECORD.size + first + payload - following

    @staticmethod
    def _is_so(
        content: bytearray, wire: int, link: int, found: headers.Located, start: int
    ) -> bool:
        """Tell whether the headers are found as before where all content is overwritten."""
        if link == headers.LINK_ETHERNET and not found[19]:
            return True
        return _moved(headers.locate(bytes(content), 0, len(content), wire, link), 0) == _moved(
            found, start
        )

    def _headers_alone(
        self, data: bytes, wire: int, link: int, found: headers.Located, start: int
    ) -> bytes:
        """Keep of a frame that cannot be read what it takes to find that again."""
        expected = _moved(found, start)
        addresses = _addresses(data, expected)
        tail = filled(max(len(data) - LONGEST_HEADERS, 0))

        def same(head: bytes) -> bool:
            again = headers.locate(head + tail, 0, len(data), wire, link)
            return _moved(again, 0) == expected and _addresses(head, expected) == addresses

        head = data[:LONGEST_HEADERS]
        if not same(head):
            return data[: min(64, len(data))] + filled(max(len(data) - 64, 0))
        return self._blanker.blank(f"link {link}", head, same) + tail

    def packet(self, beginning: bytes) -> None:
        """Remember a packet by its beginning, for copies of it."""
        if self._pending is not None:
            if len(self._now) >= MAX_REMEMBERED:
                self._last, self._now = self._now, {}
            self._now[beginning[:COMPARED]] = self._pending.place

    def copied(self, beginning: bytes) -> None:
        """Take the last frame for a copy: it will end as the first one does."""
        first = self._now.get(beginning[:COMPARED], self._last.get(beginning[:COMPARED], -1))
        if self._pending is not None:
            self._pending.copy_of = first
        self.here = None

    def want(self) -> None:
        """Leave room for content of the last frame: something may be put there later."""
        if self._pending is not None:
            self._pending.wanted = True

    def put(self, place: int, data: bytes) -> None:
        """Give bytes that stay, as `Keeps.put`."""
        pending = self._pending
        if pending is not None and place >= pending.place:
            at = place - pending.place - _RECORD.size
            room = len(pending.content) - at
            pending.content[at : at + min(len(data), room)] = data[:room]
            pending.headers = max(pending.headers, at + min(len(data), room))
            return
        self._write(place, data.translate(_TURNED))
        self._size += len(data)

    def tired(self) -> None:
        """Hear of a message of which nothing stays, as `Keeps.tired`."""
        self.given_up += 1

    def remark(self, seen: Seen, text: str) -> None:
        """Note a text beside the frame that something was seen in."""
        number = self._numbers.number(seen.source, seen.place)
        if number is not None and len(self._remarks) < MOST_REMARKS:
            self._remarks.setdefault(number, []).append(text)
            self._size += len(text)

    def _flush(self) -> None:
        """Write the last frame into the draft."""
        pending = self._pending
        if pending is None:
            return
        self._pending = None
        content = bytes(pending.content)
        if not pending.wanted:
            content = content.rstrip(bytes([FILLER]))
        fields = [*pending.fields]
        fields[5], fields[12] = len(content), pending.copy_of
        self._write(self._end, _RECORD.pack(*fields) + content.translate(_TURNED))
        self._end += _RECORD.size + len(content)
        self.frames += 1
        self._size += BLOCK + pending.headers
        if self._size > self._most or self._end > DRAFTS * self._most:
            self.full = True

    def _write(self, place: int, data: bytes) -> None:
        """Write into the draft; where that fails there will be no file."""
        if self._draft is None or self.problem is not None:
            return
        try:
            self._draft.seek(place)
            self._draft.write(data)
        except OSError as error:
            self.problem = error.strerror or str(error)

    def close(self) -> None:
        """Throw the draft away."""
        self._pending = None
        self.here = None
        self.problem = self.problem or "closed"
        if self._draft is not None:
            with suppress(OSError):
                self._draft.close()

    def blocks(self, version: str) -> Iterator[bytes]:
        """Yield the blocks of the finished file, which a version of camaudit writes.

        Raises: OSError.
        """
        self._flush()
        self.here = None
        if self.problem is not None:
            raise OSError(self.problem)
        yield blocks.section(version)
        known: dict[tuple[int, bool], int] = {}
        at = 0
        while at < self._end:
            fields, content, stored = self._read(at)
            at += stored
            number, stamp, link, wire = fields[:4]
            short = content.rstrip(bytes([FILLER]))
            tails = len(short) < len(content) == wire
            which = known.get((link, tails))
            if which is None:
                which = known[link, tails] = len(known)
                yield blocks.interface(link, tails=tails)
            remarks = self._remarks.pop(number, [])
            yield blocks.packet(which, stamp, short if tails else content, wire, remarks)

    def _read(self, at: int) -> tuple[tuple[int, ...], bytes, int]:
        """Give a frame of the draft: its fields, the frame as it will be, bytes in the draft."""
        assert self._draft is not None  # noqa: S101 - else there is a problem
        self._draft.seek(at)
        fields = _RECORD.unpack(self._draft.read(_RECORD.size))
        captured, stored = fields[4], fields[5]
        content = bytearray(self._draft.read(stored).translate(_TURNED))
        content += filled(captured - stored)
        width, source, target, protocol, payload, stop, copy_of, cut = fields[6:]
        if copy_of >= 0:
            self._copy(content, source, copy_of)
        if width and not cut:
            sums.mend(content, protocol if protocol in _SUMMED else -1,
                      (source, target, width), payload, stop)  # fmt: skip
        return fields, bytes(content), _RECORD.size + stored

    def _copy(self, content: bytearray, source: int, place: int) -> None:
        """Give a copy what the first packet has from its source address on."""
        fields, first, _ = self._read(place)
        theirs = first[fields[7] :]
        content[source : source + len(theirs)] = theirs[: len(content) - source]


_TURNED = bytes(byte ^ FILLER for byte in range(256))  # so that a hole in the draft is overwritten


def _quoted(buffer: bytes, at: int, stop: int, protocol: int) -> int:
    """Give how many bytes of an ICMP message are headers: its own, and of what it quotes."""
    inner = at + _ICMP
    if inner >= stop or buffer[at] not in _ERRORS[protocol]:
        return 1
    version = buffer[inner] >> 4
    size = {4: buffer[inner] % 16 * 4, 6: 40}.get(version, 0)
    place = inner + (9 if version == 4 else 6)
    if not size or inner + size > stop:
        return 1
    return _ICMP + size + (20 if buffer[place] == headers.TCP else 8)


def _addresses(data: bytes, found: tuple[int, ...]) -> list[bytes]:
    """Give the addresses that were found in a frame: MACs, IP, and of who sent a tunnel."""
    width, outer = _WIDTHS[found[5]], _WIDTHS[found[20]]
    places = (
        (found[1], 6),
        (found[2], 6),
        (found[6], width),
        (found[7], width),
        (found[21], outer),
    )
    return [data[at : at + size] for at, size in places if at >= 0]


def _moved(found: headers.Located, start: int) -> tuple[int, ...]:
    """Give what was found with places from the first byte of the frame on."""
    places = {1, 2, 6, 7, 14, 15, 21}  # -1 where there is none
    moved = [
        value - start if at in places and value >= 0 else value for at, value in enumerate(found)
    ]
    moved[22] -= start if moved[22] else 0
    return tuple(moved)
