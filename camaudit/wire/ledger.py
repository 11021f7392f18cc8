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
    rb"(?i)[\r\n](?:proxy-)?authorization\s*:|[\r\n]cookie\s*:|wsse:|usernametoken|rpc2_login|"
    rb"sessionlogin|"
    rb"global\.login|cmd=login|\"password\"|passwo?r?d=|://[^/\s\"'<>]*@"
)
_METHOD = re.compile(rb"(?:^|[\r\n])([A-Za-z-]{3,16}) \S+ (?:HTTP|RTSP)/\d")
METHODS = frozenset({b"GET", b"POST", b"OPTIONS", b"DESCRIBE", b"M-SEARCH"})
# TCP: control ports of Dahua and Xiongmai. UDP: Uniview's service (CVE-2021-45039), those two's.
NEVER_PORTS = {
    Transport.TCP: frozenset({37777, 37778, 34567}),
    Transport.UDP: frozenset({7788, 34567, 37777, 37778}),
    Transport.LINK: frozenset[int](),
}
_HELLO = re.compile(rb"\x16\x03[\x00-\x03]..\x01", re.DOTALL)  # RFC 5246 section 7.4.1.2
JOINING = 8  # reports of a group joined and left: each at most twice (RFC 3376 8.1), of each family


def wrong_in(data: bytes, transport: Transport, port: int) -> str | None:
    """Say what must not be sent in bytes that were about to be; None where nothing is.

    Source: DESIGN.md promise 2; camaudit/protocols/questions.py holds all there is to send.
    """
    if port in NEVER_PORTS[transport]:
        return f"anything to {transport.upper()} port {port}"
    if SECRET.search(data):
        return "something of a login"
    methods = _METHOD.findall(data)
    wrong = [one for one in methods if one not in METHODS]
    if wrong:
        return f"the method {wrong[0].decode()}"
    if len(methods) > 1:
        return "two requests at once"
    if transport is Transport.TCP and not methods and not _HELLO.match(data):
        return "bytes that are no request and no ClientHello"
    return None


def wrong_in_frame(data: bytes, own_mac: bytes, own_address: bytes) -> str | None:
    """Say the same of an Ethernet frame: it asks who has an address, or SADP's inquiry (type 3).

    Input:  own_mac, own_address: of the interface; no frame may speak for anybody else.
    Source: RFC 826; IEEE 802.3 section 3.2; facts on SADP below IP: every other type writes.
    """
    if data[6:12] != own_mac or data[:6] != b"\xff" * 6:
        return "a frame that is not ours, or not to all"
    body = data[14:]
    match data[12:14]:
        case b"\x08\x06":
            fine = body[6:8] == b"\0\1" and body[8:18] == own_mac + own_address
        case b"\x80\x33":
            fine = body[:2] == b"\x21\x02" and body[10] == 3 and body[14:20] == own_mac
            fine = fine and body[20:24] in {own_address, bytes(4)}
        case _:
            fine = False
    return None if fine else "a frame that is no question"


@dataclass(frozen=True, slots=True)
class Question:
    """What of a question is counted."""

    size: int  # bytes
    packets: int  # at most
    secret: bool  # it holds something of a login


NOTHING = Question(0, 0, secret=False)


def question(probe: Probe, data: bytes, *, joins: bool) -> Question:
    """Measure a question.

    Input: joins: the system tells the network that a group is joined and left.
    """
    packets = 1 if probe.transport is not Transport.TCP else -(-len(data) // SEGMENT)
    return Question(len(data), packets + JOINING * joins, SECRET.search(data) is not None)


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

    def connections_to(self, host: IPAddress) -> int:
        """Count the connections to a host, and the tries."""
        return self._by_host[host].connections if host in self._by_host else 0

    def packets_to(self, host: IPAddress) -> int:
        """Count the packets to a host at most."""
        return self._by_host[host].packets if host in self._by_host else 0

    def asked(self, name: str, host: IPAddress | None, question: Question) -> None:
        """Count a question; name: of its probe; host: None for everybody on a link."""
        self.credentials += question.secret
        size, packets = question.size, question.packets
        count = self._by_probe.setdefault(name, _Count())
        count.questions += 1
        count.packets += packets
        count.bytes += size
        if host is not None:
            count.targets.add(host)
            of = self._by_host.setdefault(host, _Host())
            of.questions += 1
            of.packets += packets

    def answered(self, name: str, host: IPAddress, size: int) -> None:
        """Count what acknowledges an answer over TCP: at most one packet for each that came."""
        if size:
            packets = -(-size // SEGMENT) + 1
            self._by_probe.setdefault(name, _Count()).packets += packets
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
