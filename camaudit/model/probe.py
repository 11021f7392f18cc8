"""What camaudit may ask of a device: fixed questions, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.model.endpoint import IPAddress


class Level(StrEnum):
    """Levels of contact that send (DESIGN.md 2)."""

    ASK = "ask"  # 2: discovery questions
    LOOK = "look"  # 3: banners


class Transport(StrEnum):
    """What carries a question."""

    UDP = "udp"
    TCP = "tcp"
    LINK = "link"  # an Ethernet frame of its own


class Outcome(StrEnum):
    """What came of asking: a target's silence is an answer too, and no error."""

    ANSWERED = "answered"
    REFUSED = "refused"  # nothing listens there
    SILENT = "silent"  # nothing came in time
    RESET = "reset"  # the connection was broken off
    UNREADABLE = "unreadable"  # something came that is no answer to the question
    UNREACHABLE = "unreachable"  # the network says that there is no way


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom a question goes to, as far as its bytes depend on it."""

    address: IPAddress
    port: int
    agent: str  # User-Agent: camaudit, its version, and whom to call
    serial: int  # number of the question, of no other run the same: where a protocol wants an id
    own_mac: str | None = None  # of the interface that sends; for LINK
    own_address: IPAddress | None = None  # of that interface; for LINK


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One question. No bytes but those of probes are ever sent."""

    name: str  # "rtsp-options", as in plans, journals and ledgers
    level: Level
    transport: Transport
    ports: tuple[int, ...]  # where it is asked, unless a device named another
    payload: Callable[[Asked], bytes]  # pure: the same for the same Asked; LINK: a whole frame
    complete: Callable[[bytes], bool]  # whether an answer is whole; of TCP alone
    says: str  # one line for people: "asks for the front page"
    source: str  # RFC, section of a specification, or public program that sends the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A question to everybody on a link, and where the answers to it arrive."""

    probe: Probe  # goes to its first port
    group: IPAddress  # multicast, or 255.255.255.255: everybody on the link
    times: int  # 1-3, spaced: single datagrams get lost
    own_port: int | None  # sent from and answered to; None: any free one
    joins: IPAddress | None  # group that answers go to, besides unicast and broadcast


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The next thing to ask one host over TCP."""

    probe: Probe
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back."""

    probe: str  # Probe.name
    address: IPAddress  # who answered
    port: int  # from where
    own_port: int  # to where
    sent: bytes  # empty: the connection did not come about
    received: bytes  # empty: nothing; of LINK the whole Ethernet frame
    outcome: Outcome
    at: float  # Unix seconds at which the answer was whole
    mac: str | None = None  # of the frame, where the answer came on the link itself
