"""Why a count may be too low, and what can be done to know more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from camaudit.counts.sights import Sight, sights
from camaudit.model.coverage import Circumstance, FileOutcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.counts.networks import NetworkRow
    from camaudit.counts.papers import Papers
    from camaudit.counts.tally import Tally
    from camaudit.model.audit import Audit

MAX_STEPS = 5
WALK = "camaudit export audit.json --to walksheet"


class Gap(StrEnum):
    """Why a count may be too low."""

    NO_ESTATE = "no estate"
    NOT_LOOKED = "not looked"
    ANNOUNCEMENTS = "announcements only"
    PARTLY = "partly read"
    RECORDERS = "recorders"
    EITHER = "either"
    FEWER = "fewer than expected"


class Todo(StrEnum):
    """What can be done next."""

    DECLARE = "declare the networks"
    MEND = "read the files again"
    LOOK = "look at a network"
    LOOK_MORE = "look at several networks"
    RECORDERS = "copy the recorders' lists"
    LABELS = "read the labels"
    UPLINK = "look at the uplink"
    LINES = "have a network logged"
    AGAIN = "audit again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, and what it would send."""

    todo: Todo
    count: int
    subject: str | None  # name of a network, foreign
    command: str | None  # to type; only commands that exist
    packets: int
    minutes: int


def unmirrored(audit: Audit) -> tuple[str, ...]:
    """Give the interfaces at which announcements alone were heard."""
    return tuple(
        file.path
        for file in audit.files
        if any(note.what is Circumstance.ANNOUNCEMENTS for note in file.notes)
    )


def gaps_of(
    audit: Audit, tally: Tally, papers: Papers, not_looked: Sequence[NetworkRow]
) -> tuple[Gap, ...]:
    """Say why the count may be too low; nothing where the answer is complete."""
    expected = audit.estate.expected_cameras
    holds = {
        Gap.NO_ESTATE: audit.estate.organisation is None
        or any(part.organisation is None for part in audit.parts),
        Gap.NOT_LOOKED: bool(not_looked),
        Gap.ANNOUNCEMENTS: bool(unmirrored(audit)),
        Gap.PARTLY: audit.partial,
        Gap.RECORDERS: papers.without_list > 0,
        Gap.EITHER: tally.either > 0,
        Gap.FEWER: expected is not None and papers.cameras < expected,
    }
    return tuple(gap for gap in Gap if holds[gap])


def steps_of(
    audit: Audit,
    gaps: Sequence[Gap],
    tally: Tally,
    papers: Papers,
    not_looked: Sequence[NetworkRow],
) -> tuple[Step, ...]:
    """Give what can be done to know more, the most useful first."""
    unread = [one for one in audit.files if one.outcome != FileOutcome.READ]
    unlogged = [
        one.network
        for one in sights(audit)
        if one.sight is Sight.NO_LINES and one.network is not None
    ]
    first = not_looked[0].network if not_looked else None
    look = Todo.LOOK if len(not_looked) == 1 else Todo.LOOK_MORE
    again, guide = "camaudit audit FOLDER", "camaudit guide"
    without = papers.without_list
    every = (
        (Gap.NO_ESTATE in gaps, Todo.DECLARE, 0, None, "camaudit estate init", 10),
        (bool(unread), Todo.MEND, len(unread), None, again, 15),
        (bool(not_looked), look, len(not_looked), first, guide, 15 * len(not_looked)),
        (without > 0, Todo.RECORDERS, without, None, "camaudit guide recorder", 15),
        (tally.either > 0, Todo.LABELS, tally.either, None, WALK, 15),
        (not audit.outbound_looked, Todo.UPLINK, 0, None, f"{guide} provider", 15),
        (bool(unlogged), Todo.LINES, len(unlogged), unlogged[0] if unlogged else None, again, 30),
    )
    steps = [
        Step(todo=todo, count=count, subject=subject, command=command, packets=0, minutes=minutes)
        for wanted, todo, count, subject, command, minutes in every
        if wanted
    ]
    last = Step(todo=Todo.AGAIN, count=0, subject=None, command=again, packets=0, minutes=5)
    return tuple(steps[:MAX_STEPS]) or (last,)
