"""The content of a recording, as its bytes come: a window that goes over it once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.errors import MalformedError

if TYPE_CHECKING:
    from collections.abc import Iterator

WINDOW = 1 << 20  # bytes looked at together, unless a block is longer


class Window:
    """A stretch of a content that is read once, from its beginning."""

    __slots__ = ("_at_once", "_pieces", "at", "base", "data", "error", "stamp")

    def __init__(self, pieces: Iterator[bytes], at_once: int = 0) -> None:
        """Make it; at_once: bytes gathered before any are looked at, where there are; 0: WINDOW."""
        self._pieces = pieces
        self._at_once = at_once or WINDOW
        self.data = b""
        self.at = 0  # index into data: what is before it has been used
        self.base = 0  # place of data[0] in the content
        self.stamp = (0, 0, 1)  # of the last frame: Unix seconds, fraction, of how many in a second
        self.error: MalformedError | OSError | None = (
            None  # why the content ended, if not at its end
        )

    @property
    def place(self) -> int:
        """Where `at` lies in the content."""
        return self.base + self.at

    def stamp_of(self, at: float) -> int:
        """Give the time of a frame in nanoseconds since the Unix epoch, as it was recorded.

        Input: at: the same in seconds; of a frame before the last one it is all that is known.
        """
        seconds, fraction, units = self.stamp
        if seconds + fraction / units != at:
            seconds, units = int(at), 1_000_000
            fraction = round((at - seconds) * units)
            if seconds + fraction / units != at:
                units = 1_000_000_000
                fraction = round((at - seconds) * units)
        return seconds * 1_000_000_000 + fraction * 1_000_000_000 // units

    def need(self, length: int) -> bool:
        """Have at least so many bytes behind `at`; tell whether there are."""
        there = len(self.data) - self.at
        if there >= length:
            return True
        gathered = [self.data[self.at :]]
        while there < max(length, self._at_once) and self.error is None:
            try:
                piece = next(self._pieces, b"")
            except (MalformedError, OSError) as error:
                self.error = error
                break
            if not piece:
                break
            gathered.append(piece)
            there += len(piece)
        self.base += self.at
        self.at = 0
        self.data = b"".join(gathered)
        return there >= length

    def skip(self, length: int) -> bool:
        """Step over so many bytes without keeping them; tell whether there were as many."""
        while length > WINDOW:
            if not self.need(WINDOW):
                return False
            self.at += WINDOW
            length -= WINDOW
        if not self.need(length):
            return False
        self.at += length
        return True
