"""Contacts at regular times, each as a strip of the hours of a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from camaudit.model.observation import Rhythm
    from camaudit.reports.page import Contact

MOST = 60  # strips on a page
BAR, TALL = 6, 24  # width of an hour, and height of the busiest, in units of the picture
_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0
_FEW = 0.1  # of a unit: less is none


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour of the day."""

    left: int
    top: int
    tall: int


@dataclass(frozen=True, slots=True)
class Strip:
    """One flow."""

    contact: Contact
    every: str  # "30.1 minutes"
    middle: str  # half of the gaps lie between
    bars: tuple[Bar, ...]
    says: str  # the same in words
    found: bool  # a finding says that it is regular


def strips(contacts: Iterable[Contact], regular: Collection[tuple[str, str]]) -> tuple[Strip, ...]:
    """Give the contacts with a rhythm: those that are regular first, then the most frequent.

    Input: regular: devices with the addresses that they are found to call regularly.
    """
    found = [
        _strip(one, one.flow.rhythm, told=(one.device.id, str(one.flow.peer)) in regular)
        for one in contacts
        if one.flow.rhythm is not None
    ]
    found.sort(key=lambda one: (not one.found, -_contacts(one), one.contact.device.id))
    return tuple(found)


def _contacts(strip: Strip) -> int:
    rhythm = strip.contact.flow.rhythm
    return rhythm.contacts if rhythm else 0


def _strip(contact: Contact, rhythm: Rhythm, *, told: bool) -> Strip:
    most = max(rhythm.by_hour, default=0) or 1
    bars = []
    for hour, count in enumerate(rhythm.by_hour):
        tall = -(-count * TALL // most)
        bars.append(Bar(hour * BAR, TALL - tall, tall))
    hours = ", ".join(f"{hour:02}: {count:,}" for hour, count in enumerate(rhythm.by_hour) if count)
    return Strip(
        contact,
        span_of(rhythm.gaps[1]),
        say("strip-middle", least=span_of(rhythm.gaps[0]), most=span_of(rhythm.gaps[2])),
        tuple(bars),
        say("strip-hours", hours=hours),
        told,
    )


def span_of(seconds: float) -> str:
    """Write a time as people say it: "45 s", "30.1 min", "2 h", "1.5 days"."""
    for unit, name in ((_DAY, "strip-days"), (_HOUR, "strip-hours-unit"), (_MINUTE, "strip-min")):
        if seconds >= unit:
            return say(name, number=_plain(seconds / unit))
    return say("strip-s", number=_plain(seconds))


def _plain(number: float) -> str:
    return f"{number:.0f}" if abs(number - round(number)) < _FEW / 2 else f"{number:.1f}"
