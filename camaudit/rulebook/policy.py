"""The shape of what is known of lists, laws and statements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Whether a policy holds."""

    IN_FORCE = "in force"
    GUIDANCE = "guidance"  # advice, a recommendation: it binds nobody
    PROPOSED = "proposed"
    ENDED = "ended"


class Reach(StrEnum):
    """How a policy meets a maker: two different tests, or none."""

    NAMED = "named"  # by name, on a list
    DESCRIBED = "described"  # by what it is: where it has its headquarters
    NONE = "none"  # it is about makers of any country, or about owners


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedEntity:
    """A maker as a list names it."""

    maker: str  # id
    entity: str  # the exact words of the list
    since: str | None  # where this name was added later than the policy's date
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A dated public list, law or statement: whom it binds, and which makers it meets."""

    id: str  # "us_ndaa_889"
    title: str
    short: str  # "section 889": as a table heads its column
    jurisdiction: str
    date: str  # "2018-08-13", "2018-08" or "2018"
    status: Status
    binds: str  # who is bound
    effect: str  # what it asks of them
    test: Reach
    names: tuple[NamedEntity, ...]  # where the test is by name
    covers_affiliates: bool  # it names the affiliates of those it names as well
    headquarters: tuple[str, ...]  # ISO 3166-1 alpha-2, where it meets makers by description
    first: bool  # it stands before others where room is short
    says: str  # without a subject; {when} stands for the date: "named in ... ({when}), which binds"
    note: str | None
    references: tuple[str, ...]
    file: str
    line: int
