"""What was sent, counted as it is sent: from the bytes, not from what was meant."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.model.probe import Transport

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.probe import Probe

SEGMENT = 1_448  # bytes of a full TCP segment with timestamps on Ethernet
# A connection opened and closed: SYN, one more of it where the first is lost, ACK, FIN, last ACK.
CONNECTION = 5
# Marks of a login in whatever protocol (facts: HTTP, ONVIF, Dahua, Hikvision, Reolink, Xiongmai).
SECRET = re.compile(
    rb"(?i)\r\n(?:proxy-)?authorization:|\r\ncookie:|wsse:|usernametoken|rpc2_login|sessionlogin|"
    rb"global\.login|cmd=login|\"password\"|passwo?r?d=|://[^/\s\"'<>]*@"
)
_METHOD = re.compile(rb"([A-Z]{3,16}) \S+ (?:HTTP|RTSP)/1\.[01]\r\n")
METHODS = frozenset({b"GET", b"POST", b"OPTIONS", b"DESCRIBE", b"M-SEARCH"})
NEVER_PORTS = frozenset({37777, 34567})  # TCP: makers' control ports


def wrong_in(data: bytes, transport: Transport, port: int) -> str | None:
    """Say what must not be sent in bytes that were about to be; None where nothing is.

    Source: DESIGN.md promise 2; camaudit/protocols/questions.py holds all there is to send.
    """
    if transport is Transport.TCP and port in NEVER_PORTS:
        return f"TCP port {port}"
    if SECRET.search(data):
        return "something of a login"
    method = _METHOD.match(data)
    if method is not None and method[1] not in METHODS:
        return f"the method {method[1].decode()}"
    return None


@dataclass(slots=True)
class _Count:
    questions: int = 0
    packets: int = 0  # at most
    bytes: int = 0
    targets: set[IPAddress] = field(default_factory=set)


@dataclass(slots=True)
class _Host:
    connections: int = 0
    questions: int = 0
    packets: int = 0


class Ledger:
    """Counts by question, and the most to any one host."""

    def __init__(self) -> None:
        self.connections = 0
        self.credentials = 0  # questions that held something of a login: every one is searched
        self.outside = 0  # answers from addresses that were not asked, dropped
        self.refused: Counter[str] = Counter()  # sends that were not allowed, by the reason's kind
        self._by_probe: dict[str, _Count] = {}
        self._by_host: dict[IPAddress, _Host] = {}

    def connected(self, host: IPAddress) -> None:
        """Count a connection, or a try."""
        self.connections += 1
        of = self._by_host.setdefault(host, _Host())
        of.connections += 1
        of.packets += CONNECTION

    def asked(self, probe: Probe, host: IPAddress | None, data: bytes) -> None:
        """Count a question; host: None for everybody on a link."""
        self.credentials += SECRET.search(data) is not None
        size = len(data)
        packets = 1 if probe.transport is not Transport.TCP else -(-size // SEGMENT)
        count = self._by_probe.setdefault(probe.name, _Count())
        count.questions += 1
        count.packets += packets
        count.bytes += size
        if host is not None:
            count.targets.add(host)
            of = self._by_host.setdefault(host, _Host())
            of.questions += 1
            of.packets += packets

    def answered(self, probe: Probe, host: IPAddress, size: int) -> None:
        """Count what acknowledges an answer over TCP: at most one packet for each that came."""
        if probe.transport is Transport.TCP and size:
            packets = -(-size // SEGMENT) + 1
            self._by_probe.setdefault(probe.name, _Count()).packets += packets
            self._by_host.setdefault(host, _Host()).packets += packets

    def lines(self) -> list[tuple[str, int, int, int, int]]:
        """Give for each question: name, targets, how often, packets at most, bytes; sorted."""
        return sorted(
            (name, len(one.targets), one.questions, one.packets, one.bytes)
            for name, one in self._by_probe.items()
        )

    def most(self) -> tuple[IPAddress, int, int, int] | None:
        """Give the host that was sent most: address, connections, questions, packets at most."""
        found = max(
            self._by_host.items(),
            key=lambda one: (one[1].packets, -int(one[0])),
            default=None,
        )
        if found is None:
            return None
        host, of = found
        return host, of.connections, of.questions, of.packets

    def packets(self) -> int:
        """Count all packets at most, those that open and close connections among them."""
        told = sum(one.packets for one in self._by_probe.values())
        return told + CONNECTION * self.connections

    def per_host(self) -> list[int]:
        """Give the packets at most to each host, sorted."""
        return sorted(one.packets for one in self._by_host.values())
