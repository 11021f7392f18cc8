"""SSDP heads over UDP (UPnP Device Architecture 1.1, section 1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel
from camaudit.protocols import asking
from camaudit.protocols.values import facts_of
from camaudit.scrub import scrub_text, scrub_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Fact
    from camaudit.model.probe import Asked, Probe
    from camaudit.model.talk import Talk

PORT = 1900  # announcements and answers leave from any port: the service is this one
MAX_HEAD = 8_192  # bytes
MAX_HEADERS = 64
_BEGINNINGS = ("NOTIFY * HTTP/1.", "M-SEARCH * HTTP/1.", "HTTP/1.")
_START = re.compile(r"(NOTIFY|M-SEARCH) \* HTTP/1\.\d\s*|HTTP/1\.\d 200(?: .*)?")


def _search(name: str, target: str, says: str) -> Probe:
    """Make a search of one target (UPnP Device Architecture 1.1 section 1.3.2)."""

    def payload(asked: Asked) -> bytes:
        return (
            f"M-SEARCH * HTTP/1.1\r\nHOST: {asking.literal(asked.address)}:{PORT}\r\n"
            f'MAN: "ssdp:discover"\r\nMX: 1\r\nST: {target}\r\n'
            f"USER-AGENT: {asking.line_of(asked.agent)}\r\n\r\n"
        ).encode("ascii")

    source = "UPnP Device Architecture 1.1 section 1.3.2"
    return asking.search(name, PORT, payload, says=says, source=source)


SEARCH = _search(
    "ssdp-search", "upnp:rootdevice", "asks UPnP devices where they describe themselves"
)
TVT_SEARCH = _search(
    "ssdp-tvt",
    "urn:schemas-upnp-org:service:EmbeddedNetDeviceControl:1",
    "asks TVT's recorders to name themselves",
)


class Kind(StrEnum):
    """What a datagram is for."""

    NOTIFY = "NOTIFY"
    SEARCH = "M-SEARCH"
    ANSWER = "HTTP"


@dataclass(frozen=True, slots=True)
class Ssdp:
    """One announcement, search or answer."""

    kind: Kind
    headers: tuple[tuple[str, str], ...]  # (lower-case name, value), in the order sent

    def get(self, name: str) -> str | None:
        """Give the first value of a header."""
        return next((value for key, value in self.headers if key == name), None)


def parse(data: bytes) -> Ssdp:
    """Read one datagram; lone line feeds and a missing blank line are taken as they come.

    Output: a last line without its end is left out: it may be half a line.
    Raises: TruncatedError within the start line, MalformedError where it is no SSDP.
    Source: UPnP Device Architecture 1.1 sections 1.1.2, 1.2 and 1.3.
    """
    start, *lines = data[:MAX_HEAD].decode("utf-8", "replace").split("\n")
    found = _START.fullmatch(start.rstrip("\r"))
    if found is None or not lines:
        begun = not lines and any(start.startswith(one[: len(start)]) for one in _BEGINNINGS)
        error = TruncatedError if begun and len(data) < MAX_HEAD else MalformedError
        raise error("no SSDP start line")
    headers = []
    for line in lines[:-1][:MAX_HEADERS]:
        if not line.strip():
            break
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip().lower(), value.strip()))
    return Ssdp(Kind(found[1]) if found[1] else Kind.ANSWER, tuple(headers))


def observations(message: Ssdp, talk: Talk) -> Iterator[Fact]:
    """Say what an announcement or an answer tells; who searches tells of its program only."""
    if message.kind is Kind.SEARCH:
        agent = message.get("user-agent")
        told = ((Channel.HTTP_AGENT, scrub_text(agent) if agent else None),)
        yield from facts_of(talk.sender, PORT, talk, told)
        return
    location = message.get("location")
    said = (
        (Channel.SSDP_SERVER, message.get("server")),
        (Channel.SSDP_LOCATION, scrub_url(location) if location else None),
        (Channel.SSDP_TYPE, message.get("nt") or message.get("st")),
    )
    yield from facts_of(talk.sender, PORT, talk, said)
