"""The examples of the rules: each must match and give exactly its fields; `not` lines must not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import re2

from camaudit.rulebook.patterns import is_anchored
from camaudit.rulebook.read import QUIET
from camaudit.yamlfile import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.rulebook.types import Capability, ModelPattern, Rulebook, Signature

    Rule = Signature | ModelPattern | Capability


class Compiled:
    """A signature and its pattern."""

    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        self._pattern = re2.compile(signature.match, QUIET)

    @property
    def groups(self) -> set[str]:
        """Give the names of the pattern's groups."""
        return set(self._pattern.groupindex)

    def gives(self, value: str) -> dict[str, str] | None:
        """Give the fields that a value gives; None where it does not match."""
        found = self._pattern.search(value)
        if found is None:
            return None
        return {name: text for name, text in found.groupdict().items() if text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much a rulebook holds."""

    makers: int
    brands: int  # labels, each once however many makers build under it
    links: int  # label and maker
    signatures: int
    models: int
    capabilities: int
    policies: int
    examples: int
    counter_examples: int

    def __str__(self) -> str:
        """Write it in one sentence."""
        return (
            f"{self.makers} makers, {self.brands} brands with {self.links} links to their makers, "
            f"{self.signatures} signatures, {self.models} forms of model names, "
            f"{self.capabilities} capabilities, {self.policies} policies; {self.examples} examples "
            f"and {self.counter_examples} counter-examples"
        )


def held(rulebook: Rulebook) -> Held:
    """Count what a rulebook holds."""
    makers = rulebook.makers
    links = [link.brand.casefold() for maker in makers for link in maker.brands]
    labels = {one.brand.casefold() for one in rulebook.labels}
    labels |= {one.brand.casefold() for one in rulebook.blocks}
    named = named_rules(rulebook)
    return Held(
        makers=len(makers),
        brands=len(labels.union(links)),
        links=len(links),
        signatures=len(rulebook.signatures),
        models=sum(len(maker.models) for maker in makers),
        capabilities=sum(len(maker.capabilities) for maker in makers),
        policies=len(rulebook.policies),
        examples=sum(len(one.examples) for one in named)
        + sum(len(one.examples) for one in rulebook.signatures),
        counter_examples=sum(len(one.counter_examples) for one in named)
        + sum(len(one.counter_examples) for one in rulebook.signatures),
    )


def run(rulebook: Rulebook) -> list[Problem]:
    """Run every example and every counter-example; give what does not hold, sorted by place."""
    found = [problem(one, what) for one in rulebook.signatures for what in of_signature(one)]
    found += [problem(one, what) for one in named_rules(rulebook) for what in of_names(one)]
    return sorted(found, key=lambda one: (one.file, one.line, one.what))


def problem(rule: Rule, what: str) -> Problem:
    """Say what is wrong of a rule, and where it stands."""
    return Problem(rule.file, rule.line, f"{rule.id}: {what}")


def of_signature(signature: Signature, compiled: Compiled | None = None) -> Iterator[str]:
    """Yield what does not hold of a signature's examples."""
    one = compiled or Compiled(signature)
    proved: set[str] = set()
    for example in signature.examples:
        gives = one.gives(example.value)
        if gives is None:
            yield f"example {example.value!r} does not match"
        elif gives != dict(example.gives):
            yield f"example {example.value!r} gives {_shown(gives)}, not {_shown(example.gives)}"
        else:
            proved |= gives.keys()
    for group in sorted(one.groups - proved):
        yield f"no example proves the group {group!r}"
    for value in signature.counter_examples:
        if one.gives(value) is not None:
            yield f"'not' line {value!r} matches"


def of_names(rule: ModelPattern | Capability) -> Iterator[str]:
    """Yield what does not hold of names of models that are said to match."""
    pattern = re2.compile(rule.match, QUIET)
    if not is_anchored(rule.match):
        yield "not anchored with ^"
    for value in rule.examples:
        if pattern.search(value) is None:
            yield f"example {value!r} does not match"
    for value in rule.counter_examples:
        if pattern.search(value) is not None:
            yield f"'not' line {value!r} matches"


def named_rules(rulebook: Rulebook) -> list[ModelPattern | Capability]:
    """Give every rule that reads names of models."""
    found: list[ModelPattern | Capability] = []
    for maker in rulebook.makers:
        found += maker.models
        found += maker.capabilities
    return found


def _shown(fields: dict[str, str] | tuple[tuple[str, str], ...]) -> str:
    pairs = sorted(dict(fields).items())
    return ", ".join(f"{name}={value!r}" for name, value in pairs) or "nothing"
