"""What was looked at, and what was not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One source that could see something of a network."""

    source: str
    vantage: str  # "capture", "listening", "switch table", "firewall log"
    first: float  # Unix seconds
    last: float
    speakers: int  # addresses of the network that spoke on their own segment, or have lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One declared network (or, without an estate file, one network that showed itself)."""

    site: str | None
    network: str  # its name
    cidr: str
    purpose: str | None  # of Purpose; None without an estate file
    declared: bool
    looks: tuple[Look, ...]  # empty: NOT LOOKED, so nothing is known
    passing: int = 0  # further addresses, of which only what a router forwarded was seen: no look
    logs: tuple[Look, ...] = ()  # of traffic on its way out, with lines of it: no look


class FileOutcome:
    """How a file ended: one of three words."""

    READ = "read"
    PARTLY = "partly read"
    NOT_RECOGNISED = "not recognised"


class Circumstance(StrEnum):
    """What about a recording, or a log, tells how much can be in it."""

    WRAPPED = "wrapped"  # frames came inside others: a mirror, a tunnel, labels
    COPIES = "copies"  # frames that stand in the file twice, and count once
    CLOCK_BACK = "clock back"  # places where time goes back
    SILENCE = "silence"  # places where nothing was recorded for long
    ONE_SIDED = "one-sided"  # connections of which one direction was recorded
    CUT = "cut"  # frames cut by the snap length
    GAPS = "gaps"  # connections of which segments are missing
    ENCRYPTED = "encrypted"  # frames by radio that could not be read
    NO_ZONE = "no zone"  # lines of a log whose times have none
    NO_YEAR = "no year"  # lines of a log whose times have none
    ANNOUNCEMENTS = "announcements only"  # heard where a switch hands on what is to all
    TRANSLATED = "translated"  # lines of a log that names no address inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One circumstance of one file, counted."""

    what: Circumstance
    about: str | None  # "ERSPAN II"; the zone, or the day, that was taken
    sender: IPAddress | None  # who sent the frames around those that count
    count: int
    place: str  # the first one: "frame 812"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """One input and what became of it."""

    path: str  # as given on the command line, "/" as separator
    outcome: str  # of FileOutcome
    kind: str | None  # "pcap", "pcapng", "pcap (gzip)" ...
    items: int  # frames or lines
    site: str | None
    message: str | None  # one clear line where it is not "read"
    digest: str | None  # SHA-256, hex; None where unreadable
    notes: tuple[Note, ...] = ()  # sorted
