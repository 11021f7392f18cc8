"""The proofs that every rule must pass: each signature carries what proves it.

Linear time needs no proof here: RE2 has no other.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import re2

from camaudit.model.identity import VIDEO_KINDS, Kind
from camaudit.model.observation import Channel
from camaudit.rulebook.examples import Compiled, of_names, of_signature, problem
from camaudit.rulebook.flawfile import problems
from camaudit.rulebook.patterns import (
    MIN_LITERAL,
    bare_word,
    branches,
    is_anchored,
    is_exact,
    longest_literal,
)
from camaudit.rulebook.policy import Reach
from camaudit.rulebook.read import QUIET
from camaudit.rulebook.types import Proves
from camaudit.yamlfile import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from camaudit.rulebook.baseline import Harmless
    from camaudit.rulebook.policy import Policy
    from camaudit.rulebook.types import ModelPattern, Rulebook, Signature

# Fields made to name the seller: there a bare brand word is what one expects to read.
_NAMING = frozenset(
    {
        Channel.ONVIF_MANUFACTURER,
        Channel.SIP_MANUFACTURER,
        Channel.LLDP_MANUFACTURER,
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
    by_channel: dict[Channel, list[Compiled]] = {}
    for signature in rulebook.signatures:
        by_channel.setdefault(signature.on, []).append(Compiled(signature))
    brands = _brand_words(rulebook)
    found: list[Problem] = []
    for others in by_channel.values():
        for one in others:
            what = [*of_signature(one.signature, one), *_form(one.signature, brands)]
            what += _strangers(one, others)
            found += [problem(one.signature, text) for text in what]
    found += _model_problems([model for maker in rulebook.makers for model in maker.models])
    found += _capability_problems(rulebook)
    for policy in rulebook.policies:
        found += [
            Problem(policy.file, policy.line, f"{policy.id}: {text}") for text in _policy(policy)
        ]
    for flaw in rulebook.flaws:
        found += [Problem(flaw.file, flaw.line, f"{flaw.id}: {text}") for text in problems(flaw)]
    for harmless in baseline:
        for one in by_channel.get(harmless.channel, ()):
            found += [problem(one.signature, text) for text in _accuses(one, harmless)]
    return sorted(found, key=lambda one: (one.file, one.line, one.what))


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


def _strangers(one: Compiled, others: Iterable[Compiled]) -> Iterator[str]:
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


def _accuses(one: Compiled, harmless: Harmless) -> Iterator[str]:
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
        for text in of_names(model):
            yield problem(model, text)
        for value in model.examples:
            for other, theirs in compiled:
                if not _may_collide(model, other) and theirs.search(value) is not None:
                    yield problem(model, f"example {value!r} is matched by {other.id}")


def _may_collide(one: ModelPattern, other: ModelPattern) -> bool:
    said = other.maker in one.collides_with or one.maker in other.collides_with
    return said or one.maker == other.maker


def _capability_problems(rulebook: Rulebook) -> Iterator[Problem]:
    """Prove capabilities: no maker's line may get what another maker states of its own."""
    models = [model for maker in rulebook.makers for model in maker.models]
    collide = {frozenset((model.maker, other)) for model in models for other in model.collides_with}
    every = [one for maker in rulebook.makers for one in maker.capabilities]
    compiled = [(one, re2.compile(one.match, QUIET)) for one in every]
    for one in every:
        for text in of_names(one):
            yield problem(one, text)
        for other, theirs in compiled:
            pair = frozenset((one.maker, other.maker))
            if len(pair) == 1 or pair in collide:
                continue
            for value in one.examples:
                if theirs.search(value) is not None:
                    yield problem(one, f"example {value!r} is matched by {other.id}")


def _policy(policy: Policy) -> Iterator[str]:
    """Prove that a policy meets makers by its own test, and each entity means one maker."""
    if policy.test is Reach.NAMED and not policy.names:
        yield "test is 'named' and nobody is named"
    if policy.test is not Reach.NAMED and policy.names:
        yield f"names stand where the test is {policy.test.value!r}: they would not count"
    if policy.test is not Reach.DESCRIBED and policy.headquarters:
        yield f"describes stands where the test is {policy.test.value!r}: it would not count"
    if policy.covers_affiliates and not policy.names:
        yield "covers_affiliates stands where nobody is named"
    for country in policy.headquarters:
        if not (len(country) == 2 and country.isascii() and country.isupper()):
            yield f"headquarters {country!r} is not a code of two capital letters"
    if "{when}" not in policy.says:
        yield "says has no {when}: a report must give the date"
    makers = Counter(one.maker for one in policy.names)
    entities = Counter(one.entity.casefold() for one in policy.names)
    for maker in sorted(name for name, count in makers.items() if count > 1):
        yield f"{maker!r} is named twice"
    for entity in sorted(name for name, count in entities.items() if count > 1):
        yield f"the entity {entity!r} stands for two makers"
