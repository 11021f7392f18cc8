"""Devices by who built them, at which site, and by the lists that name the maker."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.counts.networks import order
from camaudit.counts.tally import Tally, tally_of
from camaudit.model.grade import Grade

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from camaudit.counts.papers import Built
    from camaudit.model.audit import Audit


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerRow:
    """One maker, once for each label that its devices bear."""

    maker: str | None  # id; None: not known
    name: str | None  # as people say it
    label: str | None  # where it is not the maker's own name
    tally: Tally
    grades: tuple[tuple[Grade, int], ...]  # the surest first
    witnesses: tuple[str, ...]  # protocols that testify: "mac", "sadp"
    named: bool  # a list names the maker


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMaker:
    """Devices of a maker at a site, by grade."""

    site: str | None
    name: str | None
    grade: Grade
    devices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedList:
    """A list, in the words of the rules, and the makers found that it names."""

    sentence: str
    makers: tuple[str, ...]


def makers_of(audit: Audit, built: Sequence[Built]) -> tuple[MakerRow, ...]:
    """Give a row for each maker and label, those with most devices first.

    Input:  built: devices, and cameras that are on recorders' lists only.
    """
    cards = {card.id: card for card in audit.makers}
    groups: dict[tuple[str | None, str | None], list[Built]] = defaultdict(list)
    for one in built:
        own = cards[one.maker].short if one.maker in cards else one.maker
        groups[one.maker, label_of(one.label, own)].append(one)
    rows = [
        MakerRow(
            maker=maker,
            name=cards[maker].short if maker in cards else maker,
            label=label,
            tally=tally_of(one.column for one in members),
            grades=tuple(
                (grade, count)
                for grade in sorted(Grade, key=lambda one: -one.rank)
                if (count := sum(one.grade is grade for one in members))
            ),
            witnesses=tuple(sorted({name for one in members for name in one.witnesses})),
            named=maker in cards and bool(cards[maker].named_on),
        )
        for (maker, label), members in groups.items()
    ]
    rows.sort(
        key=lambda row: (row.maker is None, -row.tally.devices, row.name or "", row.label or "")
    )
    return tuple(rows)


def label_of(brand: str | None, own: str | None) -> str | None:
    """Give the label, where it is another name than the maker's own."""
    return brand if brand and brand.casefold() != (own or "").casefold() else None


def sites_of(audit: Audit, built: Sequence[Built]) -> tuple[SiteMaker, ...]:
    """Give the devices and listed cameras of each site by maker and grade."""
    short = {card.id: card.short for card in audit.makers}
    counted: Counter[tuple[str | None, str | None, Grade]] = Counter(
        (one.site, short.get(one.maker or "", one.maker), one.grade) for one in built
    )
    return tuple(
        SiteMaker(site=site, name=name, grade=grade, devices=count)
        for (site, name, grade), count in sorted(
            counted.items(), key=lambda item: (*order(item[0][:2]), -item[0][2].rank)
        )
    )


def lists_of(
    audit: Audit, built: Sequence[Built], said: Mapping[str, tuple[str, ...]]
) -> tuple[NamedList, ...]:
    """Give each list once: those that meet most makers first, then in the order of the rules.

    Only for makers of which a device is at least likely: a MAC block accuses nobody.
    """
    likely = {one.maker for one in built if one.grade.rank >= Grade.LIKELY.rank}
    found: dict[str, list[str]] = {}
    for card in audit.makers:
        if card.id in likely:
            for sentence in said[card.id]:
                found.setdefault(sentence, []).append(card.short)
    lists = [NamedList(sentence=words, makers=tuple(makers)) for words, makers in found.items()]
    return tuple(sorted(lists, key=lambda one: -len(one.makers)))


def built_by_named(audit: Audit, built: Sequence[Built]) -> Tally:
    """Count the devices that are likely by a maker that a list names."""
    named = {card.id for card in audit.makers if card.named_on}
    return tally_of(
        one.column for one in built if one.maker in named and one.grade.rank >= Grade.LIKELY.rank
    )
