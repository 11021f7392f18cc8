"""How regular the contacts of one flow are, in bounded memory."""

from __future__ import annotations

from camaudit.model.observation import Rhythm

MAX_GAPS = 1_024  # kept of one flow; up to so many the quartiles are exact
QUIET = 1.0  # seconds without a packet after which the next one begins a new burst


class Pulse:
    """Collects the times at which contacts began."""

    __slots__ = (
        "_active", "_busiest", "_gaps", "_here", "_hour", "_hours", "_last", "_seen", "_stride",
    )  # fmt: skip

    def __init__(self) -> None:
        self._gaps: list[float] = []
        self._hours = [0] * 24
        self._last: float | None = None
        self._seen = 0  # gaps in all
        self._stride = 1  # every so many of them are kept: 1, 2, 4 ...
        self._hour: int | None = None  # the clock hour that is counted, since the Unix epoch
        self._here = 0  # contacts in it
        self._active = 0  # clock hours with a contact
        self._busiest = 0  # most contacts in one of them

    def beat(self, at: float) -> None:
        """Note that a contact began."""
        hour = int(at // 3600)
        self._hours[hour % 24] += 1
        if self._hour is None or hour > self._hour:
            self._hour, self._here = hour, 0
            self._active += 1
        if hour == self._hour:  # an earlier one, where the clock goes back, has been counted
            self._here += 1
            self._busiest = max(self._busiest, self._here)
        last = self._last
        self._last = at
        if last is None:
            return
        if self._seen % self._stride == 0:
            self._gaps.append(max(0.0, at - last))  # frames may stand out of order
        self._seen += 1
        if len(self._gaps) > MAX_GAPS:
            self._gaps = self._gaps[::2]
            self._stride *= 2

    def rhythm(self) -> Rhythm | None:
        """Sum up; None where there was no second contact."""
        if not self._gaps:
            return None
        gaps = sorted(self._gaps)
        median = _quantile(gaps, 2)
        return Rhythm(
            gaps=(_quantile(gaps, 1), median, _quantile(gaps, 3)),
            by_hour=tuple(self._hours),
            spread=_quantile(sorted(abs(gap - median) for gap in gaps), 2),
            contacts=self._seen + 1,
            hours=self._active,
            busiest=self._busiest,
        )


def _quantile(ordered: list[float], quarter: int) -> float:
    """Interpolate between the two nearest values; the least and the greatest are at 0 and 4."""
    whole, rest = divmod((len(ordered) - 1) * quarter, 4)
    if rest == 0:
        return ordered[whole]
    return ordered[whole] + (ordered[whole + 1] - ordered[whole]) * rest / 4
