"""NetBox: CSV files to import one after the other, in the order of their numbers.

Columns and what must be given: the import forms of NetBox 4.2 (netbox/dcim/forms/bulk_import.py).
NetBox finds a device type by its model within a manufacturer, and a device by its name alone, so
names are unique over all sites. The manufacturer is the label, as it stands on the housing; who
built the device stands in a field of its own.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from camaudit.counts.tally import Column
from camaudit.exports.file import File
from camaudit.exports.fit import Review, unfit
from camaudit.exports.known import ISO
from camaudit.exports.slug import slugs
from camaudit.exports.words import say
from camaudit.model.identity import Kind
from camaudit.reports.text import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from camaudit.exports.file import Wanted
    from camaudit.exports.known import Known
    from camaudit.model.audit import Audit

STATUS = "staged"  # a person looks at a device before it counts as active
INTERFACE = "lan"  # what a camera calls its socket is not known
MAX_NAME, MAX_MODEL, MAX_SERIAL = 100, 100, 50  # characters, by NetBox's models
MAX_DESCRIPTION = 200
FIELDS = (
    ("camaudit_id", "camaudit: id"),
    ("camaudit_maker", "Built by"),
    ("camaudit_grade", "Built by: how sure"),
    ("camaudit_label_seen", "Label seen"),
    ("camaudit_firmware", "Firmware, as announced"),
    ("camaudit_address", "Address, as seen"),
    ("camaudit_last_seen", "Last seen"),
)
# role -> colour; the roles of what is no camera are not those of cameras
_ROLES = {
    Column.CAMERA: "Network camera",
    Column.RECORDER: "Video recorder",
}
_OTHER_ROLES = {
    Kind.ENCODER: "Video encoder",
    Kind.INTERCOM: "Door phone",
    Kind.ACCESS_PANEL: "Access panel",
}
_COLOUR = "9e9e9e"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One device as NetBox will hold it."""

    known: Known
    name: str
    role: str
    manufacturer: str
    maker: str | None
    model: str
    site: str
    serial: str | None
    firmware: str | None


def export(audit: Audit, _: Wanted) -> tuple[File, ...]:
    """Write the files, and a review of what is in none of them."""
    review = Review(audit)
    chosen = review.chosen(lambda _: None)
    macs = Counter(one.device.mac for one in chosen)
    found = [row for one in chosen if (row := _row(one, review, macs)) is not None]
    rows = _one_spelling(found)
    return (
        _file("1-custom-fields", _custom_fields()),
        _file("2-manufacturers", _named({one.manufacturer for one in rows})),
        _file("3-device-roles", _roles({one.role for one in rows})),
        _file("4-sites", _sites({one.site for one in rows})),
        _file("5-device-types", _types(rows)),
        _file("6-devices", _devices(rows)),
        _file("7-interfaces", _interfaces(rows)),
        _file("8-mac-addresses", _macs(rows)),
        review.file(),
    )


def _file(name: str, lines: Iterable[Sequence[str]]) -> File:
    """Write a file; without a mark at its beginning, which older NetBox reads as part of a name."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return File(name=f"{name}.csv", content=out.getvalue().encode("utf-8"))


def _row(one: Known, review: Review, macs: Counter[str | None]) -> _Row | None:
    """Make the row of a device; None, with a line in the review, where NetBox cannot hold it."""
    device, identity = one.device, one.identity
    needed = (("site", device.site), ("manufacturer", one.sold_as))
    for field, text in needed:
        reason = say("review-site") if text is None else unfit(text, MAX_NAME)
        if reason is not None:
            review.refuse(one, reason, field, text or "")
            return None
    model = review.value(one, "model", one.model, MAX_MODEL)
    return _Row(
        known=one,
        name=_name(one, unique=macs[device.mac] == 1),
        role=_role(one),
        manufacturer=one.sold_as or "",
        maker=review.value(one, "built_by", one.maker.short if one.maker else None, MAX_NAME),
        model=model or say("model-not-known"),
        site=device.site or "",
        serial=review.value(one, "serial", one.serial, MAX_SERIAL),
        firmware=review.value(one, "firmware", identity.firmware, MAX_DESCRIPTION),
    )


def _name(one: Known, *, unique: bool) -> str:
    """Name a device the same in every export: by its MAC, which stands on its housing."""
    kind = "camera" if one.column is Column.CAMERA else "video"
    mark = one.device.mac.replace(":", "") if one.device.mac and unique else one.device.id[4:]
    return f"{kind}-{mark}"


def _role(one: Known) -> str:
    if one.column is Column.OTHER:
        return next((name for kind, name in _OTHER_ROLES.items() if kind == one.kind), "Video")
    return _ROLES[one.column]


def _one_spelling(rows: list[_Row]) -> list[_Row]:
    """Write names that differ by case alone in one way: NetBox would refuse the second."""
    manufacturers = _spelt(one.manufacturer for one in rows)
    models = _spelt(one.model for one in rows)
    sites = _spelt(one.site for one in rows)
    return [
        replace(
            one,
            manufacturer=manufacturers[one.manufacturer.casefold()],
            model=models[one.model.casefold()],
            site=sites[one.site.casefold()],
        )
        for one in rows
    ]


def _spelt(names: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in sorted(set(names)):
        found.setdefault(name.casefold(), name)
    return found


def _custom_fields() -> Iterator[Sequence[str]]:
    yield ("name", "label", "type", "object_types", "description", "ui_visible", "ui_editable")
    for name, label in FIELDS:
        yield (name, label, "text", "dcim.device", say("netbox-field"), "always", "yes")


def _named(names: set[str]) -> Iterator[Sequence[str]]:
    yield ("name", "slug")
    yield from slugs(names).items()


def _roles(names: set[str]) -> Iterator[Sequence[str]]:
    yield ("name", "slug", "color", "vm_role")
    for name, slug in slugs(names).items():
        yield (name, slug, _COLOUR, "false")


def _sites(names: set[str]) -> Iterator[Sequence[str]]:
    yield ("name", "slug", "status")
    for name, slug in slugs(names).items():
        yield (name, slug, "active")


def _types(rows: Sequence[_Row]) -> Iterator[Sequence[str]]:
    yield ("manufacturer", "model", "slug", "u_height", "is_full_depth")
    for manufacturer in sorted({one.manufacturer for one in rows}):
        models = {one.model for one in rows if one.manufacturer == manufacturer}
        for model, slug in slugs(models).items():
            yield (manufacturer, model, slug, "0", "false")


def _devices(rows: Sequence[_Row]) -> Iterator[Sequence[str]]:
    names = [f"cf_{name}" for name, _ in FIELDS]
    yield (
        "name", "role", "manufacturer", "device_type", "serial", "status", "site", "description",
        *names,
    )  # fmt: skip
    for one in rows:
        device = one.known.device
        yield (
            one.name,
            one.role,
            one.manufacturer,
            one.model,
            one.serial or "",
            STATUS,
            one.site,
            say("netbox-device", day=moment(device.last, "%Y-%m-%d")),
            device.id,
            one.maker or "",
            one.known.grade,
            say("yes") if one.known.label is not None else say("no"),
            one.firmware or "",
            str(device.addresses[0]) if device.addresses else "",
            moment(device.last, ISO),
        )


def _interfaces(rows: Sequence[_Row]) -> Iterator[Sequence[str]]:
    yield ("device", "name", "type")
    for one in rows:
        if one.known.device.mac is not None:
            yield (one.name, INTERFACE, "other")


def _macs(rows: Sequence[_Row]) -> Iterator[Sequence[str]]:
    yield ("mac_address", "device", "interface", "is_primary")
    for one in rows:
        mac = one.known.device.mac
        if mac is not None:
            yield (mac.upper(), one.name, INTERFACE, "true")
