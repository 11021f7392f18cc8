"""The shape of what is known of flaws, and which devices and versions a flaw meets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from camaudit.model.observation import Channel  # noqa: TC001 - compiled.py looks at it
from camaudit.rulebook import versions

_FORMS = {"x": "[0-9A-Za-z]", "@": "[A-Za-z]+", "*": r"\S*"}  # how models are written here


class Basis(StrEnum):
    """How well a public source ties models and versions to a flaw."""

    RECORD = "record"  # the CVE record, the maker's notice, an agency's advisory
    REPORT = "report"  # a report about one of them: asks, never tells


def form(model: str) -> str:
    """Give the pattern of models in the writing of rules/README.md: `DS-2CD2xx2F-I*`.

    A space or a bracket may follow with a lens or a revision.
    """
    body = "".join(_FORMS.get(one) or re.escape(one) for one in model)
    return rf"^{body}(?:[ (].*)?$"


def fits(model: str, forms: tuple[str, ...]) -> bool:
    """Tell whether a model has one of the forms; capitals do not matter."""
    return any(_compiled(one).match(model) for one in forms)


@cache
def _compiled(model: str) -> re.Pattern[str]:
    return re.compile(form(model), re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A text that shows the software that has a flaw."""

    on: Channel
    match: str  # RE2 pattern; its group `firmware` is the version


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Models, and the versions of them that have a flaw; every bound that stands must hold."""

    models: tuple[str, ...]  # forms; empty: any
    firmwares: tuple[str, ...]  # forms of the version's text, where it names the line of models
    kind: str | None  # of model.identity.Kind
    since: str | None  # the first version, as the maker writes it
    up_to: str | None  # the last version
    before: str | None  # the first version that does not have it
    built_from: str | None  # ISO date of the first build
    built_before: str | None  # ISO date of the first build that does not have it
    exactly: tuple[str, ...]  # versions word for word
    every: bool  # all versions

    @property
    def words(self) -> str:
        """Say which versions."""
        if self.every:
            return "every version"
        said = [f"{word} {text}" for word, text in self._bounds() if text]
        said += [f"the version {text}" for text in self.exactly]
        return ", ".join(said) or "versions that the source does not name"

    def _bounds(self) -> tuple[tuple[str, str | None], ...]:
        return (
            ("from", self.since),
            ("up to", self.up_to),
            ("before", self.before),
            ("built from", self.built_from),
            ("built before", self.built_before),
        )

    @property
    def is_bounded(self) -> bool:
        """Tell whether it says which versions."""
        return self.every or bool(self.exactly) or any(text for _, text in self._bounds())

    def holds(self, text: str | None, built: str | None) -> bool | None:
        """Tell whether a version lies in it.

        Input:  text: as the device states it; built: ISO date that it states apart.
        Output: None where that cannot be told.
        """
        if self.every:
            return True
        if self.exactly:
            words = {" ".join(one.split()).casefold() for one in self.exactly}
            return " ".join(text.split()).casefold() in words if text else None
        version = versions.read(text or "", built)
        if version is None or not self.is_bounded:
            return None
        answers = list(self._answers(version))
        if False in answers:
            return False
        return None if None in answers else True

    def _answers(self, version: versions.Version) -> list[bool | None]:
        tests = (
            (self.since, (0, 1)),
            (self.up_to, (-1, 0)),
            (self.before, (-1,)),
        )
        found: list[bool | None] = []
        for text, allowed in tests:
            bound = versions.read(text) if text else None
            if bound is not None:
                order = versions.compare(version, bound)
                found.append(None if order is None else order in allowed)
        if self.built_from is not None:
            found.append(None if version.built is None else version.built >= self.built_from)
        if self.built_before is not None:
            found.append(None if version.built is None else version.built < self.built_before)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A published flaw of firmware."""

    id: str  # "hikvision.cve-2017-7921"
    cve: str | None
    title: str  # what somebody can do with it, in our words, without a full stop
    cvss: str | None  # base score as published, "9.8"
    exploited: str | None  # ISO date on which CISA's KEV catalogue took it in
    makers: tuple[str, ...]  # ids: built by one of them
    labels: tuple[str, ...]  # or bears one of these labels
    says: tuple[Sign, ...]  # or says one of these
    spans: tuple[Span, ...]  # models that the source names
    others: tuple[Span, ...]  # models that it does not name, and that may have it: none or one
    whole: bool  # the models named here are all that the source names
    fixed: str | None  # words: the version without it; None: no update is known
    published: str | None  # where the maker publishes it
    basis: Basis
    not_judged: str | None  # why nothing that a device announces tells it
    references: tuple[str, ...]
    file: str
    line: int

    @property
    def name(self) -> str:
        """Give the CVE number, else the id."""
        return self.cve or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Models that their maker no longer mends."""

    id: str
    makers: tuple[str, ...]
    labels: tuple[str, ...]
    models: tuple[str, ...]  # forms
    what: str  # who says so
    references: tuple[str, ...]
    file: str
    line: int
