"""What answer packs and letters count beside the tables: models, countries, lists, places."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from ipaddress import ip_network
from typing import TYPE_CHECKING

from camaudit.counts.makers import label_of
from camaudit.counts.papers import built, columns_of
from camaudit.counts.sights import CAPTURES, Sight, sights
from camaudit.counts.tally import Column, Tally, tally_of
from camaudit.model.estate import Purpose
from camaudit.model.grade import Grade

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from camaudit.counts.papers import Built
    from camaudit.model.audit import Audit, MakerCard
    from camaudit.model.endpoint import IPNetwork
    from camaudit.model.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRow:
    """Devices by where the firm that built them has its headquarters."""

    country: str | None  # ISO 3166-1 alpha-2; None: the maker, or its country, is not known
    makers: tuple[str, ...]  # as people say them, sorted
    likely: Tally  # confirmed or likely
    possible: int  # devices by one weak sign, which is no verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """Devices of one maker, label, model and sort."""

    maker: str | None  # as people say it
    label: str | None
    model: str | None  # None: nothing that was seen gives it; hostile
    column: Column
    grade: Grade  # of the maker: the least sure among them
    devices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """Devices of one site."""

    site: str | None
    sensitive: bool  # as the estate file declares it
    tally: Tally
    possible: int  # more, of which the maker rests on one weak sign
    among_office: int  # of all these, those seen to share a network with office devices
    unplaced: int  # of all these, those in no network with a declared purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlogged:
    """Networks whose calls nobody could see."""

    networks: int
    ranges: tuple[str, ...]  # of those that have one, in order


def every_built(audit: Audit) -> tuple[Built, ...]:
    """Give who built each device and each camera that is only listed; imitations left out."""
    every = built(audit, columns_of(audit))
    return tuple(one for one in every if one.column is not Column.IMITATION)


def every_finding(audit: Audit) -> Iterator[Finding]:
    """Give all findings, those that somebody accepted among them: they are true as well."""
    yield from audit.findings
    for row in audit.exemptions:
        yield from row.held


def countries_of(audit: Audit, every: Sequence[Built]) -> tuple[CountryRow, ...]:
    """Give a row for each country, those with most devices first, the unknown last."""
    cards = {card.id: card for card in audit.makers}
    groups: dict[str | None, list[Built]] = defaultdict(list)
    for one in every:
        card = cards.get(one.maker or "")
        groups[card.country if card is not None else None].append(one)
    rows = [
        CountryRow(
            country=country,
            makers=tuple(sorted({cards[x.maker].short for x in members if x.maker in cards})),
            likely=tally_of(one.column for one in members if _likely(one)),
            possible=sum(not _likely(one) for one in members),
        )
        for country, members in groups.items()
    ]
    rows.sort(
        key=lambda row: (row.country is None, -row.likely.devices, -row.possible, row.country or "")
    )
    return tuple(rows)


def models_of(audit: Audit, every: Iterable[Built]) -> tuple[ModelRow, ...]:
    """Give a row for each maker, label, model and sort, by these in order."""
    short = {card.id: card.short for card in audit.makers}
    grades: dict[tuple[str | None, str | None, str | None, Column], list[Grade]] = defaultdict(list)
    for one in every:
        maker = short.get(one.maker or "", one.maker)
        grades[maker, label_of(one.label, maker), one.model, one.column].append(one.grade)
    rows = [
        ModelRow(
            maker=maker,
            label=label,
            model=model,
            column=its,
            grade=min(found, key=lambda grade: grade.rank),
            devices=len(found),
        )
        for (maker, label, model, its), found in grades.items()
    ]
    rows.sort(
        key=lambda row: (
            *((part is None, part or "") for part in (row.maker, row.label, row.model)),
            row.column,
        )
    )
    return tuple(rows)


def named_in(audit: Audit, words: str) -> tuple[MakerCard, ...]:
    """Give the makers that a list names, or covers as affiliates, by words of its sentence."""
    return tuple(
        card for card in audit.makers if any(words in sentence for sentence in card.named_on)
    )


def described_in(audit: Audit, words: str) -> tuple[MakerCard, ...]:
    """Give the makers whose country a policy describes, by words of its sentence."""
    return tuple(
        card for card in audit.makers if any(words in sentence for sentence in card.described_in)
    )


def likely_by(every: Iterable[Built], makers: Iterable[MakerCard]) -> tuple[Built, ...]:
    """Give the devices that are at least likely by one of the makers."""
    wanted = {card.id for card in makers}
    return tuple(one for one in every if one.maker in wanted and _likely(one))


def possible_by(every: Iterable[Built], makers: Iterable[MakerCard]) -> tuple[Built, ...]:
    """Give the devices of which one weak sign speaks for one of the makers."""
    wanted = {card.id for card in makers}
    return tuple(one for one in every if one.maker in wanted and not _likely(one))


def by_site(every: Iterable[Built]) -> tuple[tuple[str | None, Tally], ...]:
    """Count devices by site, those of no site last."""
    groups: dict[str | None, list[Column]] = defaultdict(list)
    for one in every:
        groups[one.site].append(one.column)
    order = sorted(groups, key=lambda site: (site is None, site or ""))
    return tuple((site, tally_of(groups[site])) for site in order)


def sites_of(audit: Audit, every: Sequence[Built]) -> tuple[SiteRow, ...]:
    """Give a row for each site of the devices, sensitive ones first."""
    office = {one.device for one in every_finding(audit) if one.code == "placement.office"}
    where = {one.id: (one.site, one.network or "") for one in audit.devices}
    purposes = {(one.site, one.network): one.purpose for one in audit.coverage}
    groups: dict[str | None, list[Built]] = defaultdict(list)
    for one in every:
        groups[one.site].append(one)
    rows = [
        SiteRow(
            site=site,
            sensitive=site in audit.estate.sensitive_sites,
            tally=tally_of(one.column for one in members if _likely(one)),
            possible=sum(not _likely(one) for one in members),
            among_office=sum(one.device in office for one in members),
            unplaced=sum(
                one.device is None or purposes.get(where[one.device]) is None for one in members
            ),
        )
        for site, members in groups.items()
    ]
    rows.sort(key=lambda row: (not row.sensitive, row.site is None, row.site or ""))
    return tuple(rows)


def purposes_of(audit: Audit) -> tuple[tuple[Purpose | None, int], ...]:
    """Count the devices that were seen by the purpose of their network; None: none declared."""
    purposes = {(one.site, one.network): one.purpose for one in audit.coverage}
    counted = Counter(purposes.get((one.site, one.network or "")) for one in audit.devices)
    found = [(one, counted[one]) for one in Purpose if counted[one]]
    return (*found, *([(None, counted[None])] if counted[None] else ()))


def inside_looked(audit: Audit) -> bool:
    """Tell whether a file could show whom devices speak with inside: a capture, or a log."""
    return any(
        one.logs or any(look.vantage in CAPTURES for look in one.looks) for one in audit.coverage
    )


def unlogged(audit: Audit) -> Unlogged:
    """Give the networks with described devices whose calls nobody could see.

    Without any log these are all of them, and the networks declared to be for cameras.
    """
    cidrs = {(one.site, one.network): one.cidr for one in audit.coverage}
    blind = [
        (one.site, one.network)
        for one in sights(audit)
        if one.sight is not Sight.SEEN and one.network is not None
    ]
    texts = {cidrs.get((site, name or ""), name or "") for site, name in blind}
    if not audit.outbound_looked:
        texts |= {one.cidr for one in audit.coverage if one.purpose == Purpose.CAMERAS}
    ranges = {found for text in texts if (found := _range(text)) is not None}
    order = sorted(ranges, key=lambda one: (one.version, int(one.network_address), one.prefixlen))
    return Unlogged(networks=len(texts), ranges=tuple(map(str, order)))


def _likely(one: Built) -> bool:
    return one.grade.rank >= Grade.LIKELY.rank


def _range(text: str) -> IPNetwork | None:
    """Read the range of a network; a name that is none gives nothing."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None
