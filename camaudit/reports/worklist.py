"""actions.csv: one row for each action and device, as work to hand out; no cell is a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from camaudit.escape import for_csv
from camaudit.reports import page
from camaudit.reports.text import sockets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.action import Task
    from camaudit.model.audit import Audit
    from camaudit.reports.page import Entry

MAX_CELL = 32_000  # characters; a spreadsheet holds 32,767

HEADER = (
    "order",
    "action",
    "severity",
    "grade",
    "site",
    "network",
    "addresses",
    "mac",
    "switch port",
    "maker",
    "model",
    "findings",
    "what was found",
    "who can do it",
    "minutes for all devices (estimate)",
    "minutes for this device (estimate)",
    "check first",
    "what may stop working",
    "how to undo it",
    "owner",
    "by when",
    "id",
)


def render(audit: Audit) -> str:
    """Write the table: the same audit gives the same text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    by_id = {entry.device.id: entry for entry in page.entries(audit)}
    for number, action in enumerate(audit.actions, 1):
        for device in action.devices:
            cells = (
                "" if cell is None else for_csv(str(cell))
                for cell in _cells(number, action, by_id[device])
            )
            writer.writerow([cell[:MAX_CELL] for cell in cells])
    return out.getvalue()


def _cells(number: int, action: Task, entry: Entry) -> Iterator[object]:
    wanted = frozenset(action.findings)
    found = [one for one in entry.findings if one.id in wanted]
    gravest = max((one.severity for one in found), key=lambda one: one.rank)
    device, card = entry.device, action.card
    yield from (number, card.title, gravest)
    yield max((one.grade for one in found if one.severity is gravest), key=lambda one: one.rank)
    yield from (device.site, device.network, " ".join(map(str, device.addresses)), device.mac)
    yield "; ".join(sockets(device))
    yield entry.maker if entry.identity.maker.value else None
    yield entry.identity.model
    yield " ".join(dict.fromkeys(one.code for one in found))
    yield " ".join(dict.fromkeys(one.summary for one in found))
    yield from (", ".join(card.who), action.minutes, card.each)
    yield from (" ".join(card.check_first), " ".join(card.may_stop), card.undo)
    yield from (None, None, device.id)
