"""CycloneDX 1.6: the devices as a hardware bill of materials (HBOM), as one JSON file.

Names of properties: the cdx:device namespace of the CycloneDX property taxonomy, and `camaudit:`
for what it has no name for. The format could carry a confidence as a number; none is written,
because grades are words and no probability was measured.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from camaudit.counts.tables import tables
from camaudit.exports.file import File
from camaudit.exports.fit import Review, unfit, version_of
from camaudit.exports.known import ISO
from camaudit.exports.words import say
from camaudit.reports.text import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.exports.file import Wanted
    from camaudit.exports.known import Known
    from camaudit.model.audit import Audit

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
MAX_TEXT = 200  # characters of a value
MAX_PLACES = 5  # where a device was seen to say who built it

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def export(audit: Audit, _: Wanted) -> tuple[File, ...]:
    """Write the bill of materials, and a review of what is not in it."""
    review = Review(audit)
    components: list[Json] = [_component(one, review) for one in review.chosen(lambda _: None)]
    body: dict[str, Json] = {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": _metadata(audit),
        "components": components,
    }
    # The number is one of this very content, so that the same audit gives the same file.
    number = uuid5(NAMESPACE_URL, json.dumps(body, sort_keys=True))
    text = json.dumps({"serialNumber": f"urn:uuid:{number}", **body}, indent=1)
    return (File(name="bom.json", content=f"{text}\n".encode("ascii")), review.file())


def _metadata(audit: Audit) -> dict[str, Json]:
    counted = tables(audit)
    tool: dict[str, Json] = {
        "type": "application",
        "name": "camaudit",
        "version": version_of(audit),
    }
    looked = say("of", some=counted.looked, all=len(counted.networks))
    properties = (
        ("camaudit:cameras-at-least", str(counted.papers.cameras)),
        ("camaudit:networks-looked-at", looked),
        ("camaudit:complete", say("no") if counted.gaps else say("yes")),
    )
    return {
        "timestamp": _timestamp(audit.at),
        "tools": {"components": [tool]},
        "properties": [_property(name, value) for name, value in properties],
    }


def _timestamp(at: float) -> str:
    """Write the time of the audit; one that is no date becomes the first of 1970."""
    try:
        return datetime.fromtimestamp(at, UTC).strftime(ISO)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC).strftime(ISO)


def _property(name: str, value: str) -> Json:
    return {"name": name, "value": value}


def _component(one: Known, review: Review) -> Json:
    device = one.device
    maker = review.value(one, "built_by", one.maker.name if one.maker else None, MAX_TEXT)
    label = review.value(one, "label", one.label, MAX_TEXT)
    firmware = review.value(one, "firmware", one.identity.firmware, MAX_TEXT)
    found: dict[str, Json] = {
        "type": "device",
        "bom-ref": device.id,
        "name": review.value(one, "model", one.model, MAX_TEXT) or say("model-not-known"),
        "description": say("built-as", kind=one.kind, maker=maker or "", grade=one.grade),
        "properties": [_property(name, value) for name, value in _properties(one, review)],
    }
    if maker is not None:
        found["manufacturer"] = {"name": maker}
    if label is not None:
        found["supplier"] = {"name": label}
    if places := _places(one):
        found["evidence"] = {"occurrences": places}
    if firmware is not None:
        found["components"] = [
            {
                "type": "firmware",
                "bom-ref": f"{device.id}-firmware",
                "name": say("firmware"),
                "version": firmware,
            }
        ]
    return found


def _properties(one: Known, review: Review) -> Iterator[tuple[str, str]]:
    """Yield what is known, and nothing of the rest."""
    device = one.device
    yield "cdx:device:quantity", "1"
    yield "cdx:device:function", one.kind
    values = (
        ("cdx:device:serialNumber", "serial", one.serial),
        ("cdx:device:macAddress", "mac", device.mac),
        ("camaudit:label", "label", one.label),
        ("camaudit:site", "site", device.site),
        ("camaudit:network", "network", device.network),
    )
    for name, field, text in values:
        # A label that is unfit stands in the review already.
        kept = text if field == "label" else review.value(one, field, text, MAX_TEXT)
        if kept is not None and unfit(kept, MAX_TEXT) is None:
            yield name, kept
    if device.addresses:
        yield "camaudit:address", str(device.addresses[0])
    yield "camaudit:built-by:grade", one.grade
    yield "camaudit:first-seen", moment(device.first, ISO)
    yield "camaudit:last-seen", moment(device.last, ISO)


def _places(one: Known) -> list[Json]:
    """Give where it was seen who built it: file and frame or line."""
    found = {
        (sign.fact.seen.source, f"{sign.fact.seen.place}: {sign.fact.channel} ({sign.rule})")
        for sign in one.identity.maker.evidence
    }
    return [
        {"location": source, "additionalContext": place}
        for source, place in sorted(found)[:MAX_PLACES]
        if unfit(source, MAX_TEXT) is None and unfit(place, MAX_TEXT) is None
    ]
