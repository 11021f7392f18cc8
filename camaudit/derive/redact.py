"""An audit with pseudonyms in place of what tells whose it is, so that audits can be pooled.

Every text and address of an audit is named in `fieldsof.py`: what is replaced and by what, or that
it stays. Sentences are written again with the pseudonyms of the fields that they quote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from camaudit.derive import scrubbed
from camaudit.derive.channels import TREATMENTS, Treatment
from camaudit.derive.fieldsof import Fields
from camaudit.derive.rewrite import WHOLE, rewritten, with_ids
from camaudit.derive.typed import labels_of
from camaudit.devices.merge import flow_order
from camaudit.errors import UsageError
from camaudit.identify.score import MAX_QUOTE
from camaudit.listed.eye import RULE as LABEL_READ
from camaudit.model.finding import Finding, Proof
from camaudit.model.identity import Evidence
from camaudit.model.observation import Channel, Fact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from camaudit.derive.fieldsof import Known
    from camaudit.derive.pseudonym import Pseudonyms
    from camaudit.derive.rewrite import Table
    from camaudit.model.audit import Audit
    from camaudit.model.device import Device
    from camaudit.model.identity import Identity
    from camaudit.model.listed import LabelRead

# Channels whose four numbers with dots are an address, never a version.
_ADDRESSES = frozenset(
    {Channel.GROUP_JOINED, Channel.NTP_SERVER, Channel.STUN_MAPPED, Channel.ROUTER_MAPPING}
)
_SORTS = {
    Treatment.NAME: "name",
    Treatment.SERIAL: "serial",
    Treatment.MAKE: "make",
    Treatment.MODEL: "model",
}
_SCOPE = re.compile(r"(?i)onvif://www\.onvif\.org/(?:type|profile|hardware|manufacturer)/")
_KEY_SHOWN = 16  # hex digits of a key that a sentence shows
_NEW = "outbound.new"  # its subject ends in the number of the network


def redact(audit: Audit, given: Pseudonyms, known: Known) -> Audit:
    """Replace what tells whose an audit is.

    Raises: UsageError where that was done before: a second key would fit no other audit.
    """
    if audit.redacted is not None:
        raise UsageError("this audit is redacted already")
    fields = Fields(audit, given, known)
    table = fields.table()
    made = rewritten(replace(audit, devices=(), identities=(), findings=(), run=None), table)
    labels = labels_of(audit.labels)
    of = {
        device.id: {**table, **_Device(device, identity, fields, labels.get(device.id, ())).table()}
        for device, identity in zip(audit.devices, audit.identities, strict=True)
    }
    made = replace(
        made,
        devices=tuple(_sorted(rewritten(one, of[one.id])) for one in audit.devices),
        identities=tuple(rewritten(one, of[one.device]) for one in audit.identities),
        findings=tuple(rewritten(one, of[one.device]) for one in audit.findings),
        exemptions=tuple(
            replace(row, held=tuple(rewritten(one, of[one.device]) for one in before.held))
            for row, before in zip(made.exemptions, audit.exemptions, strict=True)
        ),
        redacted=given.name_of_key,
    )
    made = with_ids(
        audit, made, lambda _, old: f"lst-{given.digits('listed', old.removeprefix('lst-'))}"
    )
    return _without_strangers(audit, made, given)


def _without_strangers(audit: Audit, made: Audit, given: Pseudonyms) -> Audit:
    """Hide the ids of cameras of other audits: an id without a key can be tried out."""
    known = {one.id for one in audit.devices} | {one.id for one in audit.listed}

    def hidden(old: str) -> str:
        return f"{old[:4]}{given.digits('id', old.removeprefix(old[:4]))}"

    return replace(
        made,
        labels=tuple(
            again if one.of is None or one.of in known else replace(again, of=hidden(one.of))
            for one, again in zip(audit.labels, made.labels, strict=True)
        ),
        statements=tuple(
            again if one.id in known else replace(again, id=hidden(one.id))
            for one, again in zip(audit.statements, made.statements, strict=True)
        ),
    )


def _sorted(device: Device) -> Device:
    """Sort what has other values now; addresses stay, since ids follow their order."""
    return replace(
        device,
        facts=tuple(
            sorted(device.facts, key=lambda one: (one.channel, one.port or 0, one.value, one.seen))
        ),
        lookups=tuple(
            sorted(device.lookups, key=lambda one: (one.kind, one.name, one.held_on or 0.0))
        ),
        flows=tuple(sorted(device.flows, key=flow_order)),
    )


@dataclass(frozen=True, slots=True)
class _Device:
    """Rewrites what is said of one device, with the names that it has."""

    device: Device
    identity: Identity
    fields: Fields
    labels: Sequence[LabelRead]  # that were read on it

    def table(self) -> Table:
        """Give what becomes of facts, evidence and findings of the device."""
        names = scrubbed.names(self._names())
        versions = " ".join(
            one.value
            for one in self.device.facts
            if TREATMENTS[one.channel] is Treatment.KEPT and one.channel not in _ADDRESSES
        )
        addresses = self.fields.addresses

        def is_version(text: str) -> bool:
            return text not in addresses and text in versions

        def sentence(text: str) -> str:
            return names(self.fields.names(scrubbed.forms(text, self.fields.given, is_version)))

        def fact(one: Fact) -> Fact:
            return replace(one, value=self._value(one, names))

        return {
            (Fact, WHOLE): lambda one: fact(one) if isinstance(one, Fact) else one,
            (Evidence, WHOLE): lambda one: self._sign(one) if isinstance(one, Evidence) else one,
            (Proof, "what"): lambda text: sentence(str(text)),
            (Finding, WHOLE): lambda one: (
                self._finding(one, is_version) if isinstance(one, Finding) else one
            ),
            (type(self.identity), "contradictions"): lambda text: sentence(str(text)),
        }

    def _value(self, fact: Fact, names: Callable[[str], str]) -> str:
        given, value = self.fields.given, fact.value
        treatment = TREATMENTS[fact.channel]
        if treatment is Treatment.SCOPE:
            treatment = Treatment.KEPT if _SCOPE.match(value) else Treatment.NAME
        if treatment in _SORTS:
            return given.name(_SORTS[treatment], value)
        match treatment:
            case Treatment.HOST:
                return self.fields.host(value)
            case Treatment.HEX:
                return given.digits("key", value)
        if fact.channel in _ADDRESSES:
            return names(scrubbed.forms(value, given))
        addresses = self.fields.addresses
        return names(scrubbed.forms(value, given, lambda text: text not in addresses))

    def _sign(self, one: Evidence) -> Evidence:
        """Hide who read a label, when and what; who built it by that stays."""
        made = self.fields.evidence(one)
        if one.rule != LABEL_READ:
            return made
        table = self.fields.table()
        readers = {rewritten(label.seen, table): label.read_by for label in self.labels}
        name = readers.get(made.fact.seen)
        who = "A person" if name is None else self.fields.given.name("person", name)
        return replace(made, because=f"{who} read its label: left out here.")

    def _finding(self, one: Finding, is_version: Callable[[str], bool]) -> Finding:
        """Rewrite subject and summary, which quote addresses and networks of companies alone."""
        given, operators = self.fields.given, self.fields.operators
        subject = scrubbed.forms(one.subject, given, is_version)
        if one.code == _NEW:
            *place, number = subject.split("|")
            apart = number.partition(",")
            if f"AS{apart[0]}" in self.fields.numbers:
                hidden = self.fields.numbers[f"AS{apart[0]}"]
                subject = "|".join([*place, f"{hidden}{apart[1]}{apart[2]}"])
        summary = operators(scrubbed.forms(one.summary, given, is_version))
        return replace(one, subject=subject, summary=summary)

    def _names(self) -> dict[str, str]:
        """Give the names of the device that sentences about it may quote."""
        found: dict[str, str] = {}
        for one in (*self.device.facts, *self._evidence()):
            treatment = TREATMENTS[one.channel]
            known = treatment is Treatment.MAKE and self.fields.label(one.value) == one.value
            if treatment is Treatment.KEPT or known:
                continue
            told = self._value(one, lambda text: text)
            found[one.value] = told
            found.setdefault(one.value[:MAX_QUOTE], told)
            if TREATMENTS[one.channel] is Treatment.HEX:
                found[one.value[:_KEY_SHOWN]] = told[:_KEY_SHOWN]
        for label in self.labels:
            for sort, text in (
                ("make", label.brand), ("model", label.model), ("serial", label.serial),
                ("place", label.place), ("person", label.read_by),
            ):  # fmt: skip
                if text is not None and self.fields.label(text) != text:
                    found[text] = self.fields.given.name(sort, text)
        for name in self._hosts():
            found[name] = self.fields.host(name)
        if self.identity.serial is not None:
            found[self.identity.serial] = self.fields.given.name("serial", self.identity.serial)
        for kept in (self.identity.model, self.identity.firmware, self.identity.brand.value):
            found.pop(kept or "", None)
        return {name: told for name, told in found.items() if name != told}

    def _evidence(self) -> Iterable[Fact]:
        for answer in (self.identity.maker, self.identity.brand, self.identity.kind):
            for one in answer.evidence:
                yield one.fact

    def _hosts(self) -> Iterable[str]:
        for lookup in self.device.lookups:
            yield lookup.name
        for flow in self.device.flows:
            yield from flow.names
