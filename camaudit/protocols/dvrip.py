"""Logins of Dahua devices over TCP 37777: DVRIP, whose header is 32 bytes, and DHIP with JSON.

Only logins, challenges and their answers are read; everything else is passed over by its length.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.login import Challenge, Login
from camaudit.model.observation import LoginOutcome

SCHEME, OLD = "dahua-dvrip", "dahua-dvrip-old"
HEAD = struct.Struct("<4sI")  # command and its flags, bytes behind the header
HEAD_SIZE = 32
MAX_LOGIN = 8_192  # bytes
MAX_BODY = 1 << 24  # bytes; more is no message
DHIP = b"\x20\0\0\0DHIP"
_ASK, _ANSWER = 0xA0, 0xB0
_TAIL = b"\xa1\xaa"  # of the header of a request
_REALM = re.compile(rb"Realm:([^\r\n]{1,128})\r?\n")
_RANDOM = re.compile(rb"Random:([^\r\n]{1,64})\r?\n")
_PAIR = re.compile(rb"([^&\0]{1,64})&&([0-9A-Fa-f]{32})([0-9A-Fa-f]{32})\0*")
_FIRST = re.compile(rb"([^&\0]{1,64})&&([0-9A-Za-z]{8})\0*")


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `repr` shows nothing of what it carries."""

    kind: str  # "asks", "answers", "json" or "other"
    size: int  # bytes on the wire
    head: bytes = field(repr=False)
    body: bytes = field(repr=False)


def begins(data: bytes) -> bool:
    """Tell whether bytes begin with a login over DVRIP or with DHIP."""
    if len(data) < HEAD_SIZE:
        return False
    return data.startswith(DHIP) or (data[0] == _ASK and data[30:32] == _TAIL)


def parse(data: bytes) -> Message:
    """Read one message.

    Raises: TruncatedError while the message is not whole, MalformedError where it is none.
    """
    if len(data) < HEAD_SIZE:
        raise TruncatedError(f"Dahua header of {len(data)} bytes")
    head = data[:HEAD_SIZE]
    if head.startswith(DHIP):
        kind, size = "json", int.from_bytes(head[16:20], "little")
    else:
        size = HEAD.unpack_from(head)[1]
        kind = {_ASK: "asks", _ANSWER: "answers"}.get(head[0], "other")
    if size > MAX_BODY:
        raise MalformedError(f"Dahua message of {size} bytes")
    if kind == "other" or size > MAX_LOGIN:
        return Message("other", HEAD_SIZE + size, head, b"")
    if len(data) < HEAD_SIZE + size:
        raise TruncatedError("Dahua message cut short")
    return Message(kind, HEAD_SIZE + size, head, data[HEAD_SIZE : HEAD_SIZE + size])


def challenge(message: Message) -> Challenge | None:
    """Read realm and random of an answer; None where it has none."""
    realm, random = _REALM.search(message.body), _RANDOM.search(message.body)
    if message.kind != "answers" or random is None:
        return None
    given = {
        "realm": realm[1].decode("utf-8", "replace") if realm else "",
        "random": random[1].decode("utf-8", "replace"),
    }
    return Challenge(SCHEME, "", given)


def is_login(message: Message) -> bool:
    """Tell whether a message carries a password in some form; the first question has none."""
    if message.kind != "asks":
        return False
    return b"&&" in message.body or (not message.body and any(message.head[8:24]))


def login(asked: Message, answer: Message | None, known: dict[str, str]) -> Login:
    """Make a login of a message and the answer to it.

    Input: known: parameters of the challenge; empty where it was not seen.
    """
    outcome = _outcome(answer)
    pair, first = _PAIR.fullmatch(asked.body), _FIRST.fullmatch(asked.body)
    if pair is not None:
        given = {
            **known,
            "username": pair[1].decode("utf-8", "replace"),
            "answer": pair[2].decode(),
            "second": pair[3].decode(),
        }
        return Login(SCHEME, in_clear=False, outcome=outcome, parameters=given)
    if first is not None:
        given = {"username": first[1].decode("utf-8", "replace"), "sofia": first[2].decode()}
        return Login(SCHEME, in_clear=False, outcome=outcome, parameters=given)
    # Name and password are enciphered with a key that everybody knows: as good as in clear.
    return Login(OLD, in_clear=not asked.body, outcome=outcome, parameters={})


def _outcome(answer: Message | None) -> LoginOutcome:
    """Read bytes 8 and 9 of the answer: 00 08 is accepted."""
    if answer is None:
        return LoginOutcome.UNSEEN
    return LoginOutcome.ACCEPTED if answer.head[8:10] == b"\0\x08" else LoginOutcome.REFUSED
