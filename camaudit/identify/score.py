"""Evidence -> identity: maker, brand and kind, each with its grade.

Grades come from witnesses alone (votes.py); weights only order rivals. Nothing depends on the
order of facts or of rules.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.identify.kinds import kind_answer
from camaudit.identify.match import FIELDS
from camaudit.identify.models import ModelGrammar
from camaudit.identify.readings import channel_count, iso_date, place_of, readings, stated
from camaudit.identify.votes import NO_ANSWER, Standing, grade_of, lower, ranked
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Evidence, Identity, Kind
from camaudit.model.observation import Channel
from camaudit.rulebook.types import Proves

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from camaudit.identify.match import Match
    from camaudit.identify.readings import Reading
    from camaudit.model.device import Device
    from camaudit.model.observation import Fact
    from camaudit.rulebook.types import Rulebook

MAX_EVIDENCE = 32  # shown of one answer, the strongest first
MAX_BRAND = 64  # characters; a longer text is no label
MAX_QUOTE = 80  # characters of a device's words in a sentence

BRAND_STATED = "brand-stated"  # rule id: the device says whose label it bears
MODEL_WEIGHT = 1.0  # guessed
STATED_WEIGHT = 0.5  # guessed

# Protocols that software on a computer can speak as well as a camera does.
_IMITABLE = frozenset({"http", "onvif", "wsd", "rtsp", "upnp", "ssdp", "tls"})
# The owner's phone asks for the maker's names as well as the camera does, and a maker's number in
# SNMP is that of all it ever made: Axis made print servers.
_NO_KIND = frozenset({Channel.DNS_QUERY, Channel.TLS_SNI, Channel.HTTP_AGENT, Channel.SNMP_OID})
_COUNTED = frozenset({Proves.MAKER, Proves.PLATFORM, Proves.BRAND, Proves.KIND})


def identify(device: Device, matches: Sequence[Match], rulebook: Rulebook) -> Identity:
    """Tell what one device is; for many devices keep an `Identifier`."""
    return Identifier(rulebook).identify(device, matches)


class Identifier:
    """Tells what devices are, as far as the evidence goes."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._makers = {maker.id: maker for maker in rulebook.makers}
        self._labels = {
            maker.id: frozenset(link.brand.casefold() for link in maker.brands)
            for maker in rulebook.makers
        }
        self._grammar = ModelGrammar(rulebook)

    def identify(self, device: Device, matches: Sequence[Match]) -> Identity:
        """Tell what a device is.

        Input:  a device and everything that matched what it said, in any order.
        Output: three answers, each with grade and evidence; all unknown where nothing matched.
        """
        counted = [one for one in matches if one.evidence.proves in _COUNTED]
        maker, labels, of_maker = self._maker(counted)
        brand, of_brand = self._brand(device, matches, counted, labels)
        fields = {name: readings(name, device, matches, counted) for name in FIELDS}
        kinds = _by((one.kind, one.evidence) for one in counted)
        for told, evidence in self._kinds_of_models(fields["model"], maker):
            kinds.setdefault(told, []).append(evidence)
        if maker.value is not None and self._makers[maker.value].makes == "video":
            said = [one for one in maker.evidence if one.fact.channel not in _NO_KIND]
            if said:
                kinds.setdefault(Kind.VIDEO.value, []).extend(said)
        kind, of_kind = kind_answer(kinds)
        sentences = [*of_maker, *of_brand, *of_kind]
        played = _played(matches, (maker, brand, kind))
        if played is not None:
            maker, brand, kind = _capped(maker), _capped(brand), _capped(kind)
            sentences.append(played)
        best = {name: found[0].value if found else None for name, found in fields.items()}
        recorder = kind.value == Kind.RECORDER.value
        return Identity(
            device=device.id,
            maker=_cut(maker),
            brand=_cut(brand),
            kind=_cut(kind),
            model=best["model"],
            firmware=best["firmware"],
            built_on=iso_date(best["built_on"]),
            serial=best["serial"],
            channels=channel_count(best["channels"]) if recorder else None,
            imitation=played is not None,
            contradictions=tuple(sorted(sentences)),
        )

    def _maker(
        self, counted: Sequence[Match]
    ) -> tuple[Answer, dict[str, list[Evidence]], tuple[str, ...]]:
        """Choose the maker; what speaks for a maker whose label it only bears goes to the brand.

        Two makers cannot both have built it, so where two are at least likely neither is more than
        possible. One case decides: an answer in the maker's own discovery protocol, which is
        compiled into the firmware, while pages and names are what a seller changes.
        """
        standings = ranked(_by((one.maker, one.evidence) for one in counted))
        likely = [one for one in standings if one.grade.rank >= Grade.LIKELY.rank]
        borne = {
            label.value
            for label in standings
            for builder in likely
            if self._bears(builder.value, label.value)
        }
        labels = {
            self._makers[one.value].short: list(one.evidence)
            for one in standings
            if one.value in borne
        }
        contenders = [one for one in standings if one.value not in borne]
        if not contenders:
            return NO_ANSWER, labels, ()
        best, *others = contenders
        house = [one for one in others if self._same_house(best.value, one.value)]
        strangers = [one for one in others if one not in house]
        floor = min(best.grade.rank, Grade.LIKELY.rank)
        rivals = [one for one in strangers if one.grade.rank >= floor]
        serious = [one for one in rivals if one.grade.rank >= Grade.LIKELY.rank]
        grade = lower(best.grade, Grade.POSSIBLE) if serious and not best.own else best.grade
        shown = Standing(
            best.value, (*best.evidence, *(said for one in house for said in one.evidence))
        )
        return shown.answer(grade, rivals), labels, self._two_makers(best, serious)

    def _two_makers(self, best: Standing, rivals: list[Standing]) -> tuple[str, ...]:
        name = self._makers[best.value].short
        decides = f" The answer in the discovery protocol of {name} decides." if best.own else ""
        return tuple(
            f"Signs of two makers: {name} and {self._makers[one.value].short}.{decides}"
            for one in rivals
        )

    def _bears(self, builder: str, label: str) -> bool:
        """Tell whether one maker builds under the name of the other, and not the reverse."""
        one, other = self._makers[builder], self._makers[label]
        if one is other or one.short.casefold() in self._labels[label]:
            return False
        return bool({other.short.casefold(), other.name.casefold()} & self._labels[builder])

    def _same_house(self, one: str, other: str) -> bool:
        """Tell whether one maker belongs to the other: that is no contradiction."""
        return one in self._ancestors(other) or other in self._ancestors(one)

    def _ancestors(self, maker: str) -> list[str]:
        found = [maker]
        while (parent := self._makers[found[-1]].parent) is not None and parent not in found:
            found.append(parent)
        return found

    def _brand(
        self,
        device: Device,
        matches: Sequence[Match],
        counted: Sequence[Match],
        labels: dict[str, list[Evidence]],
    ) -> tuple[Answer, tuple[str, ...]]:
        said = [(one.brand, one.evidence) for one in counted]
        said += [(label, one) for label, evidence in labels.items() for one in evidence]
        named = {place_of(one.evidence.fact) for one in counted if one.brand is not None}
        makers = {place_of(one.evidence.fact): one for one in counted if one.maker is not None}
        for one in stated(device, "brand", matches):
            place = place_of(one.fact)
            if place in named or len(one.value) > MAX_BRAND:
                continue
            by_rule = makers.get(place)
            if by_rule is not None:
                said.append((self._makers[by_rule.maker or ""].short, by_rule.evidence))
            else:
                said.append((one.value, _brand_stated(one.fact, one.value)))
        standings = ranked(_by(_one_spelling(said)))
        if not standings:
            return NO_ANSWER, ()
        best, *others = standings
        rivals = [one for one in others if one.grade.rank >= Grade.LIKELY.rank]
        capped = lower(best.grade, Grade.POSSIBLE) if rivals and not best.own else best.grade
        sentences = tuple(f"Signs of two labels: {best.value} and {one.value}." for one in rivals)
        return best.answer(capped, rivals), sentences

    def _kinds_of_models(
        self, models: Iterable[Reading], maker: Answer
    ) -> list[tuple[str, Evidence]]:
        """Give the kinds that the maker's grammar tells, each on the witness of the model.

        None is surer than the maker, whose grammar it is.
        """
        if maker.value is None:
            return []
        sure = maker.grade.rank >= Grade.LIKELY.rank
        return [
            (
                pattern.kind,
                Evidence(
                    fact=model.fact,
                    rule=pattern.id,
                    proves=Proves.KIND.value,
                    says=pattern.kind,
                    weight=MODEL_WEIGHT,
                    strong=model.strong and sure,
                    because=pattern.meaning,
                    references=pattern.references,
                ),
            )
            for model in models
            for pattern in self._grammar.read(model.value)
            if pattern.kind is not None and self._same_house(maker.value, pattern.maker)
        ]


def _by(said: Iterable[tuple[str | None, Evidence]]) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = {}
    for value, evidence in said:
        if value:
            found.setdefault(value, []).append(evidence)
    return found


def _one_spelling(
    said: Sequence[tuple[str | None, Evidence]],
) -> list[tuple[str | None, Evidence]]:
    """Write HIKVISION and Hikvision alike: as the strongest evidence has it."""
    best: dict[str, tuple[bool, float, str]] = {}
    for name, one in said:
        if name:
            rank = (not one.strong, -one.weight, name)
            best[name.casefold()] = min(rank, best.get(name.casefold(), rank))
    return [(best[name.casefold()][2] if name else None, one) for name, one in said]


def _brand_stated(fact: Fact, label: str) -> Evidence:
    return Evidence(
        fact=fact,
        rule=BRAND_STATED,
        proves=Proves.BRAND.value,
        says=label,
        weight=STATED_WEIGHT,
        strong=False,
        because="The device states this name as its seller's; no rule knows it.",
        references=(),
    )


def _played(matches: Iterable[Match], answers: Iterable[Answer]) -> str | None:
    """Say why a camera may be software, where there is one to play and a sign of software."""
    names = sorted(
        {
            one.evidence.fact.value[:MAX_QUOTE]
            for one in matches
            if one.evidence.proves == Proves.IMITATION
        }
    )
    claims = any(
        one.fact.channel.witness in _IMITABLE for answer in answers for one in answer.evidence
    )
    if not names or not claims:
        return None
    return (
        f"A service names itself {', '.join(names)}: software of a computer, which no camera "
        "firmware is known to run. It may play a camera."
    )


def _capped(answer: Answer) -> Answer:
    """Lower an answer to possible where it rests on what software can imitate."""
    real = [one for one in answer.evidence if one.fact.channel.witness not in _IMITABLE]
    ceiling = max(grade_of(real), Grade.POSSIBLE, key=lambda grade: grade.rank)
    return replace(answer, grade=lower(answer.grade, ceiling))


def _cut(answer: Answer) -> Answer:
    return replace(answer, evidence=answer.evidence[:MAX_EVIDENCE])
