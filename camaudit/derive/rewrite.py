"""An audit with other names in it: of sites, files, devices. Ids follow what they are made of."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from camaudit.checks.actions import Actions, actions, grouped
from camaudit.derive.form import device_id, device_id_of
from camaudit.model.finding import finding_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.model.action import ActionCard, Task
    from camaudit.model.audit import Audit
    from camaudit.model.device import Device
    from camaudit.model.finding import Finding

Table = Mapping[tuple[type, str], Callable[[object], object]]
WHOLE = "*"
_Noun = TypeVar("_Noun")
_ID = re.compile(r"\b(?:dev-[0-9a-f]{12}|fnd-[0-9a-f]{10}|lst-[0-9a-f]{12})\b")


def rewritten(value: _Noun, table: Table) -> _Noun:
    """Give a noun with some of its fields, at any depth, written anew.

    Input:  table: (noun, name of the field) -> what is made of its value; tuples one by one. With
            the name WHOLE what is made of the noun, after its fields.
    """
    return cast("_Noun", _rewritten(value, table))


def _rewritten(value: object, table: Table) -> object:
    if isinstance(value, tuple):
        return tuple(_rewritten(one, table) for one in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    kind = type(value)
    changed: dict[str, object] = {}
    for field in dataclasses.fields(value):
        old = getattr(value, field.name)
        change = table.get((kind, field.name))
        new = _rewritten(old, table) if change is None else _each(old, change)
        if new is not old:
            changed[field.name] = new
    made = replace(value, **changed) if changed else value
    whole = table.get((kind, WHOLE))
    return made if whole is None else whole(made)


def _each(value: object, change: Callable[[object], object]) -> object:
    return tuple(map(change, value)) if isinstance(value, tuple) else change(value)


def texts(value: _Noun, change: Callable[[str], str]) -> _Noun:
    """Give a noun with every text in it, at any depth, changed; words of closed lists stay."""
    return cast("_Noun", _texts(value, change))


def _texts(value: object, change: Callable[[str], str]) -> object:
    if type(value) is str:
        return change(value)
    if isinstance(value, tuple):
        return tuple(_texts(one, change) for one in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    every = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    new = {name: _texts(old, change) for name, old in every.items()}
    changed = {name: one for name, one in new.items() if one is not every[name]}
    return replace(value, **changed) if changed else value


def with_ids(old: Audit, new: Audit, cameras: Callable[[str | None, str], str]) -> Audit:
    """Give a rewritten audit the ids that its devices and findings have now.

    Input:  the audit before and after, devices and findings in the same order; cameras: makes the
            id of a listed camera of its site and its old id.
    """
    ids = {one.id: _id_of(one, again) for one, again in zip(old.devices, new.devices, strict=True)}
    for one, again in zip(_findings(old), _findings(new), strict=True):
        ids[one.id] = finding_id(ids[one.device], again.code, again.subject)
    ids |= {one.id: cameras(one.site, one.id) for one in new.listed}
    return in_order(texts(new, lambda text: _ID.sub(lambda at: ids.get(at[0], at[0]), text)))


def _findings(audit: Audit) -> list[Finding]:
    return [*audit.findings, *(one for row in audit.exemptions for one in row.held)]


def _id_of(old: Device, new: Device) -> str:
    """Make an id of the same sort: of the MAC, or of the same one of the addresses."""
    if new.mac is not None:
        return device_id_of(new.site, "mac", new.mac)
    more = () if new.service is None else (str(new.service),)
    sort = "ip" if new.service is None else "service"
    for was, ip in zip(old.addresses, new.addresses, strict=True):
        if old.id in device_id(replace(old, addresses=(was,))):
            return device_id_of(new.site, sort, str(ip), *more)
    return device_id_of(new.site, "id", old.id)


def finding_order(one: Finding) -> tuple[int, str, str, str]:
    """Give what sorts findings."""
    return (-one.severity.rank, one.device, one.code, one.subject)


def in_order(audit: Audit) -> Audit:
    """Sort what is sorted by ids and addresses, and group the findings by action again."""
    pairs = sorted(zip(audit.devices, audit.identities, strict=True), key=lambda pair: pair[0].id)
    findings = tuple(sorted(audit.findings, key=finding_order))
    return replace(
        audit,
        devices=tuple(device for device, _ in pairs),
        identities=tuple(identity for _, identity in pairs),
        findings=findings,
        actions=regrouped(findings, audit.actions, audit.findings),
        places=tuple(sorted(audit.places, key=lambda one: (one.peer.version, int(one.peer)))),
        recorders=tuple(
            replace(one, cameras=tuple(sorted(one.cameras)))
            for one in sorted(audit.recorders, key=lambda one: one.device)
        ),
        shortfalls=tuple(sorted(audit.shortfalls)),
        met_again=tuple(sorted(audit.met_again)),
    )


def regrouped(
    findings: Iterable[Finding], tasks: Iterable[Task], before: Iterable[Finding]
) -> tuple[Task, ...]:
    """Group findings by action as they were.

    Input:  tasks: the actions before, and the findings that they name; of two cards of one action
            the first counts.
    """
    codes = {one.id: one.code for one in before}
    cards: dict[str, ActionCard] = {}
    by_code: dict[str, ActionCard] = {}
    for task in tasks:
        card = cards.setdefault(task.card.id, task.card)
        for one in task.findings:
            if one in codes:
                by_code.setdefault(codes[one], card)
    told = [one for one in findings if one.code in by_code]
    return grouped(told, Actions(tuple(_as_the_file(cards.values())), by_code))


def _as_the_file(cards: Iterable[ActionCard]) -> list[ActionCard]:
    """Put cards in the order of the file of actions, those of another version at the end."""
    places = {card.id: at for at, card in enumerate(actions().cards)}
    return sorted(cards, key=lambda one: (places.get(one.id, len(places)), one.id))
