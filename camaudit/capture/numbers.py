"""Where a frame stands: the files of one recording are numbered on, and each is named."""

from __future__ import annotations

from bisect import bisect_left


class Numbers:
    """Tells file and place of a frame by its number in the recording, from 1 on."""

    __slots__ = ("_starts", "before", "names", "source")

    def __init__(self, source: str) -> None:
        self.source = source  # the file that is read
        self.before = 0  # frames of the files before it
        self.names = [source]
        self._starts = [0]

    def begin(self, source: str, before: int) -> None:
        """Go on with another file, after so many frames in all."""
        self.source, self.before = source, before
        self.names.append(source)
        self._starts.append(before)

    def number(self, source: str, place: str) -> int | None:
        """Give the number in the recording of the frame that a file and a place name."""
        word, _, text = place.partition(" ")
        if word != "frame" or not text.isdigit() or source not in self.names:
            return None
        return self._starts[self.names.index(source)] + int(text)

    def of(self, number: int) -> tuple[str, str]:
        """Give the name of a frame's file, and its place in it as people count."""
        if number > self.before:
            return self.source, f"frame {number - self.before}"
        # A file without a frame begins where the next one does: the last of them has the frame.
        at = bisect_left(self._starts, number) - 1
        return self.names[at], f"frame {number - self._starts[at]}"
