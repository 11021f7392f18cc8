"""What of a file was there and could not be read or kept: counted, with the first place."""

from __future__ import annotations

from camaudit.model.observation import Reason, Shortfall


class Losses:
    """Counts what is lost of one source, by reason and kind of thing."""

    __slots__ = ("_found", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self._found: dict[tuple[Reason, str], tuple[int, str]] = {}

    def add(self, reason: Reason, what: str, place: str, count: int = 1) -> None:
        """Count some more; the place is kept of the first."""
        before, first = self._found.get((reason, what), (0, place))
        self._found[reason, what] = (before + count, first)

    def shortfalls(self) -> list[Shortfall]:
        """Give one Shortfall a reason and kind, sorted."""
        return sorted(
            Shortfall(source=self.source, reason=reason, what=what, count=count, place=place)
            for (reason, what), (count, place) in self._found.items()
        )
