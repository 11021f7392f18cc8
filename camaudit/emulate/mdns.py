"""Multicast DNS of an emulated device: services, instance, host (RFC 6762, RFC 6763)."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from camaudit.emulate.speech import Datagram, Speech

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.emulate.character import Service
    from camaudit.emulate.player import Player

_PTR, _TXT, _SRV, _A, _ANY = 12, 16, 33, 1, 255
_IN, _FLUSH, _ALONE = 1, 0x8000, 0x8000
_ALL = "_services._dns-sd._udp.local"
_MAX_QUESTIONS = 32


def _name(text: str, instance: str = "") -> bytes:
    """Write a name; an instance is one label, whatever dots are in it."""
    labels = [instance.encode()[:63]] if instance else []
    labels += [label.encode()[:63] for label in text.split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def _questions(data: bytes) -> Iterator[tuple[str, int, bool, bytes]]:
    """Yield name, type, whether the answer may come to the asker alone, and the raw question."""
    at = 12
    for _ in range(min(int.from_bytes(data[4:6], "big"), _MAX_QUESTIONS)):
        begin, labels, back = at, [], 0
        end = None
        while at < len(data) and data[at] and back < 16:
            if data[at] >= 0xC0:
                end = end or at + 2
                at, back = int.from_bytes(data[at : at + 2], "big") & 0x3FFF, back + 1
                continue
            labels.append(data[at + 1 : at + 1 + data[at]])
            at += 1 + data[at]
        at = end or at + 1
        if at + 4 > len(data):
            return
        kind, sort = struct.unpack_from(">HH", data, at)
        at += 4
        yield (
            b".".join(labels).decode("utf-8", "replace"),
            kind,
            bool(sort & _ALONE),
            data[begin:at],
        )


def _record(name: bytes, kind: int, value: bytes, *, flush: bool = False, life: int = 120) -> bytes:
    sort = _IN | (_FLUSH if flush else 0)
    return name + struct.pack(">HHIH", kind, sort, life, len(value)) + value


class _Told:
    """The records of one device."""

    def __init__(self, service: Service, player: Player) -> None:
        self.types = [f"{one}.local" for one in service.word("services").split()]
        self.instance = player.fill(service.word("instance", "$model"))
        self.host = f"{player.fill(service.word('host', 'cam-$mac_plain'))}.local"
        self.texts = [player.fill(one) for one in service.word("txt").split(";") if one]
        self.port = int(service.word("http_port", "80"))
        self.address = player.raw_address
        if other := player.fill(service.word("address")):
            self.address = IPv4Address(other).packed

    def pointer(self, kind: str) -> bytes:
        return _record(_name(kind), _PTR, _name(kind, self.instance), life=4500)

    def details(self, kind: str) -> list[bytes]:
        own = _name(kind, self.instance)
        target = struct.pack(">HHH", 0, 0, self.port) + _name(self.host)
        texts = b"".join(bytes([len(one.encode())]) + one.encode() for one in self.texts) or b"\0"
        return [_record(own, _SRV, target, flush=True), _record(own, _TXT, texts, flush=True)]

    def host_address(self) -> bytes:
        return _record(_name(self.host), _A, self.address, flush=True)


def _answered(told: _Told, name: str, kind: int) -> list[bytes]:
    """Give the records that answer one question, with what comes along (RFC 6763 section 12)."""
    lower = name.lower()
    if lower == _ALL and kind in {_PTR, _ANY}:
        return [_record(_name(_ALL), _PTR, _name(one), life=4500) for one in told.types]
    if lower == told.host.lower() and kind in {_A, _ANY}:
        return [told.host_address()]
    for one in told.types:
        if lower == one.lower() and kind in {_PTR, _ANY}:
            return [told.pointer(one), *told.details(one), told.host_address()]
        if lower == f"{told.instance}.{one}".lower():
            return [*told.details(one), told.host_address()]
    return []


def answer(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer a question, to all or (asked so, or from another port) to the asker alone."""
    if len(data) < 12 or data[2] & 0x80:
        return ()
    told = _Told(service, player)
    records: list[bytes] = []
    first, alone = b"", False
    for name, kind, single, question in _questions(data):
        if found := _answered(told, name, kind):
            player.note(f"mdns {name}")
            first, alone = first or question, alone or single
            records += [one for one in found if one not in records]
    if not records:
        return ()
    if alone:
        head = struct.pack(">6H", 0, 0x8400, 0, len(records), 0, 0)
        return (Datagram(data=head + b"".join(records)),)
    body = b"".join(records)
    # One who asks from a port of his own knows no multicast DNS (RFC 6762 section 6.7).
    legacy = data[:2] + struct.pack(">5H", 0x8400, 1, len(records), 0, 0) + first + body
    head = struct.pack(">6H", 0, 0x8400, 0, len(records), 0, 0)
    return (Datagram(data=head + body, to="group", alone=legacy),)


def announce(service: Service, player: Player) -> tuple[Datagram, ...]:
    """Tell all what there is, as at start-up."""
    told = _Told(service, player)
    records = [told.host_address()]
    for one in told.types:
        records += [told.pointer(one), *told.details(one)]
    head = struct.pack(">6H", 0, 0x8400, 0, len(records), 0, 0)
    return (Datagram(data=head + b"".join(records), to="group"),)


SPEECH = Speech(
    port=5353,
    words=frozenset({"services", "instance", "host", "txt", "http_port", "address", "every"}),
    answer=answer,
    announce=announce,
    groups=("224.0.0.251", "ff02::fb"),
    says="RFC 6762, RFC 6763; names: facts, protocols 4.1",
)
