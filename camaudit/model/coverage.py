"""What was looked at, and what was not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One source that could see something of a network."""

    source: str
    vantage: str  # "capture"
    first: float  # Unix seconds
    last: float
    speakers: int  # addresses of the network that spoke on their own segment


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


class FileOutcome:
    """How a file ended: one of three words."""

    READ = "read"
    PARTLY = "partly read"
    NOT_RECOGNISED = "not recognised"


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
