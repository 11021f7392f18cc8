"""FTP (RFC 959): what a server says before anybody spoke, and the login behind it.

Of what a client says only USER and PASS are read, for the judge of logins alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.login import Login
from camaudit.model.observation import Channel, LoginOutcome
from camaudit.protocols.values import facts_of, text_from_bytes
from camaudit.scrub import scrub_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk

PORTS = frozenset({21, 2121})
MAX_GREETING = 8_192  # bytes
MAX_LINES = 4  # kept of one greeting
_READY = b"220"
_REPLIES = {b"230": LoginOutcome.ACCEPTED, b"530": LoginOutcome.REFUSED}


@dataclass(frozen=True, slots=True)
class Greeting:
    """The first reply of a server."""

    lines: tuple[str, ...]  # without their codes; empty ones are left out
    size: int  # bytes


def is_greeting(data: bytes, port: int) -> bool:
    """Tell whether a server's first bytes are a greeting of FTP: mail servers begin alike."""
    if not data.startswith((b"220 ", b"220-")):
        return False
    line = data.partition(b"\n")[0].lower()
    return port in PORTS or (b"ftp" in line and b"smtp" not in line)


def parse(data: bytes) -> Greeting:
    """Read one greeting; lone line feeds end lines too.

    Input:  the first bytes that a server sends.
    Raises: TruncatedError until its last line is whole, MalformedError where it is none.
    Source: RFC 959 section 4.2: a reply of several lines begins `220-`, its last line `220 `.
    """
    if not data.startswith(_READY[: len(data)]):
        raise MalformedError("no FTP greeting")
    lines: list[bytes] = []
    at = 0
    while (end := data.find(b"\n", at, MAX_GREETING)) >= 0:
        line = data[at:end].rstrip(b"\r")
        if not lines and line[3:4] not in {b"", b" ", b"-"}:
            raise MalformedError("no FTP greeting")
        coded = line.startswith(_READY) and line[3:4] in {b"", b" ", b"-"}
        lines.append(line[4:] if coded else line)
        at = end + 1
        if coded and line[3:4] != b"-":
            texts = (" ".join(text_from_bytes(one).split()) for one in lines)
            return Greeting(tuple(text for text in texts if text), at)
    error = MalformedError if len(data) >= MAX_GREETING else TruncatedError
    raise error("FTP greeting without its last line")


def observations(message: Greeting, talk: Talk) -> Iterator[Fact]:
    """Say what the greeting tells of the server that sent it, line by line."""
    lines = dict.fromkeys(scrub_text(line) for line in message.lines[:MAX_LINES])
    said = ((Channel.FTP_BANNER, line) for line in lines)
    yield from facts_of(talk.sender, talk.sender_port, talk, said)


def login(said: bytes, answered: bytes) -> Login | None:
    """Read USER and PASS (RFC 959 section 4.1.1) and the reply to them; None without a PASS.

    Input:  said: what the client sent, from its first line on; answered: what the server sent
            behind its greeting.
    Output: 230 accepts, 530 refuses (section 5.4); 331, which asks for the password, is neither.
    """
    user = password = None
    for line in said[:MAX_GREETING].decode("utf-8", "replace").splitlines()[:64]:
        verb, _, value = line.strip().partition(" ")
        if verb.upper() == "USER":
            user, password = value, None
        elif verb.upper() == "PASS" and user is not None:
            password = value
            break
    if user is None or password is None:
        return None
    codes = [line[:3] for line in answered[:MAX_GREETING].splitlines()]
    outcome = next((_REPLIES[code] for code in codes if code in _REPLIES), LoginOutcome.UNSEEN)
    given = {"username": user, "password": password}
    return Login("ftp", in_clear=True, outcome=outcome, parameters=given)
