"""Which bytes of a message somebody needs: all others are overwritten.

Nothing is known here of any protocol. A byte stays only where the message would be read in another
way without it; so a secret goes whatever its name, and whatever stands around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FILLER = 0x78  # "x": no protocol begins with it
MOST_TRIALS = 20_000  # of one message
MOST_WORDS = 8_192  # words remembered: those that were needed byte for byte before
MOST_LAYOUTS = 4  # layouts remembered of messages of one kind and length
MOST_KINDS = 2_048
FEW = 48  # bytes that may differ from a layout that is tried again
PIECE = 3  # bytes of a word of a text that are tried together
_SHORTEST = 3  # bytes of a word that is worth to be remembered

_WORD = bytes(
    bool(0x30 <= byte <= 0x39 or (byte & 0x40 and 0x61 <= byte | 0x20 <= 0x7A))
    for byte in range(256)
)  # 1 for letters and digits
_LETTERS = bytes(byte for byte in range(256) if _WORD[byte])
_PRINTABLE = bytes([*b"\t\r\n", *range(0x20, 0x7F), *range(0x80, 0x100)])


def filled(size: int) -> bytes:
    """Give so many overwritten bytes."""
    return bytes([FILLER]) * size


class Blanker:
    """Overwrites what is not needed; remembers what was, so that the next message takes less.

    Input: tired: hears of a message that took too many trials: all of it is overwritten.
    """

    def __init__(self, tired: Callable[[], None] = lambda: None) -> None:
        self._tired = tired
        self._words: set[bytes] = set()
        self._layouts: dict[tuple[str, int], list[bytes]] = {}

    def blank(
        self, kind: str, data: bytes, same: Callable[[bytes], bool], frozen: Sequence[range] = ()
    ) -> bytes:
        """Overwrite all that may be overwritten.

        Input:  kind: by which layouts are remembered; same: tells whether a message of the same
                length is read as `data` is; frozen: places that are left as they are.
        Output: a message of the same length for which `same` is true, unless it was too much.
        """
        known = None if frozen else self._as_before(kind, data, same)
        if known is not None:
            return known
        search = _Search(data, same, self._words)
        at = 0
        for one in sorted(frozen, key=lambda one: one.start):
            search.solve(at, one.start)
            at = one.stop
        search.solve(at, len(data))
        if search.left <= 0:
            self._tired()
            return filled(len(data))
        made = bytes(search.made)
        if not frozen:
            self._learn(kind, data, made)
        return made

    def _as_before(self, kind: str, data: bytes, same: Callable[[bytes], bool]) -> bytes | None:
        """Try the layouts of messages like this one; a byte that they did not keep stays away.

        What differs from what was kept is tried byte by byte.
        """
        for layout in self._layouts.get((kind, len(data)), ()):
            differs = [
                at
                for at, (mine, theirs) in enumerate(zip(data, layout, strict=True))
                if theirs not in {FILLER, mine}
            ]
            if len(differs) > FEW:
                continue
            made = bytearray(layout)
            for at in differs:
                made[at] = data[at]
            if not same(bytes(made)):
                continue
            for at in differs:
                made[at] = FILLER
                if not same(bytes(made)):
                    made[at] = data[at]
            return bytes(made)
        return None

    def _learn(self, kind: str, data: bytes, made: bytes) -> None:
        if len(self._layouts) >= MOST_KINDS:
            self._layouts.clear()
        layouts = self._layouts.setdefault((kind, len(data)), [])
        layouts.insert(0, made)
        del layouts[MOST_LAYOUTS:]
        if len(self._words) >= MOST_WORDS:
            self._words.clear()
        begin = None
        for at in range(len(data) + 1):
            inside = at < len(data) and _WORD[data[at]]
            if inside and begin is None:
                begin = at
            elif not inside and begin is not None:
                word = data[begin:at]
                if len(word) >= _SHORTEST and made[begin:at] == word:
                    self._words.add(word)
                begin = None


class _Search:
    """Halves what cannot be overwritten whole, down to single bytes."""

    def __init__(self, data: bytes, same: Callable[[bytes], bool], words: set[bytes]) -> None:
        self.made = bytearray(data)
        self._same = same
        self._words = words
        self.left = MOST_TRIALS
        # Between words of a text stands what is none: so a secret is no part of a word.
        self._text = not data.translate(None, _PRINTABLE)

    def solve(self, begin: int, end: int, *, needed: bool = False) -> bool:
        """Overwrite what may be overwritten between two places; tell whether that was all of it.

        Input: needed: it is known that not all of it can go.
        """
        if begin >= end or self.left <= 0 or (not needed and self._goes(begin, end)):
            return True
        size = end - begin
        if size == 1 or self._is_word(begin, end):
            return False
        middle = self._middle(begin, end)
        first = self.solve(begin, middle)
        self.solve(middle, end, needed=first)
        return False

    def _is_word(self, begin: int, end: int) -> bool:
        """Tell whether a stretch is a word that is needed whole, as far as it can be told soon."""
        size, word = end - begin, bytes(self.made[begin:end])
        if size < _SHORTEST or word.translate(None, _LETTERS):
            return False
        if word in self._words:
            return True
        if not self._text:
            return False
        # A stretch of 2 * PIECE - 1 bytes that is not needed holds a whole one of these.
        return not any(self._goes(at, min(at + PIECE, end)) for at in range(begin, end, PIECE))

    def _goes(self, begin: int, end: int) -> bool:
        before = bytes(self.made[begin:end])
        if before.count(FILLER) == len(before):
            return True
        self.made[begin:end] = filled(end - begin)
        self.left -= 1
        if self._same(bytes(self.made)):
            return True
        self.made[begin:end] = before
        return False

    def _middle(self, begin: int, end: int) -> int:
        """Find where to halve: between two lines, else two words, else anywhere."""
        middle = (begin + end) // 2
        reach = max((end - begin) // 3, 1)
        line = self.made.find(b"\n", middle - reach, middle + reach)
        if line >= 0 and begin < line + 1 < end:
            return line + 1
        made = self.made
        for step in range(reach):
            for at in (middle + step, middle - step):
                if begin < at < end and _WORD[made[at]] != _WORD[made[at - 1]]:
                    return at
        return middle
