"""All that an audit says, as sheets: one for each subject, in the order in which people ask.

Every number is one of `counts`. What nobody looked at is written so, and never as 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.counts.sights import sights
from camaudit.counts.tables import tables
from camaudit.exports.devices import devices, evidence
from camaudit.exports.known import ISO, known
from camaudit.exports.sheet import Cell, Sheet, sheet
from camaudit.exports.words import say
from camaudit.reports.sentences import GAPS
from camaudit.reports.text import blind, day, moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.counts.networks import NetworkRow
    from camaudit.counts.tables import Tables
    from camaudit.exports.known import Known
    from camaudit.model.audit import Audit
    from camaudit.model.finding import Finding

ANSWER = ("what", "answer")
NETWORKS = (
    "site", "network", "range", "purpose", "looked", "looked_by", "first", "last", "cameras",
    "recorders", "either", "encoders_and_door_phones", "imitations", "calls",
)  # fmt: skip
MAKERS = (
    "built_by", "built_by_id", "label", "cameras", "recorders", "either",
    "encoders_and_door_phones", "grades", "known_by", "named_on_a_list",
)  # fmt: skip
FINDINGS = (
    "id", "device", "site", "network", "addresses", "code", "severity", "grade", "summary",
    "remedy", "subject", "evidence", "where", "rules", "accepted_until", "accepted_by",
    "accepted_why",
)  # fmt: skip
CONTACTS = (
    "device", "site", "address", "peer", "peer_port", "transport", "began", "outcome", "tries",
    "answered", "bytes_sent", "bytes_received", "first", "last", "names", "place",
    "place_according_to", "operator", "operator_number", "whose", "source", "where",
)  # fmt: skip
ACTIONS = (
    "order", "action", "severity", "grade", "device", "site", "network", "addresses", "mac",
    "what", "who_can", "minutes_for_this_device", "minutes_for_all", "check_first",
    "what_may_stop", "how_to_undo",
)  # fmt: skip
LABELS = (
    "of", "found_by", "device", "listed_camera", "brand", "model", "serial", "place", "read_by",
    "read_on", "built_by", "built_by_grade", "source", "where",
)  # fmt: skip


def subjects(audit: Audit) -> tuple[Sheet, ...]:
    """Give every sheet."""
    counted, seen = tables(audit), known(audit)
    return (
        sheet("answer", ANSWER, answer(audit, counted)),
        devices(audit, seen),
        sheet("findings", FINDINGS, _findings(audit, seen)),
        evidence(seen),
        sheet("networks", NETWORKS, _networks(audit, counted)),
        sheet("makers", MAKERS, _makers(counted)),
        sheet("contacts", CONTACTS, _contacts(audit, seen)),
        sheet("actions", ACTIONS, _actions(audit, seen)),
        sheet("labels", LABELS, _labels(audit)),
    )


def answer(audit: Audit, counted: Tables) -> Iterator[tuple[str, Cell]]:
    """Yield the answer in short: what was counted, and what could not be seen."""
    papers, tally = counted.papers, counted.tally
    yield say("organisation"), audit.estate.organisation
    yield say("day"), day(audit.at)
    yield say("at-least"), papers.cameras
    yield say("seen"), papers.seen
    yield say("unseen"), papers.unseen
    yield say("recorders"), papers.recorders
    yield say("either"), tally.either
    yield say("others"), tally.other
    yield say("expected"), say("unsaid") if counted.expected is None else counted.expected
    if papers.without_list:
        yield say("hidden"), say("not-known") if counted.hidden is None else counted.hidden
    yield say("looked"), say("of", some=counted.looked, all=len(counted.networks))
    yield say("complete"), tuple(GAPS[one] for one in counted.gaps) or say("complete-yes")
    for where, why in blind(audit, counted):
        yield say("blind", where=where), why
    yield say("sent"), counted.packets_sent
    for used in audit.data:
        yield say("data", name=used.name), used.date
    for used in audit.data:
        if used.attribution is not None:
            yield say("thanks", name=used.name), used.attribution
    yield say("version"), audit.version


def _networks(audit: Audit, counted: Tables) -> Iterator[tuple[Cell, ...]]:
    ranges = {(one.site, one.network): one.cidr for one in audit.coverage}
    calls = {(one.site, one.network): one.sight for one in sights(audit)}
    for row in counted.networks:
        place = row.site, row.network
        yield (
            row.site,
            row.network or say("no-address"),
            ranges.get((row.site, row.network or "")),
            row.purpose,
            say("looked-at") if row.looked_by else say("not-looked"),
            row.looked_by,
            moment(row.first, ISO) if row.first is not None else None,
            moment(row.last, ISO) if row.last is not None else None,
            *_tally(row),
            calls.get(place, say("not-looked") if row.tally is None else say("no-devices")),
        )


def _tally(row: NetworkRow) -> tuple[Cell, ...]:
    if row.tally is None:
        return (say("not-looked"),) * 5
    tally = row.tally
    return tally.cameras, tally.recorders, tally.either, tally.other, tally.imitations


def _makers(counted: Tables) -> Iterator[tuple[Cell, ...]]:
    for row in counted.makers:
        yield (
            row.name or say("not-known"),
            row.maker,
            row.label,
            row.tally.cameras,
            row.tally.recorders,
            row.tally.either,
            row.tally.other,
            tuple(f"{count} {grade}" for grade, count in row.grades),
            row.witnesses,
            row.named,
        )


def _findings(audit: Audit, seen: Sequence[Known]) -> Iterator[tuple[Cell, ...]]:
    """Yield the findings, then those that somebody accepted until a day."""
    by_id = {one.device.id: one for one in seen}
    for finding in audit.findings:
        yield (*_finding(finding, by_id[finding.device]), None, None, None)
    for row in audit.exemptions:
        for finding in row.held:
            yield (*_finding(finding, by_id[finding.device]), row.until, row.owner, row.reason)


def _finding(finding: Finding, one: Known) -> tuple[Cell, ...]:
    return (
        finding.id,
        finding.device,
        one.device.site,
        one.device.network,
        tuple(str(ip) for ip in one.device.addresses),
        finding.code,
        finding.severity,
        finding.grade,
        finding.summary,
        finding.remedy,
        finding.subject,
        tuple(proof.what for proof in finding.proofs),
        tuple(f"{p.seen.source}, {p.seen.place}" for p in finding.proofs if p.seen is not None),
        tuple(sorted({proof.rule for proof in finding.proofs if proof.rule is not None})),
    )


def _contacts(audit: Audit, seen: Sequence[Known]) -> Iterator[tuple[Cell, ...]]:
    places = {one.peer: one for one in audit.places}
    for one in seen:
        for flow in one.device.flows:
            place = places.get(flow.peer)
            yield (
                one.device.id,
                one.device.site,
                str(flow.about.ip) if flow.about.ip is not None else None,
                str(flow.peer),
                flow.peer_port,
                flow.transport,
                flow.initiator,
                flow.action,
                flow.tries,
                flow.answered,
                flow.sent,
                flow.received,
                moment(flow.first, ISO),
                moment(flow.last, ISO),
                flow.names,
                place.place if place is not None else None,
                place.sources if place is not None else None,
                place.operator if place is not None else None,
                place.number if place is not None else None,
                say("surely-its") if flow.held_on is None else say("maybe-its"),
                flow.seen.source,
                flow.seen.place,
            )


def _actions(audit: Audit, seen: Sequence[Known]) -> Iterator[tuple[Cell, ...]]:
    by_id = {one.device.id: one for one in seen}
    for number, task in enumerate(audit.actions, 1):
        wanted = frozenset(task.findings)
        for id_ in task.devices:
            one = by_id[id_]
            found = [each for each in one.findings if each.id in wanted]
            gravest = max((each.severity for each in found), key=lambda each: each.rank)
            yield (
                number,
                task.card.title,
                gravest,
                max((x.grade for x in found if x.severity is gravest), key=lambda x: x.rank),
                id_,
                one.device.site,
                one.device.network,
                tuple(str(ip) for ip in one.device.addresses),
                one.device.mac,
                tuple(dict.fromkeys(each.summary for each in found)),
                tuple(task.card.who),
                task.card.each,
                task.minutes,
                task.card.check_first,
                task.card.may_stop,
                task.card.undo,
            )


def _labels(audit: Audit) -> Iterator[tuple[Cell, ...]]:
    """Yield the labels that a person read; those of no camera of this answer as well."""
    short = {card.id: card.short for card in audit.makers}
    for one in audit.labels:
        yield (
            one.of,
            one.agreed or say("no-such-camera"),
            one.device,
            one.listed,
            one.brand,
            one.model,
            one.serial,
            one.place,
            one.read_by,
            one.read_on,
            short.get(one.stated.maker or "", one.stated.maker),
            one.stated.grade,
            one.seen.source,
            one.seen.place,
        )
