"""What can be done about findings, and what was accepted for a time instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.finding import Finding, Severity
    from camaudit.model.grade import Grade


class Who(StrEnum):
    """Who is able to do it."""

    STAFF = "own staff"
    INSTALLER = "installer"  # who put the cameras up
    PROVIDER = "network provider"  # who runs the network or the way out


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCard:
    """What is known of one action, whatever it is done to."""

    id: str
    title: str
    does: str  # one sentence
    who: tuple[Who, ...]  # the likeliest first
    first: int  # minutes for the work at all; an estimate
    each: int  # minutes for every device; an estimate
    basis: str  # what the minutes are made of
    check_first: tuple[str, ...]  # before anything is changed
    may_stop: tuple[str, ...]  # what may stop working
    undo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One action and the findings that it answers."""

    card: ActionCard
    severity: Severity  # of the gravest finding
    grade: Grade  # the surest of those so grave
    devices: tuple[str, ...]  # ids, each once, sorted
    findings: tuple[str, ...]  # ids, in the order of the audit
    minutes: int  # first + each for every device; an estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """One row of the exceptions file: somebody accepted findings until a day, and says why."""

    place: str  # "exceptions.yaml:12"
    code: str  # a code, or the family of several
    site: str | None  # a finding must meet each of these four that is given
    network: str | None  # by name or range
    device: str | None  # id, MAC or IP address
    maker: str | None  # id
    reason: str
    owner: str
    until: str  # ISO date, the last day
    expired: bool  # by the day of the answer: its findings count again
    held: tuple[Finding, ...]  # set apart from the findings that count; none where it expired
    back: int  # findings that count again
