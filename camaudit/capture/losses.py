"""What of a file was there and could not be read or kept: counted, with the first place."""

from __future__ import annotations

from camaudit.capture.numbers import Numbers
from camaudit.model.observation import Reason, Shortfall


class Losses:
    """Counts what is lost of the files of one recording, by reason and kind of thing."""

    __slots__ = ("_found", "numbers")

    def __init__(self, source: str) -> None:
        self.numbers = Numbers(source)
        self._found: dict[tuple[str, Reason, str], tuple[int, str]] = {}

    def add(
        self, reason: Reason, what: str, place: str, count: int = 1, source: str | None = None
    ) -> None:
        """Count some more, of the file that is read or of another; the first place is kept."""
        key = source or self.numbers.source, reason, what
        before, first = self._found.get(key, (0, place))
        self._found[key] = (before + count, first)

    def shortfalls(self) -> list[Shortfall]:
        """Give one Shortfall a file, reason and kind, sorted."""
        return sorted(
            Shortfall(source=source, reason=reason, what=what, count=count, place=place)
            for (source, reason, what), (count, place) in self._found.items()
        )
