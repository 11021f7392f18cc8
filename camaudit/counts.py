"""Counts with their coverage, made once and read by every output."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.model.grade import Grade
from camaudit.model.identity import Kind

if TYPE_CHECKING:
    from camaudit.model.audit import Audit
    from camaudit.model.identity import Identity

CAMERA, RECORDER, EITHER = "camera", "recorder", "either"


def column(identity: Identity) -> str:
    """Give the column a device is counted in; only a likely kind is counted as that kind."""
    sure = identity.kind.grade.rank >= Grade.LIKELY.rank
    if sure and identity.kind.value == Kind.RECORDER:
        return RECORDER
    return CAMERA if sure and identity.kind.value == Kind.CAMERA else EITHER


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRow:
    """One network; None means not looked, so nothing is known."""

    site: str | None
    network: str
    cameras: int | None
    recorders: int | None
    either: int | None
    looked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerRow:
    """One maker (and the label where it is another's)."""

    maker: str | None  # short name; None: not known
    label: str | None
    devices: int
    cameras: int
    grades: tuple[tuple[Grade, int], ...]  # the surest first
    witnesses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Everything that outputs count."""

    cameras: int  # at least so many
    recorders: int
    either: int
    hidden: int | None  # cameras that recorders may hide, where they announce their channels
    networks: tuple[NetworkRow, ...]
    makers: tuple[MakerRow, ...]
    not_looked: tuple[str, ...]  # networks nobody looked at
    expected: int | None
    complete: bool
    unjudged: int  # devices whose password nobody can judge from what was read
    files_read: int
    files_partly: int
    files_unknown: int
    items: int
    packets_sent: int


def tables(audit: Audit) -> Tables:
    """Count an audit."""
    columns = Counter(column(identity) for identity in audit.identities)
    not_looked = tuple(
        f"{one.site}: {one.network}" if one.site else one.network
        for one in audit.coverage
        if not one.looks
    )
    outcomes = Counter(one.outcome for one in audit.files)
    recorders = [one for one in audit.identities if column(one) == RECORDER]
    channels = [one.channels for one in recorders if one.channels]
    expected = audit.estate.expected_cameras
    complete = (
        bool(audit.coverage)
        and not not_looked
        and not audit.partial
        and not columns[RECORDER]
        and not columns[EITHER]
        and (expected is None or columns[CAMERA] >= expected)
        and audit.estate.organisation is not None
    )
    return Tables(
        cameras=columns[CAMERA],
        recorders=columns[RECORDER],
        either=columns[EITHER],
        hidden=sum(channels) if channels else None,
        networks=_networks(audit),
        makers=_makers(audit),
        not_looked=not_looked,
        expected=expected,
        complete=complete,
        unjudged=sum(
            all(login.defaults is None for login in device.logins) for device in audit.devices
        ),
        files_read=outcomes["read"],
        files_partly=outcomes["partly read"],
        files_unknown=outcomes["not recognised"],
        items=sum(one.items for one in audit.files),
        packets_sent=sum(one.packets for one in audit.ledger),
    )


def _networks(audit: Audit) -> tuple[NetworkRow, ...]:
    found: dict[tuple[str | None, str | None], Counter[str]] = defaultdict(Counter)
    for device, identity in zip(audit.devices, audit.identities, strict=True):
        found[device.site, device.network][column(identity)] += 1
    rows: list[NetworkRow] = []
    listed: set[tuple[str | None, str | None]] = set()
    for one in audit.coverage:
        key = (one.site, one.network)
        counted = found.get(key)
        if not one.declared and not counted:
            continue  # without an estate file only networks with something in them are shown
        listed.add(key)
        looked = bool(one.looks) or bool(counted)
        rows.append(_row(one.site, one.network, counted or Counter(), one.looks, looked=looked))
    for (site, network), counted in sorted(found.items(), key=lambda item: str(item[0])):
        if (site, network) not in listed:
            rows.append(_row(site, network or "no address seen", counted, (), looked=True))
    return tuple(rows)


def _row(
    site: str | None,
    network: str,
    counted: Counter[str],
    looks: tuple[object, ...],
    *,
    looked: bool,
) -> NetworkRow:
    vantages = sorted({str(getattr(one, "vantage", "")) for one in looks})
    return NetworkRow(
        site=site,
        network=network,
        cameras=counted[CAMERA] if looked else None,
        recorders=counted[RECORDER] if looked else None,
        either=counted[EITHER] if looked else None,
        looked_by=tuple(vantages),
    )


def _makers(audit: Audit) -> tuple[MakerRow, ...]:
    short = {card.id: card.short for card in audit.makers}
    groups: dict[tuple[str | None, str | None], list[Identity]] = defaultdict(list)
    for one in audit.identities:
        maker = short.get(one.maker.value or "", one.maker.value)
        label = one.brand.value if one.brand.value and one.brand.value != maker else None
        groups[maker, label].append(one)
    rows = [
        MakerRow(
            maker=maker,
            label=label,
            devices=len(members),
            cameras=sum(column(one) == CAMERA for one in members),
            grades=tuple(
                (grade, count)
                for grade in sorted(Grade, key=lambda one: -one.rank)
                if (count := sum(one.maker.grade is grade for one in members))
            ),
            witnesses=tuple(
                sorted({e.fact.channel.witness for one in members for e in one.maker.evidence})
            ),
        )
        for (maker, label), members in groups.items()
    ]
    rows.sort(key=lambda row: (row.maker is None, -row.devices, row.maker or "", row.label or ""))
    return tuple(rows)
