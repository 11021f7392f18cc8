"""What must hold of any audit, whatever rules it was made with: ids, order, places, evidence."""

from __future__ import annotations

import dataclasses
from hashlib import blake2s
from ipaddress import ip_network
from typing import TYPE_CHECKING

from camaudit.derive.again import every_finding
from camaudit.derive.typed import labels_of
from camaudit.derive.verdict import Problem
from camaudit.identify.score import MAX_EVIDENCE
from camaudit.identify.votes import grade_of
from camaudit.model.coverage import FileOutcome
from camaudit.model.finding import finding_id
from camaudit.model.grade import Grade
from camaudit.model.observation import Channel, Seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from camaudit.model.audit import Audit
    from camaudit.model.device import Device
    from camaudit.model.finding import Finding
    from camaudit.model.identity import Answer, Evidence, Identity
    from camaudit.model.listed import LabelRead, Listed, Statement
    from camaudit.model.observation import Fact, LoginSeen, Lookup

_OUTCOMES = (FileOutcome.READ, FileOutcome.PARTLY, FileOutcome.NOT_RECOGNISED)
_SCANS = frozenset({"scan", "neighbours", "probe"})  # sources of a scan: they are no files
_READ = {Channel.LABEL_BRAND, Channel.LABEL_MODEL}  # what a person read
_MADE = {Channel.DNS_QUERY, Channel.TLS_SNI}  # facts that are made of look-ups
_SIGNED = frozenset({"at", "first", "last", "valid_from", "valid_to", "held_on", "weight"})
_FREE = frozenset({"rivals", "channels", "seconds", "started"})  # no count, or checked elsewhere


def problems(audit: Audit) -> Iterator[Problem]:
    """Yield what contradicts itself."""
    yield from _numbers(audit, "")
    yield from _order(audit)
    yield from _sites(audit)
    for place, device in enumerate(audit.devices):
        yield from _device(audit, device, f"devices[{place}]")
    sources = {file.path for file in audit.files}
    for where, seen in _places(audit):
        scanned = audit.sent is not None and seen.source.partition(":")[0] in _SCANS
        if seen.source and seen.source not in sources and not scanned:
            yield Problem(
                where=where,
                says="It rests on a file that is not among the files of the audit.",
                written=seen.source,
                derived=None,
            )
    yield from _identities(audit)
    yield from _findings(audit)


def device_id(device: Device) -> frozenset[str]:
    """Give the ids that a device may have: by its site and its MAC, or one of its addresses."""
    keys: list[tuple[str, ...]]
    if device.mac is not None:
        keys = [("mac", device.mac)]
    elif device.service is not None:
        keys = [("service", str(ip), str(device.service)) for ip in device.addresses]
    else:
        keys = [("ip", str(ip)) for ip in device.addresses]
    return frozenset(device_id_of(device.site, *key) for key in keys)


def device_id_of(site: str | None, *key: str) -> str:
    """Give the id of the device with a key (`devices.fold`)."""
    name = "|".join((site or "", *key))
    return f"dev-{blake2s(name.encode(), digest_size=6).hexdigest()}"


def named_makers(
    identities: Iterable[Identity], listed: Iterable[Listed], statements: Iterable[Statement] = ()
) -> frozenset[str | None]:
    """Give the makers of which an audit holds a card: of devices, their rivals, listed cameras.

    Those that suppliers state are among them.
    """
    found = {one.stated.maker for one in listed} | {one.maker for one in statements}
    for one in identities:
        found |= {rival for rival, _ in one.maker.rivals}
        if one.maker.grade is not Grade.UNKNOWN:
            found.add(one.maker.value)
    return frozenset(found)


def _numbers(value: object, where: str) -> Iterator[Problem]:
    """Find counts below zero: nothing is less than none."""
    if isinstance(value, tuple):
        for place, one in enumerate(value):
            yield from _numbers(one, f"{where}[{place}]")
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.name not in _SIGNED | _FREE:
                dot = f"{where}." if where else ""
                yield from _numbers(getattr(value, field.name), f"{dot}{field.name}")
    elif isinstance(value, int) and not isinstance(value, bool) and value < 0:
        yield Problem(where=where, says="It is below zero.", written=str(value), derived=None)


def _order(audit: Audit) -> Iterator[Problem]:
    devices = [one.id for one in audit.devices]
    findings = [(-one.severity.rank, one.device, one.code, one.subject) for one in audit.findings]
    places = [(one.peer.version, int(one.peer)) for one in audit.places]
    recorders = [one.device for one in audit.recorders]
    is_sorted = {
        "devices": devices == sorted(devices),
        "findings": findings == sorted(findings),
        "shortfalls": list(audit.shortfalls) == sorted(audit.shortfalls),
        "places": places == sorted(places),
        "recorders": recorders == sorted(recorders),
        "met_again": list(audit.met_again) == sorted(audit.met_again),
    }
    for name, sorted_ in is_sorted.items():
        if not sorted_:
            yield Problem(where=name, says="It is not sorted.", written=None, derived=None)


def _sites(audit: Audit) -> Iterator[Problem]:
    known: set[str | None] = {None, *audit.estate.sites}
    # A part without an estate file has names of its own in place of sites.
    known |= {site for one in audit.parts if one.organisation is None for site in one.sites}
    if audit.estate.organisation is None:
        return  # sites are names of folders then
    named = [
        *((f"devices[{at}].site", one.site) for at, one in enumerate(audit.devices)),
        *((f"coverage[{at}].site", one.site) for at, one in enumerate(audit.coverage)),
        *(("estate.sensitive_sites", one) for one in audit.estate.sensitive_sites),
    ]
    for where, site in named:
        if site not in known:
            yield Problem(
                where=where, says="It is no site of the estate.", written=site, derived=None
            )


def _device(audit: Audit, device: Device, where: str) -> Iterator[Problem]:
    ids = device_id(device)
    if ids and device.id not in ids:
        yield Problem(
            where=f"{where}.id",
            says="The id is not that of the device's site and MAC or address.",
            written=device.id,
            derived=min(ids),
        )
    ranges = [
        ip_network(one.cidr, strict=False)
        for one in audit.coverage
        if one.declared and (one.site, one.network) == (device.site, device.network)
    ]
    spoken = [ip for ip in device.addresses if not ip.is_link_local]
    if ranges and spoken and not any(ip in one for ip in spoken for one in ranges):
        yield Problem(
            where=f"{where}.network",
            says="No address of the device lies in its network.",
            written=device.network,
            derived=None,
        )
    times = set() if device.id in audit.met_again else _first(device)  # each part has its own
    if times and device.first not in times:
        yield Problem(
            where=f"{where}.first",
            says="Nothing that the device said is of that time.",
            written=str(device.first),
            derived=str(min(times)),
        )
    if device.last < device.first:
        yield Problem(
            where=f"{where}.last",
            says="It was seen last before it was seen first.",
            written=str(device.last),
            derived=None,
        )


def _first(device: Device) -> set[float]:
    """Give when a device may have been seen first: by what it said, or by tables and logs."""
    said = [one.seen.at for one in _said(device)]
    flows = [one.first for one in device.flows]
    sure = [one.first for one in device.flows if one.held_on is None]
    tables = [one.at for one in _written(device)]
    every = (said + flows, said + sure, tables + sure, tables)
    return {min(times) for times in every if times}


def observed(device: Device) -> set[Seen]:
    """Give every place at which something of a device was seen."""
    said = {one.seen for one in _said(device)} | {one.seen for one in device.flows}
    return said | set(_written(device))


def _said(device: Device) -> list[Fact | Lookup | LoginSeen]:
    return [*device.facts, *device.lookups, *device.logins]


def _written(device: Device) -> list[Seen]:
    """Give the rows of tables that have it."""
    rows = [one.seen for one in device.bindings] + [one.seen for one in device.attachments]
    return rows if device.sighted is None else [*rows, device.sighted]


def _places(audit: Audit) -> Iterator[tuple[str, Seen]]:
    for at, device in enumerate(audit.devices):
        for seen in sorted(observed(device)):
            yield f"devices[{at}]", seen
    for finding in every_finding(audit):
        for proof in finding.proofs:
            if proof.seen is not None:
                yield finding.id, proof.seen
    yield from _papers(audit)
    for at, covered in enumerate(audit.coverage):
        for look in (*covered.looks, *covered.logs):
            yield f"coverage[{at}]", Seen(look.first, look.source, "")


def _papers(audit: Audit) -> Iterator[tuple[str, Seen]]:
    for at, listed in enumerate(audit.listed):
        for seen in listed.seen:
            yield f"listed[{at}]", seen
    for at, label in enumerate(audit.labels):
        yield f"labels[{at}]", label.seen
    for at, reply in enumerate(audit.statements):
        yield f"statements[{at}]", reply.seen


def _identities(audit: Audit) -> Iterator[Problem]:
    labels = labels_of(audit.labels)
    for at, (device, identity) in enumerate(zip(audit.devices, audit.identities, strict=True)):
        for name, answer in (
            ("maker", identity.maker),
            ("brand", identity.brand),
            ("kind", identity.kind),
        ):
            where = f"identities[{at}].{name}"
            yield from _answer(answer, where)
            for evidence in answer.evidence:
                own = labels.get(device.id, ())
                if not _is_there(evidence, device, own, again=device.id in audit.met_again):
                    yield Problem(
                        where=where,
                        says="It rests on something that its device is not seen to say.",
                        written=f"{evidence.fact.channel}: {evidence.fact.value}",
                        derived=None,
                    )


def _answer(answer: Answer, where: str) -> Iterator[Problem]:
    if (answer.value is None) != (answer.grade is Grade.UNKNOWN):
        yield Problem(
            where=where,
            says="A value has a grade, and unknown has no value.",
            written=f"{answer.value}, {answer.grade}",
            derived=None,
        )
    most = grade_of(answer.evidence)
    if len(answer.evidence) < MAX_EVIDENCE and answer.grade.rank > most.rank:
        yield Problem(
            where=where,
            says="It is surer than its evidence makes it.",
            written=answer.grade,
            derived=most,
        )


def _is_there(
    evidence: Evidence, device: Device, labels: Sequence[LabelRead], *, again: bool
) -> bool:
    """Tell whether a device is seen to say what a sign rests on, or a label that was read does.

    Input:  again: several audits have the device: the sign is one's, counts and places are of all.
    """
    fact = evidence.fact
    if fact.channel in _READ:
        said = {(one.brand, one.seen) for one in labels} | {(one.model, one.seen) for one in labels}
        return (fact.value, fact.seen) in said
    if fact.channel is Channel.MAC_BLOCK:
        return again or fact.about.mac == device.mac or fact in device.facts
    if fact.channel in _MADE:
        return any(
            one.name == fact.value and (again or one.seen == fact.seen) for one in device.lookups
        )
    if not again:
        return fact in device.facts
    known = {(one.channel, one.value, one.port) for one in device.facts}
    return (fact.channel, fact.value, fact.port) in known


def _findings(audit: Audit) -> Iterator[Problem]:
    devices = {one.id: one for one in audit.devices}
    labels = labels_of(audit.labels)
    seen: set[str] = set()
    for one in every_finding(audit):
        if one.id != finding_id(one.device, one.code, one.subject):
            yield Problem(
                where=one.id,
                says="The id is not that of the finding's device, code and subject.",
                written=one.id,
                derived=finding_id(one.device, one.code, one.subject),
            )
        if one.id in seen:
            yield Problem(where=one.id, says="It stands there twice.", written=None, derived=None)
        seen.add(one.id)
        if not one.proofs:
            yield Problem(
                where=one.id, says="A finding without evidence.", written=one.code, derived=None
            )
        if one.device not in audit.met_again:  # of a fact that two parts hold one place is kept
            read = {label.seen for label in labels.get(one.device, ())}
            yield from _proofs(one, devices[one.device], read)


def _proofs(finding: Finding, device: Device, read: set[Seen]) -> Iterator[Problem]:
    if finding.code.startswith("placement."):
        return  # what was said between addresses inside is not kept
    known = observed(device) | read
    for proof in finding.proofs:
        if proof.seen is not None and proof.seen not in known:
            yield Problem(
                where=finding.id,
                says="Its evidence is not among what was seen of its device.",
                written=f"{proof.seen.source}, {proof.seen.place}",
                derived=None,
            )
