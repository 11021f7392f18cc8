"""Freedom of information: what requests about cameras ask, answered from one audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.counts.replies import Compared, stated
from camaudit.reports import text
from camaudit.reports.nouns import number_of
from camaudit.reports.packs import basis
from camaudit.reports.packs.basis import opened
from camaudit.reports.packs.form import Figure, Pack, Question
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.audit import Audit
    from camaudit.reports.packs.basis import Basis
    from camaudit.reports.packs.form import Open, Table


_STATED = frozenset({Compared.SAME, Compared.OTHER, Compared.ONLY, Compared.NOT_READ})


def make(audit: Audit) -> Pack:
    """Answer the questions."""
    base = basis.basis(audit)
    return Pack(
        title=say("foi-title"),
        organisation=base.organisation,
        day=base.day,
        mark=say("pack-internal"),
        intro=(say("pack-draft", day=base.day), say("basis-nothing")),
        questions=(
            _asked(
                "foi-total",
                *basis.totals(base),
                open_=[opened("foi-total-open", "pack-who-register")],
            ),
            _asked(
                "foi-makers",
                basis.makers(base),
                basis.countries(base),
                say("pack-headquarters"),
                *_stated(base),
                open_=basis.open_makers(base.built),
            ),
            _asked(
                "foi-firm",
                basis.models(base, base.built),
                say("pack-absent"),
                open_=[
                    *basis.open_models(base.built),
                    opened("foi-firm-open", "foi-who-assets"),
                ],
            ),
            _asked(
                "foi-can",
                basis.abilities(base),
                say("pack-can-only"),
                open_=[*basis.open_listed(base), opened("foi-can-open", "pack-who-config")],
            ),
            _asked("foi-faces", open_=[opened("foi-faces-open", "pack-who-config")]),
            _asked(
                "foi-sorts",
                say("foi-sorts-why"),
                open_=[opened("foi-sorts-open", "foi-who-sheet")],
            ),
            _asked(
                "foi-places",
                basis.sites(base),
                say("foi-places-why"),
                open_=[opened("foi-places-open", "pack-who-register")],
            ),
            _asked("foi-bought", open_=[opened("foi-bought-open", "pack-who-buying")]),
            _asked("foi-dpia", open_=[opened("foi-dpia-open", "pack-who-dpo")]),
            _asked("foi-database", *_database(base), open_=_no_register(base)),
            _asked(
                "foi-concern",
                *_named(base),
                open_=[opened("foi-concern-open", "pack-who-decides")],
            ),
            _asked("foi-classes", open_=[opened("foi-classes-open", "foi-who-classes")]),
        ),
        basis=basis.rests_on(base),
    )


def _asked(
    key: str, *says: str | Figure | Table, open_: tuple[Open, ...] | list[Open] = ()
) -> Question:
    return Question(asks=say(key), asked_by=say(f"{key}-by"), says=says, open=tuple(open_))


def _database(base: Basis) -> Iterator[str | Figure]:
    yield say("foi-database-says", day=base.day)
    rows = f"{len(base.built):,}"
    yield Figure(what=say("foi-rows"), value=rows, of=base.of_all, how=say("foi-how-rows"))
    yield from register(base)


def register(base: Basis) -> Iterator[Figure]:
    """Give the register in three figures; nothing where none was given."""
    counted = base.counted.register
    if counted is None:
        return
    rows = say("pack-of-rows", rows=number_of(counted.rows, "row"))
    cameras = number_of(counted.both + counted.network, "camera")
    others = say("pack-of-lists", cameras=cameras)
    for key, value, of in (
        ("foi-register-rows", counted.both, rows),
        ("foi-register-paper", counted.paper, rows),
        ("foi-register-unnamed", counted.network, others),
    ):
        yield Figure(what=say(key), value=f"{value:,}", of=of, how=say("pack-how-register"))


def _no_register(base: Basis) -> tuple[Open, ...]:
    if base.counted.register is not None:
        return ()
    return (opened("foi-register-open", "pack-who-register"),)


def _stated(base: Basis) -> Iterator[Figure]:
    """Give what suppliers stated of makers, beside what was seen; nothing where none replied."""
    rows = [one for one in stated(base.audit) if one.compared in _STATED]
    if not rows:
        return
    every = {one.statement.id for one in rows}
    other = {one.statement.id for one in rows if one.compared is Compared.OTHER}
    of = number_of(len(every), "device")
    for key, value, n in (
        ("stated-figure", every, base.of_all),
        ("stated-figure-other", other, of),
    ):
        yield Figure(what=say(key), value=f"{len(value):,}", of=n, how=say("stated-how"))


def _named(base: Basis) -> Iterator[str | Figure | Table]:
    named = f"{base.counted.named.devices:,}"
    yield Figure(
        what=say("foi-named"),
        value=say("pack-at-least", number=named),
        of=base.of_all,
        how=say("pack-how-named"),
    )
    heads = ("foi-list-makers", "foi-list")
    rows = [(text.listed(one.makers), one.sentence) for one in base.counted.lists]
    yield basis.table("foi-lists", heads, rows, base.of_all, "foi-how-lists")
    yield say("foi-concern-how")
