"""SSDP heads over UDP (UPnP Device Architecture 1.1, section 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.observation import Channel
from camaudit.protocols.values import facts_of
from camaudit.scrub import scrub_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk

MAX_HEAD = 8_192  # bytes
_STARTS = ("NOTIFY ", "M-SEARCH ", "HTTP/1.")


@dataclass(frozen=True, slots=True)
class Ssdp:
    """One announcement, search or answer."""

    kind: str  # "NOTIFY", "M-SEARCH" or "HTTP" (an answer)
    headers: tuple[tuple[str, str], ...]  # (lower-case name, value), in the order sent

    def get(self, name: str) -> str | None:
        """Give the first value of a header."""
        return next((value for key, value in self.headers if key == name), None)


def parse(data: bytes) -> Ssdp:
    """Read one datagram; lone line feeds and a missing blank line are taken as they come.

    Raises: MalformedError where it is no SSDP.
    """
    text = data[:MAX_HEAD].decode("utf-8", "replace")
    if not text.startswith(_STARTS):
        raise MalformedError("no SSDP start line")
    start, *lines = text.replace("\r\n", "\n").split("\n")
    headers = []
    for line in lines:
        if not line.strip():
            break
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip().lower(), value.strip()))
    return Ssdp("HTTP" if start.startswith("HTTP") else start.split(" ")[0], tuple(headers))


def observations(message: Ssdp, talk: Talk) -> Iterator[Fact]:
    """Say what an announcement or an answer tells; who searches tells nothing."""
    if message.kind == "M-SEARCH":
        return
    location = message.get("location")
    said = (
        (Channel.SSDP_SERVER, message.get("server")),
        (Channel.SSDP_LOCATION, scrub_url(location) if location else None),
        (Channel.SSDP_TYPE, message.get("nt") or message.get("st")),
    )
    yield from facts_of(talk.sender, talk.sender_port, talk, said)
