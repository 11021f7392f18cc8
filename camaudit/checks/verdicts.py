"""Which published flaws a device has, by the model, firmware and day of build that it announced."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import re2

from camaudit.identify.readings import CHANNELS_OF, iso_date, stated
from camaudit.model.grade import Grade
from camaudit.rulebook import versions
from camaudit.rulebook.flaw import Basis, fits
from camaudit.rulebook.types import How

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from camaudit.model.device import Device
    from camaudit.model.identity import Identity
    from camaudit.model.observation import Fact
    from camaudit.rulebook.flaw import Ended, Flaw, Span
    from camaudit.rulebook.types import Rulebook


class Verdict(StrEnum):
    """What can be said of a flaw and a device."""

    AFFECTED = "affected"  # the source names the model and the version
    POSSIBLE = "possible"  # the version is one of those; whether the model is, is not known
    NOT_AFFECTED = "not affected"  # the version is outside of every range
    CANNOT_TELL = "cannot tell"  # no version, no day of build, or a source without versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What a device says of its model and firmware."""

    models: tuple[str, ...]
    firmware: str | None  # as sent
    built: str | None  # ISO date, stated in the firmware or beside it
    fact: Fact | None  # that states the firmware, else the model


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A flaw that concerns a device."""

    flaw: Flaw
    verdict: Verdict
    span: Span | None  # that decided
    announced: Announced


def announced(device: Device, identity: Identity) -> Announced:
    """Read model, firmware and day of build."""
    models = [identity.model, *(one.value for one in stated(device, "model", ()))]
    said = stated(device, "firmware", ())
    text = said[0].value if said else identity.firmware
    fact = said[0].fact if said else None
    if fact is None and text:
        fact = next((one for one in device.facts if text in one.value), None)
    beside = (
        one.value
        for one in device.facts
        if one.channel in CHANNELS_OF["built_on"]
        and (fact is None or one.channel.witness == fact.channel.witness)
    )
    if fact is None:
        named = stated(device, "model", ())
        fact = named[0].fact if named else None
        fact = fact or next((o for o in device.facts if (identity.model or "\n") in o.value), None)
    version = versions.read(text or "")
    built = version.built if version else None
    return Announced(
        models=tuple(dict.fromkeys(one.strip() for one in models if one)),
        firmware=text,
        built=built or next((day for one in beside if (day := iso_date(one))), None),
        fact=fact,
    )


def judge(device: Device, identity: Identity, rulebook: Rulebook) -> Iterator[Judged]:
    """Yield every flaw that concerns a device, with its verdict."""
    own = announced(device, identity)
    relabelled = _relabelled(identity, rulebook)
    for flaw in rulebook.flaws:
        if flaw.not_judged is not None:
            continue
        said = _said(flaw, device)
        if said is None and not concerns(flaw, identity):
            continue
        found = _verdict(flaw, identity, said or own, relabelled=relabelled)
        if found is not None:
            verdict, span = found
            yield Judged(flaw=flaw, verdict=verdict, span=span, announced=said or own)


def concerns(rule: Flaw | Ended, identity: Identity) -> bool:
    """Tell whether a device is at least likely of a maker or label that a rule is about."""
    if identity.maker.value in rule.makers:
        return identity.maker.grade.rank >= Grade.LIKELY.rank
    label = (identity.brand.value or "").casefold()
    borne = label in {one.casefold() for one in rule.labels}
    return borne and identity.brand.grade.rank >= Grade.LIKELY.rank


def _said(flaw: Flaw, device: Device) -> Announced | None:
    """Find the text that shows the software which has a flaw."""
    for sign in flaw.says:
        for fact in device.facts:
            found = re2.search(sign.match, fact.value) if fact.channel is sign.on else None
            if found is not None:
                version = found.groupdict().get("firmware")
                return Announced(models=(), firmware=version, built=None, fact=fact)
    return None


def _verdict(
    flaw: Flaw, identity: Identity, own: Announced, *, relabelled: bool
) -> tuple[Verdict, Span | None] | None:
    listed = [one for one in flaw.spans if _names(one, own, identity)]
    if listed:
        verdict, span = _best(listed, own)
        if verdict is Verdict.AFFECTED and flaw.basis is Basis.REPORT:
            verdict = Verdict.POSSIBLE
        return verdict, span
    if flaw.others:
        rest = list(flaw.others)
    elif flaw.whole and own.models and not relabelled:
        return None  # its model is none of those that the source names
    else:
        rest = list(flaw.spans)
    rest = [one for one in rest if one.kind in {None, identity.kind.value}]
    if not rest:
        return None
    verdict, span = _best(rest, own)
    return (Verdict.POSSIBLE if verdict is Verdict.AFFECTED else verdict), span


def _names(span: Span, own: Announced, identity: Identity) -> bool:
    if span.kind not in {None, identity.kind.value}:
        return False
    if span.models:
        return any(fits(one, span.models) for one in own.models)
    if span.firmwares:
        return own.firmware is not None and fits(own.firmware, span.firmwares)
    return True


def _relabelled(identity: Identity, rulebook: Rulebook) -> bool:
    """Tell whether it bears a label that is not its maker's own, with names of models to match."""
    maker = rulebook.maker(identity.maker.value or "")
    if maker is None or identity.brand.value is None:
        return False
    own = {maker.short, maker.id, *maker.aliases}
    own |= {link.brand for link in maker.brands if link.how is not How.RELABEL}
    return identity.brand.value.casefold() not in {one.casefold() for one in own}


def _best(spans: Iterable[Span], own: Announced) -> tuple[Verdict, Span | None]:
    """Give what the spans say together: one that holds is enough."""
    unknown: Span | None = None
    last: Span | None = None
    for span in spans:
        held = span.holds(own.firmware, own.built)
        if held:
            return Verdict.AFFECTED, span
        if held is None:
            unknown = unknown or span
        last = span
    if unknown is not None:
        return Verdict.CANNOT_TELL, unknown
    return Verdict.NOT_AFFECTED, last
