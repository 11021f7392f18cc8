"""One entry of the rules, and the rules that are part of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.identify.match import LABEL_NAMED, MAC_BLOCK
from camaudit.identify.score import BRAND_STATED
from camaudit.outline import Node, node
from camaudit.rulebook import card
from camaudit.rulebook.examples import named_rules

if TYPE_CHECKING:
    from camaudit.rulebook.types import Rulebook

# Rules that are code and not files.
_BUILT_IN = {
    MAC_BLOCK: (
        "The registrant of the device's block of MAC addresses is a maker or a label.",
        "Weak: boards of one firm sit in boxes of another, so a block alone is never a verdict.",
        "Nobody is named by the block of a chip or module maker, nor by that of a router.",
        "Nobody is named by an address that a device chose itself.",
    ),
    LABEL_NAMED: (
        "A title, a banner or a certificate names a label of the rules: it speaks of a camera too,",
        "or it is the name of a firm that makes nothing but video devices.",
        "Weak: it tells the maker only where nobody else builds under the name, else the label.",
        "A label that is a word as well (Nest, Hive) counts only before the name of a device.",
        "A text that names two firms of video devices names neither.",
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
    found += [one.id for one in named_rules(book)]
    found += [flaw.id for flaw in book.flaws]
    found += [ended.id for ended in book.ended]
    return sorted([*found, *_BUILT_IN])


def explain(book: Rulebook, rule: str) -> list[Node]:
    """Tell what an entry of the rules says; nothing where there is none of this id."""
    if rule in _BUILT_IN:
        return [node(f"Rule {rule} (part of the program)", _BUILT_IN[rule])]
    if rule not in ids(book):
        return []
    return [
        node(f"Rule {rule}", (f"{what}: {text}" for what, text in lines))
        for lines in card.cards(book, rule, lambda _: ())
    ]
