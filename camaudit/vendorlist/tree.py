"""What is known of a maker or a label, as a tree of plain sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from camaudit.outline import Node, node
from camaudit.policies import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from camaudit.vendorlist.names import Found
    from camaudit.vendorlist.rows import (
        FirmRow,
        FormRow,
        HitRow,
        LinkRow,
        MakerRow,
        VendorTable,
    )

SIZES = (24, 28, 36)
MAX_SOURCES = 3  # shown under one label; --json and --export have all
_BINDS = "A list binds those it says it binds, nobody else. Nothing here says what to buy."
_CORRECT = "Is a row wrong? docs/corrections.md says how to have it corrected."


def tree(table: VendorTable, found: Found, *, blocks: bool) -> list[Node]:
    """Say everything that a name may mean."""
    shown = [_maker(one, table, blocks=blocks) for one in found.makers]
    own = {link for maker in found.makers for link in maker.labels}
    links = [link for link in found.links if link not in own]
    labels: dict[str, list[LinkRow]] = {}
    for link in links:
        labels.setdefault(link.label, []).append(link)
    shown += [_label(name, rows, table, found) for name, rows in labels.items()]
    dated = f"Vendor list of {table.date}, MAC registry of {table.registry}."
    return [*shown, Node(f"{dated} {_BINDS}"), Node(_CORRECT)]


def _label(name: str, rows: list[LinkRow], table: VendorTable, found: Found) -> Node:
    by = {maker.id: maker for maker in table.makers}
    makers = list(dict.fromkeys(row.maker for row in rows if row.maker))
    head = f"{name} (label)"
    if found.by_stem:
        head += ": models whose names begin so are sold under it"
    under = [_link(row, with_label=False) for row in rows]
    if len(makers) > 1:
        names = ", ".join(by[one].short for one in makers)
        under.insert(0, Node(f"Several makers build for this label: {names}. The model decides."))
    for one in makers:
        maker = by[one]
        under.append(node(f"Lists that meet {maker.short}", _lists(maker, table)))
    return Node(head, tuple(under))


def _maker(maker: MakerRow, table: VendorTable, *, blocks: bool) -> Node:
    under = [Node(f"Legal name: {maker.name}")] if maker.name != maker.short else []
    if maker.aliases:
        under.append(Node(f"Also written: {', '.join(maker.aliases)}"))
    under.append(Node(f"Headquarters: {maker.country or 'not known'} (country code of ISO 3166)"))
    if maker.ownership:
        owned = f"Ownership: {maker.ownership}"
        under.append(node(owned, _sources(maker.ownership_references)))
    if maker.state_link:
        linked = f"State link: {maker.state_link}"
        under.append(node(linked, _sources(maker.state_link_references)))
    if maker.parent:
        under.append(Node(f"Belongs to: {maker.parent.name} ({maker.parent.maker})"))
    if maker.daughters:
        under.append(node("Firms of its house", map(_firm, maker.daughters)))
    under += _labels(maker)
    under.append(_blocks(maker, table, every=blocks))
    under += [node("Lists and policies", _lists(maker, table))]
    if maker.models:
        under.append(node("What its models' names tell", map(_form, maker.models)))
    if maker.capabilities:
        capable = "Capability of model lines, as the maker states it; not their use"
        under.append(node(capable, map(_form, maker.capabilities)))
    under.append(Node(f"Signatures: {maker.signatures}"))
    return Node(f"{maker.short} ({maker.id})", tuple(under))


def _firm(firm: FirmRow) -> Node:
    if firm.maker:
        return Node(f"{firm.name}: camaudit vendors {firm.maker}")
    return Node(f"{firm.name}{f': {firm.what}' if firm.what else ''}")


def _labels(maker: MakerRow) -> list[Node]:
    """Give the labels that it builds for, and apart those that weak evidence points to."""
    built = [one for one in maker.labels if one.built_by]
    weak = [one for one in maker.labels if not one.built_by]
    counted = Counter(one.evidence for one in built)
    sure = ", ".join(
        f"{counted[word]} {word}" for word in ("documented", "reported") if word in counted
    )
    head = f"Labels: {len(built)} ({sure})" if built else "Labels: none known"
    shown = [node(head, (_link(one, with_label=True) for one in built))]
    if weak:
        words = f"Not established: weak evidence alone points here ({len(weak)})"
        shown.append(node(words, (_link(one, with_label=True) for one in weak)))
    return shown


def _link(row: LinkRow, *, with_label: bool) -> Node:
    begin = f"Sold as {row.label}: " if with_label and row.built_by else ""
    begin = begin or (f"{row.label}: " if with_label else "")
    says = row.says[0].lower() + row.says[1:] if begin else row.says
    more = []
    if row.aliases:
        more.append(f"Also written: {', '.join(row.aliases)}")
    if row.models:
        more.append(f"Models that begin with: {', '.join(row.models)}")
    if row.markets:
        more.append(f"Sold in: {row.markets}")
    if row.note:
        more.append(row.note)
    return node(begin + says, [*more, *_sources(row.references)])


def _sources(references: tuple[str, ...]) -> Iterator[str]:
    for one in references[:MAX_SOURCES]:
        yield f"Source: {one}"
    if len(references) > MAX_SOURCES:
        yield f"... and {len(references) - MAX_SOURCES} more sources: see --json"


def _blocks(maker: MakerRow, table: VendorTable, *, every: bool) -> Node:
    sizes = ", ".join(f"{maker.blocks_of(bits)} of /{bits}" for bits in SIZES)
    head = f"MAC blocks: {len(maker.blocks)} ({sizes}), registry of {table.registry}"
    if not every or not maker.blocks:
        hint = "" if not maker.blocks or every else "; --blocks lists them"
        return Node(f"{head}{hint}")
    return node(head, (f"{one.prefix}  {one.registrant}" for one in maker.blocks))


def _lists(maker: MakerRow, table: VendorTable) -> Iterator[Node]:
    if maker.named:
        yield node("Named", (_hit(maker, one) for one in maker.named))
    else:
        yield Node(f"{maker.short} is {table.not_named}.")
    if maker.described:
        by_country = f"By where it has its headquarters ({maker.country}), not by name"
        yield node(by_country, (_hit(maker, one) for one in maker.described))


def _hit(maker: MakerRow, hit: HitRow) -> Node:
    under = [f'In the words of the list: "{hit.entity}"'] if hit.entity else []
    under.append(f"Binds: {hit.binds}")
    when = in_words(hit.date)
    return node(
        f"{hit.short} ({when}): {maker.short} is {hit.sentence}.",
        [*under, *_sources(hit.references)],
    )


def _form(form: FormRow) -> Node:
    tells = f" ({', '.join(form.tells)})" if form.tells else ""
    label = f" Label: {form.label}." if form.label else ""
    under = []
    if form.collides_with:
        under.append(f"Names of this form also occur at: {', '.join(form.collides_with)}")
    return node(f"{form.meaning}{tells}{label}", [*under, *_sources(form.references)])


def overview(table: VendorTable, width: int = 80) -> Iterator[str]:
    """List every maker, a line each."""
    yield f"{len(table.makers)} makers, {_count_labels(table.links)} labels"
    yield f"Vendor list of {table.date}, MAC registry of {table.registry}"
    yield ""
    yield f"{'maker':<24}{'id':<20}{'country':<9}{'labels':>6}{'blocks':>8}{'named on':>10}"
    for one in sorted(table.makers, key=lambda maker: (maker.short.casefold(), maker.id)):
        labels, blocks = len(one.labels), len(one.blocks)
        cells = f"{_cut(one.short, 24)}{_cut(one.id, 20)}{one.country or '-':<9}"
        yield f"{cells}{labels:>6}{blocks:>8}{len(one.named):>10}"[:width]
    yield ""
    lists = "1 list that names" if table.held == 1 else f"{table.held} lists that name"
    yield f"named on: of {lists} makers."
    yield "One maker or label: camaudit vendors NAME"


def _cut(text: str, columns: int) -> str:
    return f"{text if len(text) < columns else text[: columns - 3] + '..':<{columns}}"


def _count_labels(links: Iterable[LinkRow]) -> int:
    return len({link.label for link in links})
