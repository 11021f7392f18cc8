"""Which connections are held, and what becomes of them: read as they came, or known as a whole."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from camaudit.capture import held
from camaudit.model.ahead import Began, Masked, Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camaudit.capture.compiled import Holder
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
        self, kernel: Holder, view: Callable[[bytearray | array[int] | array[float]], object]
    ) -> None:
        self._kernel = kernel
        self.ints = array("q", bytes(8 * held.WIDTH * held.CONNECTIONS))
        self.times = array("d", bytes(8 * held.SEGMENTS * held.CONNECTIONS))
        self.arena = bytearray(held.ROOM * held.CONNECTIONS)
        self._masks = array("q", bytes(8 * held.MASKS * held.MASK))
        self._masks_seen = view(self._masks)
        self.views = view(self.ints), view(self.times), view(self.arena)
        self._free = list(range(held.CONNECTIONS - 1, -1, -1))
        self.ends: dict[int, tuple[int, int, bytes, bytes]] = {}  # keys and addresses, by row
        self._of: dict[bytes, set[int]] = {}  # rows by address of a server
        self.due: list[tuple[int, bytes, int, float]] = []  # let go, and not read yet

    def begin(self, keys: tuple[int, int], client: bytes, server: bytes) -> int:
        """Hold a connection from here on; give its row, or NONE where there is no room."""
        if not self._free:
            return NONE
        row = self._free.pop()
        base = row * held.WIDTH
        for at in range(held.HEAD):
            self.ints[base + at] = 0
        self.ends[row] = *keys, client, server
        self._of.setdefault(server, set()).add(row)
        return row

    def rows_of(self, server: bytes) -> list[int]:
        """Give the rows of connections with a server."""
        return list(self._of.get(server, ()))

    def oldest(self) -> int:
        """Give the row that was begun first."""
        return next(iter(self.ends))

    def take_out(self, row: int) -> None:
        """Hold a connection no longer; its row is free when `free` says so."""
        *_, server = self.ends.pop(row)
        rows = self._of[server]
        rows.discard(row)
        if not rows:
            del self._of[server]

    def free(self, row: int) -> None:
        """Let a row be used again."""
        self._free.append(row)

    def let_go(self, row: int) -> None:
        """Hold a connection no longer; its frames are due to be read."""
        self.due += self._frames(row)
        self.take_out(row)
        self.free(row)

    def take_due(self) -> list[tuple[int, bytes, int, float]]:
        """Give the frames that are due, in their order: number, bytes, link type, time."""
        due, self.due = sorted(self.due), []
        return due

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

    def is_last(self, row: int, by_server: bool) -> bool:
        """Tell whether an end of this side would be the last thing that is said."""
        base = row * held.WIDTH
        ended = self.ints[base + held.ENDED]
        return ended == (1 if by_server else 2) and self.ints[base + held.SERVER] > 0

    def digest(self, row: int, points: tuple[int, int]) -> tuple[int, int]:
        """Hash what was said, as `held.digest`; give how many masks there are now."""
        kept, _, arena = self.views
        sign, masks = self._kernel.digest(row, kept, arena, *points, self._masks_seen)
        return int(sign), int(masks)

    def whole(
        self, row: int, points: tuple[int, int], made: Callable[[bytes, int, int, float], Frame]
    ) -> Whole:
        """Give all that was said, but for the end of the side that ended last.

        Its frames can be asked for as long as the row is not free.
        """
        ints, base = self.ints, row * held.WIDTH
        sign, masks = self.digest(row, points)
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
                made(data, link, number, at) for number, data, link, at in self._frames(row)
            ],
        )
