"""Logins of Xiongmai devices over TCP 34567: the header of `xiongmai`, then JSON.

Only the login and its answer are read; everything else is passed over by its length.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.login import Login
from camaudit.model.observation import LoginOutcome
from camaudit.protocols.jsontree import parse_fields
from camaudit.protocols.xiongmai import HEAD

ASKS, ANSWERS = 1000, 1001  # message ids of a login
MAX_LOGIN = 4_096  # bytes of JSON
MAX_BODY = 1 << 24  # bytes; more is no message
_ACCEPTED = frozenset({"100", "515"})  # values of Ret


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `repr` shows nothing of what it carries."""

    message: int  # 1000: login, 1001: answer to it; others are not read
    size: int  # bytes on the wire
    fields: dict[str, str] = field(repr=False)


def begins(data: bytes) -> bool:
    """Tell whether bytes begin with the header of a message."""
    if len(data) < HEAD.size or data[0] != 0xFF or data[1] > 1 or any(data[2:4]):
        return False
    message, size = HEAD.unpack_from(data)[7:]
    return message in {ASKS, ANSWERS} and 0 < size <= MAX_LOGIN


def parse(data: bytes) -> Message:
    """Read one message.

    Raises: TruncatedError while the message is not whole, MalformedError where it is none.
    """
    if data[:1] != b"\xff":
        raise TruncatedError("nothing yet") if not data else MalformedError("no Xiongmai header")
    if len(data) < HEAD.size:
        raise TruncatedError(f"Xiongmai header of {len(data)} bytes")
    message, size = HEAD.unpack_from(data)[7:]
    whole = HEAD.size + size
    if size > MAX_BODY:
        raise MalformedError(f"Xiongmai message of {size} bytes")
    if message not in {ASKS, ANSWERS}:
        return Message(message, whole, {})
    if size > MAX_LOGIN:
        raise MalformedError(f"Xiongmai login of {size} bytes")
    if len(data) < whole:
        raise TruncatedError("Xiongmai login cut short")
    fields = parse_fields(data[HEAD.size : whole])
    return Message(message, whole, dict(reversed(fields)))


def login(asked: Message, answer: Message | None) -> Login:
    """Make a login of a message 1000 and the answer to it."""
    given = {"username": asked.fields.get("UserName", "")}
    form = asked.fields.get("EncryptType", "").upper()
    word = asked.fields.get("PassWord", asked.fields.get("Password", ""))
    if form == "MD5":
        given["sofia"] = word
    elif form == "NONE":
        given["password"] = word
    said = answer.fields.get("Ret") if answer is not None else None
    outcome = LoginOutcome.ACCEPTED if said in _ACCEPTED else LoginOutcome.REFUSED
    return Login(
        "xiongmai",
        in_clear=form == "NONE",
        outcome=outcome if said is not None else LoginOutcome.UNSEEN,
        parameters=given,
    )
