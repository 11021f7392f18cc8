"""What the questions of all protocols have in common: how they name whom they are for, and us."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.probe import Level, Probe, Transport

if TYPE_CHECKING:
    from collections.abc import Callable
    from ipaddress import IPv4Address, IPv6Address

    from camaudit.model.probe import Asked

MAX_AGENT = 160  # characters
# What a comment of a User-Agent may hold (RFC 9110 section 5.6.5), without what could end it.
_NO_COMMENT = re.compile(r"[^ !#$%&'*+,./0-9:;=?@A-Z^_`a-z|~-]+")
_NO_TOKEN = re.compile(r"[^0-9A-Za-z.+_-]+")


def agent(version: str, contact: str | None) -> str:
    """Write the User-Agent of a run: who asks, and whom to call about it.

    Output: one line of ASCII, whatever stands in the contact; a text such as
            "camaudit/1.0 (network audit; contact it@example.org)".
    Source: RFC 9110 sections 5.6.5 and 10.1.5.
    """
    reach = " ".join(_NO_COMMENT.sub(" ", contact or "").split())[:MAX_AGENT]
    told = f"; contact {reach}" if reach else ""
    return f"camaudit/{_NO_TOKEN.sub('', version)[:16] or '0'} (network audit{told})"


def line_of(text: str) -> str:
    """Make one line of a head of a text: nothing in it can begin another line."""
    return "".join(one for one in text if " " <= one <= "~")


def literal(address: IPv4Address | IPv6Address) -> str:
    """Write an address as it stands in a URL (RFC 3986 section 3.2.2); a zone is left out."""
    plain = str(address).partition("%")[0]
    return f"[{plain}]" if address.version == 6 else plain


def authority(asked: Asked, usual: int) -> str:
    """Write address and port as they stand in a URL; the usual port is left out."""
    place = literal(asked.address)
    return place if asked.port == usual else f"{place}:{asked.port}"


def message_id(asked: Asked, name: str) -> str:
    """Make a UUID of a question: no two questions have the same, and it tells nothing of us.

    Source: RFC 4122 section 4.3, with the number of the question as its name.
    """
    text = f"{name} {asked.serial} {asked.address} {asked.port}"
    return str(UUID(bytes=sha256(text.encode()).digest()[:16], version=5))


def whole(read: Callable[[bytes], object]) -> Callable[[bytes], bool]:
    """Make `complete` of a parser: false while more bytes may make sense of an answer."""

    def complete(data: bytes) -> bool:
        try:
            read(data)
        except TruncatedError:
            return False
        except MalformedError:
            return True  # no answer to the question, and more bytes make none of it
        return True

    return complete


def search(
    name: str, port: int, payload: bytes | Callable[[Asked], bytes], *, says: str, source: str
) -> Probe:
    """Make a probe of level 2 that is one datagram; every datagram is a whole answer."""
    return Probe(
        name=name,
        level=Level.ASK,
        transport=Transport.UDP,
        ports=(port,),
        payload=payload if callable(payload) else lambda _: payload,
        complete=lambda _: True,
        says=says,
        source=source,
    )
