"""Stops where asking may do harm: one that answered falls silent, and its like are left alone.

What counts is a port that was open before. Ports that never were (filtered, closed) say nothing of
a device's health, and an answer anywhere shows that it lives. One question without an answer is
no sign either: services hang up on what they do not know. Where silence elsewhere follows it, the
gate tries the port that was open once more, without a question: that tells a firewall from a crash.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.model.probe import Outcome

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress

FAILURES = 2  # without an answer, in a row, on ports that were open before
RESETS = 3  # connections broken off, in a row
_REMEMBERED = 65_536  # hosts
_MUTE = frozenset({Outcome.SILENT, Outcome.UNREACHABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """A device that stopped answering, and the sort of device that is left alone since."""

    host: IPAddress
    kind: str | None  # the class that the caller gave; None: nothing was known of it
    at: float  # Unix seconds
    why: str  # "answered on port 80, then silent 2 times in a row"


@dataclass(slots=True)
class _Health:
    spoke: dict[int, None] = field(default_factory=dict)  # ports that were open, the latest last
    failures: int = 0  # in a row, on such ports
    resets: int = 0  # in a row
    beside: bool = False  # since the first of the failures another port was silent, too
    kind: str | None = None


class Breaker:
    """Watches outcomes."""

    def __init__(self) -> None:
        self.halts: list[Halt] = []
        self._hosts: OrderedDict[IPAddress, _Health] = OrderedDict()
        self._gone: set[IPAddress] = set()
        self._kinds: set[str] = set()

    def belongs(self, host: IPAddress, kind: str) -> None:
        """Tell what sort of device a host is, once something it said tells it."""
        self._health(host).kind = kind

    def knows(self, host: IPAddress) -> bool:
        """Tell whether anything was noted of a host."""
        return host in self._hosts

    def opened(self, host: IPAddress, port: int) -> None:
        """Take note that a connection came about."""
        spoke = self._health(host).spoke
        spoke.pop(port, None)
        spoke[port] = None

    def lives(self, host: IPAddress) -> None:
        """Take note that a host in doubt let itself be connected to."""
        health = self._health(host)
        health.failures, health.beside = 0, False

    def note(self, host: IPAddress, port: int, outcome: Outcome, at: float) -> Halt | None:
        """Take an outcome; give what it halts.

        Input: at: Unix seconds.
        """
        health = self._health(host)
        known = port in health.spoke
        if outcome is Outcome.ANSWERED or outcome is Outcome.UNREADABLE:
            self.opened(host, port)
            health.failures, health.resets, health.beside = 0, 0, False
        elif outcome is Outcome.RESET:
            health.resets += 1
        elif known:
            health.failures += 1
        elif outcome in _MUTE and health.failures:
            health.beside = True
        if health.failures >= FAILURES:
            return self._halt(host, health, at, f"answered, then was {outcome} on port {port}")
        if health.resets >= RESETS and health.spoke:
            return self._halt(host, health, at, f"broke off {health.resets} connections in a row")
        return None

    def doubtful(self, host: IPAddress) -> int | None:
        """Give the port at which to see whether a host still lives; None where nobody doubts it."""
        health = self._hosts.get(host)
        if health is None or host in self._gone or not (health.failures and health.beside):
            return None
        return next(reversed(health.spoke))

    def restore(self, halt: Halt) -> None:
        """Take up what halted in a run before this one."""
        self._gone.add(halt.host)
        if halt.kind is not None:
            self._kinds.add(halt.kind)
        self.halts.append(halt)

    def refusal(self, host: IPAddress) -> str | None:
        """Say why a host is left alone; None where it is not."""
        if host in self._gone:
            return f"{host} stopped answering and is left alone; see whether it works"
        health = self._hosts.get(host)
        if health is not None and health.kind in self._kinds:
            return f"{host} is of a kind of which one stopped answering ({health.kind})"
        return None

    def _halt(self, host: IPAddress, health: _Health, at: float, why: str) -> Halt | None:
        if host in self._gone:
            return None
        halt = Halt(host=host, kind=health.kind, at=at, why=why)
        self.restore(halt)
        return halt

    def _health(self, host: IPAddress) -> _Health:
        health = self._hosts.setdefault(host, _Health())
        self._hosts.move_to_end(host)
        while len(self._hosts) > _REMEMBERED:
            self._hosts.popitem(last=False)
        return health
