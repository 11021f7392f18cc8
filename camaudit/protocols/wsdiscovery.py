"""WS-Discovery over UDP (WS-Discovery, April 2005; ONVIF Core Specification section 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from camaudit.errors import MalformedError
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel
from camaudit.protocols import asking
from camaudit.protocols.values import address_from_text, facts_of, mac_from_text, own_word
from camaudit.protocols.xmltree import find_all, find_text, local, parse_xml, text_of
from camaudit.scrub import scrub_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from camaudit.model.observation import Observation
    from camaudit.model.probe import Asked, Probe
    from camaudit.model.talk import Talk

PORT = 3702
MAX_MATCHES = 32
MAX_WORDS = 128  # types, scopes and addresses of one match

KINDS = ("Hello", "Bye", "ProbeMatches", "ProbeMatch", "Probe", "ResolveMatches", "Resolve")
_SPEAKS_OF_ITSELF = frozenset({"Hello", "ProbeMatches", "ProbeMatch", "ResolveMatches"})
_MAC_SCOPE = re.compile(
    r"(?i)^onvif://www\.onvif\.org/(?:mac|macaddr|mac_?address)/([0-9a-f:.-]{12,17})$"
)
# Scopes are parted by white space, yet some devices leave a space inside one.
_SCOPE_START = re.compile(r"\s+(?=[a-zA-Z][a-zA-Z0-9+.-]*:)")


_PROBE = """<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"\
 xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"\
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:n="{space}">\
<s:Header><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>\
<a:MessageID>urn:uuid:{message}</a:MessageID>\
<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>\
<s:Body><d:Probe><d:Types>n:{kind}</d:Types></d:Probe></s:Body></s:Envelope>
"""


def _question(name: str, space: str, kind: str, says: str) -> Probe:
    """Make a search for one type (WS-Discovery section 5.3; ONVIF Core section 7.3.2)."""

    def payload(asked: Asked) -> bytes:
        message = asking.message_id(asked, name)
        return _PROBE.format(space=space, message=message, kind=kind).encode()

    source = "WS-Discovery April 2005 section 5.3; ONVIF Core Specification section 7.3"
    return asking.search(name, PORT, payload, says=says, source=source)


# Older firmware knows only the first form; the second is what the specification asks for today.
TRANSMITTER = _question(
    "wsd-transmitter",
    "http://www.onvif.org/ver10/network/wsdl",
    "NetworkVideoTransmitter",
    "asks ONVIF cameras to name themselves",
)
DEVICE = _question(
    "wsd-device",
    "http://www.onvif.org/ver10/device/wsdl",
    "Device",
    "asks ONVIF devices of all sorts to name themselves",
)


@dataclass(frozen=True, slots=True)
class Match:
    """What one endpoint says of itself."""

    endpoint: str | None
    types: tuple[str, ...]  # local names
    scopes: tuple[str, ...]  # percent-decoded
    addresses: tuple[str, ...]  # XAddrs


@dataclass(frozen=True, slots=True)
class Discovery:
    """One message."""

    kind: str  # of KINDS
    matches: tuple[Match, ...]


def parse(data: bytes) -> Discovery:
    """Read one message; elements are known by local name, so wrong namespaces do no harm.

    Raises: TruncatedError, MalformedError where it is no WS-Discovery message.
    """
    root = parse_xml(data)
    body = next(find_all(root, "Body"), None)
    if body is None:
        raise MalformedError("no SOAP body")
    child = next((one for one in body if local(one) in KINDS), None)
    if child is None:
        raise MalformedError("no WS-Discovery message in the body")
    kind = local(child)
    parts = [one for one in child.iter() if local(one) in {"ProbeMatch", "ResolveMatch"}]
    if kind in {"Hello", "Bye", "Probe", "Resolve"} or (not parts and kind == "ProbeMatch"):
        parts = [child]
    return Discovery(kind, tuple(_match(part) for part in parts[:MAX_MATCHES]))


def _match(element: Element) -> Match:
    types = (find_text(element, "Types") or "").split()[:MAX_WORDS]
    raw = next((one.text or "" for one in find_all(element, "Scopes")), "")
    scopes = [" ".join(one.split()) for one in _SCOPE_START.split(raw.strip())][:MAX_WORDS]
    reference = next(find_all(element, "EndpointReference"), None)
    address = next(find_all(reference, "Address"), None) if reference is not None else None
    return Match(
        endpoint=(text_of(address) or None) if address is not None else None,
        types=tuple(one.rpartition(":")[2] for one in types),
        scopes=tuple(unquote(one) for one in scopes if one),
        addresses=tuple((find_text(element, "XAddrs") or "").split()[:MAX_WORDS]),
    )


def observations(message: Discovery, talk: Talk) -> Iterator[Observation]:
    """Say what a device announces of itself; who searches tells nothing."""
    if message.kind not in _SPEAKS_OF_ITSELF:
        return
    for match in message.matches:
        about = _about(match, talk)
        said: list[tuple[Channel, str | None]] = [(Channel.WSD_ENDPOINT, match.endpoint)]
        said += [(Channel.WSD_TYPES, one) for one in match.types]
        said += [(Channel.WSD_SCOPE, one) for one in match.scopes]
        said += [(Channel.WSD_XADDR, scrub_url(one)) for one in match.addresses]
        yield from facts_of(about, talk.sender_port, talk, said)
        for scope in match.scopes:
            found = _MAC_SCOPE.match(scope)
            if found and about.service is None:
                yield from own_word(talk, mac_from_text(found[1]), None)


def _about(match: Match, talk: Talk) -> Endpoint:
    """On loopback an answer belongs to the service whose address it announces."""
    if talk.sender.service is None:
        return talk.sender
    for text in match.addresses:
        try:
            url = urlsplit(text)
            port = url.port or (443 if url.scheme == "https" else 80)
        except ValueError:
            continue
        if address_from_text(url.hostname or "") == talk.sender.ip:
            return Endpoint(talk.sender.mac, talk.sender.ip, port)
    return talk.sender
