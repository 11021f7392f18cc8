"""What a device is, from everything that speaks of it.

The kinds of video devices are one family: what says "a device of a camera maker" supports a
camera as much as a recorder, but weakly, because it does not say which. Where the family is
surer than any one of its kinds, or two kinds contradict each other, the answer is the family.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from camaudit.identify.votes import NO_ANSWER, Standing, lower, ranked
from camaudit.model.grade import Grade
from camaudit.model.identity import VIDEO_KINDS, Answer, Evidence, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PRECISE = frozenset(kind.value for kind in VIDEO_KINDS) - {Kind.VIDEO.value}
_NO_VIDEO = (Kind.ACCESS_PANEL.value, Kind.OTHER.value)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """A standing after it met its rivals."""

    best: Standing
    grade: Grade
    rivals: tuple[Standing, ...]
    contradiction: str | None


def kind_answer(said: Mapping[str, Sequence[Evidence]]) -> tuple[Answer, tuple[str, ...]]:
    """Choose the kind.

    Output: the answer, and a sentence for each contradiction in it.
    A kind that is no video device wins over hints that are all weak, because it is what the device
    says of itself; against a strong one the better grade wins, and is possible at most unless
    the maker's own discovery protocol decides.
    """
    video = _family({kind: said[kind] for kind in said if kind not in _NO_VIDEO})
    others = ranked({kind: said[kind] for kind in _NO_VIDEO if kind in said})
    if not others:
        return _answer(video) if video else (NO_ANSWER, ())
    other = others[0]
    if video is None:
        return other.answer(other.grade, others[1:]), ()
    sentence = f"Some signs say {video.best.value}, others {_word(other.value)}."
    rivals = (video.best, *others[1:])
    if not any(one.strong for one in video.best.evidence):
        return other.answer(other.grade, rivals), (sentence,)
    if not any(one.strong for one in other.evidence):
        answer, sentences = _answer(replace(video, rivals=(*video.rivals, other)))
        return answer, (*sentences, sentence)
    first, second = sorted((video.best, other), key=lambda one: one.order)
    grade = video.grade if first is video.best else first.grade
    capped = grade if first.own else lower(grade, Grade.POSSIBLE)
    return first.answer(capped, (second,)), (sentence,)


def _family(said: Mapping[str, Sequence[Evidence]]) -> _Verdict | None:
    every = tuple(one for evidence in said.values() for one in evidence)
    if not every:
        return None
    family = Standing(Kind.VIDEO.value, every)
    support = tuple(replace(one, strong=False) for one in said.get(Kind.VIDEO.value, ()))
    precise = ranked({kind: said[kind] for kind in said if kind in _PRECISE})
    if not precise:
        return _Verdict(family, family.grade, (), None)
    best, *others = precise
    rivals = tuple(one for one in others if one.grade.rank >= Grade.LIKELY.rank)
    if rivals and not best.own:
        named = sorted(one.value for one in (best, *rivals))
        return _Verdict(
            family, family.grade, (best, *rivals), f"It says that it is a {' and a '.join(named)}."
        )
    supported = Standing(best.value, (*best.evidence, *support))
    if supported.grade.rank < min(family.grade.rank, Grade.LIKELY.rank):
        return _Verdict(family, family.grade, (), None)
    # What supports it is shown as strong as it is; it was weakened for the vote alone.
    shown = Standing(best.value, (*best.evidence, *said.get(Kind.VIDEO.value, ())))
    return _Verdict(shown, supported.grade, rivals, None)


def _answer(verdict: _Verdict) -> tuple[Answer, tuple[str, ...]]:
    sentences = (verdict.contradiction,) if verdict.contradiction else ()
    return verdict.best.answer(verdict.grade, verdict.rivals), sentences


def _word(kind: str) -> str:
    return "a device of another sort" if kind == Kind.OTHER.value else f"an {kind}"
