"""Cameras known from documents: what a recorder's list or a camera register says, never proof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.grade import Grade
    from camaudit.model.observation import Seen


class Sight(StrEnum):
    """Whether the network shows a camera that a list names."""

    SEEN = "seen on the network"
    NOT_SEEN = "listed by the recorder, not seen"
    MOVED = "not seen at its address; may be seen under another"  # the list is of another time
    # One with another MAC, serial number or maker; or any, where the recorder gets no answer there.
    REPLACED = "another device is at its address"


class Standing(StrEnum):
    """Where a camera of the register is known."""

    BOTH = "on paper and network"
    LISTED = "on paper and a recorder's list, not seen"
    STILL = "on paper as not in use, but seen"
    PAPER = "on paper only"
    AWAY = "on paper as not in use, and not seen"
    ELSEWHERE = "on paper, of a site that is not declared"  # nobody looked there
    NETWORK = "on the network only"
    LIST_ONLY = "on a recorder's list only, not seen"


class Agreed(StrEnum):
    """What two sources agree on where they mean the same camera."""

    MAC = "MAC"
    SERIAL = "serial number"
    ADDRESS = "address"
    CHANNEL = "channel"
    NAME = "name"
    ID = "id on the walk sheet"
    KEPT = "id that the inventory kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """Who built a camera, by the make and model that a document gives."""

    maker: str | None  # id; None: not known
    grade: Grade  # likely at most
    because: str | None  # one sentence
    brand: str | None  # the label, where it is not the maker's own name


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One camera on the lists of recorders, however many rows name it. Texts are hostile."""

    id: str  # "lst-" and 12 hex digits
    site: str | None
    sight: Sight
    device: str | None  # Device.id of the described device that it is; None: not seen
    agreed: Agreed | None  # what it agrees on with that device
    recorder: str | None  # Device.id of the recorder
    recorder_name: str | None  # as the list names it, else the file
    channel: str | None  # several: "D1, D2"
    name: str | None  # as typed; several: "Gate / Main gate"
    ip: IPAddress | None
    mac: str | None
    serial: str | None
    firmware: str | None
    place: str | None
    make: str | None  # as the list says
    model: str | None
    stated: Stated
    seen: tuple[Seen, ...]  # the rows that name it, sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRead:
    """What a person read on the housing of one camera: a witness of its label. Hostile texts."""

    of: str | None  # the id that the walk sheet gives the camera
    agreed: Agreed | None  # on what it was found; None: it is no camera of this answer
    device: str | None  # Device.id
    listed: str | None  # Listed.id
    brand: str | None
    model: str | None
    serial: str | None
    place: str | None  # where it hangs, in words
    read_by: str | None
    read_on: str | None  # ISO date, else as typed
    stated: Stated  # who built it, by brand and model
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraList:
    """The list of one recorder: which channels are in use."""

    site: str | None
    recorder: str | None  # Device.id; None: nothing says which device it is
    name: str | None  # as the list names the recorder
    sources: tuple[str, ...]  # files, sorted
    at: float  # Unix seconds: the newest
    numbered: bool  # its rows are channels; else a list of some other program
    in_use: int  # channels
    empty: int
    unsaid: int  # channels of which the list does not say whether a camera hangs there


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a supplier states of one device: shown as that, counted nowhere. Texts are hostile."""

    id: str  # as the table gives it: Device.id or Listed.id, perhaps of another audit
    device: str | None  # Device.id of a described device; None: it is none
    listed: str | None  # Listed.id; None: it is none
    maker: str | None  # id, by the manufacturer that is stated; None: not known
    on: str | None  # ISO date of the answer; None: not given, or not to be read
    answers: tuple[tuple[str, str], ...]  # heading, text; "Manufacturer" among them
    seen: Seen  # the row


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One row of the camera register, or one camera that no row names."""

    site: str | None
    standing: Standing
    agreed: Agreed | None  # what the row agrees on with what it was found to be
    device: str | None  # Device.id
    listed: str | None  # Listed.id
    name: str | None  # as the row, or the list, names it
    place: str | None
    make: str | None
    model: str | None
    stated: Stated | None  # by make and model of the row
    seen: Seen | None  # the row; None where no row names it
    status: str | None = None  # as the row gives it
