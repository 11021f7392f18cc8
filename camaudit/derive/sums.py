"""What an audit adds up of itself: derived again from its parts alone, without any rule."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit import data
from camaudit.checks.actions import actions, grouped
from camaudit.checks.exceptions import hold
from camaudit.counts.tables import tables
from camaudit.derive.again import every_finding
from camaudit.derive.verdict import Checked, Problem
from camaudit.model.coverage import FileOutcome
from camaudit.wire.ledger import CONNECTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.audit import Audit, Sent
    from camaudit.model.finding import Finding


def compared(audit: Audit) -> tuple[list[Checked], list[Problem]]:
    """Add up again and compare."""
    checked: list[Checked] = []
    found: list[Problem] = []
    pairs = [*_pairs(audit), *_of_scan(audit.sent), *_counted(audit)]
    for what in sorted({one[0] for one in pairs}):
        own = [one for one in pairs if one[0] == what]
        wrong = [one for one in own if one[2] != one[3]]
        checked.append(Checked(what=what, count=len(own), agree=len(own) - len(wrong)))
        found += [
            Problem(
                where=where,
                says="It is not what the parts of the audit add up to.",
                written=_short(written),
                derived=_short(derived),
            )
            for _, where, written, derived in wrong
        ]
    return checked, found


Pair = tuple[str, str, object, object]  # of what sort, where, as written, as derived


def _short(value: object) -> str:
    return str(value) if isinstance(value, bool | int | float | str) else repr(value)[:300]


def _pairs(audit: Audit) -> Iterator[Pair]:
    judged = sum(
        one.count for device in audit.devices for one in device.logins if one.defaults is not None
    )
    yield "sums", "logins_judged", audit.logins_judged, judged
    cut = audit.sent is not None and (audit.sent.stopped is not None or bool(audit.sent.halted))
    unread = any(one.outcome != FileOutcome.READ for one in audit.files)
    yield "sums", "partial", audit.partial, unread or cut or _part_was_cut(audit)
    channels = {one.device: one.channels for one in audit.identities if one.channels}
    told = {one.device: one.channels for one in audit.recorders}
    yield "sums", "recorders", told, channels
    yield from _tasks(audit)
    yield from _accepted(audit)


def _part_was_cut(audit: Audit) -> bool:
    """Tell whether a part may have been cut off: the account of its scan is not kept."""
    return bool(audit.parts) and audit.partial


def _tasks(audit: Audit) -> Iterator[Pair]:
    known = actions()
    if any(one.code not in known.by_code for one in audit.findings):
        return  # codes of another version: `verify` tells
    derived = {one.card.id: one for one in grouped(audit.findings, known)}
    written = {one.card.id: one for one in audit.actions}
    for card in sorted(derived.keys() | written.keys()):
        yield "actions", f"actions {card}", written.get(card), derived.get(card)
    order = [one.card.id for one in audit.actions]
    yield "actions", "actions", order, list(derived)


def _accepted(audit: Audit) -> Iterator[Pair]:
    if not audit.exemptions or audit.parts or audit.redacted is not None:
        return
    every: list[Finding] = sorted(
        every_finding(audit),
        key=lambda one: (-one.severity.rank, one.device, one.code, one.subject),
    )
    rows = [replace(one, expired=False, held=(), back=0) for one in audit.exemptions]
    judged = list(zip(audit.devices, audit.identities, strict=True))
    counted, held = hold(rows, every, judged, data.day_of(audit.at))
    written = sorted(one.id for one in audit.findings)
    yield "accepted findings", "findings", written, sorted(one.id for one in counted)
    for at, (one, again) in enumerate(zip(audit.exemptions, held, strict=True)):
        yield "accepted findings", f"exemptions[{at}]", one, again


def _of_scan(sent: Sent | None) -> Iterator[Pair]:
    if sent is None:
        return
    packets = sum(one.packets for one in sent.lines) + CONNECTION * sent.connections
    yield "account of the scan", "sent.packets", sent.packets, packets
    yield (
        "account of the scan",
        "sent.lines",
        [one.what for one in sent.lines],
        sorted(one.what for one in sent.lines),
    )


def _counted(audit: Audit) -> Iterator[Pair]:
    """Count as reports do, and see that every device is counted once on each of their tables."""
    counts = tables(audit)
    devices = len(audit.devices)
    by_network = sum(row.tally.devices for row in counts.networks if row.tally is not None)
    yield "counts", "counts by column", counts.tally.devices, devices
    yield "counts", "counts by network", by_network, devices
    by_maker = sum(row.tally.devices for row in counts.makers)
    yield "counts", "counts by maker", by_maker, devices + counts.papers.unseen
    by_site = sum(row.devices for row in counts.sites)
    yield "counts", "counts by site", by_site, devices + counts.papers.unseen
