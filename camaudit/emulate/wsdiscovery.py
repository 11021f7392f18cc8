"""WS-Discovery of an emulated device: ProbeMatches for Probe, Hello by itself.

Layout: WS-Discovery of April 2005 as ONVIF uses it; facts, protocols 1.1 and 1.2.
"""

from __future__ import annotations

import re
import uuid
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from camaudit.emulate.speech import Datagram, Speech

if TYPE_CHECKING:
    from camaudit.emulate.character import Service
    from camaudit.emulate.player import Player

_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\r\n'
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" '
    'xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
    'xmlns:wsd="http://schemas.xmlsoap.org/ws/2005/04/discovery" '
    'xmlns:dn="http://www.onvif.org/ver10/network/wsdl" '
    'xmlns:tds="http://www.onvif.org/ver10/device/wsdl" '
    'xmlns:wprt="http://schemas.microsoft.com/windows/2006/08/wdp/print" '
    'xmlns:pub="http://schemas.microsoft.com/windows/pub/2005/07" '
    'xmlns:wsdp="http://schemas.xmlsoap.org/ws/2006/02/devprof">'
    "<SOAP-ENV:Header><wsa:MessageID>urn:uuid:{message}</wsa:MessageID>{relates}"
    "<wsa:To>{to}</wsa:To><wsa:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/{action}"
    "</wsa:Action></SOAP-ENV:Header><SOAP-ENV:Body>{body}</SOAP-ENV:Body></SOAP-ENV:Envelope>"
)
_TO_ALL = "urn:schemas-xmlsoap-org:ws:2005:04:discovery"
_TO_ASKER = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
_MESSAGE = re.compile(r"<(?:[\w.-]+:)?MessageID[^>]*>\s*([^<\s]+)\s*<")
_TYPES = re.compile(r"<(?:[\w.-]+:)?Types[^>]*>([^<]*)<")
_SCOPES = (
    "onvif://www.onvif.org/Profile/Streaming onvif://www.onvif.org/type/video_encoder "
    "onvif://www.onvif.org/name/{name} onvif://www.onvif.org/hardware/{hardware} "
    "onvif://www.onvif.org/location/"
)


def _about(service: Service, player: Player) -> str:
    """Give what Hello and ProbeMatch have in common."""
    name = quote(player.fill(service.word("name", "$brand")))
    hardware = quote(player.fill(service.word("hardware", "$model")))
    scopes = player.fill(service.word("scopes", _SCOPES.format(name=name, hardware=hardware)))
    if more := player.fill(service.word("more_scopes")):
        scopes += f" {more}"
    where = player.fill(service.word("xaddrs", "http://$address/onvif/device_service"))
    types = player.fill(service.word("types", "dn:NetworkVideoTransmitter tds:Device"))
    return (
        f"<wsa:EndpointReference><wsa:Address>urn:uuid:{player.fill('$uuid')}</wsa:Address>"
        f"</wsa:EndpointReference><wsd:Types>{escape(types)}</wsd:Types>"
        f"<wsd:Scopes>{escape(scopes)}</wsd:Scopes><wsd:XAddrs>{escape(where)}</wsd:XAddrs>"
        "<wsd:MetadataVersion>10</wsd:MetadataVersion>"
    )


def _message(player: Player) -> uuid.UUID:
    """Give an id that no other message has, and that is the same in every run."""
    return uuid.uuid5(uuid.NAMESPACE_OID, player.fill(f"$uuid {player.next()}"))


def _wanted(types: str, service: Service) -> bool:
    """Tell whether a device of these types is looked for."""
    asked = {one.rpartition(":")[2] for one in types.split()}
    own = {one.rpartition(":")[2] for one in service.word("matches").split()} or {
        one.rpartition(":")[2]
        for one in service.word("types", "dn:NetworkVideoTransmitter tds:Device").split()
    }
    return asked <= own


def answer(data: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer a Probe."""
    text = data.decode("utf-8", "replace")
    number = _MESSAGE.search(text)
    if "discovery/Probe<" not in text or number is None:
        return ()
    player.note("wsd Probe")
    if raw := service.word("raw"):
        return (Datagram(data=player.fill(raw.replace("$relates", number[1])).encode()),)
    types = _TYPES.search(text)
    if not _wanted(types[1] if types else "", service):
        return ()
    body = f"<wsd:ProbeMatches><wsd:ProbeMatch>{_about(service, player)}"
    made = _ENVELOPE.format(
        message=_message(player),
        relates=f"<wsa:RelatesTo>{escape(number[1])}</wsa:RelatesTo>",
        to=_TO_ASKER,
        action="ProbeMatches",
        body=f"{body}</wsd:ProbeMatch></wsd:ProbeMatches>",
    )
    return (Datagram(data=made.encode()),)


def announce(service: Service, player: Player) -> tuple[Datagram, ...]:
    """Say hello, as at start-up."""
    made = _ENVELOPE.format(
        message=_message(player),
        relates="",
        to=_TO_ALL,
        action="Hello",
        body=f"<wsd:Hello>{_about(service, player)}</wsd:Hello>",
    )
    return (Datagram(data=made.encode(), to="group"),)


SPEECH = Speech(
    port=3702,
    words=frozenset(
        {"name", "hardware", "scopes", "more_scopes", "xaddrs", "types", "matches", "raw", "every"}
    ),
    answer=answer,
    announce=announce,
    groups=("239.255.255.250", "ff02::c"),
    says="WS-Discovery, April 2005; facts, protocols 1.1",
)
