"""OCSF 1.5: one event "Device Inventory Info" (class 5001) a device, as JSON lines.

The class asks for `device` alone, and every event for its own numbers; names of attributes as the
schema has them (events/discovery/inventory_info.json, objects/device.json). What it has no name for
stands in `unmapped`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from camaudit.exports.file import File
from camaudit.exports.fit import Review, version_of
from camaudit.exports.words import say

if TYPE_CHECKING:
    from camaudit.exports.file import Wanted
    from camaudit.exports.known import Known
    from camaudit.model.audit import Audit

VERSION = "1.5.0"  # of the schema
CATEGORY, CLASS, COLLECT = 5, 5001, 2  # Discovery; Device Inventory Info; activity "Collect"
INFORMATIONAL = 1
IOT = 7  # type_id of a device; the schema names cameras among them
MAX_TEXT = 200  # characters of a value

Json = None | bool | int | str | dict[str, "Json"]


def export(audit: Audit, _: Wanted) -> tuple[File, ...]:
    """Write the events, and a review of the devices of which there is none."""
    review = Review(audit)
    events = [_event(one, audit, review) for one in review.chosen(lambda _: None)]
    text = "".join(json.dumps(one) + "\n" for one in events)
    return (File(name="inventory.jsonl", content=text.encode("ascii")), review.file())


def _event(one: Known, audit: Audit, review: Review) -> Json:
    maker = review.value(one, "built_by", one.maker.short if one.maker else None, MAX_TEXT)
    return {
        "activity_id": COLLECT,
        "activity_name": "Collect",
        "category_name": "Discovery",
        "category_uid": CATEGORY,
        "class_name": "Device Inventory Info",
        "class_uid": CLASS,
        "type_name": "Device Inventory Info: Collect",
        "type_uid": CLASS * 100 + COLLECT,
        "severity": "Informational",
        "severity_id": INFORMATIONAL,
        "time": _milliseconds(audit.at),
        "message": say("built-as", kind=one.kind, maker=maker or "", grade=one.grade),
        "metadata": {
            "version": VERSION,
            "product": {
                "name": "camaudit",
                "vendor_name": "camaudit",
                "version": version_of(audit),
            },
        },
        "device": _device(one, review),
        "unmapped": _told(
            {
                "kind": one.kind,
                "built_by": maker,
                "built_by_grade": one.grade,
                "firmware": review.value(one, "firmware", one.identity.firmware, MAX_TEXT),
                "site": review.value(one, "site", one.device.site, MAX_TEXT),
                "network": review.value(one, "network", one.device.network, MAX_TEXT),
            }
        ),
    }


def _device(one: Known, review: Review) -> Json:
    device = one.device
    mark = device.mac.replace(":", "") if device.mac else device.id[4:]
    serial = review.value(one, "serial", one.serial, MAX_TEXT)
    return _told(
        {
            "uid": device.id,
            "name": f"video-{mark}",
            "type": "IOT",
            "type_id": IOT,
            "ip": str(device.addresses[0]) if device.addresses else None,
            "mac": device.mac,
            "vendor_name": review.value(one, "label", one.sold_as, MAX_TEXT),
            "model": review.value(one, "model", one.model, MAX_TEXT),
            "hw_info": {"serial_number": serial} if serial is not None else None,
            "first_seen_time": _milliseconds(device.first),
            "last_seen_time": _milliseconds(device.last),
        }
    )


def _told(values: dict[str, Json]) -> dict[str, Json]:
    """Leave out what is not known."""
    return {name: value for name, value in values.items() if value is not None}


def _milliseconds(at: float) -> int:
    return round(at * 1000)
