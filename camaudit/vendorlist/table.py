"""Rulebook and MAC registry -> the whole vendor list, once, for the tree and for every export."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from camaudit.identify.blocks import Blocks
from camaudit.policies import Policies
from camaudit.rulebook.types import How, Maker, Scope, Support
from camaudit.vendorlist.rows import (
    BlockRow,
    FirmRow,
    FormRow,
    HitRow,
    LinkRow,
    ListRow,
    MakerRow,
    VendorTable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.identify.registry import Registry
    from camaudit.policies import Hit
    from camaudit.rulebook.policy import Policy
    from camaudit.rulebook.types import BrandLink, Label, Rulebook

NONE = "none"  # the evidence of a label that nothing ties to a maker
NOT_TIED = "No public evidence ties this label to one maker."
_BUILT = {
    Scope.ALL: "Built by {maker}",
    Scope.SOME: "Some models are built by {maker}",
    Scope.FORMER: "Formerly built by {maker}",
}
_SURE = {Support.DOCUMENTED: "documented", Support.REPORTED: "reported, not documented"}
_WEAK = "Not established: weak evidence points to {maker}. Ask who manufactured it."


def make(rulebook: Rulebook, registry: Registry, registry_date: str) -> VendorTable:
    """Arrange everything that is known of makers and labels."""
    policies = Policies(rulebook)
    owned: dict[str, list[BlockRow]] = defaultdict(list)
    for owner, block in Blocks(rulebook, registry).owned():
        if isinstance(owner, Maker):
            owned[owner.id].append(
                BlockRow(prefix=block.prefix, bits=block.bits, registrant=block.registrant)
            )
    makers = tuple(_maker(one, rulebook, policies, owned[one.id]) for one in rulebook.makers)
    links = [row for maker in makers for row in maker.labels]
    links += [_unresolved(one) for one in rulebook.labels]
    return VendorTable(
        date=rulebook.date,
        registry=registry_date,
        held=len(policies.lists),
        links=tuple(sorted(links, key=_order)),
        makers=makers,
        lists=tuple(_list(one, rulebook) for one in rulebook.policies),
    )


def _order(row: LinkRow) -> tuple[str, str, str, str, tuple[str, ...]]:
    name = row.built_by or row.points_to or ""
    return (row.label.casefold(), row.label, name, row.scope or "", row.models)


def _maker(
    maker: Maker, rulebook: Rulebook, policies: Policies, blocks: list[BlockRow]
) -> MakerRow:
    parent = rulebook.maker(maker.parent) if maker.parent else None
    daughters = [_firm(one) for one in rulebook.makers if one.parent == maker.id]
    daughters += [
        FirmRow(maker=None, name=one.name, what=one.what, references=one.references)
        for one in maker.affiliates
    ]
    labels = sorted((link(one, maker.short) for one in maker.brands), key=_order)
    named = tuple(_hit(one) for one in policies.named(maker.id))
    described = tuple(_hit(one) for one in policies.described(maker.id))
    said = [maker.ownership_references, maker.state_link_references]
    said += [one.references for one in daughters]
    said += [one.references for one in labels]
    said += [one.references for one in (*named, *described)]
    said += [one.references for one in maker.models]
    said += [one.references for one in maker.capabilities]
    return MakerRow(
        id=maker.id,
        short=maker.short,
        name=maker.name,
        aliases=maker.aliases,
        country=maker.country,
        ownership=maker.ownership,
        ownership_references=maker.ownership_references,
        state_link=maker.state_link,
        state_link_references=maker.state_link_references,
        parent=_firm(parent) if parent else None,
        daughters=tuple(daughters),
        labels=tuple(labels),
        blocks=tuple(sorted(blocks, key=lambda one: (one.bits, one.prefix))),
        named=named,
        described=described,
        models=tuple(
            FormRow(
                rule=one.id,
                match=one.match,
                meaning=one.meaning,
                tells=tuple(word for word in (one.kind, one.era) if word),
                label=one.brand,
                collides_with=one.collides_with,
                references=one.references,
            )
            for one in maker.models
        ),
        capabilities=tuple(
            FormRow(
                rule=one.id,
                match=one.match,
                meaning=one.meaning,
                tells=tuple(offer.value for offer in one.offers),
                label=None,
                collides_with=(),
                references=one.references,
            )
            for one in maker.capabilities
        ),
        signatures=len(maker.signatures),
        references=_once(said),
    )


def _firm(maker: Maker) -> FirmRow:
    return FirmRow(
        maker=maker.id,
        name=maker.name,
        what=maker.ownership,
        references=maker.ownership_references,
    )


def link(one: BrandLink, short: str) -> LinkRow:
    """Write one link of a label and a maker; a weak one establishes no maker."""
    weak = one.evidence is Support.WEAK
    return LinkRow(
        label=one.brand,
        aliases=one.aliases,
        says=_says(one, short),
        maker=None if weak else one.maker,
        built_by=None if weak else short,
        points_to=short if weak else None,
        scope=one.scope.value,
        how=one.how.value,
        evidence=one.evidence.value,
        years=one.years,
        models=one.models,
        markets=one.markets,
        note=one.note,
        references=one.references,
    )


def _says(one: BrandLink, short: str) -> str:
    if one.evidence is Support.WEAK:
        return _WEAK.format(maker=short)
    years = f" ({one.years})" if one.years else ""
    house = ", whose second label it is" if one.how is How.SUB_BRAND else ""
    return f"{_BUILT[one.scope].format(maker=short)}{years}{house}: {_SURE[one.evidence]}."


def _unresolved(label: Label) -> LinkRow:
    return LinkRow(
        label=label.brand,
        aliases=label.aliases,
        says=NOT_TIED,
        maker=None,
        built_by=None,
        points_to=None,
        scope=None,
        how=None,
        evidence=NONE,
        years=None,
        models=(),
        markets=label.markets,
        note=label.what,
        references=label.references,
    )


def _hit(hit: Hit) -> HitRow:
    policy = hit.policy
    since = {one.entity: one.since for one in policy.names}.get(hit.entity or "")
    return HitRow(
        policy=policy.id,
        short=policy.short,
        title=policy.title,
        date=since or policy.date,
        how=hit.how.value,
        entity=hit.entity,
        binds=policy.binds,
        sentence=hit.sentence,
        references=hit.references,
    )


def _list(policy: Policy, rulebook: Rulebook) -> ListRow:
    short = {maker.id: maker.short for maker in rulebook.makers}
    return ListRow(
        id=policy.id,
        short=policy.short,
        title=policy.title,
        jurisdiction=policy.jurisdiction,
        date=policy.date,
        status=policy.status.value,
        binds=policy.binds,
        effect=policy.effect,
        test=policy.test.value,
        names=tuple(f"{short[one.maker]}: {one.entity}" for one in policy.names),
        headquarters=policy.headquarters,
        note=policy.note,
        references=policy.references,
    )


def _once(said: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for references in said for one in references))
