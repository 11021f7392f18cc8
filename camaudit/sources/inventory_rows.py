"""A row of an inventory (NetBox, ServiceNow) -> a claim: what it says of one camera."""

from __future__ import annotations

import re
from dataclasses import replace
from ipaddress import ip_address
from typing import TYPE_CHECKING

from camaudit.model.observation import Claim, Document, Reason, Seen
from camaudit.sources.camera_rows import MAX_TEXT, Trouble, is_id, is_mistyped, kept, mac_in
from camaudit.sources.camera_use import is_away
from camaudit.tabular.camera_columns import Field
from camaudit.tabular.camera_sheet import CAMERA_SORTS, OTHER_SORTS, address_in
from camaudit.tabular.columns import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from camaudit.model.endpoint import IPAddress
    from camaudit.tabular.inventory_columns import Inventory
    from camaudit.tabular.row import Row

# What a role, a class or a name says of a camera, beside the words of other lists.
_CAMERA = re.compile(r"(?i)\b(?:cctv|cameras?|cams?|ip ?cams?|kameras?|cam[eé]ras?|c[aá]maras?)\b")
# Roles and classes that hold cameras and much else: the other cells of the row decide.
_GENERIC = frozenset(
    {
        "iot", "device", "end device", "endpoint", "end point", "other", "unknown", "hardware",
        "security", "physical security", "surveillance", "video surveillance", "video", "imaging",
        "building", "facilities", "cmdb ci hardware", "cmdb ci iot", "cmdb ci netgear",
        "network gear", "network device", "configuration item", "peripheral",
    }
)  # fmt: skip
# What ServiceNow stores, where an export gives the numbers instead of their words.
_INSTALL = {
    "1": "Installed", "2": "On order", "3": "In maintenance", "4": "Pending install",
    "5": "Pending repair", "6": "In stock", "7": "Retired", "8": "Stolen", "100": "Absent",
}  # fmt: skip
_OPERATIONAL = {
    "1": "Operational", "2": "Non-operational", "3": "Repair in progress", "4": "DR standby",
    "5": "Ready", "6": "Retired", "7": "Pipeline", "8": "Catalog",
}  # fmt: skip
_NUMBERS: Mapping[str, Mapping[str, str]] = {
    "install status": _INSTALL,
    "status": _INSTALL,
    "operational status": _OPERATIONAL,
}
# A device of which this is said need not be there, though nobody wonders when it is.
_DOUBTED = frozenset(
    {
        "decommissioning", "in maintenance", "maintenance", "pending repair", "repair in progress",
        "in repair", "repair", "dr standby", "in transit", "end of support", "pending disposal",
        "defective", "faulty", "broken",
    }
)  # fmt: skip
_KEY = re.compile(r"[0-9a-f]{32}")  # of a record of ServiceNow: no name
PARTED = re.compile(r"[\s,;|]+")
MAX_ADDRESSES = 16  # of one row


class InventoryRows:
    """Reads the rows of one list of an inventory, in their order."""

    def __init__(self, inventory: Inventory, source: str, at: float) -> None:
        self._kept = inventory
        self._source = source
        self._at = at

    def read(self, row: Row, place: str) -> Iterator[Claim | Trouble]:
        """Read one row below the headings; what is no camera is counted."""
        if row.empty and not row.damaged:
            return
        names = self._kept.columns.names
        if not row.damaged and all(plain(text) in names for text in row.cells if text):
            return  # the headings again
        filled = max((at for at, text in enumerate(row.cells) if text), default=-1) + 1
        if row.damaged or filled > self._kept.columns.width:
            yield Trouble(Reason.MALFORMED, "row of an inventory", place)
            return
        seen = Seen(self._at, self._source, place)
        if self._kept.interfaces:
            yield from self._interface(row, seen)
            return
        texts = {field: self._text(row, field) for field in self._kept.columns.at}
        if not is_camera(texts, titled=self._kept.cameras):
            yield Trouble(Reason.OTHERS, "rows of an inventory that do not say camera", place)
            return
        mac, trouble = mac_in(texts.get(Field.MAC, ""), "MAC address of an inventory", place)
        if trouble is not None:
            yield trouble
        if any(is_mistyped(text) for text in self._cells(row, Field.ADDRESS)):
            yield Trouble(Reason.MALFORMED, "address of an inventory", place)
        claim = self._claim(row, texts, mac, seen)
        yield claim or Trouble(Reason.MALFORMED, "row of an inventory", place)

    def _interface(self, row: Row, seen: Seen) -> Iterator[Claim | Trouble]:
        """Read the MACs of one device; those of no device belong to nobody here."""
        name = self._text(row, Field.NAME)
        for text in self._cells(row, Field.MAC):
            for part in PARTED.split(text):
                mac, trouble = mac_in(part, "MAC address of an inventory", seen.place)
                if trouble is not None:
                    yield trouble
                elif mac is not None and name:
                    yield self._bare(Document.INTERFACES, name=name, mac=mac, seen=seen)

    def _claim(
        self, row: Row, texts: dict[Field, str], mac: str | None, seen: Seen
    ) -> Claim | None:
        known = addresses(self._cells(row, Field.ADDRESS))
        make = without_key(texts.get(Field.MAKE, ""))
        model = model_of(make, without_key(texts.get(Field.MODEL, "")))
        name, serial = texts.get(Field.NAME), texts.get(Field.SERIAL)
        if not any((name, serial, mac, known, make, model)):
            return None
        said, in_use, doubted = status(
            [(heading, text) for at, heading in self._kept.statuses if (text := kept(row.cell(at)))]
        )
        ids = (row.cell(at).casefold() for at in self._kept.ids)
        sites = (without_key(kept(row.cell(at))) for at in self._kept.sites)
        return replace(
            self._bare(Document.INVENTORY, name=name or None, mac=mac, seen=seen),
            ip=known[0] if known else None,
            also=known[1:],
            make=make or None,
            model=model or None,
            serial=serial or None,
            firmware=texts.get(Field.FIRMWARE) or None,
            place=self._place(row),
            in_use=in_use,
            down=doubted,
            of=next((one for one in ids if is_id(one)), None),
            status=said,
            at_site=next((one for one in sites if one), None),
        )

    def _place(self, row: Row) -> str | None:
        texts = (without_key(text) for text in self._cells(row, Field.PLACE))
        return ", ".join(dict.fromkeys(text for text in texts if text))[:MAX_TEXT] or None

    def _cells(self, row: Row, field: Field) -> list[str]:
        every = self._kept.columns.at.get(field, ())
        return [text for at in every if (text := kept(row.cell(at)))]

    def _text(self, row: Row, field: Field) -> str:
        return next(iter(self._cells(row, field)), "")

    @staticmethod
    def _bare(document: Document, *, name: str | None, mac: str | None, seen: Seen) -> Claim:
        return Claim(
            document=document,
            owner=None,
            channel=None,
            name=name,
            mac=mac,
            ip=None,
            make=None,
            model=None,
            serial=None,
            firmware=None,
            place=None,
            in_use=None,
            down=False,
            seen=seen,
        )


def is_camera(texts: Mapping[Field, str], *, titled: bool) -> bool:
    """Tell whether a row of an inventory is of a camera, by its role or class first.

    Input: titled: the list calls itself one of cameras.
    """
    sort = texts.get(Field.SORT, "").replace("_", " ")
    if OTHER_SORTS.search(sort):
        return False  # "CCTV switch", "Camera server"
    if _says_camera(sort):
        return True
    if sort and plain(sort) not in _GENERIC:
        return False
    others = [texts.get(one, "").replace("_", " ") for one in (Field.NAME, Field.MODEL)]
    if any(OTHER_SORTS.search(one) for one in others):
        return False
    return titled or any(map(_says_camera, others))


def _says_camera(text: str) -> bool:
    return bool(CAMERA_SORTS.search(text) or _CAMERA.search(text))


def status(said: Sequence[tuple[str, str]]) -> tuple[str | None, bool | None, bool]:
    """Read the columns of a status.

    Input:  (heading written plainly, text) for each column that says something.
    Output: the texts as people read them; False where one says that the device is not in use, None
            where none does; whether one says that it may well not be there just now.
    """
    words = [_NUMBERS.get(heading, {}).get(text, text) for heading, text in said]
    away = any(is_away(one) for one in words)
    doubted = any(plain(one) in _DOUBTED for one in words)
    return ", ".join(dict.fromkeys(words)) or None, False if away else None, doubted


def addresses(texts: Sequence[str]) -> tuple[IPAddress, ...]:
    """Give the addresses of a row, each once: "10.0.0.5/24, 2001:db8::5/64" are two.

    The first of them is the one that the inventory names first.
    """
    found: dict[IPAddress, None] = {}
    for text in texts:
        for part in PARTED.split(text):
            bare = part.strip("()[]").partition("/")[0]
            one = address_in(bare) if bare else None
            if one is not None and len(found) < MAX_ADDRESSES:
                found[ip_address(one)] = None
    return tuple(found)


def without_key(text: str) -> str:
    """Give a text; "" for the key of a record, which is no name."""
    return "" if _KEY.fullmatch(text.casefold()) else text


def model_of(make: str, model: str) -> str:
    """Give a model without the make before it: "Axis P3245-V" of Axis is the P3245-V."""
    front = f"{make.casefold()} "
    bare = model[len(front) :].strip() if make and model.casefold().startswith(front) else ""
    return bare or model
