"""Section 889, Part B (FAR 52.204-24): inventory lines and the inquiry, never the conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.counts.answers import likely_by, named_in, possible_by
from camaudit.reports.nouns import number_of
from camaudit.reports.packs import basis
from camaudit.reports.packs.basis import of_all, opened
from camaudit.reports.packs.form import Figure, Pack, Question, Table
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.counts.papers import Built
    from camaudit.model.audit import Audit, MakerCard
    from camaudit.reports.packs.basis import Basis
    from camaudit.reports.packs.form import Open

LAW = (
    "section 889"  # what the sentence of the list says of itself (rules/policies/us-ndaa-889.yaml)
)


def make(audit: Audit) -> Pack:
    """Answer the questions."""
    base = basis.basis(audit)
    makers = named_in(audit, LAW)
    found = likely_by(base.built, makers)
    return Pack(
        title=say("far-title"),
        organisation=base.organisation,
        day=base.day,
        mark=say("pack-internal"),
        intro=(say("far-binds"), say("pack-draft", day=base.day)),
        questions=(
            _asked(
                "far-use",
                *_use(base, makers, found),
                open_=(
                    opened("far-open-conclusion", "far-who-counsel"),
                    opened("far-open-services", "far-who-suppliers"),
                    opened("far-open-other", "far-who-assets"),
                ),
            ),
            _asked(
                "far-producers",
                _producers(base, makers, found),
                open_=(opened("far-open-entity", "far-who-entity"),),
            ),
            _asked(
                "far-items",
                basis.models(base, found),
                open_=(
                    *basis.open_models(found),
                    opened("far-open-parts", "far-who-parts"),
                ),
            ),
            _asked(
                "far-how-used",
                _sites(base, found),
                open_=(opened("far-open-used", "pack-who-decides"),),
            ),
            _asked(
                "far-inquiry",
                say("far-inquiry-says"),
                _papers(base),
                open_=(opened("far-open-inquiry", "far-who-counsel"),),
            ),
            _asked(
                "far-part-a",
                by="far-part-a-by",
                open_=(opened("far-open-part-a", "far-who-offer"),),
            ),
        ),
        basis=basis.rests_on(base),
    )


def _asked(
    key: str, *says: str | Figure | Table, by: str = "far-by", open_: tuple[Open, ...]
) -> Question:
    return Question(asks=say(key), asked_by=say(by), says=says, open=open_)


def _use(
    base: Basis, makers: tuple[MakerCard, ...], found: tuple[Built, ...]
) -> Iterator[str | Figure]:
    possible = possible_by(base.built, makers)
    yield Figure(
        what=say("far-likely"),
        value=say("pack-at-least", number=f"{len(found):,}"),
        of=base.of_all,
        how=say("far-how-likely"),
    )
    if possible:
        yield Figure(
            what=say("far-possible"),
            value=say("pack-up-to", number=f"{len(possible):,}"),
            of=base.of_all,
            how=say("far-how-possible"),
        )
    if not found:
        yield say("far-none")


def _producers(base: Basis, makers: tuple[MakerCard, ...], found: tuple[Built, ...]) -> Table:
    rows = [
        (
            card.name,
            "; ".join(sentence for sentence in card.named_on if LAW in sentence),
            f"{devices:,}",
        )
        for card in makers
        if (devices := sum(one.maker == card.id for one in found))
    ]
    return Table(
        caption=say("far-producers-caption"),
        head=(say("far-producer"), say("far-meets"), say("pack-devices")),
        rows=tuple(rows),
        of=of_all(base.built),
        how=say("far-how-producers"),
    )


def _sites(base: Basis, found: tuple[Built, ...]) -> Figure:
    every = {one.site for one in base.built}
    return Figure(
        what=say("far-sites"),
        value=f"{len({one.site for one in found}):,}",
        of=say("far-of-sites", sites=number_of(len(every), "site")),
        how=say("far-how-sites"),
    )


def _papers(base: Basis) -> Figure:
    register = base.counted.register
    return Figure(
        what=say("far-papers"),
        value=say(
            "far-papers-value",
            lists=number_of(len(base.audit.lists), "list"),
            rows=number_of(register.rows if register is not None else 0, "row"),
        ),
        of=say("far-of-files", files=number_of(base.counted.files.total, "file")),
        how=say("far-how-papers"),
    )
