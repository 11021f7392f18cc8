"""A file of rules/flaws: published flaws of one maker's firmware, and models without support."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from camaudit.model.identity import VIDEO_KINDS, Kind
from camaudit.model.observation import Channel
from camaudit.rulebook import versions
from camaudit.rulebook.flaw import Basis, Ended, Flaw, Sign, Span
from camaudit.rulebook.read import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = ("about", "catalogue", "flaws", "ended")
_FLAW = (
    "id", "cve", "title", "cvss", "exploited", "makers", "labels", "says", "spans", "others",
    "whole", "fixed", "published", "basis", "not_judged", "references",
)  # fmt: skip
_SPAN = (
    "models", "firmwares", "kind", "since", "up_to", "before", "built_from", "built_before",
    "exactly", "every",
)  # fmt: skip
_ENDED = ("id", "makers", "labels", "models", "what", "references")
_KINDS = tuple(sorted(VIDEO_KINDS))
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,7}")
_CVSS = re.compile(r"10\.0|[0-9]\.[0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlawFile:
    """What one file says."""

    catalogue: str | None  # ISO date of the KEV catalogue that it was held against
    flaws: tuple[Flaw, ...]
    ended: tuple[Ended, ...]

    @classmethod
    def read(cls, part: Part, stem: str, taken: dict[str, str]) -> FlawFile:
        """Read a file; every mistake is noted with its line."""
        part.text("about")
        return cls(
            catalogue=_day(part, "catalogue"),
            flaws=tuple(_flaw(one, stem, taken) for one in part.parts("flaws", _FLAW)),
            ended=tuple(_ended(one, stem, taken) for one in part.parts("ended", _ENDED)),
        )


def _flaw(part: Part, stem: str, taken: dict[str, str]) -> Flaw:
    cve, cvss = part.text("cve"), part.text("cvss")
    if cve is not None and not _CVE.fullmatch(cve):
        part.wrong("cve", f"{cve!r} is no number like CVE-2021-36260")
    if cvss is not None and not _CVSS.fullmatch(cvss):
        part.wrong("cvss", f"{cvss!r} is no score like 9.8")
    title = part.need("title")
    if title.endswith("."):
        part.wrong("title", "ends with a full stop; it stands within a sentence")
    others = part.nodes.get("others")
    return Flaw(
        id=part.identifier(stem, taken),
        cve=cve,
        title=title,
        cvss=cvss,
        exploited=_day(part, "exploited"),
        makers=part.texts("makers"),
        labels=part.texts("labels"),
        says=tuple(_sign(one) for one in part.parts("says", ("on", "match"))),
        spans=tuple(_span(one) for one in part.parts("spans", _SPAN)),
        others=(_span(Part(others, _SPAN, "others")),) if others is not None else (),
        whole="whole" not in part.nodes or part.flag("whole"),
        fixed=part.text("fixed"),
        published=part.text("published"),
        basis=part.choice("basis", Basis, Basis.REPORT),
        not_judged=part.text("not_judged"),
        references=part.texts("references", needed=True),
        file=part.node.problems.file,
        line=part.line,
    )


def _span(part: Part) -> Span:
    for key in ("since", "up_to", "before"):
        text = part.text(key)
        if text is not None and versions.read(text) is None:
            part.wrong(key, f"no version can be read in {text!r}")
    return Span(
        models=part.texts("models"),
        firmwares=part.texts("firmwares"),
        kind=part.choice("kind", _KINDS, Kind.VIDEO).value if "kind" in part.nodes else None,
        since=part.text("since"),
        up_to=part.text("up_to"),
        before=part.text("before"),
        built_from=_day(part, "built_from"),
        built_before=_day(part, "built_before"),
        exactly=part.texts("exactly"),
        every="every" in part.nodes and part.flag("every"),
    )


def _sign(part: Part) -> Sign:
    return Sign(
        on=part.choice("on", Channel, Channel.HTTP_SERVER),
        match=part.pattern("match"),
    )


def _ended(part: Part, stem: str, taken: dict[str, str]) -> Ended:
    return Ended(
        id=part.identifier(stem, taken),
        makers=part.texts("makers"),
        labels=part.texts("labels"),
        models=part.texts("models", needed=True),
        what=part.need("what"),
        references=part.texts("references", needed=True),
        file=part.node.problems.file,
        line=part.line,
    )


def _day(part: Part, key: str) -> str | None:
    text = part.text(key)
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        part.wrong(key, f"{text!r} is no day like 2021-06-28")
        return None


def problems(flaw: Flaw) -> Iterator[str]:
    """Yield what does not hold of a flaw that was read."""
    if flaw.not_judged is None:
        if not (flaw.makers or flaw.labels or flaw.says):
            yield "meets no maker, no label and no text"
        if not (flaw.spans or flaw.others):
            yield "neither spans nor others say which devices have it"
    if any(one.models or one.firmwares for one in flaw.others):
        yield "others name models: they belong into spans"
    for span in flaw.spans:
        if not (span.models or span.firmwares or span.exactly):
            yield "a span names no models; what holds of any model stands in others"
        yield from _turned(span)


def _turned(span: Span) -> Iterator[str]:
    """Find spans in which no version lies."""
    first = versions.read(span.since) if span.since else None
    ends = [one for one in (span.up_to, span.before) if one]
    for text in ends:
        last = versions.read(text)
        if first and last and versions.compare(first, last) == 1:
            yield f"a span ends ({text}) before it begins ({span.since})"
    if span.built_from and span.built_before and span.built_from >= span.built_before:
        yield f"a span ends ({span.built_before}) before it begins ({span.built_from})"
    if span.every and ends:
        yield "a span says every version, and a bound"
