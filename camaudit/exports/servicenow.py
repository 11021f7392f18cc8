"""ServiceNow: one CSV of cameras for an import set, of the class cmdb_ci_ip_camera.

The class is one of the app "CMDB CI Class Models"; sites without it name another (`--class`).
Columns as comparable connectors map them. What only a person knows (support group, owner) has no
column, so that no import can wipe what somebody wrote there.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from camaudit.counts.tally import Column
from camaudit.exports.file import File
from camaudit.exports.fit import Review
from camaudit.exports.words import say
from camaudit.reports.text import moment

if TYPE_CHECKING:
    from camaudit.exports.file import Wanted
    from camaudit.exports.known import Known
    from camaudit.model.audit import Audit

TIME = "%Y-%m-%d %H:%M:%S"  # as ServiceNow reads a date, in UTC
MAX_TEXT = 100  # characters of most fields there
COLUMNS = (
    "name", "sys_class_name", "serial_number", "model_number", "vendor", "manufacturer",
    "mac_address", "ip_address", "location", "firmware_version", "first_discovered",
    "last_discovered", "discovery_source", "correlation_id", "short_description",
)  # fmt: skip


def export(audit: Audit, wanted: Wanted) -> tuple[File, ...]:
    """Write the cameras, and a review of all else."""
    review = Review(audit)
    rows = [_row(one, wanted, review) for one in review.chosen(_accepts)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    name = f"{wanted.servicenow_class}.csv"
    return (File(name=name, content=out.getvalue().encode("utf-8")), review.file())


def _accepts(one: Known) -> str | None:
    """Say why the class has no place for a device."""
    return None if one.column is Column.CAMERA else say("review-no-camera", kind=one.kind)


def _row(one: Known, wanted: Wanted, review: Review) -> tuple[str, ...]:
    device, identity = one.device, one.identity
    fields = (
        ("serial_number", one.serial),
        ("model_number", one.model),
        ("vendor", one.sold_as),
        ("manufacturer", one.maker.short if one.maker is not None else None),
        ("location", device.site),
        ("firmware_version", identity.firmware),
    )
    kept = {name: review.value(one, name, text, MAX_TEXT) or "" for name, text in fields}
    mark = device.mac.replace(":", "") if device.mac else device.id[4:]
    cells = kept | {
        "name": f"camera-{mark}",
        "sys_class_name": wanted.servicenow_class,
        "mac_address": (device.mac or "").upper(),
        "ip_address": str(device.addresses[0]) if device.addresses else "",
        "first_discovered": moment(device.first, TIME),
        "last_discovered": moment(device.last, TIME),
        "discovery_source": "camaudit",
        "correlation_id": device.id,
        "short_description": say("built", maker=kept["manufacturer"], grade=one.grade),
    }
    return tuple(cells[name] for name in COLUMNS)
