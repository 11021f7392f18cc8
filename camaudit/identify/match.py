"""All signatures of a channel at once over what a device said.

RE2 runs in time linear in the text, whatever the text. A set tells which patterns match; the
groups are read in a second pass over those alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import re2

from camaudit.errors import RulesError
from camaudit.model.endpoint import Endpoint
from camaudit.model.identity import Evidence, Kind
from camaudit.model.observation import Channel, Fact, LookupKind
from camaudit.rulebook.types import Proves, Specificity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.identify.registry import Registry
    from camaudit.model.device import Device
    from camaudit.model.observation import Seen
    from camaudit.rulebook.types import CloudEntry, Rulebook, Signature

MAX_MEMORY = 64 << 20  # bytes that RE2 may use for the set of one channel
MAX_TEXT = 1_024  # characters of a fact that are looked at

MAC_BLOCK = "mac-block"
CLOUD_NAME = "cloud-name"
# What these say is set by people or shared by boards: never a strong witness.
_NEVER_STRONG = frozenset({"mac", "dhcp", "dns"})
_COMPANY = re.compile(
    r"\b(?:co|ltd|limited|inc|incorporated|corp|corporation|gmbh|ag|ab|sa|llc|company|technology|"
    r"technologies|tech)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One match: evidence for a reader, and the fields that it gives."""

    evidence: Evidence
    maker: str | None
    brand: str | None
    kind: str | None
    fields: tuple[tuple[str, str], ...]  # model, firmware, built_on, serial, channels


class _ChannelSet:
    """The signatures of one channel, compiled on first use."""

    def __init__(self, channel: Channel, signatures: list[Signature]) -> None:
        self._channel = channel
        self._signatures = signatures
        self._single = [re2.compile(one.match) for one in signatures]
        options = re2.Options()
        options.max_mem = MAX_MEMORY
        self._set = re2.Set.SearchSet(options)
        for one in signatures:
            self._set.Add(one.match)
        if not self._compiled():
            raise RulesError(f"{channel}: the patterns of this channel do not fit in {MAX_MEMORY}")

    def _compiled(self) -> bool:
        return self._set.Compile() is not False

    def match(self, text: str) -> Iterator[tuple[Signature, dict[str, str]]]:
        for place in sorted(self._set.Match(text)):
            found = self._single[place].search(text)
            if found is not None:
                groups = {key: value for key, value in found.groupdict().items() if value}
                yield self._signatures[place], groups


class Matcher:
    """Knows the rules and the MAC registry."""

    def __init__(self, rulebook: Rulebook, registry: Registry) -> None:
        self._rulebook = rulebook
        self._registry = registry
        self._by_channel: dict[Channel, list[Signature]] = defaultdict(list)
        for signature in rulebook.signatures:
            self._by_channel[signature.on].append(signature)
        self._sets: dict[Channel, _ChannelSet] = {}
        self._clouds = {one.suffix: one for one in rulebook.cloud if one.identifies and one.maker}
        self._registrants = {
            plain_name(name): maker for maker in rulebook.makers for name in maker.registrants
        }
        self._chips = {plain_name(chip.registrant): chip for chip in rulebook.chips}

    def match(self, device: Device) -> list[Match]:
        """Give everything that the rules know of what a device said, sorted."""
        found: list[Match] = []
        for fact in device.facts:
            found += self._said(fact)
        for lookup in device.lookups:
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
            entry = self._cloud(lookup.name)
            if entry is not None:
                found.append(_cloud_match(entry, fact))
        found += self._block(device)
        found.sort(key=lambda one: (one.evidence.rule, one.evidence.fact.seen))
        return found

    def _said(self, fact: Fact) -> Iterator[Match]:
        signatures = self._by_channel.get(fact.channel)
        if not signatures:
            return
        compiled = self._sets.get(fact.channel)
        if compiled is None:
            compiled = self._sets[fact.channel] = _ChannelSet(fact.channel, signatures)
        for signature, groups in compiled.match(fact.value[:MAX_TEXT]):
            yield _signature_match(signature, groups, fact)

    def _cloud(self, name: str) -> CloudEntry | None:
        labels = name.split(".")
        for at in range(len(labels)):
            entry = self._clouds.get(".".join(labels[at:]))
            if entry is not None:
                return entry
        return None

    def _block(self, device: Device) -> Iterator[Match]:
        if device.mac is None or {"router", "virtual-router"} & set(device.notes):
            return
        block = self._registry.look_up(device.mac)
        maker = self._registrants.get(plain_name(block.registrant)) if block else None
        if block is None or maker is None:
            return
        fact = Fact(
            about=Endpoint(device.mac, None),
            channel=Channel.MAC_BLOCK,
            value=f"{block.prefix} {block.registrant}",
            port=None,
            seen=_first_seen(device),
        )
        kind = Kind.VIDEO.value if maker.makes == "video" else None
        yield Match(
            evidence=Evidence(
                fact=fact,
                rule=MAC_BLOCK,
                proves=Proves.MAKER,
                says=maker.id,
                weight=0.7,
                strong=False,
                because=f"{block.registrant} registered this block of MAC addresses.",
                references=("IEEE MAC registry",),
            ),
            maker=maker.id,
            brand=None,
            kind=kind,
            fields=(),
        )

    def mac_note(self, device: Device) -> str | None:
        """Say why a MAC names no maker, where that is so."""
        if device.mac is None:
            return None
        if "virtual-router" in device.notes:
            return "the MAC of a virtual router"
        if "router" in device.notes:
            return "a router's MAC: it speaks for others"
        if "locally-administered" in device.notes:
            return "a locally administered MAC: it has no registered maker"
        block = self._registry.look_up(device.mac)
        chip = self._chips.get(plain_name(block.registrant)) if block else None
        return f"MAC block of {chip.registrant} ({chip.what}): not the maker" if chip else None


def _first_seen(device: Device) -> Seen:
    seen = [one.seen for one in device.facts]
    seen += [one.seen for one in device.lookups]
    seen += [one.seen for one in device.flows]
    seen += [one.seen for one in device.logins]
    return min(seen + [one.seen for one in device.bindings])


def plain_name(name: str) -> str:
    """Fold a company's name: case, punctuation and the words for its legal form go."""
    words = re.sub(r"[^a-z0-9 ]+", " ", name.lower())
    return " ".join(_COMPANY.sub(" ", words).split())


def _signature_match(signature: Signature, groups: dict[str, str], fact: Fact) -> Match:
    counts = signature.proves in {Proves.MAKER, Proves.PLATFORM}
    brand = signature.brand or groups.get("brand")
    kind = signature.kind or _kind(groups.get("kind"))
    says = {
        Proves.MAKER: signature.maker,
        Proves.PLATFORM: signature.maker,
        Proves.BRAND: brand,
        Proves.KIND: kind,
    }.get(signature.proves)
    strong = (
        signature.specificity in {Specificity.UNIQUE, Specificity.FAMILY}
        and fact.channel.witness not in _NEVER_STRONG
        and fact.channel not in {Channel.MDNS_HOST, Channel.ONVIF_HOSTNAME}
    )
    kept = ("model", "firmware", "built_on", "serial", "channels")
    return Match(
        evidence=Evidence(
            fact=fact,
            rule=signature.id,
            proves=signature.proves,
            says=says or "",
            weight=signature.weight,
            strong=strong,
            because=signature.because,
            references=signature.references,
        ),
        maker=signature.maker if counts else None,
        brand=brand,
        kind=kind,
        fields=tuple((key, groups[key].strip()) for key in kept if groups.get(key, "").strip()),
    )


def _kind(text: str | None) -> str | None:
    return text.lower() if text and text.lower() in set(Kind) else None


def _cloud_match(entry: CloudEntry, fact: Fact) -> Match:
    return Match(
        evidence=Evidence(
            fact=fact,
            rule=entry.id,
            proves=Proves.MAKER,
            says=entry.maker or "",
            weight=0.5,
            strong=False,
            because=f"It asked for {entry.service}; an owner's phone does so too.",
            references=entry.references,
        ),
        maker=entry.maker,
        brand=None,
        kind=None,
        fields=(),
    )
