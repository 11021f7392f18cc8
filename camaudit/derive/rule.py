"""One entry of the rules, as a person reads it: pattern, what it proves, why, from where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.identify.match import MAC_BLOCK
from camaudit.identify.score import BRAND_STATED
from camaudit.outline import Node, node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from camaudit.rulebook.types import (
        Capability,
        CloudEntry,
        Default,
        ModelPattern,
        Rulebook,
        Signature,
    )

# Rules that are code and not files.
_BUILT_IN = {
    MAC_BLOCK: (
        "The registrant of the device's block of MAC addresses is a maker or a label.",
        "Weak: boards of one firm sit in boxes of another, so a block alone is never a verdict.",
        "Nobody is named by the block of a chip or module maker, nor by that of a router.",
        "Nobody is named by an address that a device chose itself.",
    ),
    BRAND_STATED: (
        "The device states a name as its seller's, and no rule knows the name.",
        "Weak: it tells the label as the device writes it, never who built it.",
    ),
}


def ids(book: Rulebook) -> list[str]:
    """Give the id of every entry that can be explained, sorted."""
    found = [one.id for one in book.signatures]
    found += [one.id for one in book.defaults]
    found += [one.id for one in book.cloud]
    found += [one.id for one in _forms(book)]
    return sorted([*found, *_BUILT_IN])


def explain(book: Rulebook, rule: str) -> list[Node] | None:
    """Tell what an entry of the rules says; None where there is none of this id."""
    if rule in _BUILT_IN:
        return [node(f"Rule {rule} (part of the program)", _BUILT_IN[rule])]
    for signature in book.signatures:
        if signature.id == rule:
            return [_signature(signature)]
    for form in _forms(book):
        if form.id == rule:
            return [_form(form)]
    for default in book.defaults:
        if default.id == rule:
            return [_default(default)]
    for service in book.cloud:
        if service.id == rule:
            return [_service(service)]
    return None


def _forms(book: Rulebook) -> Iterator[ModelPattern | Capability]:
    for maker in book.makers:
        yield from maker.models
        yield from maker.capabilities


def _signature(one: Signature) -> Node:
    strength = "strong: one match makes likely" if one.strong else "weak: never decides alone"
    told = (("maker", one.maker), ("label", one.brand), ("kind", one.kind))
    proves = [one.proves.value, *(f"{name} {value}" for name, value in told if value)]
    rebrand = "stays" if one.survives_rebrand else "may change"
    under: list[Node | str] = [
        f"On: {one.on} (witness {one.on.witness})",
        f"Pattern: {one.match}",
        f"Proves: {', '.join(proves)}",
        f"Specificity: {one.specificity} ({strength})",
        f"Under another label it {rebrand}. Last seen in the wild: {one.seen}",
        f"Because: {one.because}",
        node("Matches, for example", (f'"{example.value}"' for example in one.examples)),
    ]
    if one.counter_examples:
        under.append(node("Does not match", (f'"{text}"' for text in one.counter_examples)))
    if one.shared_with:
        under.append(f"Also said by devices of: {', '.join(one.shared_with)}")
    return _entry(one.id, one.file, one.line, under, one.references)


def _form(one: ModelPattern | Capability) -> Node:
    under: list[Node | str] = [
        f"Pattern of a model's name: {one.match}",
        f"Means: {one.meaning}",
        node("Matches, for example", (f'"{text}"' for text in one.examples)),
    ]
    return _entry(one.id, one.file, one.line, under, one.references)


def _default(one: Default) -> Node:
    whose = one.maker or "many makers"
    under = [
        f"A documented factory login of {whose}.",
        "It is compared offline with logins that somebody else sent, and is never sent.",
        f"Until: {one.until or 'not known'}",
    ]
    return node(f"Rule {one.id}", [*under, *(f"Source: {text}" for text in one.references)])


def _service(one: CloudEntry) -> Node:
    tells = "tells the maker, weakly" if one.identifies else "does not tell the maker"
    under = [
        f"Names that end in: {one.suffix}",
        f"Service: {one.service} ({one.role})",
        f"Asking for it {tells}; a phone of the owner asks as well.",
    ]
    return node(f"Rule {one.id}", [*under, *(f"Source: {text}" for text in one.references)])


def _entry(
    name: str, file: str, line: int, under: Iterable[Node | str], references: tuple[str, ...]
) -> Node:
    sources = (f"Source: {text}" for text in references)
    return node(f"Rule {name} ({file}:{line})", [*under, *sources])
