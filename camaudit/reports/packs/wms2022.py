"""The United Kingdom's written statement of 24 November 2022: sites, core networks, removal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.counts.answers import (
    described_in,
    every_finding,
    inside_looked,
    likely_by,
    possible_by,
    sites_of,
)
from camaudit.reports import text
from camaudit.reports.nouns import number_of
from camaudit.reports.packs import basis
from camaudit.reports.packs.basis import of_all, opened
from camaudit.reports.packs.form import Figure, Pack, Question, Table
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.counts.answers import SiteRow
    from camaudit.counts.papers import Built
    from camaudit.model.audit import Audit
    from camaudit.reports.packs.basis import Basis
    from camaudit.reports.packs.form import Open

# What the sentence of the policy says of itself (rules/policies/uk-wms-2022-sensitive-sites.yaml).
STATEMENT = "statement of the United Kingdom government"
_PLACEMENT = frozenset({"placement.office", "placement.reaches-office"})


def make(audit: Audit) -> Pack:
    """Answer the questions."""
    base = basis.basis(audit)
    makers = described_in(audit, STATEMENT)
    likely = likely_by(base.built, makers)
    every = (*likely, *possible_by(base.built, makers))
    names = text.listed([card.short for card in makers])
    described = say("wms-described", makers=names) if makers else say("wms-described-none")
    rows = sites_of(audit, every)
    return Pack(
        title=say("wms-title"),
        organisation=base.organisation,
        day=base.day,
        mark=say("pack-internal"),
        intro=(say("wms-binds"), described, say("pack-draft", day=base.day)),
        questions=(
            _asked("wms-sites", _declared(base), open_=(_which(base),)),
            _asked(
                "wms-deployed",
                _table(rows, every),
                open_=(opened("wms-deployed-open", "pack-who-buying"),),
            ),
            _asked(
                "wms-core",
                *_core(base, rows, every),
                open_=(*_unlooked(base), opened("wms-core-open", "wms-who-network")),
            ),
            _asked(
                "wms-removal",
                _accepted(base),
                open_=(opened("wms-removal-open", "pack-who-decides"),),
            ),
            _asked(
                "wms-other",
                _others(base, likely),
                open_=(opened("wms-removal-open", "pack-who-decides"),),
            ),
        ),
        basis=basis.rests_on(base),
    )


def _asked(key: str, *says: str | Figure | Table, open_: tuple[Open, ...]) -> Question:
    return Question(asks=say(key), asked_by=say("wms-by"), says=says, open=open_)


def _declared(base: Basis) -> Figure:
    estate = base.audit.estate
    number = f"{len(estate.sensitive_sites):,}"
    names = text.listed(estate.sensitive_sites)
    return Figure(
        what=say("wms-declared"),
        value=f"{number} ({names})" if names else number,
        of=say("wms-of-sites", sites=number_of(len(estate.sites), "site")),
        how=say("wms-how-sites"),
    )


def _which(base: Basis) -> Open:
    declared = base.audit.estate.sensitive_sites
    return opened("wms-sites-check" if declared else "wms-sites-open", "wms-who-security")


def _table(rows: tuple[SiteRow, ...], every: tuple[Built, ...]) -> Table:
    return Table(
        caption=say("wms-table"),
        head=(
            say("pack-site"),
            say("wms-sensitive"),
            say("pack-cameras"),
            say("pack-recorders"),
            say("pack-others"),
            say("pack-possible"),
        ),
        rows=tuple(
            (
                row.site or say("pack-no-site"),
                say("wms-yes") if row.sensitive else say("wms-no"),
                f"{row.tally.cameras:,}",
                f"{row.tally.recorders:,}",
                f"{row.tally.either + row.tally.other:,}",
                f"{row.possible:,}",
            )
            for row in rows
        ),
        of=of_all(every),
        how=say("wms-how-table"),
    )


def _core(base: Basis, rows: tuple[SiteRow, ...], every: tuple[Built, ...]) -> Iterator[Figure]:
    ids = {one.device for one in every}
    reaching = {
        one.device
        for one in every_finding(base.audit)
        if one.code == "placement.reaches-office" and one.device in ids
    }
    of = say("wms-of", devices=number_of(len(every), "device"))
    rows_of = [("wms-among", "wms-how-among", sum(row.among_office for row in rows))]
    if inside_looked(base.audit):
        rows_of.append(("wms-reaches", "wms-how-reaches", len(reaching)))
    rows_of.append(("wms-not-told", "wms-how-not-told", sum(row.unplaced for row in rows)))
    for key, how, value in rows_of:
        yield Figure(what=say(key), value=f"{value:,}", of=of, how=say(how))


def _unlooked(base: Basis) -> tuple[Open, ...]:
    """Leave open whom devices speak with, where no file could show it: that is not none."""
    if inside_looked(base.audit):
        return ()
    return (opened("wms-reaches-open", "wms-who-capture"),)


def _accepted(base: Basis) -> Figure:
    held = [one for row in base.audit.exemptions for one in row.held if one.code in _PLACEMENT]
    every = [one for one in every_finding(base.audit) if one.code in _PLACEMENT]
    return Figure(
        what=say("wms-removal-figure"),
        value=f"{len(held):,}",
        of=say("wms-of-findings", findings=number_of(len(every), "finding")),
        how=say("wms-how-removal"),
    )


def _others(base: Basis, likely: tuple[Built, ...]) -> Figure:
    sensitive = base.audit.estate.sensitive_sites
    value = sum(one.site not in sensitive for one in likely)
    return Figure(
        what=say("wms-others"),
        value=say("pack-at-least", number=f"{value:,}"),
        of=base.of_all,
        how=say("wms-how-others"),
    )
