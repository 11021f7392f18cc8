"""Counts with their coverage, made once from the Audit and read by every output.

A count is what was recognised in what was looked at: `None` means that nobody looked, and is
never shown as 0.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from camaudit.model.coverage import FileOutcome
from camaudit.model.finding import Severity
from camaudit.model.grade import Grade
from camaudit.model.identity import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from camaudit.model.audit import Audit
    from camaudit.model.coverage import Coverage
    from camaudit.model.finding import Finding
    from camaudit.model.identity import Identity

MAX_STEPS = 5

Place = tuple[str | None, str | None]  # site, network


class Column(StrEnum):
    """What a device is counted as."""

    CAMERA = "camera"
    RECORDER = "recorder"
    EITHER = "either"  # a video device; nothing that was seen says which
    OTHER = "other video"  # encoder or door phone
    IMITATION = "imitation"  # software on a computer that plays a camera


_COLUMNS: dict[str | None, Column] = {
    Kind.CAMERA: Column.CAMERA,
    Kind.RECORDER: Column.RECORDER,
    Kind.ENCODER: Column.OTHER,
    Kind.INTERCOM: Column.OTHER,
    Kind.ACCESS_PANEL: Column.OTHER,
}


def column(identity: Identity) -> Column:
    """Give the column a device is counted in; only a likely kind is counted as that kind."""
    if identity.kind.grade.rank < Grade.LIKELY.rank:
        return Column.IMITATION if identity.imitation else Column.EITHER
    return _COLUMNS.get(identity.kind.value, Column.EITHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Devices by column."""

    cameras: int = 0
    recorders: int = 0
    either: int = 0
    other: int = 0
    imitations: int = 0

    @property
    def devices(self) -> int:
        """All of them."""
        return self.cameras + self.recorders + self.either + self.other + self.imitations


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRow:
    """One network."""

    site: str | None
    network: str | None  # None: devices of which no address was seen
    purpose: str | None
    tally: Tally | None  # None: NOT LOOKED, so nothing is known
    looked_by: tuple[str, ...]  # vantage points; empty where a device was seen in passing only
    first: float | None  # Unix seconds of the looks
    last: float | None
    passing: int = 0  # addresses of which only what a router forwarded was seen: no look


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


class Gap(StrEnum):
    """Why a count may be too low."""

    NO_ESTATE = "no estate"
    NOT_LOOKED = "not looked"
    PARTLY = "partly read"
    RECORDERS = "recorders"
    EITHER = "either"
    FEWER = "fewer than expected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Findings that say the same of several devices."""

    code: str
    severity: Severity
    grade: Grade  # the surest
    summary: str
    remedy: str
    devices: tuple[str, ...]  # ids, each once


class Todo(StrEnum):
    """What can be done next."""

    URGENT = "urgent findings"
    DECLARE = "declare the networks"
    MEND = "read the files again"
    LOOK = "look at a network"
    LOOK_MORE = "look at several networks"
    RECORDERS = "copy the recorders' lists"
    LABELS = "read the labels"
    UPLINK = "look at the uplink"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Inputs by how they ended."""

    read: int
    partly: int
    unknown: int
    items: int  # frames or lines
    unread: int  # messages, streams or frames that were there and could not be read or kept

    @property
    def total(self) -> int:
        """All of them."""
        return self.read + self.partly + self.unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Everything that outputs count."""

    tally: Tally  # cameras: "at least so many"
    hidden: int | None  # channels that recorders announce; None: none does
    expected: int | None
    networks: tuple[NetworkRow, ...]
    empty_networks: int  # undeclared ones in which nothing was recognised: not among networks
    not_looked: tuple[NetworkRow, ...]
    makers: tuple[MakerRow, ...]
    sites: tuple[SiteMaker, ...]
    lists: tuple[NamedList, ...]  # of makers that are at least likely; the widest first
    described: tuple[NamedList, ...]  # policies that describe the country of such a maker
    named: Tally  # devices likely by a maker that a list names
    gaps: tuple[Gap, ...]  # empty: the answer is complete
    decisions: tuple[Decision, ...]  # most severe first
    notes: tuple[Decision, ...]  # findings that need none
    steps: tuple[Step, ...]  # the most useful first
    files: Files
    packets_sent: int

    @property
    def looked(self) -> int:
        """Networks that were looked at."""
        return len(self.networks) - len(self.not_looked)


def tables(audit: Audit) -> Tables:
    """Count an audit."""
    tally = _tally(audit.identities)
    networks, empty = _networks(audit)
    not_looked = tuple(row for row in networks if row.tally is None)
    files = _files(audit)
    makers = _makers(audit)
    gaps = _gaps(audit, tally, not_looked)
    joined = _joined(audit.findings)
    decisions = tuple(one for one in joined if one.severity is not Severity.NOTE)
    named = {card.id for card in audit.makers if card.named_on}
    recorders = [one for one in audit.identities if column(one) is Column.RECORDER]
    channels = [one.channels for one in recorders if one.channels]
    return Tables(
        tally=tally,
        hidden=sum(channels) if channels else None,
        expected=audit.estate.expected_cameras,
        networks=networks,
        empty_networks=empty,
        not_looked=not_looked,
        makers=makers,
        sites=_sites(audit),
        lists=_lists(audit, {card.id: card.named_on for card in audit.makers}),
        described=_lists(audit, {card.id: card.described_in for card in audit.makers}),
        named=_tally(
            one
            for one in audit.identities
            if one.maker.value in named and one.maker.grade.rank >= Grade.LIKELY.rank
        ),
        gaps=gaps,
        decisions=decisions,
        notes=tuple(one for one in joined if one.severity is Severity.NOTE),
        steps=_steps(audit, gaps, tally, not_looked, decisions),
        files=files,
        packets_sent=sum(one.packets for one in audit.ledger),
    )


def _tally(identities: Iterable[Identity]) -> Tally:
    counted = Counter(column(one) for one in identities)
    return Tally(
        cameras=counted[Column.CAMERA],
        recorders=counted[Column.RECORDER],
        either=counted[Column.EITHER],
        other=counted[Column.OTHER],
        imitations=counted[Column.IMITATION],
    )


def _networks(audit: Audit) -> tuple[tuple[NetworkRow, ...], int]:
    """Give the networks in the order of the estate file, then what lies outside of it."""
    found: dict[Place, list[Identity]] = defaultdict(list)
    for device, identity in zip(audit.devices, audit.identities, strict=True):
        found[device.site, device.network].append(identity)
    rows: list[NetworkRow] = []
    empty = 0
    for one in audit.coverage:
        members = found.pop((one.site, one.network), [])
        if members or one.declared:
            rows.append(_row(one, members))
        else:
            empty += 1
    for (site, network), members in sorted(found.items(), key=lambda item: _order(item[0])):
        rows.append(
            NetworkRow(
                site=site,
                network=network,
                purpose=None,
                tally=_tally(members),
                looked_by=(),
                first=None,
                last=None,
            )
        )
    return tuple(rows), empty


def _order(place: Place) -> tuple[bool, str, bool, str]:
    site, network = place
    return (site is None, site or "", network is None, network or "")


def _row(covered: Coverage, members: Sequence[Identity]) -> NetworkRow:
    looks = covered.looks
    return NetworkRow(
        site=covered.site,
        network=covered.network,
        purpose=covered.purpose,
        tally=_tally(members) if looks or members else None,
        looked_by=tuple(sorted({look.vantage for look in looks})),
        first=min((look.first for look in looks), default=None),
        last=max((look.last for look in looks), default=None),
        passing=covered.passing,
    )


def _makers(audit: Audit) -> tuple[MakerRow, ...]:
    cards = {card.id: card for card in audit.makers}
    groups: dict[tuple[str | None, str | None], list[Identity]] = defaultdict(list)
    for one in audit.identities:
        maker = one.maker.value
        own = cards[maker].short if maker in cards else maker
        groups[maker, _label(one.brand.value, own)].append(one)
    rows = [
        MakerRow(
            maker=maker,
            name=cards[maker].short if maker in cards else maker,
            label=label,
            tally=_tally(members),
            grades=tuple(
                (grade, count)
                for grade in sorted(Grade, key=lambda one: -one.rank)
                if (count := sum(one.maker.grade is grade for one in members))
            ),
            witnesses=tuple(
                sorted({e.fact.channel.witness for one in members for e in one.maker.evidence})
            ),
            named=maker in cards and bool(cards[maker].named_on),
        )
        for (maker, label), members in groups.items()
    ]
    rows.sort(
        key=lambda row: (row.maker is None, -row.tally.devices, row.name or "", row.label or "")
    )
    return tuple(rows)


def _label(brand: str | None, own: str | None) -> str | None:
    """Give the label, where it is another name than the maker's own."""
    return brand if brand and brand.casefold() != (own or "").casefold() else None


def _sites(audit: Audit) -> tuple[SiteMaker, ...]:
    short = {card.id: card.short for card in audit.makers}
    counted: Counter[tuple[str | None, str | None, Grade]] = Counter(
        (device.site, short.get(one.maker.value or "", one.maker.value), one.maker.grade)
        for device, one in zip(audit.devices, audit.identities, strict=True)
    )
    return tuple(
        SiteMaker(site=site, name=name, grade=grade, devices=count)
        for (site, name, grade), count in sorted(
            counted.items(), key=lambda item: (*_order(item[0][:2]), -item[0][2].rank)
        )
    )


def _lists(audit: Audit, said: Mapping[str, tuple[str, ...]]) -> tuple[NamedList, ...]:
    """Give each list once: those that meet most makers first, then in the order of the rules.

    Only for makers of which a device is at least likely: a MAC block accuses nobody.
    """
    likely = {
        one.maker.value for one in audit.identities if one.maker.grade.rank >= Grade.LIKELY.rank
    }
    found: dict[str, list[str]] = {}
    for card in audit.makers:
        if card.id in likely:
            for sentence in said[card.id]:
                found.setdefault(sentence, []).append(card.short)
    lists = [NamedList(sentence=words, makers=tuple(makers)) for words, makers in found.items()]
    return tuple(sorted(lists, key=lambda one: -len(one.makers)))


def _gaps(audit: Audit, tally: Tally, not_looked: Sequence[NetworkRow]) -> tuple[Gap, ...]:
    expected = audit.estate.expected_cameras
    holds = {
        Gap.NO_ESTATE: audit.estate.organisation is None,
        Gap.NOT_LOOKED: bool(not_looked),
        Gap.PARTLY: audit.partial,
        Gap.RECORDERS: tally.recorders > 0,
        Gap.EITHER: tally.either > 0,
        Gap.FEWER: expected is not None and tally.cameras < expected,
    }
    return tuple(gap for gap in Gap if holds[gap])


def _joined(findings: Iterable[Finding]) -> tuple[Decision, ...]:
    """Join findings that say the same of several devices."""
    groups: dict[tuple[str, Severity, str, str], list[Finding]] = defaultdict(list)
    for one in findings:
        groups[one.code, one.severity, one.summary, one.remedy].append(one)
    joined = [
        Decision(
            code=code,
            severity=severity,
            grade=max((one.grade for one in members), key=lambda grade: grade.rank),
            summary=summary,
            remedy=remedy,
            devices=tuple(sorted({one.device for one in members})),
        )
        for (code, severity, summary, remedy), members in groups.items()
    ]
    joined.sort(key=lambda one: (-one.severity.rank, -one.grade.rank, one.code, one.summary))
    return tuple(joined)


def _steps(
    audit: Audit,
    gaps: Sequence[Gap],
    tally: Tally,
    not_looked: Sequence[NetworkRow],
    decisions: Sequence[Decision],
) -> tuple[Step, ...]:
    urgent = {one for d in decisions if d.severity is Severity.URGENT for one in d.devices}
    unread = [one for one in audit.files if one.outcome != FileOutcome.READ]
    first = not_looked[0].network if not_looked else None
    look = Todo.LOOK if len(not_looked) == 1 else Todo.LOOK_MORE
    again = "camaudit audit FOLDER"
    every = (
        (bool(urgent), Todo.URGENT, len(urgent), None, None, 20),
        (Gap.NO_ESTATE in gaps, Todo.DECLARE, 0, None, "camaudit estate init", 10),
        (bool(unread), Todo.MEND, len(unread), None, again, 15),
        (bool(not_looked), look, len(not_looked), first, again, 15 * len(not_looked)),
        (tally.recorders > 0, Todo.RECORDERS, tally.recorders, None, None, 15),
        (tally.either > 0, Todo.LABELS, tally.either, None, None, 15),
        (not audit.outbound_looked, Todo.UPLINK, 0, None, again, 15),
    )
    steps = [
        Step(todo=todo, count=count, subject=subject, command=command, packets=0, minutes=minutes)
        for wanted, todo, count, subject, command, minutes in every
        if wanted
    ]
    last = Step(todo=Todo.AGAIN, count=0, subject=None, command=again, packets=0, minutes=5)
    return tuple(steps[:MAX_STEPS]) or (last,)


def _files(audit: Audit) -> Files:
    outcomes = Counter(one.outcome for one in audit.files)
    return Files(
        read=outcomes[FileOutcome.READ],
        partly=outcomes[FileOutcome.PARTLY],
        unknown=outcomes[FileOutcome.NOT_RECOGNISED],
        items=sum(one.items for one in audit.files),
        unread=sum(one.count for one in audit.shortfalls),
    )
