"""What the emulator of one protocol is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from camaudit.emulate.character import Service
    from camaudit.emulate.line import Line
    from camaudit.emulate.player import Player


@dataclass(frozen=True, slots=True, kw_only=True)
class Datagram:
    """One datagram to be sent."""

    data: bytes
    to: str = "asker"  # or "group" (the first of the speech), "broadcast", or a group's address
    port: int | None = None  # to which; None: the asker's, or that of the service
    alone: bytes | None = None  # what an asker on another port than the service's gets by himself


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One protocol: exactly one of `talk` (TCP) and `answer` (UDP) is set."""

    port: int  # unless a character names another
    words: frozenset[str]  # settings that a character may give
    talk: Callable[[Line, Service, Player], Awaitable[None]] | None = None
    answer: Callable[[bytes, Service, Player], tuple[Datagram, ...]] | None = None
    announce: Callable[[Service, Player], tuple[Datagram, ...]] | None = None
    groups: tuple[str, ...] = ()  # IPv4 and IPv6 groups in which questions come
    broadcast: bool = False  # questions come as broadcast too
    pages: bool = False  # a character may give pages
    link: int | None = None  # below IP: the type of its Ethernet frames
    encrypted: bool = False  # the connection begins with TLS
    says: str = ""  # where the layout is from
