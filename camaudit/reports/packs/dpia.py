"""Impact assessment: the facts of an audit that one needs, and an action for each gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.counts.answers import purposes_of
from camaudit.reports import callrows
from camaudit.reports.nouns import number_of
from camaudit.reports.packs import basis, foi
from camaudit.reports.packs.basis import opened
from camaudit.reports.packs.form import Figure, Pack, Question, Table
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.audit import Audit
    from camaudit.reports.packs.basis import Basis
    from camaudit.reports.packs.form import Open


def make(audit: Audit) -> Pack:
    """Answer the questions."""
    base = basis.basis(audit)
    return Pack(
        title=say("dpia-title"),
        organisation=base.organisation,
        day=base.day,
        mark=say("pack-internal"),
        intro=(say("pack-draft", day=base.day),),
        questions=(
            _asked(
                "dpia-types",
                *basis.totals(base),
                basis.makers(base),
                basis.models(base, base.built),
                open_=[*basis.open_models(base.built), *basis.open_makers(base.built)],
            ),
            _asked(
                "dpia-where",
                basis.sites(base),
                _purposes(base),
                open_=[opened("dpia-where-open", "pack-who-register")],
            ),
            _asked(
                "dpia-beyond",
                basis.abilities(base),
                say("pack-can-only"),
                open_=[*basis.open_listed(base), opened("dpia-beyond-open", "pack-who-config")],
            ),
            _asked("dpia-out", *_calls(base), open_=list(_unseen(base))),
            _asked(
                "dpia-change",
                say("dpia-change-says"),
                *foi.register(base),
                open_=[opened("dpia-change-open", "dpia-who-change")],
            ),
            _asked(
                "dpia-gaps",
                *_plan(base),
                by="dpia-tool",
                open_=[opened("dpia-passwords-open", "pack-who-config")],
            ),
            _asked("dpia-why", open_=[opened("dpia-why-open", "dpia-who-owner")]),
            _asked("dpia-keep", open_=[opened("dpia-keep-open", "dpia-who-owner")]),
            _asked("dpia-tool-use", say("dpia-tool-says"), by="dpia-tool-by"),
        ),
        basis=basis.rests_on(base),
    )


def _asked(
    key: str,
    *says: str | Figure | Table,
    by: str = "dpia-code",
    open_: list[Open] | tuple[Open, ...] = (),
) -> Question:
    return Question(asks=say(key), asked_by=say(by), says=says, open=tuple(open_))


def _purposes(base: Basis) -> Table:
    rows = [
        (purpose.value if purpose is not None else say("dpia-no-purpose"), f"{devices:,}")
        for purpose, devices in purposes_of(base.audit)
    ]
    return Table(
        caption=say("dpia-purposes"),
        head=(say("dpia-purpose"), say("pack-devices")),
        rows=tuple(rows),
        of=base.of_seen,
        how=say("dpia-how-purposes"),
    )


def _calls(base: Basis) -> Iterator[str | Table]:
    outbound = base.counted.outbound
    if not outbound.looked:
        return
    rows = [
        (
            callrows.called(row),
            f"{len(row.amount.devices):,}",
            f"{row.amount.contacts:,}",
            f"{row.amount.answered:,}",
        )
        for row in outbound.rows
    ]
    yield Table(
        caption=say("dpia-calls"),
        head=(
            say("dpia-class"),
            say("pack-devices"),
            say("dpia-contacts"),
            say("dpia-answered"),
        ),
        rows=tuple(rows),
        of=base.of_seen,
        how=say("dpia-how-calls"),
    )
    yield say("dpia-out-means")
    yield callrows.looks(outbound.looks)


def _unseen(base: Basis) -> Iterator[Open]:
    outbound = base.counted.outbound
    if not outbound.looked:
        yield opened("dpia-out-open", "dpia-who-provider")
        return
    if outbound.without_lines:
        without = sum(one.devices for one in outbound.without_lines)
        devices = number_of(without, "device")
        yield opened("dpia-out-some", "dpia-who-provider", devices=devices)
    yield opened("dpia-out-content", "dpia-who-supplier")


def _plan(base: Basis) -> Iterator[Figure | Table]:
    rows = [
        (
            one.card.title,
            one.severity,
            f"{len(one.devices):,}",
            f"{one.minutes:,}",
            ", ".join(one.card.who),
            say("dpia-fill"),
        )
        for one in base.audit.actions
    ]
    yield Table(
        caption=say("dpia-actions"),
        head=(
            say("dpia-action"),
            say("dpia-severity"),
            say("pack-devices"),
            say("dpia-minutes"),
            say("dpia-who"),
            say("dpia-owner"),
        ),
        rows=tuple(rows),
        of=base.of_seen,
        how=say("dpia-how-actions"),
    )
    if base.counted.excepted:
        every = len(base.audit.findings) + base.counted.excepted
        yield Figure(
            what=say("dpia-excepted"),
            value=f"{base.counted.excepted:,}",
            of=number_of(every, "finding"),
            how=say("dpia-how-excepted"),
        )
