"""DNS messages (RFC 1035), as asked and answered; mDNS shares the reading."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import MAX_VALUE, Lookup, LookupKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.talk import Talk

_HEAD = struct.Struct("!HHHHHH")
_RECORD = struct.Struct("!HHIH")
# What cannot stand in a name as text: controls, the dot, the backslash, bytes that are no UTF-8.
_ODD = re.compile("[\x00-\x1f.\\\\\x7f\udc80-\udcff]")
MAX_RECORDS = 256
MAX_JUMPS = 64  # compression pointers in one name
MAX_NAME = 255  # bytes (RFC 1035 section 2.3.4)
MAX_HOPS = 16  # CNAMEs followed

A, CNAME, PTR, TXT, AAAA, SRV, HTTPS, ANY = 1, 5, 12, 16, 28, 33, 65, 255
_ASKED = frozenset({A, CNAME, AAAA, SRV, HTTPS, ANY})


@dataclass(frozen=True, slots=True)
class Record:
    """One resource record; data is decoded where a field below says so."""

    name: str
    kind: int
    target: str | None  # of CNAME, PTR and SRV
    address: IPAddress | None  # of A and AAAA
    texts: tuple[bytes, ...]  # of TXT


@dataclass(frozen=True, slots=True)
class Message:
    """One query or response."""

    response: bool
    questions: tuple[tuple[str, int], ...]  # (name, type)
    records: tuple[Record, ...]  # answers, authority and additional


def parse(data: bytes) -> Message:
    r"""Read one message.

    Output: names with dots, no final dot, case as sent; odd bytes as \ddd, a dot or a backslash
            within a label with a backslash before it.
    Raises: TruncatedError where bytes are missing, MalformedError on loops and wrong lengths.
    Source: RFC 1035 section 4.1; RFC 3596 (AAAA); RFC 2782 (SRV).
    """
    if len(data) < _HEAD.size:
        raise TruncatedError(f"DNS of {len(data)} bytes")
    _, flags, asked, *counts = _HEAD.unpack_from(data)
    total = sum(counts)
    if asked > MAX_RECORDS or total > MAX_RECORDS or (flags >> 11) & 15 not in {0, 4, 5}:
        raise MalformedError("DNS header that cannot be")
    at = _HEAD.size
    questions = []
    for _ in range(asked):
        name, at = _name(data, at)
        if at + 4 > len(data):
            raise TruncatedError("DNS question cut short")
        questions.append((name, int.from_bytes(data[at : at + 2])))
        at += 4
    records = []
    for _ in range(total):
        record, at = _record(data, at)
        records.append(record)
    return Message(bool(flags & 0x8000), tuple(questions), tuple(records))


def _name(data: bytes, at: int) -> tuple[str, int]:
    labels: list[str] = []
    after, jumps, size = -1, 0, 0
    while True:
        if at >= len(data):
            raise TruncatedError("DNS name cut short")
        length = data[at]
        if length & 0xC0 == 0xC0:
            if at + 2 > len(data):
                raise TruncatedError("DNS pointer cut short")
            after = at + 2 if after < 0 else after
            to = (length & 0x3F) << 8 | data[at + 1]
            jumps += 1
            if to >= at or jumps > MAX_JUMPS:
                raise MalformedError("DNS pointer that leads forward or round")
            at = to
            continue
        if length & 0xC0:
            raise MalformedError("DNS label of an unknown form")
        at += 1
        if length == 0:
            return ".".join(labels), (at if after < 0 else after)
        if at + length > len(data):
            raise TruncatedError("DNS label cut short")
        size += length + 1
        if size > MAX_NAME:
            raise MalformedError("DNS name of more than 255 bytes")
        labels.append(_label(data[at : at + length]))
        at += length


def _label(data: bytes) -> str:
    """Write a label: UTF-8 as mDNS has it, odd characters escaped (RFC 4343 section 2.1)."""
    return _ODD.sub(_escape, data.decode("utf-8", "surrogateescape"))


def _escape(odd: re.Match[str]) -> str:
    return f"\\{odd[0]}" if odd[0] in ".\\" else f"\\{ord(odd[0]) & 0xFF:03}"


def plain_name(data: bytes) -> str | None:
    """Read a name without pointers, perhaps without its end, as DHCP options carry one.

    Output: None where there is no label; a label cut short ends the name before it.
    Source: RFC 4702 section 2.3, RFC 4704 section 4.2.
    """
    labels: list[str] = []
    at = 0
    while at < min(len(data), MAX_NAME) and 0 < data[at] < 64 and at + data[at] < len(data):
        labels.append(_label(data[at + 1 : at + 1 + data[at]]))
        at += 1 + data[at]
    return ".".join(labels) or None


def _record(data: bytes, at: int) -> tuple[Record, int]:
    name, at = _name(data, at)
    if at + _RECORD.size > len(data):
        raise TruncatedError("DNS record cut short")
    kind, _, _, size = _RECORD.unpack_from(data, at)
    at += _RECORD.size
    end = at + size
    if end > len(data):
        raise TruncatedError("DNS record data cut short")
    target: str | None = None
    address: IPAddress | None = None
    texts: tuple[bytes, ...] = ()
    if kind == A and size == 4:
        address = IPv4Address(data[at:end])
    elif kind == AAAA and size == 16:
        address = IPv6Address(data[at:end])
    elif kind in {CNAME, PTR}:
        target = _target(data, at, end)
    elif kind == SRV and size > 6:
        target = _target(data, at + 6, end)
    elif kind == TXT:
        texts = _texts(data[at:end])
    return Record(name, kind, target, address, texts), end


def _target(data: bytes, at: int, end: int) -> str:
    """Read a name that is the data of a record, so no longer than it says."""
    try:
        name, after = _name(data, at)
    except TruncatedError as error:
        raise MalformedError("DNS name longer than its record") from error
    if after > end:
        raise MalformedError("DNS name longer than its record")
    return name


def _texts(data: bytes) -> tuple[bytes, ...]:
    found: list[bytes] = []
    at = 0
    while at < len(data) and len(found) < MAX_RECORDS:
        found.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return tuple(found)


def observations(message: Message, talk: Talk) -> Iterator[Lookup]:
    """Say who asked for which name, and what the answer was."""
    client = talk.receiver if message.response else talk.sender
    for name, kind in message.questions:
        if kind in _ASKED and name:
            answers = _answers(message, name) if message.response else ()
            yield Lookup(
                client=client,
                name=name.lower()[:MAX_VALUE],
                answers=answers,
                kind=LookupKind.DNS,
                seen=talk.seen,
            )


def _answers(message: Message, name: str) -> tuple[IPAddress, ...]:
    wanted = {name.lower()}
    for _ in range(MAX_HOPS):
        more = {
            record.target.lower()
            for record in message.records
            if record.kind == CNAME and record.target and record.name.lower() in wanted
        }
        if more <= wanted:
            break
        wanted |= more
    found = {
        record.address
        for record in message.records
        if record.address is not None and record.name.lower() in wanted
    }
    return tuple(sorted(found, key=lambda ip: (ip.version, int(ip))))
