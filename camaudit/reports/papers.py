"""Cameras on recorders' lists and rows of the register, as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.model.listed import Sight
from camaudit.reports.nouns import number_of
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.counts.papers import Register
    from camaudit.model.audit import Audit
    from camaudit.model.listed import Listed, Registered
    from camaudit.reports.page import Entry


@dataclass(frozen=True, slots=True)
class OnList:
    """One camera that a list names."""

    listed: Listed
    maker: str  # as people say it
    recorder: str  # name, else its address
    entry: Entry | None  # the device that it is


@dataclass(frozen=True, slots=True)
class OfRegister:
    """One row of the register, or a camera that no row names."""

    row: Registered
    entry: Entry | None
    listed: Listed | None


def listed(audit: Audit, entries: Sequence[Entry]) -> tuple[OnList, ...]:
    """Give the cameras of the lists: those that were not seen first, for those who walk there."""
    by_id = {entry.device.id: entry for entry in entries}
    short = {card.id: card.short for card in audit.makers}
    order = (Sight.NOT_SEEN, Sight.MOVED, Sight.REPLACED, Sight.SEEN)
    found = [
        OnList(
            listed=one,
            maker=short.get(one.stated.maker or "", one.stated.maker) or say("not-known"),
            recorder=one.recorder_name or say("not-known"),
            entry=by_id.get(one.device or ""),
        )
        for one in audit.listed
    ]
    return tuple(sorted(found, key=lambda one: order.index(one.listed.sight)))


def register(audit: Audit, entries: Sequence[Entry]) -> tuple[OfRegister, ...]:
    """Give the rows of the register in the order of the audit."""
    by_id = {entry.device.id: entry for entry in entries}
    cameras = {one.id: one for one in audit.listed}
    return tuple(
        OfRegister(row, by_id.get(row.device or ""), cameras.get(row.listed or ""))
        for row in audit.register
    )


def numbers(counted: Register | None) -> str | None:
    """Say the register in three numbers."""
    if counted is None:
        return None
    cameras, either = counted.network - counted.network_either, counted.network_either
    unnamed = [number_of(cameras, "camera")] if cameras else []
    if either:
        unnamed.append(say("register-either", devices=number_of(either, "device")))
    said = say(
        "register-numbers",
        both=number_of(counted.both, "row-is"),
        paper=number_of(counted.paper, "is"),
        network=say("register-unnamed", devices=", and ".join(unnamed))
        if unnamed
        else say("register-all-named"),
    )
    if counted.both_unseen or counted.network_unseen:
        said += " " + say(
            "register-unseen",
            both=number_of(counted.both_unseen, "is"),
            network=f"{counted.network_unseen:,}",
        )
    for key, rows in (
        ("register-still", counted.still),
        ("register-away", counted.away),
        ("register-elsewhere", counted.elsewhere),
    ):
        if rows:
            said += " " + say(key, rows=number_of(rows, "row"))
    return said
