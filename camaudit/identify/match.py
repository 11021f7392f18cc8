"""All signatures of a channel at once over what a device said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.identify.blocks import Blocks
from camaudit.identify.names import PLACES, Names
from camaudit.identify.patternset import PatternSet
from camaudit.model.endpoint import Endpoint
from camaudit.model.identity import VIDEO_KINDS, Evidence, Kind
from camaudit.model.observation import MAX_VALUE, Channel, Fact, LookupKind, Seen
from camaudit.rulebook.types import Maker, Proves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.identify.names import Named
    from camaudit.identify.registry import Registry
    from camaudit.model.device import Device
    from camaudit.rulebook.types import (
        CloudEntry,
        LabelBlocks,
        ModelPattern,
        Rulebook,
        Signature,
    )

MAC_BLOCK = "mac-block"  # rule id of the evidence that the registry gives
MAC_WEIGHT = 0.7  # guessed; boards of camera makers sit in other makers' boxes
CLOUD_WEIGHT = 0.5  # guessed
LABEL_NAMED = "label-named"  # rule id: a text names a label
NAMED_WEIGHT = 1.0  # guessed

FIELDS = ("model", "firmware", "built_on", "serial", "channels")
_KINDS = frozenset(kind.value for kind in Kind if kind is not Kind.UNKNOWN)
_SETTLED = frozenset({Proves.NOTHING, Proves.IMITATION})  # nothing more is read in such a text
_BUILD = re.compile(r"\bbuild\b|\dbuild\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One rule that matched one fact: the evidence for a reader, and what it gives."""

    evidence: Evidence
    maker: str | None  # maker id, where the rule proves one
    brand: str | None
    kind: str | None  # a value of Kind
    fields: tuple[tuple[str, str], ...]  # of FIELDS, sorted

    @property
    def order(self) -> tuple[bool, float, str, Channel, str, int, Seen]:
        """Sort the strongest first; no two different matches of a device are equal in it."""
        said = self.evidence.fact
        return (
            not self.evidence.strong,
            -self.evidence.weight,
            self.evidence.rule,
            said.channel,
            said.value,
            said.port or 0,
            said.seen,
        )


class Matcher:
    """Finds what the rules and the MAC registry know of what a device said."""

    def __init__(self, rulebook: Rulebook, registry: Registry) -> None:
        self._blocks = Blocks(rulebook, registry)
        self._by_channel: dict[Channel, list[Signature]] = {}
        for signature in rulebook.signatures:
            self._by_channel.setdefault(signature.on, []).append(signature)
        self._sets: dict[Channel, PatternSet] = {}
        self._names = Names(rulebook)
        servers = (one.suffix for one in rulebook.time_servers)
        self._clocks = (*rulebook.time_pools, *servers)
        self._clouds = {entry.suffix: entry for entry in rulebook.cloud}

    def match(self, device: Device) -> list[Match]:
        """Give everything that is known of what a device said, strongest first.

        Raises: RulesError where the patterns of a channel cannot be compiled together.
        """
        found: list[Match] = []
        for fact in device.facts:
            by_rule = list(self._said(fact))
            found += by_rule
            if fact.channel in PLACES:
                found += self._named(fact, by_rule)
        for lookup in device.lookups:
            if lookup.held_on is not None:
                continue  # at most possibly this device's: nothing is read into it
            sni = lookup.kind is LookupKind.SNI
            fact = Fact(
                about=lookup.client,
                channel=Channel.TLS_SNI if sni else Channel.DNS_QUERY,
                value=lookup.name,
                port=None,
                seen=lookup.seen,
                count=lookup.count,
                last=lookup.last,
            )
            found += self._said(fact)
            entry = self._service(lookup.name)
            if entry is not None and entry.identifies and entry.maker is not None:
                found.append(_of_service(entry, entry.maker, fact))
        if device.mac is not None and "router" not in device.notes:
            owned = self._blocks.owner(device.mac)
            if owned is not None:
                owner, block = owned
                text = f"{block.prefix} {block.registrant}"
                found.append(_of_block(device, device.mac, owner, text))
        return sorted(found, key=lambda one: one.order)

    def knows(self, name: str) -> bool:
        """Tell whether a rule says anything of a DNS name: of others nothing need be kept."""
        if self._service(name) is not None or name.endswith(self._clocks):
            return True
        return any(True for _ in self._together(Channel.DNS_QUERY).matching(_bytes(name)))

    def _said(self, fact: Fact) -> Iterator[Match]:
        signatures = self._by_channel.get(fact.channel)
        if signatures is None:
            return
        together, text = self._together(fact.channel), _bytes(fact.value)
        for place in together.matching(text):
            yield _of_signature(signatures[place], together.groups(place, text), fact)

    def _together(self, channel: Channel) -> PatternSet:
        found = self._sets.get(channel)
        if found is None:
            patterns = (one.match for one in self._by_channel.get(channel, ()))
            found = self._sets[channel] = PatternSet(channel, patterns)
        return found

    def _named(self, fact: Fact, by_rule: Sequence[Match]) -> Iterator[Match]:
        """Read the names in a text of which no rule tells the maker, and which is no trap."""
        if any(one.maker or one.evidence.proves in _SETTLED for one in by_rule):
            return
        text = fact.value[:MAX_VALUE]
        models = list(self._names.models(fact.channel, text))
        for name, form in models:
            yield _of_model(name, form, fact)
        kinds = {one.kind for one in by_rule}
        video = bool(kinds & VIDEO_KINDS) and Kind.OTHER not in kinds  # a "TiVo DVR" is none
        named = None if models else self._names.label(fact.channel, text, video=video)
        if named is not None:
            yield _of_label(named, fact)

    def _service(self, name: str) -> CloudEntry | None:
        """Give the entry of the longest suffix, at the boundary of a label."""
        labels = name.split(".")
        suffixes = (".".join(labels[place:]) for place in range(len(labels)))
        return next((self._clouds[one] for one in suffixes if one in self._clouds), None)


def _bytes(text: str) -> bytes:
    return text[:MAX_VALUE].encode("utf-8", "replace")


def _of_signature(signature: Signature, groups: dict[str, str], fact: Fact) -> Match:
    counts = signature.proves not in {Proves.IMITATION, Proves.NOTHING}
    maker = signature.maker if signature.proves in {Proves.MAKER, Proves.PLATFORM} else None
    brand = signature.brand or groups.get("brand")
    kind = signature.kind or _kind(groups.get("kind"))
    says = {Proves.BRAND: brand, Proves.KIND: kind}.get(signature.proves, maker)
    return Match(
        evidence=Evidence(
            fact=fact,
            rule=signature.id,
            proves=signature.proves.value,
            says=says or "",
            weight=signature.weight,
            strong=signature.strong,
            because=signature.because,
            references=signature.references,
        ),
        maker=maker,
        brand=brand if counts else None,
        kind=kind if counts else None,
        fields=_fields(groups, fact.value) if counts else (),
    )


def _kind(text: str | None) -> str | None:
    return text.lower() if text and text.lower() in _KINDS else None


def _fields(groups: dict[str, str], said: str) -> tuple[tuple[str, str], ...]:
    fields = {name: groups[name].strip() for name in FIELDS if groups.get(name, "").strip()}
    if "firmware" in fields and "built_on" in fields and _BUILD.search(said):
        # "V5.5.82build 190220": makers and advisories name a firmware with its build.
        fields["firmware"] += f" build {fields['built_on']}"
    return tuple(sorted(fields.items()))


def _of_service(entry: CloudEntry, maker: str, fact: Fact) -> Match:
    return Match(
        evidence=Evidence(
            fact=fact,
            rule=entry.id,
            proves=Proves.MAKER.value,
            says=maker,
            weight=CLOUD_WEIGHT,
            strong=False,
            because=f"It asked for {entry.service}; a phone of the owner does so too.",
            references=entry.references,
        ),
        maker=maker,
        brand=None,
        kind=None,
        fields=(),
    )


def _of_model(name: str, form: ModelPattern, fact: Fact) -> Match:
    return Match(
        evidence=Evidence(
            fact=fact,
            rule=form.id,
            proves=Proves.MAKER.value,
            says=form.maker,
            weight=NAMED_WEIGHT,
            strong=False,
            because=f"It names a model. {form.meaning}",
            references=form.references,
        ),
        maker=form.maker,
        brand=form.brand,
        kind=form.kind,
        fields=(("model", name),),
    )


def _of_label(named: Named, fact: Fact) -> Match:
    maker = named.maker
    if named.video:
        because = f"It speaks of a camera, a recorder or the like, and names {named.label}."
    else:
        because = f"It begins with {named.label}, the name of a firm that makes video devices."
    return Match(
        evidence=Evidence(
            fact=fact,
            rule=LABEL_NAMED,
            proves=(Proves.MAKER if maker else Proves.BRAND).value,
            says=maker.id if maker else named.label,
            weight=NAMED_WEIGHT,
            strong=False,
            because=because,
            references=(f'vendor list: camaudit vendors "{named.label}"',),
        ),
        maker=maker.id if maker else None,
        brand=None if maker else named.label,
        kind=None if named.video else Kind.VIDEO.value,
        fields=(),
    )


def _of_block(device: Device, mac: str, owner: Maker | LabelBlocks, text: str) -> Match:
    maker = owner.id if isinstance(owner, Maker) else None
    name = owner.short if isinstance(owner, Maker) else owner.brand
    fact = Fact(
        about=Endpoint(mac, None),
        channel=Channel.MAC_BLOCK,
        value=text,
        port=None,
        seen=_first_seen(device),
    )
    return Match(
        evidence=Evidence(
            fact=fact,
            rule=MAC_BLOCK,
            proves=(Proves.MAKER if maker else Proves.BRAND).value,
            says=maker or name,
            weight=MAC_WEIGHT,
            strong=False,
            because=f"{name} registered this block of MAC addresses.",
            references=("IEEE registry of MAC addresses",),
        ),
        maker=maker,
        brand=None if maker else name,
        kind=Kind.VIDEO.value if owner.makes == "video" else None,
        fields=(),
    )


def _first_seen(device: Device) -> Seen:
    """Give the first place where the MAC was written, else the first of anything."""
    places = [one.seen for one in device.bindings] + [one.seen for one in device.attachments]
    places += [] if device.sighted is None else [device.sighted]
    said = [one.seen for one in device.facts] + [one.seen for one in device.flows]
    said += [one.seen for one in device.lookups] + [one.seen for one in device.logins]
    return min(places or said, default=Seen(device.first, "", ""))
