"""How what is counted of calls becomes lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.reports.calling import CANNOT, CANNOT_ELSE, PLACES
from camaudit.reports.nouns import number_of
from camaudit.reports.sentences import say
from camaudit.reports.text import moment, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.counts.outbound import Amount, CallRow, WaveRow
    from camaudit.model.coverage import Look


def called(row: CallRow) -> str:
    """Name a class of addresses that were called, and how sure it is who called."""
    where = PLACES[row.where].format(place=row.label)
    return where if row.sure else say("calls-perhaps", where=where)


def calls(row: CallRow) -> str:
    """Say who called addresses of a class, how often, when and with what end."""
    found = row.amount
    return say(
        "calls-row",
        where=called(row),
        devices=number_of(len(found.devices), "device"),
        addresses=number_of(found.peers, "address"),
        contacts=number_of(found.contacts, "contact"),
        answered=f"{found.answered:,}",
        refused=f"{found.refused:,}",
        untold=_untold(found),
        span=span((found.first, found.last)),
    )


def wave(row: WaveRow) -> str:
    """Say how many devices began within an hour to call an address, and how it went on."""
    found = row.amount
    regular = ""
    if row.regular and row.period:
        period = number_of(round(row.period), "second")
        regular = say("calls-wave-regular", number=f"{row.regular:,}", period=period)
    return say(
        "calls-wave",
        devices=number_of(len(found.devices), "device"),
        began=moment(row.began, "%Y-%m-%d %H:%M"),
        verb=_verb(found),
        peer=row.peer,
        contacts=number_of(found.contacts, "contact"),
        perhaps="" if row.sure else say("calls-wave-perhaps"),
        hourly=f"{found.hourly:,.0f}",
        most=f"{row.most:,}",
        answered=f"{found.answered:,}",
        refused=f"{found.refused:,}",
        untold=_untold(found),
        regular=regular,
    )


def _untold(found: Amount) -> str:
    return say("calls-untold", number=f"{found.untold:,}") if found.untold else ""


def _verb(found: Amount) -> str:
    if found.answered:
        return say("contact-done")
    return say("contact-either" if found.untold else "contact-tried")


def looks(every: Sequence[Look]) -> str:
    """Say which sorts of files could see traffic leave, and from when to when."""
    times: dict[str, tuple[float, float]] = {}
    for one in every:
        first, last = times.get(one.vantage, (one.first, one.last))
        times[one.vantage] = (min(first, one.first), max(last, one.last))
    return say(
        "calls-looked",
        looks="; ".join(
            say("calls-look", vantage=vantage, span=span(times[vantage]))
            for vantage in sorted(times)
        ),
    )


def limits(every: Sequence[Look]) -> str:
    """Say what the sorts of files that looked cannot show."""
    return " ".join(
        say("calls-limit", vantage=one, what=CANNOT.get(one, CANNOT_ELSE))
        for one in sorted({look.vantage for look in every})
    )
