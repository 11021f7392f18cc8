"""What differs between two audits, and why: the estate, what was looked at, or what is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """Where a difference comes from."""

    ESTATE = "estate"  # something on the network is otherwise
    COVERAGE = "coverage"  # one audit looked where, or as closely as, the other did not
    KNOWLEDGE = "knowledge"  # the same evidence, other rules or tables


class What(StrEnum):
    """What is otherwise."""

    COME = "device come"
    NOT_SEEN = "device not seen this time"
    NOT_LOOKED = "device not looked at"
    FIRST_LOOKED = "device where nobody had looked"
    FIRMWARE = "firmware"
    MODEL = "model"
    BUILT_ON = "day of building"
    SERIAL = "serial number"
    CHANNELS = "channels"
    MAKER = "maker"
    BRAND = "label"
    KIND = "kind"
    MAC = "MAC address"
    ADDRESS = "address"
    PLACE = "place"
    OPENED = "finding opened"
    CLOSED = "finding closed"
    OTHERWISE = "finding, weighed otherwise"
    LISTED = "listed camera come"
    UNLISTED = "listed camera gone"
    NETWORK = "network looked at"
    FILE = "file"
    LOOK = "what was looked at"
    TABLE = "rules or table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference. Texts may be foreign."""

    cause: Cause
    what: What
    device: str | None = None  # Device.id, of the new audit where it is there
    at: str | None = None  # site, network and address, as a reader knows it
    subject: str | None = None  # of a finding: its code and subject; of a network: its range
    severity: str | None = None  # of a finding
    old: str | None = None
    new: str | None = None

    @property
    def order(self) -> tuple[int, str, str, str, str, str]:
        """Sort by what, then where."""
        return (
            list(What).index(self.what),
            self.at or "",
            self.subject or "",
            self.device or "",
            self.old or "",
            self.new or "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two audits, in short."""

    organisation: str | None
    at: float  # Unix seconds
    version: str
    rules: str | None  # ISO date
    cameras: int  # at least
    recorders: int
    either: int
    looked: int  # networks
    networks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All differences between two audits; every tuple is sorted."""

    old: Side
    new: Side
    by_mac: int  # devices known again by MAC
    by_serial: int
    by_address: int  # and site
    estate: tuple[Change, ...]
    coverage: tuple[Change, ...]
    knowledge: tuple[Change, ...]

    def of(self, cause: Cause) -> tuple[Change, ...]:
        """Give the differences of one cause."""
        found: tuple[Change, ...] = getattr(self, cause.value)
        return found
