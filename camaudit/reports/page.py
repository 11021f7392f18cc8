"""What the page shows, in the order in which it shows it: nouns for the templates, no markup."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from camaudit.counts.decisions import joined
from camaudit.counts.matrix import matrix_of
from camaudit.counts.outbound import regular_of
from camaudit.counts.tables import tables
from camaudit.reports import ages, papers, text
from camaudit.reports.picture import picture_of
from camaudit.reports.sentences import say
from camaudit.reports.stated import of_suppliers
from camaudit.reports.strips import strips

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from camaudit.counts.decisions import Decision
    from camaudit.counts.matrix import Matrix
    from camaudit.counts.tables import Tables
    from camaudit.model.action import Exemption, Task
    from camaudit.model.audit import Audit, PeerPlace
    from camaudit.model.device import Device
    from camaudit.model.finding import Finding
    from camaudit.model.identity import Answer, Evidence, Identity
    from camaudit.model.listed import Listed
    from camaudit.model.observation import Fact, Flow
    from camaudit.reports.papers import OfRegister, OnList
    from camaudit.reports.picture import Picture
    from camaudit.reports.stated import OfSupplier
    from camaudit.reports.strips import Strip

MAX_CONTACTS = 2_000  # rows
MAX_LISTED = 2_000  # rows of listed cameras, and of the register
MAX_ON_PAGE = 2_000  # devices; with more, each site has a page of its own
MAX_ON_PART = 500  # devices on such a page
MAX_NAMED_OF = 100  # devices of one action that are named, where they are on other pages
MAX_OPEN = 60  # devices, up to which their evidence is unfolded
MAX_DECISIONS = 4  # that fit on the first page
MAX_MAKERS = 5  # rows of makers that fit there
MAX_BLIND = 5  # lines of what was not seen that fit there
MAX_OPERATORS = 50  # networks that were called, in the table of all devices
MAX_CALLS = 3  # classes of addresses that were called
MAX_LISTS = 2  # lists that fit there
MAX_NAMED = 3  # devices that a decision names one by one


@dataclass(frozen=True, slots=True)
class Sign:
    """One piece of evidence and the answers that rest on it."""

    evidence: Evidence
    says: str  # the maker, brand or kind it speaks for, as people say it


@dataclass(frozen=True, slots=True)
class Entry:
    """One device with everything that is said of it."""

    device: Device
    identity: Identity
    address: str
    maker: str
    label: str | None
    findings: tuple[Finding, ...]
    signs: tuple[Sign, ...]
    listed: Listed | None  # what a recorder's list says of it

    @property
    def said(self) -> tuple[Fact, ...]:
        """Everything that it said of itself, in the order of time."""
        return tuple(sorted(self.device.facts, key=_in_time))


@dataclass(frozen=True, slots=True)
class Contact:
    """One flow to or from outside, and where its peer is."""

    device: Device
    address: str
    flow: Flow
    place: PeerPlace | None  # None: the address was not looked up


@dataclass(frozen=True, slots=True)
class Row:
    """One decision and the devices it is about."""

    decision: Decision
    named: tuple[Entry, ...]  # where they are few


@dataclass(frozen=True, slots=True)
class Deed:
    """One action with the rows of findings that it answers."""

    action: Task
    entries: tuple[Entry, ...]  # its devices
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Excepted:
    """One row of the exceptions file and what it holds."""

    row: Exemption
    held: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Devices of one site that have a page of their own."""

    title: str
    file: str  # below the first page's folder
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One report, or one page of it."""

    title: str
    counted: Tables
    entries: tuple[Entry, ...]
    rows: tuple[Row, ...]  # what needs a decision
    deeds: tuple[Deed, ...]  # the same by what is to be done
    excepted: tuple[Excepted, ...]
    findings: tuple[Row, ...]  # these and the notes
    matrix: Matrix
    picture: Picture | None
    strips: tuple[Strip, ...]
    contacts: tuple[Contact, ...]  # at most MAX_CONTACTS
    all_contacts: int
    every: tuple[Contact, ...]
    listed: tuple[OnList, ...]
    register: str | None  # the three numbers; None: no register was given
    rows_of_register: tuple[OfRegister, ...]
    stated: tuple[OfSupplier, ...]
    blind: tuple[tuple[str, str], ...]
    times: tuple[float, float] | None  # first and last moment looked at, Unix seconds
    kinds: tuple[str, ...]  # of files
    aged: tuple[ages.Aged, ...]  # rules and tables, in the order of the audit
    old: str | None  # the plain line about old tables
    very_old: str | None  # the loud one
    unfolded: bool
    parts: tuple[Part, ...]  # empty: all devices stand on this page
    where: Mapping[str, str]  # of a device, by id: the page that it stands on, seen from this one

    def href(self, device: str) -> str:
        """Give the address of what is said of a device."""
        return f"{self.where.get(device, '')}#{device}"

    def of_part(self, part: Part) -> Page:
        """Give the page of one part: its devices, and what they had to do with outside."""
        here = {entry.device.id for entry in part.entries}
        contacts = [one for one in self.every if one.device.id in here]
        folder = part.file.rpartition("/")[0] + "/"
        return replace(
            self,
            entries=part.entries,
            contacts=tuple(contacts[:MAX_CONTACTS]),
            all_contacts=len(contacts),
            unfolded=len(part.entries) <= MAX_OPEN,
            parts=(),
            where={
                device: "" if file == part.file else file.removeprefix(folder)
                for device, file in self.where.items()
            },
        )


def make(audit: Audit, most: int = MAX_ON_PAGE) -> Page:
    """Arrange an audit; with more devices than `most`, each site has a page of its own."""
    counted = tables(audit)
    described = tuple(entries(audit))
    by_id = {entry.device.id: entry for entry in described}
    contacts = list(_contacts(audit, described))
    looks = [look for one in audit.coverage for look in (*one.looks, *one.logs)]
    old, very_old = ages.warnings(audit)
    parts = tuple(_parts(described)) if len(described) > most else ()
    return Page(
        title=audit.estate.organisation or say("no-estate"),
        counted=counted,
        entries=described,
        rows=tuple(_row(one, by_id) for one in counted.decisions),
        deeds=tuple(_deed(one, audit, by_id) for one in audit.actions),
        excepted=tuple(
            Excepted(one, tuple(_row(row, by_id) for row in joined(one.held)))
            for one in audit.exemptions
        ),
        findings=tuple(_row(one, by_id) for one in (*counted.decisions, *counted.notes)),
        matrix=matrix_of(counted.sites, counted.networks),
        picture=picture_of(
            counted.outbound.operators,
            {entry.device.id: entry.address for entry in described},
            {entry.device.id: entry.maker for entry in described},
        ),
        strips=strips(contacts, regular_of(audit)),
        contacts=tuple(contacts[:MAX_CONTACTS]),
        all_contacts=len(contacts),
        listed=papers.listed(audit, described),
        register=papers.numbers(counted.register),
        rows_of_register=papers.register(audit, described),
        stated=of_suppliers(audit),
        blind=tuple(text.blind(audit, counted)),
        times=(min(x.first for x in looks), max(x.last for x in looks)) if looks else None,
        kinds=tuple(sorted({one.kind for one in audit.files if one.kind})),
        aged=ages.aged(audit),
        old=old,
        very_old=very_old,
        unfolded=len(described) <= MAX_OPEN,
        parts=parts,
        where={entry.device.id: part.file for part in parts for entry in part.entries},
        every=tuple(contacts),
    )


def _parts(described: Sequence[Entry]) -> Iterator[Part]:
    """Give the pages of sites, large ones in several; files have numbers, as sites any names."""
    by_site: dict[str | None, list[Entry]] = defaultdict(list)
    for entry in described:
        by_site[entry.device.site].append(entry)
    number = 0
    for site, mine in sorted(by_site.items(), key=lambda item: (item[0] is None, item[0] or "")):
        name = site or say("not-known")
        pages = -(-len(mine) // MAX_ON_PART)
        for at in range(pages):
            number += 1
            title = say("part-of", site=name, number=at + 1, all=pages) if pages > 1 else name
            some = mine[at * MAX_ON_PART : (at + 1) * MAX_ON_PART]
            yield Part(title, f"report/site-{number:03}.html", tuple(some))


def _in_time(fact: Fact) -> tuple[float, str, str, int]:
    return fact.seen.at, fact.channel, fact.value, fact.port or 0


def _row(decision: Decision, by_id: dict[str, Entry]) -> Row:
    few = len(decision.devices) <= MAX_NAMED
    return Row(decision, tuple(by_id[one] for one in decision.devices) if few else ())


def _deed(action: Task, audit: Audit, by_id: dict[str, Entry]) -> Deed:
    wanted = frozenset(action.findings)
    rows = joined(one for one in audit.findings if one.id in wanted)
    described = tuple(by_id[one] for one in action.devices)
    return Deed(action, described, tuple(_row(one, by_id) for one in rows))


def entries(audit: Audit) -> Iterator[Entry]:
    """Give each device with what is said of it, in the order of the audit."""
    short = {card.id: card.short for card in audit.makers}
    told = {one.device: one for one in audit.listed if one.device is not None}
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in audit.findings:
        findings[finding.device].append(finding)
    for device, identity in zip(audit.devices, audit.identities, strict=True):
        maker, brand = identity.maker.value, identity.brand.value
        name = short.get(maker or "", maker) or say("not-known")
        yield Entry(
            device=device,
            identity=identity,
            address=text.address(device),
            maker=name,
            label=brand if brand and brand.casefold() != name.casefold() else None,
            findings=tuple(findings[device.id]),
            signs=tuple(_signs((identity.maker, identity.brand, identity.kind), short)),
            listed=told.get(device.id),
        )


def _signs(answers: Iterable[Answer], short: dict[str, str]) -> Iterator[Sign]:
    """Give each piece of evidence once, however many answers rest on it."""
    shown: set[Evidence] = set()
    for answer in answers:
        for one in answer.evidence:
            if one not in shown:
                shown.add(one)
                yield Sign(one, short.get(one.says, one.says))


def _contacts(audit: Audit, described: Iterable[Entry]) -> Iterator[Contact]:
    places = {one.peer: one for one in audit.places}
    for entry in described:
        for flow in entry.device.flows:
            yield Contact(entry.device, entry.address, flow, places.get(flow.peer))
