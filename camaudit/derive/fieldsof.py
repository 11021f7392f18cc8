"""What becomes of the fields of an audit when it is redacted, but for sentences (redact.py).

A text or an address of an audit that is named neither here nor in `staying.py` fails a test: who
adds a field decides what becomes of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import TYPE_CHECKING

from camaudit.derive import scrubbed
from camaudit.derive.rewrite import WHOLE
from camaudit.geo.place import Where
from camaudit.identify.match import LABEL_NAMED
from camaudit.identify.score import BRAND_STATED
from camaudit.model.action import Exemption
from camaudit.model.audit import (
    Audit,
    EstateUsed,
    Other,
    Part,
    PeerPlace,
    Sent,
)
from camaudit.model.coverage import Circumstance, Coverage, FileRead, Look, Note
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.identity import Answer, Evidence, Identity, Kind
from camaudit.model.listed import CameraList, LabelRead, Listed, Registered, Stated, Statement
from camaudit.model.observation import (
    Attachment,
    Binding,
    Flow,
    Lookup,
    Seen,
    Shortfall,
)
from camaudit.tabular.reply import THEIRS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camaudit.derive.pseudonym import Pseudonyms
    from camaudit.derive.rewrite import Table
    from camaudit.rulebook.types import Rulebook

LEFT_OUT = "left out"
_SCANS = frozenset({"scan", "neighbours", "probe"})  # sources that are no files
_PLACE = re.compile(r"(?:(?:frame|line|row|reply|entry|byte|record)s? [0-9,]{1,15})?")
_PORT = re.compile(r"[A-Za-z-]{0,24} ?[0-9]{1,5}(?:[/.:][0-9]{1,5}){0,5}")  # of a switch
_CHANNEL = re.compile(r"[A-Za-z]{0,10} ?[0-9]{1,4}(?:, ?[A-Za-z]{0,10} ?[0-9]{1,4}){0,15}")
_PASSED = re.compile(r"(?P<name>.*) \((?P<cidr>[0-9A-Fa-f:./]+)\): (?P<why>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Known:
    """Names that rules know, which therefore tell of a maker and of nobody else."""

    suffixes: frozenset[str]  # of DNS names: clouds, time servers
    words: frozenset[str]  # makers, their ids, brands and kinds; in lower case


def known_of(rulebook: Rulebook) -> Known:
    """Give the names that rules know."""
    labels = {kind.value for kind in Kind} | {one.brand for one in rulebook.labels}
    labels |= {one.brand for one in rulebook.blocks}
    labels |= {one.brand for one in rulebook.signatures if one.brand}
    for maker in rulebook.makers:
        labels |= {maker.id, maker.short, maker.name, *maker.aliases}
        labels |= {name for link in maker.brands for name in (link.brand, *link.aliases)}
        labels |= {form.brand for form in maker.models if form.brand}
    return Known(
        frozenset(
            {one.suffix for one in rulebook.cloud}
            | {one.suffix for one in rulebook.time_servers}
            | set(rulebook.time_pools)
        ),
        frozenset(one.casefold() for one in labels),
    )


class Fields:
    """What is made of the fields of one audit."""

    def __init__(self, audit: Audit, given: Pseudonyms, known: Known) -> None:
        self.given = given
        self._known = known
        self.addresses = frozenset(map(str, _addresses(audit)))
        elsewhere = [one for one in audit.places if one.where == Where.ELSEWHERE]
        self.numbers = {
            f"AS{one.number}": given.name("operator", str(one.number))
            for one in elsewhere
            if one.number is not None
        }
        companies = {
            one.operator: given.name("operator", one.operator)
            for one in elsewhere
            if one.operator is not None
        }
        self.operators = scrubbed.names(companies | self.numbers)
        self.names = scrubbed.names({**self._names(audit), **companies, **self.numbers})

    def _names(self, audit: Audit) -> dict[str, str]:
        """Give the names of sites, networks, files and links that sentences may quote."""
        found: dict[str, str] = {}
        sites = {one for part in audit.parts for one in part.sites} | set(audit.estate.sites)
        sites |= {one.site for one in audit.coverage} | {one.site for one in audit.devices}
        found |= {one: self.given.name("site", one) for one in sites if one}
        networks = {one.network for one in audit.coverage} | {one.network for one in audit.devices}
        found |= {one: self.network(one) for one in networks if one}
        for file in audit.files:
            for name in (file.path, file.path.rpartition("/")[2]):
                found[name] = self.file(file.path)
        if audit.estate.organisation is not None:
            name = audit.estate.organisation
            found[name] = self.given.name("organisation", name)
        for device in audit.devices:
            for one in device.attachments:
                found[one.switch] = self.given.name("switch", one.switch)
        return found

    def table(self) -> Table:
        """Give what is made of each field, but for sentences."""
        name = self._name
        site, network, mac = name("site"), self._opt(self.network), self._opt(self.given.mac)
        address, place, source = self._address, self._opt(self._place), self._opt(self.file)
        camera, make, model = name("camera"), name("make"), name("model")
        return {
            (EstateUsed, "organisation"): name("organisation"),
            (EstateUsed, "digest"): self._digest,
            (EstateUsed, "sites"): site,
            (EstateUsed, "sensitive_sites"): site,
            (Part, "organisation"): name("organisation"),
            (Part, "estate"): self._digest,
            (Part, "sites"): site,
            (FileRead, "path"): source,
            (FileRead, "site"): site,
            (FileRead, "message"): lambda old: None if old is None else LEFT_OUT,
            (FileRead, "digest"): self._digest,
            (Note, "sender"): address,
            (Note, "place"): place,
            (Note, WHOLE): _note,
            (Device, "site"): site,
            (Device, "mac"): mac,
            (Device, "addresses"): address,
            (Device, "network"): network,
            (Endpoint, "mac"): mac,
            (Endpoint, "ip"): address,
            (Seen, "source"): source,
            (Seen, "place"): place,
            (Lookup, "name"): self._opt(self.host),
            (Lookup, "answers"): address,
            (Flow, "peer"): address,
            (Flow, "names"): self._opt(self.host),
            (Binding, "mac"): mac,
            (Binding, "ip"): address,
            (Attachment, "mac"): mac,
            (Attachment, "ip"): address,
            (Attachment, "switch"): name("switch"),
            (Attachment, "port"): self._formed(_PORT, "port"),
            (Identity, "serial"): name("serial"),
            (Answer, WHOLE): self._answer,
            (Coverage, "site"): site,
            (Coverage, "network"): network,
            (Coverage, "cidr"): self._opt(self.given.network),
            (Look, "source"): source,
            (Other, "site"): site,
            (Other, "network"): network,
            (Shortfall, "source"): source,
            (Shortfall, "what"): self._opt(self._told),
            (Shortfall, "place"): place,
            (Sent, "approved_by"): name("person"),
            (Sent, "most_to"): address,
            (Sent, "halted"): self._opt(self._told),
            (Sent, "stopped"): self._opt(self._told),
            (Sent, "passed"): self._opt(self._passed),
            (Sent, "unheard"): name("link"),
            (PeerPlace, "peer"): address,
            (PeerPlace, WHOLE): self._peer,
            (Exemption, "place"): self._opt(self._row),
            (Exemption, "site"): site,
            (Exemption, "network"): network,
            (Exemption, "device"): self._opt(self._told),
            (Exemption, "reason"): lambda _: LEFT_OUT,
            (Exemption, "owner"): name("person"),
            (Listed, "site"): site,
            (Listed, "recorder_name"): name("recorder"),
            (Listed, "channel"): self._formed(_CHANNEL, "channel"),
            (Listed, "name"): camera,
            (Listed, "ip"): address,
            (Listed, "mac"): mac,
            (Listed, "serial"): name("serial"),
            (Listed, "firmware"): name("firmware"),
            (Listed, "place"): name("place"),
            (Listed, "make"): make,
            (Listed, "model"): model,
            (Stated, WHOLE): self._stated,
            (CameraList, "site"): site,
            (CameraList, "name"): name("recorder"),
            (CameraList, "sources"): source,
            (Registered, "site"): site,
            (Registered, "name"): camera,
            (Registered, "place"): name("place"),
            (Registered, "make"): make,
            (Registered, "model"): model,
            (Registered, "status"): self._opt(lambda _: LEFT_OUT),
            (LabelRead, "brand"): make,
            (LabelRead, "model"): model,
            (LabelRead, "serial"): name("serial"),
            (LabelRead, "place"): name("place"),
            (LabelRead, "read_by"): name("person"),
            (LabelRead, "read_on"): self._opt(lambda _: LEFT_OUT),
            (Statement, "on"): self._opt(lambda _: LEFT_OUT),
            (Statement, "answers"): _answer_left_out,
        }

    def _opt(self, change: Callable[[str], str]) -> Callable[[object], object]:
        return lambda old: change(old) if isinstance(old, str) and old else old

    def _name(self, sort: str) -> Callable[[object], object]:
        return self._opt(lambda text: self.given.name(sort, text))

    def _formed(self, form: re.Pattern[str], sort: str) -> Callable[[object], object]:
        """Keep a text of a form; replace any other."""
        return self._opt(lambda text: text if form.fullmatch(text) else self.given.name(sort, text))

    def _address(self, old: object) -> object:
        return self.given.address(old) if isinstance(old, IPv4Address | IPv6Address) else old

    def _digest(self, old: object) -> object:
        return self.given.digits("digest", old) if isinstance(old, str) else old

    def network(self, name: str) -> str:
        """Replace a network by name, or by range where it is called so."""
        try:
            ip_network(name)
        except ValueError:
            return self.given.name("network", name)
        return self.given.network(name)

    def file(self, path: str) -> str:
        """Replace a source; one of a scan stays."""
        if path.partition(":")[0] in _SCANS:
            return path
        return self.given.name("file", path)

    def host(self, name: str) -> str:
        """Replace of a DNS name what stands before a name that the rules know."""
        labels = name.split(".")
        for at in range(len(labels)):
            if ".".join(labels[at:]) in self._known.suffixes:
                own = ".".join(labels[:at])
                shown = [self.given.name("host", own)] if own else []
                return ".".join([*shown, *labels[at:]])
        return self.given.name("host", name)

    def _place(self, text: str) -> str:
        return text if _PLACE.fullmatch(text) else self.given.name("place", text)

    def _told(self, text: str) -> str:
        return self.names(scrubbed.forms(text, self.given))

    def _row(self, place: str) -> str:
        path, colon, line = place.rpartition(":")
        return f"{self.given.name('file', path)}{colon}{line}" if colon else self.file(place)

    def _passed(self, text: str) -> str:
        """Rewrite what a scan passed over: "NETWORK (RANGE): why", or "LINK: why"."""
        found = _PASSED.fullmatch(text)
        if found is not None:
            network = f"{self.network(found['name'])} ({self.given.network(found['cidr'])})"
            return f"{network}: {self._told(found['why'])}"
        link, colon, why = text.partition(": ")
        return f"{self.given.name('link', link)}{colon}{self._told(why)}"

    def label(self, text: str) -> str:
        """Replace a label that no rule knows: it may be that of a local installer."""
        if text.casefold() in self._known.words:
            return text
        return self.given.name("label", text)

    def evidence(self, one: Evidence) -> Evidence:
        """Replace the label for which evidence speaks, where no rule knows it."""
        is_label = one.proves == "brand" or one.rule in {BRAND_STATED, LABEL_NAMED}
        return replace(one, says=self.label(one.says)) if is_label and one.says else one

    def _answer(self, one: object) -> object:
        """Replace labels that no rule knows; makers and kinds are words of the rules."""
        if not isinstance(one, Answer):
            return one
        rivals = tuple((self.label(name), weight) for name, weight in one.rivals)
        value = None if one.value is None else self.label(one.value)
        return replace(one, value=value, rivals=rivals)

    def _peer(self, one: object) -> object:
        """Hide whose network a peer is in, where that is told by nothing but the network."""
        if not isinstance(one, PeerPlace) or one.where != Where.ELSEWHERE:
            return one
        operator = None if one.operator is None else self.given.name("operator", one.operator)
        return replace(one, operator=operator, number=None)

    def _stated(self, one: object) -> object:
        """Drop the words of a list; who built the camera by them stays."""
        if not isinstance(one, Stated):
            return one
        because = None if one.because is None else "Its make and model, left out here, say so."
        brand = None if one.brand is None else self.label(one.brand)
        return replace(one, because=because, brand=brand)


def _answer_left_out(old: object) -> object:
    """Keep our own heading of an answer, and leave out what stands below it."""
    heading = old[0] if isinstance(old, tuple) else old
    return (heading if heading in THEIRS else LEFT_OUT, LEFT_OUT)


def _note(one: object) -> object:
    """Drop zone and day of a file; by what frames were wrapped is no secret."""
    if not isinstance(one, Note) or one.what is Circumstance.WRAPPED:
        return one
    return replace(one, about=None)


def _addresses(audit: Audit) -> Iterator[IPv4Address | IPv6Address]:
    """Give every address that stands in a field."""
    for device in audit.devices:
        yield from device.addresses
        yield from (one.ip for one in device.bindings)
        for flow in device.flows:
            yield flow.peer
        for lookup in device.lookups:
            yield from lookup.answers
    yield from (one.ip for one in audit.listed if one.ip is not None)
    yield from (one.peer for one in audit.places)
