"""Evidence -> identity: maker, brand and kind, each with its grade (DESIGN section 4).

Grades come from witnesses alone. A witness is a protocol and has one vote: `confirmed` needs an
answer in the maker's own discovery protocol or two strong witnesses, `likely` one strong witness
or two weak ones that agree, `possible` one weak one. Weights only order rivals.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import re2

from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Evidence, Identity, Kind
from camaudit.model.observation import Channel
from camaudit.rulebook.types import Proves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from camaudit.identify.match import Match
    from camaudit.model.device import Device
    from camaudit.rulebook.types import ModelPattern, Rulebook

MAX_EVIDENCE = 32  # of one answer
_OWN_PROTOCOL = frozenset({"sadp", "dhip", "xm", "mhed"})
_IMITABLE = frozenset({"http", "onvif", "wsd", "rtsp", "upnp", "tls"})
_CHANNELS = {Channel.SADP_CHANNELS, Channel.DHIP_CHANNELS, Channel.XM_CHANNELS}
_KINDS_THAT_AGREE: set[str] = {
    Kind.CAMERA,
    Kind.RECORDER,
    Kind.ENCODER,
    Kind.INTERCOM,
    Kind.ACCESS_PANEL,
}


class Identifier:
    """Knows the rules; tells what devices are."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._parents = {maker.id: maker.parent for maker in rulebook.makers}
        self._short = {maker.id: maker.short for maker in rulebook.makers}
        self._models = [
            (re2.compile(pattern.match), pattern)
            for maker in rulebook.makers
            for pattern in maker.models
        ]

    def identify(self, device: Device, matches: list[Match]) -> Identity:
        """Tell what a device is from everything that matched; the order of matches is free."""
        imitations = [one for one in matches if one.evidence.proves == Proves.IMITATION]
        counted = [
            one for one in matches if one.evidence.proves not in {Proves.IMITATION, Proves.NOTHING}
        ]
        maker = _answer(_by(counted, lambda one: one.maker), self._same_house)
        brand = _answer(_by(counted, lambda one: one.brand), _strangers)
        fields = _fields(counted)
        kinds = _by(counted, lambda one: one.kind)
        pattern = self._pattern(fields.get("model"), maker.value)
        if pattern is not None and pattern.kind is not None:
            model_evidence = [
                one.evidence for one in counted if dict(one.fields).get("model") == fields["model"]
            ]
            kinds.setdefault(pattern.kind, []).extend(model_evidence)
        kind = _kind_answer(kinds)
        if kind.value is None and maker.value is not None and self._makes_video(maker.value):
            kind = Answer(value=Kind.VIDEO, grade=maker.grade, evidence=maker.evidence, rivals=())
        contradictions = [
            f"Signs of two makers: {self._short.get(maker.value or '', maker.value)} and "
            f"{self._short.get(rival, rival)}."
            for rival, _ in maker.rivals
        ]
        if imitations:
            names = sorted({one.evidence.fact.value for one in imitations})
            contradictions.append(
                f"It names itself {', '.join(names)}: software of a computer, which no camera "
                "is known to run. It may play a camera."
            )
            maker, brand, kind = (_capped(one) for one in (maker, brand, kind))
        return Identity(
            device=device.id,
            maker=maker,
            brand=brand,
            kind=kind,
            model=fields.get("model"),
            firmware=fields.get("firmware"),
            built_on=_iso(fields.get("built_on")),
            serial=fields.get("serial"),
            channels=_channels(device) if kind.value == Kind.RECORDER else None,
            imitation=bool(imitations),
            contradictions=tuple(sorted(contradictions)),
        )

    def _makes_video(self, maker_id: str) -> bool:
        maker = self._rulebook.maker(maker_id)
        return maker is not None and maker.makes == "video"

    def _same_house(self, one: str, other: str) -> bool:
        """Tell whether two makers are parent and child: that is no contradiction."""
        return self._parents.get(one) == other or self._parents.get(other) == one

    def _pattern(self, model: str | None, maker: str | None) -> ModelPattern | None:
        if model is None:
            return None
        for compiled, pattern in self._models:
            if pattern.maker == maker and compiled.search(model):
                return pattern
        return None


def _by(matches: list[Match], value: Callable[[Match], str | None]) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    for one in matches:
        name = value(one)
        if name:
            found[name].append(one.evidence)
    return dict(found)


def grade_of(evidence: Iterable[Evidence]) -> Grade:
    """Grade what agrees: one witness has one vote, however much it said."""
    strong: dict[str, bool] = defaultdict(bool)
    own = False
    for one in evidence:
        witness = one.fact.channel.witness
        strong[witness] |= one.strong
        own |= witness in _OWN_PROTOCOL and one.strong
    votes = sum(strong.values())
    if own or votes >= 2:
        return Grade.CONFIRMED
    if votes or len(strong) >= 2:
        return Grade.LIKELY
    return Grade.POSSIBLE if strong else Grade.UNKNOWN


def _weight(evidence: Iterable[Evidence]) -> float:
    """Sum the weights, the heaviest of each witness."""
    best: dict[str, float] = defaultdict(float)
    for one in evidence:
        witness = one.fact.channel.witness
        best[witness] = max(best[witness], one.weight)
    return round(sum(best.values()), 3)


def _sorted(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    every = sorted(evidence, key=lambda one: (not one.strong, -one.weight, one.rule, one.fact.seen))
    return tuple(every[:MAX_EVIDENCE])


def _strangers(_one: str, _other: str) -> bool:
    return False


_NOTHING = Answer(value=None, grade=Grade.UNKNOWN, evidence=(), rivals=())


def _answer(said: dict[str, list[Evidence]], allied: Callable[[str, str], bool]) -> Answer:
    """Choose the value with the best grade, then weight; show rivals that are at least likely."""
    if not said:
        return _NOTHING
    order = sorted(said, key=lambda one: (-grade_of(said[one]).rank, -_weight(said[one]), one))
    best = order[0]
    evidence = list(said[best])
    rivals = []
    for other in order[1:]:
        if allied(best, other):
            evidence += said[other]
        elif grade_of(said[other]).rank >= Grade.LIKELY.rank:
            rivals.append((other, _weight(said[other])))
    grade = grade_of(said[best])
    own = any(one.fact.channel.witness in _OWN_PROTOCOL for one in said[best])
    if rivals and not own:
        # Two makers cannot both have built it: neither is more than possible.
        grade = Grade.POSSIBLE
    return Answer(value=best, grade=grade, evidence=_sorted(evidence), rivals=tuple(rivals))


def _kind_answer(said: dict[str, list[Evidence]]) -> Answer:
    """Choose the kind; a plain word for "video" supports any kind of video device."""
    precise = {kind: list(found) for kind, found in said.items() if kind != Kind.VIDEO}
    for kind in _KINDS_THAT_AGREE & set(precise):
        precise[kind] += said.get(Kind.VIDEO, [])
    if Kind.OTHER in precise and any(one.strong for one in precise[Kind.OTHER]):
        # It says of itself that it is something else; a hint of a camera does not outvote that.
        return _answer({Kind.OTHER: precise[Kind.OTHER]}, _strangers)
    return _answer(precise or said, _strangers)


def _capped(answer: Answer) -> Answer:
    """Lower an answer that rests on what software can imitate."""
    real = [one for one in answer.evidence if one.fact.channel.witness not in _IMITABLE]
    grade = grade_of(real)
    if answer.value is None or grade.rank >= answer.grade.rank:
        return answer
    lowered = min(
        answer.grade, max(grade, Grade.POSSIBLE, key=lambda one: one.rank), key=lambda one: one.rank
    )
    return Answer(value=answer.value, grade=lowered, evidence=answer.evidence, rivals=answer.rivals)


def _fields(matches: list[Match]) -> dict[str, str]:
    """Give the fields: of the strongest evidence, then the heaviest, then the smallest text."""
    best: dict[str, tuple[bool, float, str]] = {}
    for one in matches:
        for name, value in one.fields:
            rank = (not one.evidence.strong, -one.evidence.weight, value)
            best[name] = min(rank, best.get(name, rank))
    return {name: rank[2] for name, rank in best.items()}


def _iso(text: str | None) -> str | None:
    """Write a build date as ISO where it is one: 190220, 20190220, 2019-02-20."""
    digits = re.sub(r"\D", "", (text or "")[:10])
    if len(digits) == 6:
        digits = f"20{digits}"
    if len(digits) != 8 or not "01" <= digits[4:6] <= "12" or not "01" <= digits[6:] <= "31":
        return None
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def _channels(device: Device) -> int | None:
    """Sum the channels that a recorder announces."""
    counts = [
        sum(int(number) for number in re.findall(r"\b\d{1,4}\b", fact.value))
        for fact in device.facts
        if fact.channel in _CHANNELS
    ]
    return max(counts, default=None)
