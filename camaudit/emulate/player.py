"""One emulated device at one address: what it is asked, and what that does to it."""

from __future__ import annotations

import time
import uuid
from collections import deque
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from string import Template
from typing import TYPE_CHECKING

from camaudit.emulate.outside import addresses, targets

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.emulate.character import Character

MAX_ASKED = 200  # different requests that are counted apart
_HURRY = 60.0  # seconds in which connections are counted for `a_minute`


@dataclass(slots=True, kw_only=True)
class Counts:
    """What a device went through: what tests look at."""

    connections: int = 0
    ports: dict[int, int] = field(default_factory=dict)  # connections, by port
    open: int = 0
    most_open: int = 0
    most_a_second: int = 0  # connections within any one second
    requests: int = 0  # messages understood as questions, over TCP
    datagrams: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    logins: int = 0  # tries
    refused: int = 0  # tries that failed
    locked: bool = False
    crashed: bool = False
    asked: dict[str, int] = field(default_factory=dict)  # first words of requests


class Player:
    """Plays a character at an address."""

    def __init__(
        self,
        character: Character,
        address: str,
        mac: str,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.character = character
        self.address = address
        self.mac = mac.lower()
        self.counts = Counts()
        self.fall: Callable[[], None] = lambda: None  # set by the server: closes its sockets
        self.nonces: dict[str, tuple[str, ...]] = {}  # challenges it gave, by session
        self._messages = 0
        self._clock = clock
        self._begun: deque[float] = deque(maxlen=10_000)
        self._outside = {"$outside_four": addresses(address), "$outside": targets(address)}
        self._words = self._texts()

    @property
    def raw_mac(self) -> bytes:
        """Give the six bytes of the MAC."""
        return bytes.fromhex(self.mac.replace(":", ""))

    @property
    def six(self) -> str:
        """Give the link-local address that a device makes of its MAC (RFC 4291, appendix A)."""
        mac = self.raw_mac
        host = bytes([mac[0] ^ 2, *mac[1:3], 0xFF, 0xFE, *mac[3:]])
        return str(IPv6Address(b"\xfe\x80" + bytes(6) + host))

    @property
    def raw_address(self) -> bytes:
        """Give the four bytes of the address."""
        return bytes(int(part) for part in self.address.split("."))

    def _texts(self) -> dict[str, str]:
        one, plain = self.character, self.mac.replace(":", "")
        # A name of version 5: the same device has the same UUID in every run.
        made = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{one.name} {plain}"))
        words = {
            "address": self.address,
            "six": self.six,
            "mac": self.mac,
            "mac_plain": plain,
            "mac_upper": plain.upper(),
            "mac_hyphens": self.mac.replace(":", "-"),
            "number": f"{int(plain[-6:], 16):09d}",
            "letters": f"PAJ{plain.upper()[-8:]}",
            "uuid": f"{made[:24]}{plain}",
            "model": one.model,
            "firmware": one.firmware,
            "brand": one.brand or "",
            "channels": str(one.channels),
        }
        words["serial"] = Template(one.serial).safe_substitute(words)
        return words

    def fill(self, text: str) -> str:
        """Put the device's own texts in the places of $address, $mac, $serial, ...

        $outside becomes another address or name outside of every estate each time, $outside_four
        another IPv4 address.
        """
        for word, others in self._outside.items():
            while word in text:
                text = text.replace(word, next(others), 1)
        return Template(text).safe_substitute(self._words) if "$" in text else text

    def begin(self, port: int) -> None:
        """Count a connection; die of it where the character is that weak."""
        now, counts, manners = self._clock(), self.counts, self.character.manners
        last = self._begun[-1] if self._begun else None
        self._begun.append(now)
        counts.connections += 1
        counts.ports[port] = counts.ports.get(port, 0) + 1
        counts.open += 1
        counts.most_open = max(counts.most_open, counts.open)
        within = sum(1 for at in self._begun if now - at < 1.0)
        counts.most_a_second = max(counts.most_a_second, within)
        minute = sum(1 for at in self._begun if now - at < _HURRY)
        if (
            (manners.at_once is not None and counts.open > manners.at_once)
            or (manners.apart is not None and last is not None and now - last < manners.apart)
            or (manners.a_minute is not None and minute > manners.a_minute)
        ):
            counts.crashed = True
            self.fall()

    def end(self) -> None:
        """Count a connection's end."""
        self.counts.open -= 1

    def heard(self, what: str) -> None:
        """Count a request by its first words, in which no login may stand."""
        self.counts.requests += 1
        self.note(what)

    def note(self, what: str) -> None:
        """Count a message by its first words, and not as a request: a datagram, or a call in it."""
        known = self.counts.asked
        if what in known or len(known) < MAX_ASKED:
            known[what] = known.get(what, 0) + 1

    def next(self) -> int:
        """Count the messages that want a number of their own."""
        self._messages += 1
        return self._messages

    def judge(self, *, right: bool) -> bool:
        """Count a login; tell whether it is let in, which a locked device does not do."""
        counts, limit = self.counts, self.character.manners.lock_after
        counts.logins += 1
        if counts.locked:
            return False
        if not right:
            counts.refused += 1
            counts.locked = limit is not None and counts.refused >= limit
        return right
