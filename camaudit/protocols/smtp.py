"""SMTP (RFC 5321) as a device speaks it that sends mail: whether its password goes in clear.

Only the verb of a line and the mechanism of AUTH (RFC 4954) are read. What follows them, and every
line behind AUTH, is left alone: mailbox, password and mail are of no use to an audit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel
from camaudit.protocols.values import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk

PORTS = frozenset({25, 587, 2525})
MAX_LINE = 12_288  # bytes; RFC 4954 section 4 lets the line of AUTH be that long
_VERBS = frozenset(
    {"HELO", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT", "STARTTLS", "VRFY"}
)
_IN_CLEAR = frozenset({"PLAIN", "LOGIN"})  # base64, which hides nothing


@dataclass(frozen=True, slots=True)
class Command:
    """One line of a client, without what it carries."""

    verb: str  # upper case
    mechanism: str  # of AUTH, upper case; empty elsewhere
    size: int  # bytes


def is_greeting(data: bytes, port: int) -> bool:
    """Tell whether a server's first bytes are the greeting of a mail server."""
    if not data.startswith((b"220 ", b"220-")):
        return False
    return port in PORTS or b"smtp" in data.partition(b"\n")[0].lower()


def parse(data: bytes) -> Command:
    """Read one command.

    Raises: TruncatedError until its line is whole, MalformedError where it is none.
    """
    end = data.find(b"\n", 0, MAX_LINE)
    if end < 0:
        error = MalformedError if len(data) >= MAX_LINE else TruncatedError
        raise error("SMTP line without its end")
    words = data[: min(end, 64)].decode("latin-1").split()
    verb = words[0].upper() if words else ""
    if verb not in _VERBS:
        raise MalformedError("no SMTP command")
    mechanism = words[1].upper() if verb == "AUTH" and len(words) > 1 else ""
    return Command(verb, mechanism if mechanism in _IN_CLEAR else "", end + 1)


def observations(message: Command, talk: Talk) -> Iterator[Fact]:
    """Say of the device that sends mail that its password could be read on the way."""
    if message.mechanism:
        said = ((Channel.SMTP_LOGIN, "in clear"),)
        yield from facts_of(talk.sender, talk.receiver_port, talk, said)
