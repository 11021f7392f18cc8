"""Port mappings asked of a router over SOAP (UPnP WANIPConnection:1 section 2.4.16, :2 2.5.20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.observation import Channel
from camaudit.protocols.portmap import told
from camaudit.protocols.values import address_from_text, facts_of
from camaudit.protocols.xmltree import find_all, find_text, parse_xml
from camaudit.scrub import scrub_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk

_ACTIONS = ("AddPortMapping", "AddAnyPortMapping")


@dataclass(frozen=True, slots=True)
class Wish:
    """One mapping that is asked for."""

    transport: str  # "tcp" or "udp"
    outside: int  # port of the router; 0: any
    client: IPAddress | None  # to whom it shall pass on
    inside: int  # its port
    name: str | None  # as the program calls it


def is_wish(body: bytes) -> bool:
    """Tell whether the body of a request may ask for a mapping."""
    return b"PortMapping" in body and any(one.encode() in body for one in _ACTIONS)


def parse(data: bytes) -> Wish:
    """Read one question.

    Raises: TruncatedError, MalformedError where it asks for no mapping or for ports that cannot be.
    """
    root = parse_xml(data)
    asked = next((one for name in _ACTIONS for one in find_all(root, name)), None)
    if asked is None:
        raise MalformedError("no port mapping asked for")
    transport = (find_text(asked, "NewProtocol") or "").lower()
    if transport not in {"tcp", "udp"}:
        raise MalformedError("port mapping of another protocol")
    return Wish(
        transport,
        _port(find_text(asked, "NewExternalPort"), least=0),
        address_from_text(find_text(asked, "NewInternalClient") or ""),
        _port(find_text(asked, "NewInternalPort"), least=1),
        find_text(asked, "NewPortMappingDescription"),
    )


def _port(text: str | None, *, least: int) -> int:
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else -1
    if not least <= number <= 65_535:
        raise MalformedError("port that cannot be")
    return number


def observations(message: Wish, talk: Talk, *, granted: bool = False) -> Iterator[Fact]:
    """Say what the sender asks a router for, or that the router agreed."""
    client = message.client or talk.sender.ip
    text = told(message.transport, message.outside, client, message.inside)
    said = [(Channel.ROUTER_MAPPING, f"{'granted' if granted else 'asked'}: {text}")]
    if message.name:
        said.append((Channel.ROUTER_NAME, scrub_text(message.name)))
    yield from facts_of(talk.sender, None, talk, said)
