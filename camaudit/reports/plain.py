"""The answer as one fact a line: for screen readers, and to be searched and compared.

No line is broken (a very long one is cut), nothing is set out in columns, no list is cut: it says
all that the first screen says, and what that counts as "and more".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.counts.tables import tables
from camaudit.escape import for_display
from camaudit.reports import account, ages, text
from camaudit.reports.nouns import number_of
from camaudit.reports.sentences import GAPS, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.counts.networks import NetworkRow
    from camaudit.counts.tables import Tables
    from camaudit.model.audit import Audit

MAX_LINE = 1_200  # characters: no name makes a line that nobody reads to its end


def render(audit: Audit, report: str | None, encoding: str = "cp1252") -> list[str]:
    """Give the answer, one fact a line.

    Input:  report: path of the page, where one was written; encoding: the console's.
    Output: lines of at most MAX_LINE characters, each of which begins with what it is about,
            without control characters, and only with characters that the encoding has.
    """
    counted = tables(audit)
    said = [*_head(audit, counted), *_found(audit, counted), *_to_do(audit, counted)]
    said += _account(audit, counted)
    if report is not None:
        said.append(say("plain-report", path=report))
    shown = (for_display(one, MAX_LINE) for one in said)
    return [one.encode(encoding, "backslashreplace").decode(encoding) for one in shown]


def _head(audit: Audit, counted: Tables) -> Iterator[str]:
    yield say("plain-title", name=audit.estate.organisation or say("no-estate"))
    yield say("plain-day", day=text.day(audit.at))
    yield say("plain-cameras", number=f"{counted.papers.cameras:,}")
    if counted.expected is not None:
        yield say("plain-expected", number=f"{counted.expected:,}")
    yield from (say("plain-gap", why=GAPS[gap]) for gap in counted.gaps)
    if not counted.gaps:
        yield say("plain-whole")
    yield from (say("plain-count", what=one) for one in account.counted(counted))
    yield from (say("plain-old", what=one) for one in ages.warnings(audit) if one)


def _found(audit: Audit, counted: Tables) -> Iterator[str]:
    yield from map(_network, counted.networks)
    if counted.empty_networks:
        networks = number_of(counted.empty_networks, "network")
        yield say("plain-networks", what=say("screen-empty", networks=networks))
    for row in counted.makers:
        devices = number_of(row.tally.devices, "device")
        yield say("plain-maker", maker=text.maker(row), devices=devices, sure=text.sureness(row))
    if not counted.makers:
        yield say("plain-makers-none", nothing=say("nothing"))
    for what, why in text.unseen(audit, counted):
        yield say("plain-blind", what=what, why=why)
    yield from (say("plain-calls", what=one) for one in account.calls(counted))
    if few := account.few(counted):
        yield say("plain-why", what=few)


def _network(row: NetworkRow) -> str:
    if row.tally is None:
        return say("plain-network-dark", name=text.network(row), why=say("not-looked"))
    return say(
        "plain-network",
        name=text.network(row),
        cameras=number_of(row.tally.cameras, "camera"),
        recorders=number_of(row.tally.recorders, "recorder"),
        either=f"{row.tally.either:,}",
        looked=say("plain-looked", who=", ".join(row.looked_by))
        if row.looked_by
        else text.in_passing(row),
    )


def _to_do(audit: Audit, counted: Tables) -> Iterator[str]:
    for decision in counted.decisions:
        yield say(
            "plain-finding",
            severity=decision.severity,
            summary=decision.summary,
            number=f"{len(decision.devices):,}",
        )
    for number, task in enumerate(audit.actions, 1):
        yield say(
            "plain-action",
            number=number,
            title=task.card.title,
            who=", ".join(task.card.who),
            devices=number_of(len(task.devices), "device"),
            minutes=number_of(task.minutes, "minute"),
        )
    if counted.excepted:
        findings = number_of(counted.excepted, "finding")
        yield say("plain-exception", what=say("screen-excepted", findings=findings))
    yield from (say("plain-exception", what=text.ended(row)) for row in counted.ended)
    for number, step in enumerate(counted.steps, 1):
        yield say(
            "plain-next-command" if step.command else "plain-next",
            number=number,
            step=text.step(step),
            command=step.command,
            packets=number_of(step.packets, "packet"),
            minutes=number_of(step.minutes, "minute"),
        )


def _account(audit: Audit, counted: Tables) -> Iterator[str]:
    yield from (say("plain-read", what=one) for one in account.read(counted))
    for path, why in account.unread(audit):
        yield say("plain-file", path=path, what=why)
    yield from (say("plain-sent", what=one) for one in account.sent(audit, counted))
