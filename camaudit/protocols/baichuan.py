"""Baichuan, the private protocol of Reolink firmware over TCP 9000: heads, and the login.

Of bodies only that of message 1 is read, for the judge of logins alone: no fact comes of it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.login import Challenge, Login
from camaudit.model.observation import Channel, LoginOutcome
from camaudit.protocols.values import facts_of
from camaudit.protocols.xmltree import find_text, parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk

MAGIC = bytes.fromhex("f0debc0a")
MAX_BODY = 1 << 24  # bytes; more is no message
# Message id, length of the body, channel and stream, answer code, class of the message.
_HEAD = struct.Struct("<4sIIIHH")
_CLASSES = frozenset({0x0000, 0x6414, 0x6482, 0x6514, 0x6614})
_LONG = frozenset({0x0000, 0x6414})  # four more bytes of header
LOGIN = 1  # message id
SCHEME = "reolink-baichuan"
MAX_LOGIN = 4_096  # bytes of a body
_LEGACY = 64  # bytes: MD5 of user and of password, in hex
_COVER = bytes.fromhex("1f2d3c4b5a6978ff")  # XML is laid over with it: everybody may take it off
_CODES = {200: LoginOutcome.ACCEPTED, 401: LoginOutcome.REFUSED}


@dataclass(frozen=True, slots=True)
class Baichuan:
    """The head of one message."""

    message: int  # 1: login
    size: int  # bytes of the body
    code: int  # of an answer: 200, 401
    begin: int  # bytes of the header
    channel: int


def parse(data: bytes) -> Baichuan:
    """Read the head of a message; what comes behind it is left alone.

    Raises: TruncatedError, MalformedError where it is no Baichuan.
    Source: notes of the neolink project on the protocol, and its sample captures.
    """
    if not data.startswith(MAGIC[: len(data)]):
        raise MalformedError("no Baichuan head")
    if len(data) < _HEAD.size:
        raise TruncatedError(f"Baichuan head of {len(data)} bytes")
    _, message, size, channel, code, sort = _HEAD.unpack_from(data)
    if sort not in _CLASSES or size > MAX_BODY:
        raise MalformedError(f"Baichuan class {sort:#06x} with a body of {size} bytes")
    begin = _HEAD.size + (4 if sort in _LONG else 0)
    return Baichuan(message, size, code, begin, channel & 0xFF)


@dataclass(frozen=True, slots=True)
class Step:
    """Message 1 in one direction, with what its body holds; `repr` shows nothing of it."""

    code: int
    legacy: str = field(repr=False)  # 64 hex digits, or nothing
    fields: dict[str, str] = field(repr=False)  # of its XML: nonce, userName, password


def step(head: Baichuan, data: bytes) -> Step:
    """Read the body of message 1.

    Input:  data: the message from its head on.
    Raises: TruncatedError while it is not whole.
    Output: empty fields where the body is of another form, or truly enciphered.
    """
    if len(data) < head.begin + min(head.size, MAX_LOGIN):
        raise TruncatedError("Baichuan login cut short")
    body = data[head.begin : head.begin + min(head.size, MAX_LOGIN)]
    if body[:1].isalnum() and body[:31].isalnum() and body[32:63].isalnum():
        return Step(head.code, body[:_LEGACY].replace(b"\0", b"0").decode("latin-1"), {})
    plain = bytes(
        one ^ _COVER[(head.channel + at) % 8] ^ head.channel for at, one in enumerate(body)
    )
    if not plain.startswith(b"<?xml"):
        return Step(head.code, "", {})
    try:
        root = parse_xml(plain)
    except MalformedError:
        return Step(head.code, "", {})
    names = ("nonce", "userName", "password")
    return Step(
        head.code, "", {name: said for name in names if (said := find_text(root, name)) is not None}
    )


def challenge(answer: Step) -> Challenge | None:
    """Give the nonce of a camera; None where it sent none."""
    nonce = answer.fields.get("nonce")
    return None if nonce is None else Challenge(SCHEME, "", {"nonce": nonce})


def login(asked: Step, answer: Step | None, known: dict[str, str]) -> Login | None:
    """Make a login of both steps; None where the first asks for a nonce alone."""
    given: dict[str, str] = {}
    if asked.legacy:
        given["legacy"] = asked.legacy
    elif "password" in asked.fields and "userName" in asked.fields:
        given = {**known, "user_hash": asked.fields["userName"], "answer": asked.fields["password"]}
    else:
        return None
    code = answer.code if answer is not None else 0
    outcome = _CODES.get(code, LoginOutcome.UNSEEN)
    return Login(SCHEME, in_clear=False, outcome=outcome, parameters=given)


def observations(_message: Baichuan, talk: Talk) -> Iterator[Observation]:
    """Say that the sender, a server, speaks the protocol."""
    said = ((Channel.PORT_MARK, "baichuan"),)
    yield from facts_of(talk.sender, talk.sender_port, talk, said)
