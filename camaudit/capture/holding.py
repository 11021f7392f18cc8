"""Which connections are held, and what becomes of them: read as they came, or known as a whole."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from camaudit.capture import held, slots
from camaudit.capture.headers import FIN, RST, SYN
from camaudit.model.ahead import HAND, HELD, Began, Masked, Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camaudit.capture.compiled import Holder
    from camaudit.model.ahead import Follower
    from camaudit.model.frame import Frame

NONE = -1  # stands for a row
_SORTS = {
    held.DATE: Masked.DATE,
    held.HOUR: Masked.HOUR,
    held.MINUTE: Masked.MINUTE,
    held.SECOND: Masked.SECOND,
}


class Holding:
    """The rows of one capture."""

    def __init__(
        self, kernel: Holder, view: Callable[[bytearray | array[int] | array[float]], object],
        points: tuple[int, int], table: array[int], find: Callable[[int], int],
        made: Callable[[bytes, int, int, float], Frame],
    ) -> None:  # fmt: skip
        """Hold nothing yet.

        Input:  points: of the hash; table: of the kernel's slots; find: gives the slot of a key,
                or NONE; made: makes a frame, as for `Ahead`.
        """
        self._kernel = kernel
        self._points = points
        self._slots = table
        self._find = find
        self._made = made
        self.ints = array("q", bytes(8 * held.WIDTH * held.CONNECTIONS))
        self.times = array("d", bytes(8 * held.SEGMENTS * held.CONNECTIONS))
        self.arena = bytearray(held.ROOM * held.CONNECTIONS)
        self._masks = array("q", bytes(8 * held.MASKS * held.MASK))
        self._masks_seen = view(self._masks)
        self.views = view(self.ints), view(self.times), view(self.arena)
        self._free = list(range(held.CONNECTIONS - 1, -1, -1))
        self._ends: dict[int, tuple[int, int, bytes, bytes]] = {}  # keys and addresses, by row
        self._of: dict[bytes, set[int]] = {}  # rows by address of a server
        self._due: list[tuple[int, bytes, int, float]] = []  # let go, and not read yet

    def hold(self, client: int, server: int, ends: tuple[bytes, bytes]) -> None:
        """Hold what comes of a connection, whose opening the slots of both directions have seen.

        Input: ends: addresses of client and server.
        """
        table = self._slots
        one, other = client * slots.WIDTH, server * slots.WIDTH
        if client == NONE or table[one + slots.MODE] != HELD or table[one + slots.ROW] != NONE:
            return
        if not self._free:
            self.release(self._oldest())
        row = self._begin((table[one + slots.KEY], table[other + slots.KEY]), *ends)
        for side, base in enumerate((one, other)):
            table[base + slots.ROW], table[base + slots.SIDE] = row, side

    def _begin(self, keys: tuple[int, int], client: bytes, server: bytes) -> int:
        row = self._free.pop()
        base = row * held.WIDTH
        for at in range(held.HEAD):
            self.ints[base + at] = 0
        self._ends[row] = *keys, client, server
        self._of.setdefault(server, set()).add(row)
        return row

    def release(self, row: int) -> None:
        """Hold a connection no longer: its frames are due, and those with the same server.

        A login over one connection may answer what was given over another.
        """
        for one in self._rows_of(self._ends[row][3]):
            self._due += self._frames(one)
            self._take_out(one)
            self._free.append(one)

    def settle(self, key: int, frame: Frame, follower: Follower | None) -> bool:
        """See to what is held before a segment is read; tell whether that was read with it.

        What others say to the same server, and what it says, goes before.
        Input: key: of the segment's conversation and direction; 0 where it is not known.
        """
        if not self._ends:
            return False
        slot = self._find(key)
        base = slot * slots.WIDTH
        row = NONE if slot == NONE else self._slots[base + slots.ROW]
        if row != NONE:
            if (
                follower is not None
                and frame.flags & (FIN | SYN | RST) == FIN
                and not frame.payload
                and frame.sequence == self._slots[base + slots.NEXT]
                and self._is_last(row, bool(self._slots[base + slots.SIDE]))
                and len(self._rows_of(self._ends[row][3])) == 1
                and not self._due
            ):
                talk = self._whole(row)
                self._take_out(row)
                follower.whole(talk, frame)
                self._free.append(row)  # not before: its frames may have been asked for
                return True
            self.release(row)
        if frame.payload or frame.flags & (FIN | RST) or row != NONE or not key:
            assert frame.source is not None  # noqa: S101 - TCP has addresses
            assert frame.target is not None  # noqa: S101 - TCP has addresses
            for address in (frame.source.packed, frame.target.packed):
                for other in self._rows_of(address)[:1]:
                    self.release(other)
        return False

    def due(self) -> list[Frame]:
        """Give the frames that were held and are no longer, in their order."""
        if not self._due:
            return []
        due, self._due = sorted(self._due), []
        return [self._made(data, link, number, at) for number, data, link, at in due]

    def let_go(self) -> list[Frame]:
        """Hold nothing any longer; give what was held, in its order."""
        while self._ends:
            self.release(self._oldest())
        return self.due()

    def _rows_of(self, server: bytes) -> list[int]:
        """Give the rows of connections with a server."""
        return list(self._of.get(server, ()))

    def _oldest(self) -> int:
        """Give the row that was begun first."""
        return next(iter(self._ends))

    def _take_out(self, row: int) -> None:
        """Hold a connection no longer, and look at each of its frames; its row is not free yet."""
        *keys, _, server = self._ends.pop(row)
        rows = self._of[server]
        rows.discard(row)
        if not rows:
            del self._of[server]
        for key in keys:
            slot = self._find(key)
            if slot != NONE:
                base = slot * slots.WIDTH
                self._slots[base + slots.MODE] = HAND
                self._slots[base + slots.ROW] = NONE

    def _segments(self, row: int) -> Iterator[tuple[int, int]]:
        """Give the place of each segment among the integers, and among the times."""
        base = row * held.WIDTH
        for at in range(self.ints[base + held.COUNT]):
            yield base + held.HEAD + at * held.SEGMENT, row * held.SEGMENTS + at

    def _frames(self, row: int) -> Iterator[tuple[int, bytes, int, float]]:
        ints = self.ints
        frames = row * held.ROOM + 2 * held.STREAM
        for at, time in self._segments(row):
            begin = frames + ints[at + held.PLACE]
            yield (
                ints[at + held.NUMBER],
                bytes(self.arena[begin : begin + ints[at + held.LENGTH]]),
                ints[at + held.LINK],
                self.times[time],
            )

    def _is_last(self, row: int, by_server: bool) -> bool:
        """Tell whether an end of this side would be the last thing that is said."""
        base = row * held.WIDTH
        ended = self.ints[base + held.ENDED]
        return ended == (1 if by_server else 2) and self.ints[base + held.SERVER] > 0

    def digest(self, row: int) -> tuple[int, int]:
        """Hash what was said, as `held.digest`; give how many masks there are now."""
        kept, _, arena = self.views
        sign, masks = self._kernel.digest(row, kept, arena, *self._points, self._masks_seen)
        return int(sign), int(masks)

    def _whole(self, row: int) -> Whole:
        """Give all that was said, but for the end of the side that ended last.

        Its frames can be asked for as long as the row is not free.
        """
        ints, base = self.ints, row * held.WIDTH
        sign, masks = self.digest(row)
        place = row * held.ROOM
        streams = tuple(
            bytes(self.arena[begin : begin + ints[base + held.CLIENT + side]])
            for side, begin in enumerate((place, place + held.STREAM))
        )
        masked = []
        for at in range(0, masks * held.MASK, held.MASK):
            sort, side, begin, length = self._masks[at : at + held.MASK]
            if sort in _SORTS:
                text = streams[side][begin : begin + length]
                masked.append((_SORTS[sort], side, begin, text))
        begun = []
        speaker, offsets = -1, [0, 0]
        for at, time in self._segments(row):
            side, size = ints[at + held.SIDE], ints[at + held.SIZE]
            if size and side != speaker:
                speaker = side
                begun.append(Began(side, offsets[side], ints[at + held.NUMBER], self.times[time]))
            offsets[side] += size
        return Whole(
            sign=sign,
            masked=tuple(masked),
            turns=tuple(begun),
            streams=streams,
            frames=lambda: [
                self._made(data, link, number, at) for number, data, link, at in self._frames(row)
            ],
        )
