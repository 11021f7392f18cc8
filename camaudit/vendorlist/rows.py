"""The nouns of the vendor list: a label's link, a list that meets a maker, a maker."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """One label and one maker, or one label that nothing ties to a maker."""

    label: str
    aliases: tuple[str, ...]
    says: str  # one sentence: who builds it, and how well that is proved
    maker: str | None  # id; None where no maker is established
    built_by: str | None  # short name
    points_to: str | None  # short name that weak evidence points to: a question, never an answer
    scope: str | None  # "all", "some", "former"
    how: str | None  # "relabel", "sub-brand", "own"
    evidence: str  # "documented", "reported", "weak", "none"
    years: str | None
    models: tuple[str, ...]  # beginnings of model names
    markets: str | None
    note: str | None
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRow:
    """One list that names a maker, or one policy that describes its country."""

    policy: str  # id
    short: str
    title: str
    date: str  # of the list, or of the name's addition: ISO, whole or cut
    how: str  # "named", "affiliate of one named", "described"
    entity: str | None  # the exact words of the list
    binds: str
    sentence: str  # without a subject
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmRow:
    """A firm of the same house."""

    maker: str | None  # id, where it has a file of its own
    name: str
    what: str | None
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRow:
    """One block of MAC addresses."""

    prefix: str  # "44:19:b6/24"
    bits: int  # 24, 28 or 36
    registrant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """What a model's name tells: its kind and era, or what its line offers."""

    rule: str  # id
    match: str
    meaning: str
    tells: tuple[str, ...]  # "camera", "2018-2022"; or "faces", "plates"
    label: str | None  # whose models are named so, where it is not the maker's own
    collides_with: tuple[str, ...]  # makers with names of the same form
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerRow:
    """One maker with everything that the rules and the MAC registry hold of it."""

    id: str
    short: str
    name: str  # legal name
    aliases: tuple[str, ...]
    country: str | None  # ISO 3166-1 alpha-2 of the headquarters
    ownership: str | None
    ownership_references: tuple[str, ...]
    state_link: str | None
    state_link_references: tuple[str, ...]
    parent: FirmRow | None
    daughters: tuple[FirmRow, ...]
    labels: tuple[LinkRow, ...]
    blocks: tuple[BlockRow, ...]
    named: tuple[HitRow, ...]
    described: tuple[HitRow, ...]
    models: tuple[FormRow, ...]
    capabilities: tuple[FormRow, ...]
    signatures: int
    references: tuple[str, ...]  # of all that is said above, each once

    def blocks_of(self, bits: int) -> int:
        """Count the blocks of one size."""
        return sum(one.bits == bits for one in self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One list, law or statement."""

    id: str
    short: str
    title: str
    jurisdiction: str
    date: str
    status: str
    binds: str
    effect: str
    test: str  # "named", "described", "none"
    names: tuple[str, ...]  # "Hikvision: <exact entity>"
    headquarters: tuple[str, ...]  # ISO 3166-1 alpha-2, where it describes
    note: str | None
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorTable:
    """The whole list, dated."""

    date: str  # of the rules
    registry: str  # date of the MAC registry
    held: int  # lists that name makers and are in force or proposed
    links: tuple[LinkRow, ...]  # sorted by label, then maker
    makers: tuple[MakerRow, ...]  # sorted by id
    lists: tuple[ListRow, ...]  # sorted by id

    @property
    def not_named(self) -> str:
        """Say that no list names a maker."""
        lists = "1 list" if self.held == 1 else f"{self.held} lists"
        return f"not named on the {lists} held, dated {self.date}"
