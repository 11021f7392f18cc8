"""Stops where asking may do harm: one that answered falls silent, and its like are left alone.

What is watched is a port that has answered before. Ports that never answered (filtered, closed) say
nothing of a device's health, and an answer anywhere shows that it lives.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.model.probe import Outcome

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress

FAILURES = 2  # in a row, on ports that have answered before
_REMEMBERED = 65_536  # hosts
_FAILED = frozenset({Outcome.SILENT, Outcome.RESET, Outcome.REFUSED, Outcome.UNREACHABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """A device that stopped answering, and the sort of device that is left alone since."""

    host: IPAddress
    kind: str | None  # the class that the caller gave; None: nothing was known of it
    at: float  # Unix seconds
    why: str  # "answered on port 80, then fell silent twice"


@dataclass(slots=True)
class _Health:
    answered: set[int] = field(default_factory=set)  # ports
    failures: int = 0
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

    def note(self, host: IPAddress, port: int, outcome: Outcome, at: float) -> None:
        """Take an outcome; at: Unix seconds."""
        health = self._health(host)
        if outcome is Outcome.ANSWERED or outcome is Outcome.UNREADABLE:
            health.answered.add(port)
            health.failures = 0
        elif outcome in _FAILED and port in health.answered:
            health.failures += 1
            if health.failures >= FAILURES and host not in self._gone:
                self._gone.add(host)
                if health.kind is not None:
                    self._kinds.add(health.kind)
                why = f"answered on port {port}, then {outcome} {health.failures} times in a row"
                self.halts.append(Halt(host=host, kind=health.kind, at=at, why=why))

    def refusal(self, host: IPAddress) -> str | None:
        """Say why a host is left alone; None where it is not."""
        if host in self._gone:
            return f"{host} stopped answering and is left alone"
        health = self._hosts.get(host)
        if health is not None and health.kind in self._kinds:
            return f"{host} is of a kind of which one stopped answering ({health.kind})"
        return None

    def _health(self, host: IPAddress) -> _Health:
        health = self._hosts.get(host)
        if health is None:
            health = self._hosts[host] = _Health()
            while len(self._hosts) > _REMEMBERED:
                self._hosts.popitem(last=False)
        return health
