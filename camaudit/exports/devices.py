"""The sheets of devices and of what speaks for their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.counts.papers import columns_of, unseen_of
from camaudit.exports.known import ISO, vlans
from camaudit.exports.sheet import Cell, Sheet, sheet
from camaudit.exports.words import say
from camaudit.model.grade import Grade
from camaudit.model.listed import Sight
from camaudit.reports.text import moment, sockets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.exports.known import Known
    from camaudit.model.audit import Audit, MakerCard
    from camaudit.model.identity import Evidence
    from camaudit.model.listed import LabelRead, Listed

DEVICES = (
    "id", "site", "network", "addresses", "port", "mac", "switch_ports", "vlans", "counted_as",
    "kind", "kind_grade", "built_by", "built_by_id", "built_by_grade", "label", "label_grade",
    "model", "firmware", "built_on", "serial", "channels", "first_seen", "last_seen", "known_from",
    "recorder", "recorder_channel", "name_on_list", "place", "findings", "actions", "accepted",
    "contradictions", "lists_that_name_the_maker", "label_model", "label_serial", "label_read_by",
    "label_read_on",
)  # fmt: skip
EVIDENCE = (
    "device", "answer", "says", "proves", "rule", "strong", "channel", "value", "port", "times",
    "first", "last", "source", "place", "because", "references",
)  # fmt: skip


def devices(audit: Audit, seen: Sequence[Known]) -> Sheet:
    """Give a row for each device, then one for each camera that only a recorder's list names."""
    acts: dict[str, list[str]] = {}
    for task in audit.actions:
        for device in task.devices:
            acts.setdefault(device, []).append(task.card.title)
    rows = [_seen(one, tuple(acts.get(one.device.id, ()))) for one in seen]
    return sheet("devices", DEVICES, [*rows, *_listed(audit)])


def _seen(one: Known, actions: tuple[str, ...]) -> tuple[Cell, ...]:
    device, identity, listed = one.device, one.identity, one.listed
    codes = sorted(one.findings, key=lambda found: (-found.severity.rank, found.code))
    likely = one.grade.rank >= Grade.LIKELY.rank  # a MAC block accuses nobody
    return (
        device.id,
        device.site,
        device.network,
        tuple(str(ip) for ip in device.addresses),
        device.service,
        device.mac,
        tuple(sockets(device)),
        vlans(device),
        one.kind,
        identity.kind.value,
        identity.kind.grade,
        one.maker.short if one.maker is not None else None,
        one.maker.id if one.maker is not None else None,
        one.grade,
        identity.brand.value,
        identity.brand.grade,
        identity.model,
        identity.firmware,
        identity.built_on,
        identity.serial,
        identity.channels,
        moment(device.first, ISO),
        moment(device.last, ISO),
        say("from-network") if listed is None else say("from-both"),
        listed.recorder_name if listed is not None else None,
        listed.channel if listed is not None else None,
        listed.name if listed is not None else None,
        listed.place if listed is not None else None,
        tuple(dict.fromkeys(found.code for found in codes)),
        actions,
        tuple(sorted({found.code for found in one.accepted})),
        identity.contradictions,
        one.maker.named_on if one.maker is not None and likely else (),
        *_read(one.read),
    )


def _read(label: LabelRead | None) -> tuple[Cell, ...]:
    """Give what a person read on a housing."""
    if label is None:
        return (None,) * 4
    return label.model, label.serial, label.read_by, label.read_on


def _listed(audit: Audit) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each camera that a list names and that was not seen."""
    cards = {card.id: card for card in audit.makers}
    counted = {one.id for one in unseen_of(audit, columns_of(audit))}
    for one in audit.listed:
        if one.sight is not Sight.SEEN:
            cells = _unseen(one, cards, counted=one.id in counted)
            yield tuple(cells.get(name) for name in DEVICES)


def _unseen(one: Listed, cards: dict[str, MakerCard], *, counted: bool) -> dict[str, Cell]:
    maker = cards.get(one.stated.maker or "")
    likely = one.stated.grade.rank >= Grade.LIKELY.rank
    return {
        "id": one.id,
        "site": one.site,
        "addresses": (str(one.ip),) if one.ip is not None else (),
        "mac": one.mac,
        "counted_as": "camera" if counted else say("not-counted"),
        "kind": "camera",
        "kind_grade": say("stated"),
        "built_by": maker.short if maker is not None else None,
        "built_by_id": maker.id if maker is not None else None,
        "built_by_grade": one.stated.grade,
        "label": one.stated.brand,
        "label_grade": say("stated") if one.stated.brand is not None else None,
        "model": one.model,
        "firmware": one.firmware,
        "serial": one.serial,
        "known_from": one.sight,
        "recorder": one.recorder_name,
        "recorder_channel": one.channel,
        "name_on_list": one.name,
        "place": one.place,
        "lists_that_name_the_maker": maker.named_on if maker is not None and likely else (),
    }


def evidence(seen: Sequence[Known]) -> Sheet:
    """Give a row for each thing that speaks for one of the three answers of a device."""
    return sheet("evidence", EVIDENCE, _signs(seen))


def _signs(seen: Sequence[Known]) -> Iterator[tuple[Cell, ...]]:
    for one in seen:
        for answer, said in (
            (say("built-by"), one.identity.maker),
            (say("label"), one.identity.brand),
            (say("kind"), one.identity.kind),
        ):
            for sign in said.evidence:
                yield (one.device.id, answer, *_sign(sign))


def _sign(sign: Evidence) -> tuple[Cell, ...]:
    fact = sign.fact
    return (
        sign.says,
        sign.proves,
        sign.rule,
        sign.strong,
        fact.channel,
        fact.value,
        fact.port,
        fact.count,
        moment(fact.seen.at, ISO),
        moment(fact.last, ISO) if fact.last is not None else moment(fact.seen.at, ISO),
        fact.seen.source,
        fact.seen.place,
        sign.because,
        sign.references,
    )
