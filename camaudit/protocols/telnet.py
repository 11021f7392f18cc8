"""Telnet (RFC 854, RFC 855): what a server shows up to its first prompt, and the login behind it.

What a client types comes back as an echo: no fact comes of anything behind the first prompt. The
login is read for the judge alone.
"""

from __future__ import annotations

import re
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

PORTS = frozenset({23, 2323})
MAX_BANNER = 4_096  # bytes, options taken out
MAX_SENT = 16_384  # bytes, options included
MAX_LINES = 6  # kept: the last ones, as the prompt is among them
_IAC, _SE, _SB = 255, 240, 250
_ASKS = range(251, 255)  # WILL, WON'T, DO, DON'T: one byte follows
_OPTIONS = 64  # more are not in use but for a few over 127
_PROMPT = re.compile(
    r"(?i)(?:log ?in|log ?on|user(?: ?name)?|user ?id|account|name|pass(?:word|wd|code|phrase)|"
    r"kennung|benutzer(?:name)?|passwort|usuario|utilisateur|identifiant|accesskey|key|pin)"
    r"[ \t]{0,4}(?:as)?[ \t]{0,4}[:>=?]"
)
_ASKS_USER = re.compile(r"(?i)(?:log ?in|log ?on|user|account|name)[^\r\n]{0,24}[:>=?]\s*$")
_ASKS_PASSWORD = re.compile(r"(?i)pass(?:word|wd|code)?[^\r\n]{0,24}[:>=?]\s*$")
_NO = re.compile(r"(?i)incorrect|fail|denied|invalid|wrong|bad |(?:login|user ?name) ?[:>]\s*$")
_SHELL = re.compile(r"[#$>]\s*$")
MAX_LOGIN = 2_048  # bytes of either side
_UNSEEN = re.compile(r"\x1b(?:\[[0-?]{0,16}[ -/]{0,4}[@-~]|[@-Z\\-_])|[\0\a\b]")


@dataclass(frozen=True, slots=True)
class Banner:
    """What is shown before anybody is asked or has spoken."""

    lines: tuple[str, ...]  # the last one is the prompt, where one was seen
    asks: bool  # a prompt for a name or a password was seen
    size: int  # bytes looked at


def begins(data: bytes) -> bool:
    """Tell whether bytes begin with the negotiation of an option."""
    return len(data) >= 3 and data[0] == _IAC and data[1] in _ASKS and data[2] < _OPTIONS


def typed(data: bytes | bytearray) -> bytes:
    """Give what is no command: options and sub-negotiations are taken out, a cut one too.

    Source: RFC 854, "Telnet command structure"; RFC 855 for SB.
    """
    if _IAC not in data:
        return bytes(data)
    kept = bytearray()
    at = 0
    while (found := data.find(_IAC, at)) >= 0:
        kept += data[at:found]
        command = data[found + 1] if found + 1 < len(data) else _SE
        if command == _IAC:
            kept.append(_IAC)
            at = found + 2
        elif command == _SB:
            end = _end_of_option(data, found + 2)
            if end < 0:
                return bytes(kept)
            at = end
        else:
            at = found + (3 if command in _ASKS else 2)
    return bytes(kept + data[at:])


def _end_of_option(data: bytes | bytearray, at: int) -> int:
    """Find the end of a sub-negotiation: IAC SE, where IAC IAC is a byte of its text."""
    while (found := data.find(_IAC, at)) >= 0:
        if found + 1 >= len(data):
            return -1
        if data[found + 1] == _SE:
            return found + 2
        at = found + 2
    return -1


def parse(data: bytes, *, ended: bool = False) -> Banner:
    """Read what a server sends from its first byte on.

    Input:  ended: the client is about to speak, or nothing more will come.
    Output: text up to and with the first prompt; without one, where it ended, all of it.
    Raises: TruncatedError while a prompt may still come, MalformedError where it is no text.
    """
    sent = data[:MAX_SENT]
    shown = typed(sent)[:MAX_BANNER]
    text = _UNSEEN.sub("", text_from_bytes(shown))
    prompt = _PROMPT.search(text)
    if prompt is None and not ended and len(shown) < MAX_BANNER and len(data) < MAX_SENT:
        raise TruncatedError("no prompt yet")
    seen = text[: prompt.end()] if prompt else text
    odd = sum(not (char.isprintable() or char in "\r\n\t\f") for char in seen)
    if odd * 4 > len(seen):
        raise MalformedError("no text")
    lines = (" ".join(line.split()) for line in re.split(r"[\r\n]+", seen))
    kept = tuple(line for line in lines if line)
    return Banner(kept, prompt is not None, len(sent))


def observations(message: Banner, talk: Talk) -> Iterator[Fact]:
    """Say what the banner tells of the server that sent it, line by line."""
    lines = dict.fromkeys(scrub_text(line) for line in message.lines[-MAX_LINES:])
    said = ((Channel.TELNET_BANNER, line) for line in lines)
    yield from facts_of(talk.sender, talk.sender_port, talk, said)


def login(banner: Banner, typed_in: bytes, shown: list[bytes]) -> Login | None:
    """Read a name and a password as they were typed; None where no two lines were.

    Input:  typed_in: what the client sent, options included; shown: what the server sent behind
            the end of each line of the client, in order.
    Output: refused where the server says so or asks again, accepted where a shell's sign follows.
    """
    lines = re.split(rb"\r\n|\r\0|\r|\n", typed(typed_in[:MAX_LOGIN]))
    if len(lines) < 3 or len(shown) < 2 or not banner.asks:
        return None
    if not (banner.lines and _ASKS_USER.search(banner.lines[-1])):
        return None
    if not _ASKS_PASSWORD.search(_text(shown[0])):
        return None
    after = _text(shown[1])
    outcome = LoginOutcome.UNSEEN
    if _NO.search(after):
        outcome = LoginOutcome.REFUSED
    elif _SHELL.search(after):
        outcome = LoginOutcome.ACCEPTED
    user, password = (one.decode("utf-8", "replace") for one in lines[:2])
    given = {"username": user, "password": password}
    return Login("telnet", in_clear=True, outcome=outcome, parameters=given)


def _text(data: bytes) -> str:
    return _UNSEEN.sub("", text_from_bytes(typed(data[:MAX_BANNER])))
