"""Xiongmai discovery over UDP 34569: a 20-byte header, then JSON."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel
from camaudit.protocols import asking
from camaudit.protocols.jsontree import first, parse_fields
from camaudit.protocols.values import facts_of, mac_from_text, own_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk
    from camaudit.protocols.jsontree import Fields

HEAD = struct.Struct("<BBHIIBBHI")  # of every message, over UDP and over TCP
QUESTION, ANSWER = 1530, 1531  # message ids; others are not read here
PORT = 34_569
SEARCH = asking.search(
    "xiongmai-search",
    PORT,
    HEAD.pack(0xFF, 0, 0, 0, 0, 0, 0, QUESTION, 0),
    says="asks Xiongmai's firmware, whatever its label, to name itself",
    source="discovery of go2rtc (dvrip) and of python-dvr, DeviceManager.py",
)


@dataclass(frozen=True, slots=True)
class Xiongmai:
    """One discovery message."""

    answer: bool
    fields: Fields


def parse(data: bytes) -> Xiongmai:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no discovery message.
    """
    if data[:1] not in {b"", b"\xff"}:
        raise MalformedError("no Xiongmai header")
    if len(data) < HEAD.size:
        raise TruncatedError(f"Xiongmai message of {len(data)} bytes")
    _, _, _, _, _, _, _, message, size = HEAD.unpack_from(data)
    if message not in {QUESTION, ANSWER}:
        raise MalformedError(f"Xiongmai message {message} is no discovery")
    if message == QUESTION:
        return Xiongmai(answer=False, fields=())
    body = data[HEAD.size : HEAD.size + size]
    if len(body) < size:
        raise TruncatedError("Xiongmai answer cut short")
    return Xiongmai(answer=True, fields=parse_fields(body))


def observations(message: Xiongmai, talk: Talk) -> Iterator[Observation]:
    """Say what a device answers or announces."""
    if not message.answer:
        return

    def get(key: str) -> str | None:
        return first(message.fields, key)

    yield from own_word(talk, mac_from_text(get("MAC") or ""), _address(get("HostIP") or ""))
    said = (
        (Channel.XM_NAME, get("HostName")),
        (Channel.XM_SERIAL, get("SN")),
        (Channel.XM_FIRMWARE, get("Version")),
        (Channel.XM_BUILD, get("BuildDate")),
        (Channel.XM_CHANNELS, get("ChannelNum")),
    )
    yield from facts_of(talk.sender, talk.sender_port, talk, said)


def _address(text: str) -> IPv4Address | None:
    """Read 0x400200C0: the number is little-endian, 192.0.2.64."""
    try:
        number = int(text, 16)
    except ValueError:
        return None
    return IPv4Address(number.to_bytes(4, "little")) if 0 < number <= 0xFFFFFFFF else None
