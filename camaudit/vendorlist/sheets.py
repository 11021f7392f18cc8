"""The vendor list as sheets of plain text: the same columns in XLSX, HTML and CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.vendorlist.tree import SIZES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.vendorlist.rows import HitRow, LinkRow, ListRow, MakerRow, VendorTable

LABELS = (
    "Label", "Also written", "Built by", "What is known", "Evidence", "Scope", "Years",
    "Models that begin with", "Sold in", "Country of the maker",
    "Lists that name the maker (whom each binds: see Lists)",
    "Policies that describe its country (whom each binds: see Lists)", "Remark", "Sources", "Dated",
)  # fmt: skip
MAKERS = (
    "Maker", "Id", "Legal name", "Also written", "Country", "Ownership", "State link", "Belongs to",
    "Firms of its house", "Labels", *(f"MAC blocks /{bits}" for bits in SIZES),
    "Lists that name it", "In the words of the lists", "Policies that describe its country",
    "Sources", "Dated",
)  # fmt: skip
LISTS = (
    "List", "Title", "Where", "Date", "Status", "Whom it binds", "What it asks", "Test",
    "Makers named, in its words", "Countries described", "Remark", "Sources", "Dated",
)  # fmt: skip
NOT_ESTABLISHED = "not established"
# Paragraphs, one a line.
_ABOUT = """\
Who builds the cameras sold under a label, how well a public source proves it, and which lists \
name that maker.
Vendor list of {date}. MAC registry of {registry}. Made by camaudit {version}.
documented: an official document, a regulator, a register, or firmware that was compared. \
reported: a research list or independent reports that agree. weak: one report or an inference; it \
establishes no maker. none: no public evidence ties the label to a maker.
all: every model of the label. some: some of them, and the model decides. former: earlier ones.
Two tests are kept apart: named on a list, and having the headquarters in a country that a policy \
describes. A list binds those it says it binds, nobody else.
Where nothing is said of lists, read: {not_named}. Lists change: check the list on the day.
This table is no ground to exclude anybody. Ask every bidder the same questions.
Countries are codes of ISO 3166. Hong Kong, Macao and Taiwan appear as the sources name them; this \
table takes no position on their status.
Is a row wrong? docs/corrections.md says what to send and what happens then."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table."""

    title: str
    header: tuple[str, ...]  # empty: rows are paragraphs
    rows: tuple[tuple[str | int, ...], ...]


def sheets(table: VendorTable, version: str) -> tuple[Sheet, ...]:
    """Give the sheets Labels, Makers, Lists and About."""
    by = {maker.id: maker for maker in table.makers}
    return (
        Sheet("Labels", LABELS, tuple(_label(one, by, table) for one in table.links)),
        Sheet("Makers", MAKERS, tuple(_maker(one, table) for one in table.makers)),
        Sheet("Lists", LISTS, tuple(_list(one, table) for one in table.lists)),
        Sheet("About", (), tuple((text,) for text in about(table, version))),
    )


def about(table: VendorTable, version: str) -> tuple[str, ...]:
    """Say what the table is, how old it is and how to read it."""
    words = {
        "date": table.date,
        "registry": table.registry,
        "version": version,
        "not_named": table.not_named,
    }
    return tuple(_ABOUT.format(**words).splitlines())


def _label(row: LinkRow, makers: dict[str, MakerRow], table: VendorTable) -> tuple[str | int, ...]:
    maker = makers[row.maker] if row.maker else None
    return (
        row.label,
        _joined(row.aliases),
        row.built_by or NOT_ESTABLISHED,
        row.says,
        row.evidence,
        row.scope or "",
        row.years or "",
        _joined(row.models),
        row.markets or "",
        (maker.country or "") if maker else "",
        _dates(maker.named) or table.not_named if maker else "no maker established: not compared",
        _dates(maker.described) if maker else "",
        row.note or "",
        _joined(row.references),
        table.date,
    )


def _maker(maker: MakerRow, table: VendorTable) -> tuple[str | int, ...]:
    return (
        maker.short,
        maker.id,
        maker.name,
        _joined(maker.aliases),
        maker.country or "",
        maker.ownership or "",
        maker.state_link or "",
        maker.parent.name if maker.parent else "",
        _joined(firm.name for firm in maker.daughters),
        len(maker.labels),
        *(maker.blocks_of(bits) for bits in SIZES),
        _hits(maker.named) or table.not_named,
        _joined(f"{one.short}: {one.entity}" for one in maker.named),
        _hits(maker.described),
        _joined(maker.references),
        table.date,
    )


def _list(one: ListRow, table: VendorTable) -> tuple[str | int, ...]:
    return (
        one.short,
        one.title,
        one.jurisdiction,
        one.date,
        one.status,
        one.binds,
        one.effect,
        {"named": "by name", "described": "by country of headquarters"}.get(one.test, "neither"),
        _joined(one.names),
        _joined(one.headquarters),
        one.note or "",
        _joined(one.references),
        table.date,
    )


def _hits(hits: Iterable[HitRow]) -> str:
    return _joined(f"{one.short} ({one.date}; binds: {one.binds})" for one in hits)


def _dates(hits: Iterable[HitRow]) -> str:
    return _joined(f"{one.short} ({one.date})" for one in hits)


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(texts)
