"""devices.csv: one row a device, for a spreadsheet; no cell can be a formula.

`cli` writes it with a byte order mark, without which Excel reads it as cp1252.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from typing import TYPE_CHECKING

from camaudit.escape import for_csv
from camaudit.model.identity import Kind
from camaudit.model.listed import Sight
from camaudit.reports import page
from camaudit.reports.sentences import say
from camaudit.reports.text import moment, sockets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.audit import Audit
    from camaudit.model.listed import Listed
    from camaudit.reports.page import Entry

MAX_SIGNS = 3  # pieces of evidence in a cell
MAX_CELL = 32_000  # characters; a spreadsheet holds 32,767

HEADER = (
    "id",
    "site",
    "network",
    "addresses",
    "port",
    "mac",
    "switch port",
    "vlan",
    "kind",
    "kind grade",
    "maker",
    "maker grade",
    "label",
    "label grade",
    "model",
    "firmware",
    "built on",
    "serial",
    "channels",
    "first seen (UTC)",
    "last seen (UTC)",
    "findings",
    "what to do",
    "excepted",
    "evidence",
    "known from",
    "recorder",
    "recorder's channel",
    "name on the list",
    "place",
)


def render(audit: Audit) -> str:
    """Write the table: the same audit gives the same text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for entry in page.entries(audit):
        found = (*_cells(entry, audit), *_of_list(entry.listed))
        cells = ("" if cell is None else for_csv(str(cell)) for cell in found)
        writer.writerow([cell[:MAX_CELL] for cell in cells])
    for row in _listed(audit):
        cells = ("" if cell is None else for_csv(str(cell)) for cell in row)
        writer.writerow([cell[:MAX_CELL] for cell in cells])
    return out.getvalue()


def _cells(entry: Entry, audit: Audit) -> tuple[object, ...]:
    device, identity = entry.device, entry.identity
    severest: dict[str, int] = defaultdict(int)
    for finding in entry.findings:
        severest[finding.code] = max(severest[finding.code], finding.severity.rank)
    return (
        device.id,
        device.site,
        device.network,
        " ".join(str(one) for one in device.addresses),
        device.service,
        device.mac,
        "; ".join(sockets(device)),
        " ".join(str(vlan) for vlan in sorted({o.vlan for o in device.attachments if o.vlan})),
        identity.kind.value,
        identity.kind.grade,
        entry.maker if identity.maker.value else None,
        identity.maker.grade,
        identity.brand.value,
        identity.brand.grade,
        identity.model,
        identity.firmware,
        identity.built_on,
        identity.serial,
        identity.channels,
        moment(device.first, "%Y-%m-%dT%H:%M:%SZ"),
        moment(device.last, "%Y-%m-%dT%H:%M:%SZ"),
        " ".join(sorted(severest, key=lambda code: (-severest[code], code))),
        ", ".join(one.card.title for one in audit.actions if device.id in one.devices),
        " ".join(sorted(_excepted(device.id, audit))),
        "; ".join(
            f"{one.evidence.fact.channel}: {one.evidence.fact.value} "
            f"({one.evidence.fact.seen.source}, {one.evidence.fact.seen.place})"
            for one in entry.signs[:MAX_SIGNS]
        ),
    )


def _of_list(listed: Listed | None) -> tuple[object, ...]:
    """Give what a recorder's list adds to a device."""
    if listed is None:
        return (say("csv-network"), None, None, None, None)
    return (
        listed.sight if listed.sight is not Sight.SEEN else say("csv-both"),
        listed.recorder_name,
        listed.channel,
        listed.name,
        listed.place,
    )


def _listed(audit: Audit) -> Iterator[tuple[object, ...]]:
    """Yield a row for each camera that a list names and that was not seen."""
    short = {card.id: card.short for card in audit.makers}
    for one in audit.listed:
        if one.sight is Sight.SEEN:
            continue
        cells: dict[str, object] = {
            "id": one.id,
            "site": one.site,
            "addresses": one.ip,
            "mac": one.mac,
            "kind": Kind.CAMERA,
            "maker": short.get(one.stated.maker or "", one.stated.maker),
            "maker grade": one.stated.grade,
            "label": one.stated.brand,
            "model": one.model,
            "firmware": one.firmware,
            "serial": one.serial,
            "evidence": "; ".join(
                [
                    *([one.stated.because] if one.stated.because else ()),
                    *(f"{row.source}, {row.place}" for row in one.seen[:MAX_SIGNS]),
                ]
            ),
        }
        yield (*(cells.get(name) for name in HEADER[:-5]), *_of_list(one))


def _excepted(device: str, audit: Audit) -> set[str]:
    return {one.code for row in audit.exemptions for one in row.held if one.device == device}
