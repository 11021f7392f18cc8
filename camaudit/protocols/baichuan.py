"""Baichuan, the private protocol of Reolink firmware over TCP 9000: the head of a message.

No body is read: that of message 1 is a login.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel
from camaudit.protocols.values import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk

MAGIC = bytes.fromhex("f0debc0a")
MAX_BODY = 1 << 24  # bytes; more is no message
# Message id, length of the body, channel and stream, answer code, class of the message.
_HEAD = struct.Struct("<4sIIIHH")
_CLASSES = frozenset({0x0000, 0x6414, 0x6482, 0x6514, 0x6614})


@dataclass(frozen=True, slots=True)
class Baichuan:
    """The head of one message."""

    message: int  # 1: login
    size: int  # bytes of the body


def parse(data: bytes) -> Baichuan:
    """Read the head of a message; what comes behind it is left alone.

    Raises: TruncatedError, MalformedError where it is no Baichuan.
    Source: notes of the neolink project on the protocol, and its sample captures.
    """
    if not data.startswith(MAGIC[: len(data)]):
        raise MalformedError("no Baichuan head")
    if len(data) < _HEAD.size:
        raise TruncatedError(f"Baichuan head of {len(data)} bytes")
    _, message, size, _, _, sort = _HEAD.unpack_from(data)
    if sort not in _CLASSES or size > MAX_BODY:
        raise MalformedError(f"Baichuan class {sort:#06x} with a body of {size} bytes")
    return Baichuan(message, size)


def observations(_message: Baichuan, talk: Talk) -> Iterator[Observation]:
    """Say that the sender, a server, speaks the protocol."""
    said = ((Channel.PORT_MARK, "baichuan"),)
    yield from facts_of(talk.sender, talk.sender_port, talk, said)
