"""The proofs that every rule must pass: each signature carries what proves it.

Linear time needs no proof here: RE2 has no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import re2

from camaudit.model.identity import VIDEO_KINDS, Kind
from camaudit.model.observation import Channel
from camaudit.rulebook.patterns import (
    MIN_LITERAL,
    bare_word,
    branches,
    is_anchored,
    is_exact,
    longest_literal,
)
from camaudit.rulebook.read import QUIET
from camaudit.rulebook.types import Proves
from camaudit.yamlfile import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from camaudit.rulebook.baseline import Harmless
    from camaudit.rulebook.types import Capability, ModelPattern, Rulebook, Signature

# Fields made to name the seller: there a bare brand word is what one expects to read.
_NAMING = frozenset(
    {
        Channel.ONVIF_MANUFACTURER,
        Channel.UPNP_MANUFACTURER,
        Channel.DHIP_VENDOR,
        Channel.DHIP_MANUFACTURER,
        Channel.MHED_VENDOR,
        Channel.SADP_OEM,
    }
)
_OF_A_MAKER = frozenset({Proves.MAKER, Proves.PLATFORM})
_VIDEO = frozenset(kind.value for kind in VIDEO_KINDS)


def lint(rulebook: Rulebook, baseline: Sequence[Harmless] = ()) -> list[Problem]:
    """Prove every rule.

    Input:  a rulebook that loaded; what is no camera, where it is at hand.
    Output: every problem, sorted by file and line; empty where all is well.
    """
    by_channel: dict[Channel, list[_Compiled]] = {}
    for signature in rulebook.signatures:
        by_channel.setdefault(signature.on, []).append(_Compiled(signature))
    brands = _brand_words(rulebook)
    found: list[Problem] = []
    for others in by_channel.values():
        for one in others:
            what = [*_examples(one), *_form(one.signature, brands), *_strangers(one, others)]
            found += [_problem(one.signature, text) for text in what]
    found += _model_problems([model for maker in rulebook.makers for model in maker.models])
    for maker in rulebook.makers:
        for capability in maker.capabilities:
            found += [_problem(capability, text) for text in _named_lines(capability)]
    for harmless in baseline:
        for one in by_channel.get(harmless.channel, ()):
            found += [_problem(one.signature, text) for text in _accuses(one, harmless)]
    return sorted(found, key=lambda problem: (problem.file, problem.line, problem.what))


class _Compiled:
    """A signature and its pattern."""

    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        self._pattern = re2.compile(signature.match, QUIET)

    @property
    def groups(self) -> set[str]:
        return set(self._pattern.groupindex)

    def gives(self, value: str) -> dict[str, str] | None:
        """Give the fields that a value gives; None where it does not match."""
        found = self._pattern.search(value)
        if found is None:
            return None
        return {name: text for name, text in found.groupdict().items() if text}


def _problem(rule: Signature | ModelPattern | Capability, what: str) -> Problem:
    return Problem(rule.file, rule.line, f"{rule.id}: {what}")


def _examples(one: _Compiled) -> Iterator[str]:
    proved: set[str] = set()
    for example in one.signature.examples:
        gives = one.gives(example.value)
        if gives is None:
            yield f"example {example.value!r} does not match"
        elif gives != dict(example.gives):
            yield f"example {example.value!r} gives {_shown(gives)}, not {_shown(example.gives)}"
        else:
            proved |= gives.keys()
    for group in sorted(one.groups - proved):
        yield f"no example proves the group {group!r}"
    for value in one.signature.counter_examples:
        if one.gives(value) is not None:
            yield f"'not' line {value!r} matches"


def _shown(fields: dict[str, str] | tuple[tuple[str, str], ...]) -> str:
    pairs = sorted(dict(fields).items())
    return ", ".join(f"{name}={value!r}" for name, value in pairs) or "nothing"


def _form(signature: Signature, brands: frozenset[str]) -> Iterator[str]:
    if re2.compile(signature.match, QUIET).search("") is not None:
        yield "the pattern matches the empty text"
    every = branches(signature.match)
    if any(not is_anchored(one) and longest_literal(one) < MIN_LITERAL for one in every):
        yield f"neither anchored with ^ nor a literal of {MIN_LITERAL} characters"
    if not signature.strong or signature.proves is Proves.NOTHING:
        return
    for branch in every:
        word = bare_word(branch)
        if word.casefold() not in brands:
            continue
        if signature.on not in _NAMING:
            yield f"{word!r} is a bare brand word: say weak, or ask for more than the brand"
        elif not is_exact(branch):
            yield f"{word!r} is a bare brand word: anchor it at both ends"


def _brand_words(rulebook: Rulebook) -> frozenset[str]:
    words = {maker.short for maker in rulebook.makers} | {maker.id for maker in rulebook.makers}
    words |= {link.brand for maker in rulebook.makers for link in maker.brands}
    words |= {one.brand for one in rulebook.signatures if one.brand}
    return frozenset(word.casefold() for word in words)


def _strangers(one: _Compiled, others: Iterable[_Compiled]) -> Iterator[str]:
    """Find signatures that would give this one's examples to another maker."""
    mine = one.signature
    if mine.proves not in _OF_A_MAKER or mine.maker is None:
        return
    for other in others:
        theirs = other.signature
        if theirs.proves not in _OF_A_MAKER or theirs.maker in {None, mine.maker}:
            continue
        if theirs.maker in mine.shared_with or mine.maker in theirs.shared_with:
            continue
        for example in mine.examples:
            if other.gives(example.value) is not None:
                yield f"example {example.value!r} is matched by {theirs.id} of another maker"


def _accuses(one: _Compiled, harmless: Harmless) -> Iterator[str]:
    signature = one.signature
    gives = one.gives(harmless.value)
    if gives is None or signature.proves in {Proves.NOTHING, Proves.IMITATION}:
        return
    kind = signature.kind or gives.get("kind", Kind.UNKNOWN).lower()
    if kind in _VIDEO:
        yield f"makes a {kind} of {harmless.what}: {harmless.value!r} ({harmless.place})"
    elif signature.proves in _OF_A_MAKER and signature.strong:
        yield f"alone names a maker of {harmless.what}: {harmless.value!r} ({harmless.place})"


def _model_problems(models: list[ModelPattern]) -> Iterator[Problem]:
    compiled = [(model, re2.compile(model.match, QUIET)) for model in models]
    for model, _ in compiled:
        for text in _named_lines(model):
            yield _problem(model, text)
        for value in model.examples:
            for other, theirs in compiled:
                if not _may_collide(model, other) and theirs.search(value) is not None:
                    yield _problem(model, f"example {value!r} is matched by {other.id}")


def _named_lines(rule: ModelPattern | Capability) -> Iterator[str]:
    """Prove what names of models are said to match."""
    pattern = re2.compile(rule.match, QUIET)
    if not is_anchored(rule.match):
        yield "not anchored with ^"
    for value in rule.examples:
        if pattern.search(value) is None:
            yield f"example {value!r} does not match"
    for value in rule.counter_examples:
        if pattern.search(value) is not None:
            yield f"'not' line {value!r} matches"


def _may_collide(one: ModelPattern, other: ModelPattern) -> bool:
    said = other.maker in one.collides_with or one.maker in other.collides_with
    return said or one.maker == other.maker
