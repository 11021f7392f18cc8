"""One rule, maker or policy as a person reads it: what it says and where that stands.

Factory logins are named by id alone: the values are public, but are not printed.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from camaudit.rulebook.examples import named_rules
from camaudit.rulebook.types import Support

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from camaudit.rulebook.flaw import Ended, Flaw
    from camaudit.rulebook.policy import Policy
    from camaudit.rulebook.types import (
        BrandLink,
        Capability,
        CloudEntry,
        Default,
        Label,
        Maker,
        ModelPattern,
        Rulebook,
        Signature,
    )

Line = tuple[str, str]  # what it is, "" where it goes on; and the text


def cards(rulebook: Rulebook, name: str, lists: Callable[[str], Sequence[str]]) -> list[list[Line]]:
    """Find what an id, a maker's name or a label stands for.

    lists:  the sentences of the lists that meet a maker, by id.
    Output: one card for each thing that is called so; empty where nothing is.
    """
    wanted = name.casefold().strip()
    found: list[Iterator[Line]] = [
        _maker(one, lists(one.id))
        for one in rulebook.makers
        if wanted in {text.casefold() for text in (one.id, one.name, one.short, *one.aliases)}
    ]
    found += [
        _link(one, maker)
        for maker in rulebook.makers
        for one in maker.brands
        if wanted in {text.casefold() for text in (one.brand, *one.aliases)}
    ]
    found += [
        _label(one)
        for one in rulebook.labels
        if wanted in {text.casefold() for text in (one.brand, *one.aliases)}
    ]
    found += [_signature(one) for one in rulebook.signatures if one.id == wanted]
    found += [_names(one) for one in named_rules(rulebook) if one.id == wanted]
    found += [
        _policy(one)
        for one in rulebook.policies
        if wanted.replace("-", "_") in {one.id.replace("-", "_"), one.short.casefold()}
    ]
    found += [_default(one) for one in rulebook.defaults if one.id == wanted]
    found += [_cloud(one) for one in rulebook.cloud if wanted in {one.id, one.suffix}]
    found += [
        _flaw(one) for one in rulebook.flaws if wanted in {one.id, (one.cve or one.id).casefold()}
    ]
    found += [_ended(one) for one in rulebook.ended if one.id == wanted]
    return [list(card) for card in found]


def near(rulebook: Rulebook, name: str) -> list[str]:
    """Give ids and names that hold the text, for a person who knows only a part; at most ten."""
    wanted = name.casefold().strip()
    every: Iterable[str] = chain(
        (maker.id for maker in rulebook.makers),
        (link.brand for maker in rulebook.makers for link in maker.brands),
        (label.brand for label in rulebook.labels),
        (one.id for one in rulebook.signatures),
        (one.id for one in named_rules(rulebook)),
        (one.id for one in rulebook.policies),
        (one.id for one in rulebook.cloud),
        (one.id for one in rulebook.flaws),
    )
    return sorted({text for text in every if wanted and wanted in text.casefold()})[:10]


def _maker(maker: Maker, lists: Sequence[str]) -> Iterator[Line]:
    yield "maker", f"{maker.short} ({maker.id}): {maker.name}"
    yield from _optional("also written", ", ".join(maker.aliases))
    yield from _optional("headquarters", maker.country)
    yield from _optional("ownership", maker.ownership)
    yield from _sources(maker.ownership_references)
    yield from _optional("state link", maker.state_link)
    yield from _sources(maker.state_link_references)
    yield from _optional("belongs to", maker.parent)
    for firm in maker.affiliates:
        yield "affiliate", f"{firm.name}: {firm.what}"
        yield from _sources(firm.references)
    yield from _optional("MAC blocks of", "; ".join(maker.registrants))
    for sentence in lists:
        yield "lists", sentence
    if not lists:
        yield "lists", "none of the lists and policies held meets it"
    for link in maker.brands:
        yield "label", f"{link.brand}: {link.scope.value}, {link.how.value}, {link.evidence.value}"
    yield from _optional("signatures", ", ".join(one.id for one in maker.signatures))
    yield from _optional("forms of models", ", ".join(one.id for one in maker.models))
    yield from _optional("capabilities", ", ".join(one.id for one in maker.capabilities))
    yield from _optional("factory logins", ", ".join(one.id for one in maker.defaults))
    yield from _optional("services", ", ".join(one.id for one in maker.cloud))
    yield "stands in", maker.file


def _link(link: BrandLink, maker: Maker) -> Iterator[Line]:
    yield "label", link.brand
    yield from _optional("also written", ", ".join(link.aliases))
    said = f"{maker.short} ({maker.id}), {link.scope.value} of it, as {link.how.value}"
    weak = link.evidence is Support.WEAK
    yield ("not established", f"{said}; ask who built it") if weak else ("built by", said)
    yield "evidence", link.evidence.value
    yield from _optional("years", link.years)
    yield from _optional("models", ", ".join(link.models))
    yield from _optional("markets", link.markets)
    yield from _optional("note", link.note)
    yield from _sources(link.references)
    yield "stands in", maker.file


def _label(label: Label) -> Iterator[Line]:
    yield "label", label.brand
    yield from _optional("also written", ", ".join(label.aliases))
    yield "built by", "no public evidence ties this label to one maker"
    yield "known", label.what
    yield from _optional("markets", label.markets)
    yield from _sources(label.references)


def _signature(one: Signature) -> Iterator[Line]:
    yield "signature", one.id
    yield "read on", one.on.value
    yield "pattern", one.match
    proved = ", ".join(text for text in (one.maker, one.brand, one.kind) if text)
    yield "proves", f"{one.proves.value}: {proved}" if proved else one.proves.value
    alone = "enough alone for likely" if one.strong else "never decides alone"
    yield "specificity", f"{one.specificity.value}: {alone}"
    yield "new label", "survives it" if one.survives_rebrand else "does not survive it"
    yield "last seen", one.seen
    yield "because", one.because
    for example in one.examples:
        gives = ", ".join(f"{name} {value}" for name, value in example.gives)
        yield "example", f"{example.value} -> {gives}" if gives else example.value
    for value in one.counter_examples:
        yield "does not match", value
    yield from _optional("shared with", ", ".join(one.shared_with))
    yield from _sources(one.references)
    yield "stands in", f"{one.file}:{one.line}"


def _names(one: ModelPattern | Capability) -> Iterator[Line]:
    offers = getattr(one, "offers", None)
    yield "form of models" if offers is None else "capability", one.id
    yield "maker", one.maker
    yield "pattern", one.match
    yield "meaning", one.meaning
    if offers is not None:
        yield "offers", f"{', '.join(offers)} (what the line can do; whether it is used is unseen)"
    for key in ("kind", "brand", "era"):
        yield from _optional(key, getattr(one, key, None))
    yield "examples", ", ".join(one.examples)
    yield from _optional("does not match", ", ".join(one.counter_examples))
    yield from _optional("collides with", ", ".join(getattr(one, "collides_with", ())))
    yield from _sources(one.references)
    yield "stands in", f"{one.file}:{one.line}"


def _policy(one: Policy) -> Iterator[Line]:
    yield "policy", f"{one.title} ({one.id})"
    yield "where", one.jurisdiction
    yield "date", f"{one.date}, {one.status.value}"
    yield "binds", one.binds
    yield "asks", one.effect
    yield "test", one.test.value
    for named in one.names:
        since = f", since {named.since}" if named.since else ""
        yield "names", f"{named.entity} ({named.maker}{since})"
        yield from _sources(named.references)
    if one.covers_affiliates:
        yield "covers", "affiliates of those it names as well"
    yield from _optional("describes", ", ".join(one.headquarters) and _headquarters(one))
    yield "says", one.says
    yield from _optional("note", one.note)
    yield from _sources(one.references)
    yield "stands in", f"{one.file}:{one.line}"


def _headquarters(one: Policy) -> str:
    return f"makers with their headquarters in {', '.join(one.headquarters)}"


def _default(one: Default) -> Iterator[Line]:
    yield "factory login", one.id
    yield from _optional("maker", one.maker)
    yield from _optional("until", one.until)
    yield from _sources(one.references)


def _cloud(one: CloudEntry) -> Iterator[Line]:
    yield "service", f"{one.suffix}: {one.service} ({one.id})"
    yield from _optional("maker", one.maker)
    yield "role", one.role.value
    yield "tells the maker", "yes" if one.identifies else "no"
    yield from _sources(one.references)


def _flaw(one: Flaw) -> Iterator[Line]:
    yield "flaw", f"{one.title} ({one.id})"
    yield from _optional("number", one.cve)
    yield from _optional("CVSS", one.cvss)
    yield from _optional("exploited", one.exploited and f"in CISA's KEV since {one.exploited}")
    yield from _optional("makers", ", ".join(one.makers))
    yield from _optional("labels", ", ".join(one.labels))
    for sign in one.says:
        yield "or says", f"{sign.on.value}: {sign.match}"
    for span in one.spans:
        which = ", ".join((*span.models, *span.firmwares)) or "any model"
        yield "affected", f"{which}: {span.words}"
    for span in one.others:
        yield "perhaps", f"{span.kind or 'any device'} of another model: {span.words}"
    yield from _optional("not judged", one.not_judged)
    yield "fixed", one.fixed or "no update is known"
    yield from _optional("the maker's", one.published)
    yield "basis", one.basis.value
    yield from _sources(one.references)
    yield "stands in", f"{one.file}:{one.line}"


def _ended(one: Ended) -> Iterator[Line]:
    yield "no support", f"{', '.join(one.models)} ({one.id})"
    yield "because", one.what
    yield from _sources(one.references)
    yield "stands in", f"{one.file}:{one.line}"


def _optional(what: str, text: str | None) -> Iterator[Line]:
    if text:
        yield what, text


def _sources(references: Iterable[str]) -> Iterator[Line]:
    for one in references:
        yield "source", one
