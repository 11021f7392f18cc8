"""A row of a list of cameras -> claims: what somebody or a recorder says of one camera."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from camaudit.model.observation import Claim, Document, Reason, Seen
from camaudit.scrub import scrub_text
from camaudit.sources.camera_use import in_use, is_down, is_out
from camaudit.tables.macs import is_damaged, is_device, mac_of
from camaudit.tabular.camera_columns import Field
from camaudit.tabular.camera_sheet import CAMERA_SORTS, OTHER_SORTS, address_in, named
from camaudit.tabular.columns import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.endpoint import IPAddress
    from camaudit.tabular.camera_sheet import Sheet
    from camaudit.tabular.row import Row

MAX_TEXT = 200  # characters kept of a name, a place, a model
MAX_MANY = 500  # cameras that one row of a register may stand for

_NOTHING = frozenset({"", "-", "--", "n/a", "na", "none", "null", "unknown", "?", "tbc", "tbd"})
_CCTV = re.compile(r"(?i)\b(?:cctv|cameras|kameras?|cam[eé]ras?|c[aá]maras?|telecamer[ae])\b")
_ID = re.compile(r"(?:dev|lst)-[0-9a-f]{12}")
_FOUR = re.compile(r"(?<![\d.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_MAKERS_PROTOCOL = re.compile(r"(?i)onvif|rtsp|psia|generic|custom|private|auto|tcp|udp|general")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What of a row could not be read."""

    reason: Reason
    what: str
    place: str


class CameraRows:
    """Reads the rows of one list, in their order."""

    def __init__(self, sheet: Sheet, source: str, at: float) -> None:
        self._sheet = sheet
        self._columns = sheet.columns
        self._source = source
        self._at = at

    def read(self, row: Row, place: str) -> Iterator[Claim | Trouble]:
        """Read one row below the headings; recorders and door phones among cameras give nothing."""
        if row.empty and not row.damaged:
            return
        if not row.damaged and self._is_heading(row):
            return
        texts = {field: self._text(row, field) for field in self._columns.at}
        if row.damaged or self._is_shifted(row, texts):
            yield Trouble(Reason.MALFORMED, "row of a camera list", place)
            return
        if self._sheet.document is Document.REPLY:
            yield from self._reply(row, texts, place)
            return
        if self._is_other(texts):
            return
        if self._sheet.mixed and not self._says_camera(row):
            yield Trouble(Reason.OTHERS, "rows of an inventory that do not say camera", place)
            return
        mac, trouble = mac_in(texts.get(Field.MAC, ""), "MAC address of a camera list", place)
        if trouble is not None:
            yield trouble
        if is_mistyped(texts.get(Field.ADDRESS, "")):
            yield Trouble(Reason.MALFORMED, "address of a camera list", place)
        claim = self._claim(texts, mac, Seen(self._at, self._source, place))
        if claim is not None:
            paper = claim.document is Document.REGISTER
            many = _quantity(texts.get(Field.QUANTITY, "")) if paper else 1
            yield from (claim for _ in range(many))

    def _reply(self, row: Row, texts: dict[Field, str], place: str) -> Iterator[Claim | Trouble]:
        """Read what a supplier answers of one device; a row without an answer gives nothing."""
        cells = [(name, _bare(row.cell(at))) for at, name in self._sheet.answers]
        answers = tuple((name, text) for name, text in cells if text)
        if not answers:
            return
        id_ = texts.get(Field.REFERENCE, "").casefold()
        if not is_id(id_):
            yield Trouble(Reason.MALFORMED, "camera's id in a supplier's reply", place)
            return
        yield Claim(
            document=Document.REPLY,
            owner=None,
            channel=None,
            name=id_,
            mac=None,
            ip=None,
            make=texts.get(Field.MAKE) or None,
            model=texts.get(Field.MODEL) or None,
            serial=None,
            firmware=None,
            place=None,
            in_use=None,
            down=False,
            seen=Seen(self._at, self._source, place),
            answers=answers,
        )

    def _is_shifted(self, row: Row, texts: dict[Field, str]) -> bool:
        """Tell whether cells stand under other headings than their own: one may be a password."""
        filled = max((at for at, text in enumerate(row.cells) if text), default=-1) + 1
        if filled > self._columns.width:
            return True
        address = texts.get(Field.ADDRESS, "")
        return bool(self._columns.secret and address and address_in(address) is None)

    def _is_heading(self, row: Row) -> bool:
        """Tell whether the headings stand there again, or the hints of the blank sheet."""
        texts = [text for text in row.cells if text]
        hints = sum(text.casefold().startswith("e.g.") for text in texts)
        return hints >= 2 or (
            len(texts) >= 2 and all(plain(text) in self._columns.names for text in texts)
        )

    def _text(self, row: Row, field: Field) -> str:
        """Give what a row says of a field: of several columns the first that says something."""
        every = self._columns.at.get(field, ())
        texts = [kept(row.cell(at)) for at in every]
        if field is Field.PLACE:
            return ", ".join(dict.fromkeys(text for text in texts if text))[:MAX_TEXT]
        return next((text for text in texts if text), "")

    def _says_camera(self, row: Row) -> bool:
        """Tell whether a row of an inventory says what it is of, and that is a camera."""
        secret = self._columns.secret
        texts = [text for at, text in enumerate(row.cells) if at not in secret]
        return any(CAMERA_SORTS.search(one) or _CCTV.search(one) for one in texts)

    @staticmethod
    def _is_other(texts: dict[Field, str]) -> bool:
        sort = texts.get(Field.SORT, "")
        return bool(OTHER_SORTS.search(sort)) and not CAMERA_SORTS.search(sort)

    def _claim(self, texts: dict[Field, str], mac: str | None, seen: Seen) -> Claim | None:
        address = texts.get(Field.ADDRESS, "")
        ip = _address(address)
        make, model = _made(texts)
        channel = texts.get(Field.CHANNEL) or None
        reference = texts.get(Field.REFERENCE) or None
        name = texts.get(Field.NAME) or None
        paper = self._sheet.document is Document.REGISTER
        if paper:
            mark = reference if self._columns.strong or name is None else None
            name = ", ".join(one for one in (mark, name) if one) or None
        elif channel is None and self._columns.strong:
            channel = reference
        serial, place = texts.get(Field.SERIAL) or None, texts.get(Field.PLACE) or None
        if not any((channel, name, mac, ip, make, model, serial, place)):
            return None
        owner = texts.get(Field.RECORDER, "")
        return Claim(
            document=self._sheet.document,
            owner=(named(owner) if owner else None) or self._sheet.owner,
            channel=channel,
            name=name,
            mac=mac,
            ip=ip,
            make=make,
            model=model,
            serial=serial,
            firmware=texts.get(Field.FIRMWARE) or None,
            place=place,
            in_use=(False if is_out(texts) else None)
            if paper
            else in_use(
                texts,
                self._columns.at,
                channel,
                addressed=ip is not None or mac is not None or is_mistyped(address),
                typed=self._sheet.own and name is not None,
            ),
            down=not paper and is_down(texts),
            seen=seen,
            status=(texts.get(Field.STATUS) or texts.get(Field.USE) or None) if paper else None,
        )


def mac_in(text: str, what: str, place: str) -> tuple[str | None, Trouble | None]:
    """Read a MAC.

    Input:  what: names it where it cannot be read.
    Output: None for no MAC, and for one that is no device's; what could not be read.
    """
    if not text:
        return None, None
    mac = mac_of(text)
    if mac is not None:
        return (mac if is_device(mac) else None), None
    if is_damaged(text):
        what = "MAC address that a spreadsheet made a number"
        return None, Trouble(Reason.DAMAGED, what, place)
    return None, Trouble(Reason.MALFORMED, what, place)


def is_id(text: str) -> bool:
    """Tell whether a text is the id of a device or of a listed camera."""
    return _ID.fullmatch(text) is not None


def _bare(text: str) -> str:
    """Give a text in one line, cut, without credentials."""
    return " ".join(scrub_text(text[: 4 * MAX_TEXT]).split())[:MAX_TEXT]


def kept(text: str) -> str:
    """Give a text without credentials; "" where it says nothing."""
    bare = _bare(text)
    return "" if bare.casefold() in _NOTHING else bare


def _address(text: str) -> IPAddress | None:
    found = address_in(text)
    return ip_address(found) if found is not None else None


def is_mistyped(text: str) -> bool:
    """Tell whether a text was to be an address and is none: 10.20.999.1."""
    form = _FOUR.search(text.rpartition("@")[2])
    return form is not None and any(int(group) > 255 for group in form.groups())


def _made(texts: dict[Field, str]) -> tuple[str | None, str | None]:
    """Give make and model as written."""
    make, model = texts.get(Field.MAKE, ""), texts.get(Field.MODEL, "")
    make = make or texts.get(Field.PRODUCT, "")
    sort, protocol = texts.get(Field.SORT, ""), texts.get(Field.PROTOCOL, "")
    if not model and any(map(str.isdigit, sort)) and "-" in sort:
        model = sort  # SADP calls the model "Device Type"
    if not make and protocol and not _MAKERS_PROTOCOL.search(protocol):
        make = protocol  # a recorder speaks the maker's own protocol with it: "HIKVISION"
    return make or None, model or None


def _quantity(text: str) -> int:
    return max(1, min(int(text), MAX_MANY)) if text.isascii() and text.isdigit() else 1
