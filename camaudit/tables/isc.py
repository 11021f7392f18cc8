"""ISC DHCP: its leases and the reservations in its settings.

Source: dhcpd.leases(5) and dhcpd.conf(5) of ISC DHCP 4.4; dhcp-eval(5) for the escapes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.endpoint import is_usable
from camaudit.model.observation import BindingHow, Channel
from camaudit.protocols.dhcp6 import duid_mac
from camaudit.protocols.values import address_from_text, text_from_bytes
from camaudit.tables import cells
from camaudit.tables.entry import Entry
from camaudit.tables.leases import LEASES, RESERVATIONS, Leases
from camaudit.tables.macs import is_device, mac_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.endpoint import IPAddress
    from camaudit.tables.entry import Line

MAX_DEPTH = 16  # blocks within blocks
MAX_STATEMENTS = 256  # kept of one block
MAX_WORDS = 512  # of one statement
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{};])|(#.*)|([^\s{};"#]+)|(")')
_ESCAPE = re.compile(rb"\\([0-7]{3}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_SIMPLE = {b"t": b"\t", b"r": b"\r", b"n": b"\n", b"b": b"\b"}
_LEASE = re.compile(
    r"\s*(?:lease\s+[0-9.]+|ia-na\s+\".*\")\s*\{|# The format of this file is docum"
)
_HOST = re.compile(
    r"\s*(?:host\s+\S+\s*(?:\{.*)?|subnet6?\s+\S+\s.*\{.*|shared-network\s+\S+\s*\{|group\s.*\{"
    r"|option\s+\S+\s.*;|authoritative\s*;|(?:default|max|min)-lease-time\s+\d+\s*;).*"
)
_ENDS = re.compile(r"\s*(?:#.*|.*[;{}]\s*(?:#.*)?|host\s+\S+)?")  # so ends every line of settings
_GONE = frozenset({"abandoned", "reset"})


@dataclass(slots=True)
class _Block:
    line: int
    words: tuple[str, ...]  # "lease", "192.0.2.10"
    said: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    inner: list[_Block] = field(default_factory=list)


class _Blocks:
    """Puts lines together to blocks; of their statements the last of a name counts."""

    def __init__(self) -> None:
        self._open: list[_Block] = []
        self._words: list[str] = []
        self._line = 0

    @property
    def between(self) -> bool:
        """Tell whether no block is open and no statement has begun."""
        return not self._open and not self._words

    def feed(self, line: Line) -> Iterator[_Block]:
        """Take a line; yield the blocks that end in it, inner ones first.

        Raises: MalformedError where blocks are nested too deep or a text does not end.
        """
        for text, sign, _, word, lone in _TOKEN.findall(line.text):
            if lone:
                self._taken()
                raise MalformedError("a text without an end")
            if sign == "{":
                if len(self._open) >= MAX_DEPTH:
                    self._open.clear()
                    raise MalformedError(f"more than {MAX_DEPTH} blocks in one another")
                self._open.append(_Block(self._line or line.number, self._taken()))
            elif sign == "}":
                self._taken()
                if self._open:
                    yield self._close()
            elif sign == ";":
                self._state(self._taken())
            elif (text or word) and len(self._words) < MAX_WORDS:
                self._line = self._line or line.number
                self._words.append(text or word)

    def _taken(self) -> tuple[str, ...]:
        words, self._words, self._line = tuple(self._words), [], 0
        return words

    def _state(self, words: tuple[str, ...]) -> None:
        if self._open and words and len(self._open[-1].said) < MAX_STATEMENTS:
            size = 2 if words[0] in {"binding", "hardware", "set"} else 1
            self._open[-1].said[words[:size]] = words[size:]

    def _close(self) -> _Block:
        block = self._open.pop()
        if self._open and block.words[:1] == ("iaaddr",):
            self._open[-1].inner.append(block)
        return block


class IscLeases:
    """The file of leases, dhcpd.leases."""

    name = "ISC DHCP: leases"
    vantage = LEASES

    def begins(self, line: str) -> IscRows | None:
        """Start to read at the first lease, or at the remark on top of the file."""
        return IscRows() if _LEASE.match(line) else None


class IscHosts:
    """The reservations in dhcpd.conf: `host` with a MAC and an address."""

    name = "ISC DHCP: reservations"
    vantage = RESERVATIONS

    def begins(self, line: str) -> IscRows | None:
        """Start to read at a reservation, or at the network around it."""
        return IscRows() if _HOST.fullmatch(line) else None


class IscRows:
    """Leases and reservations, one behind the other; nothing else of the settings is kept."""

    def __init__(self) -> None:
        self._blocks = _Blocks()
        self._leases = Leases()
        self._ready: list[Entry] = []

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line.

        Raises: MalformedError where a lease is complete and cannot be read.
        """
        if self._blocks.between and not _ENDS.fullmatch(line.text):
            return None
        for block in self._blocks.feed(line):
            match block.words[:1]:
                case ("lease",):
                    self._ready += self._lease(block)
                case ("ia-na",):
                    self._ready += self._lease6(block)
                case ("host",):
                    self._ready += _host(block)
                case _:
                    pass
        ready, self._ready = tuple(self._ready), []
        return ready

    def finish(self) -> tuple[Entry, ...]:
        """Give the last holder of each address."""
        return (*self._ready, *self._leases.finish())

    def _lease(self, block: _Block) -> tuple[Entry, ...]:
        ip = _address(block.words[1:2])
        said = block.said
        begins, ends = _time(said.get(("starts",))), _time(said.get(("ends",)))
        state = "abandoned" if ("abandoned",) in said else _word(said, ("binding", "state"))
        mac = mac_of(_word(said, ("hardware", "ethernet")))
        if state in _GONE:
            return self._leases.drop(ip, begins)
        if mac is None or not is_device(mac):
            return ()  # never given to anybody, or not over Ethernet
        return self._leases.hold(
            Entry(
                line=block.line, mac=mac, ip=ip, how=BindingHow.DHCP, begins=begins, ends=ends,
                says=_says(said),
            )
        )  # fmt: skip

    def _lease6(self, block: _Block) -> tuple[Entry, ...]:
        """Read what one client holds: its DUID, which may hold its MAC, and its addresses."""
        mac = duid_mac(_raw(block.words[1] if len(block.words) > 1 else "")[4:])
        found: tuple[Entry, ...] = ()
        for one in block.inner:
            if mac is None or one.words[:1] != ("iaaddr",):
                continue
            ip = _address(one.words[1:2])
            begins, ends = _time(block.said.get(("cltt",))), _time(one.said.get(("ends",)))
            if _word(one.said, ("binding", "state")) in _GONE:
                found += self._leases.drop(ip, begins)
            else:
                entry = Entry(
                    line=block.line, mac=mac, ip=ip, how=BindingHow.DHCP, begins=begins, ends=ends
                )
                found += self._leases.hold(entry)
        return found


def _word(said: dict[tuple[str, ...], tuple[str, ...]], name: tuple[str, ...]) -> str:
    return " ".join(said.get(name, ()))


def _host(block: _Block) -> tuple[Entry, ...]:
    """Read a reservation; its name was given by a person and is not kept."""
    mac = mac_of(_word(block.said, ("hardware", "ethernet")))
    if mac is None or not is_device(mac):
        return ()
    texts = _word(block.said, ("fixed-address",)).replace(",", " ").split()
    addresses = [ip for text in texts if is_usable(ip := address_from_text(text)) and ip]
    return tuple(
        Entry(line=block.line, mac=mac, ip=ip, how=BindingHow.RESERVATION) for ip in addresses
    )


def _address(words: tuple[str, ...]) -> IPAddress:
    ip = address_from_text(words[0]) if words else None
    if ip is None:
        raise MalformedError("a lease without an address")
    return ip


def _time(words: tuple[str, ...] | None) -> float | None:
    """Read `4 2026/11/26 01:00:00`, in UTC, or `epoch 1795654800`; None for `never`.

    Raises: MalformedError where it is no time.
    """
    if not words or words == ("never",):
        return None
    try:
        if words[0] == "epoch":
            return float(int(words[1]))
        when = datetime.strptime(" ".join(words[1:3]), "%Y/%m/%d %H:%M:%S")  # noqa: DTZ007
    except (ValueError, IndexError, OverflowError):
        raise MalformedError(f"no time: {' '.join(words)[:40]!r}") from None
    return when.replace(tzinfo=UTC).timestamp()


def _says(said: dict[tuple[str, ...], tuple[str, ...]]) -> tuple[tuple[Channel, str], ...]:
    """Give what the client told the server of itself."""
    name = _word(said, ("client-hostname",))
    sort = _word(said, ("set", "vendor-class-identifier")).removeprefix("= ")
    return cells.said(
        (Channel.DHCP_HOSTNAME, text_from_bytes(_raw(name))),
        (Channel.DHCP_VENDOR_CLASS, text_from_bytes(_raw(sort))),
    )


def _raw(text: str) -> bytes:
    """Undo the escapes of a text."""

    def one(found: re.Match[bytes]) -> bytes:
        code: bytes = found[1]
        if code.isdigit() and len(code) == 3:
            return bytes([int(code, 8) & 0xFF])
        if len(code) == 3:
            return bytes([int(code[1:], 16)])
        return _SIMPLE.get(code, code)

    return _ESCAPE.sub(one, text.encode())
