"""How regular contacts are: a description of times, never of what they are for.

Theory of operation. Of the gaps between the beginnings of contacts two things are asked, both from
0 to 1: whether short and long gaps lie evenly about the median (1 less the quartile skewness,
after Bowley), and how close they lie to it (1 less the median distance from the median, in
medians). The score is their mean. Of gaps that differ little the skewness is chance and not
counted. A clock gives 1, one with a fifth of jitter 0.95; what people do comes in bursts and gives
about a half.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.observation import Flow, Rhythm

MIN_CONTACTS = 20
MIN_HOURS = 6  # clock hours with a contact, and hours from the first to the last
MIN_SCORE = 0.85
MIN_GAP = 1.0  # seconds: what comes faster is one transfer, not a rhythm
NARROW = 10.0  # seconds between the quartiles: below it, skewness is rounding,
NARROW_SHARE = 0.5  # and below this share of the median it is chance
_HOUR = 3_600.0  # seconds


class Verdict(StrEnum):
    """What can be said."""

    REGULAR = "regular"
    IRREGULAR = "irregular"
    TOO_FEW = "too few contacts"
    TOO_SHORT = "too short a time"


@dataclass(frozen=True, slots=True)
class Regularity:
    """The answer for one flow."""

    verdict: Verdict
    score: float | None  # 0-1; None: not judged


def regularity(flow: Flow) -> Regularity:
    """Judge one flow; a verdict is refused where too little was seen."""
    rhythm = flow.rhythm
    contacts = 0 if rhythm is None else rhythm.contacts or sum(rhythm.by_hour)
    if rhythm is None or rhythm.spread is None or contacts < MIN_CONTACTS:
        return Regularity(Verdict.TOO_FEW, None)
    hours = rhythm.hours or sum(1 for count in rhythm.by_hour if count)
    if hours < MIN_HOURS or flow.last - flow.first < MIN_HOURS * _HOUR:
        return Regularity(Verdict.TOO_SHORT, None)
    found = score(rhythm)
    regular = found is not None and found >= MIN_SCORE
    return Regularity(Verdict.REGULAR if regular else Verdict.IRREGULAR, found)


def score(rhythm: Rhythm) -> float | None:
    """Give the score, 0-1; None where the gaps are no gaps, or their spread is not known.

    Source: A. L. Bowley's quartile skewness; median absolute deviation; the two are averaged as
            RITA does (github.com/activecm/rita, its documentation).
    """
    first, median, third = rhythm.gaps
    if rhythm.spread is None or median < MIN_GAP:
        return None
    wide = third - first
    skewness = 0.0
    if wide >= max(NARROW, NARROW_SHARE * median) and first < median < third:
        skewness = (first + third - 2 * median) / wide
    closeness = max(0.0, (median - rhythm.spread) / median)
    return ((1 - abs(skewness)) + closeness) / 2
