"""The ONVIF device service of an emulated device: the PRE_AUTH calls, and refusals of the others.

Layouts: ONVIF device management WSDL; which call needs no user: facts, protocols 1.3.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from camaudit.emulate import logins
from camaudit.emulate.character import Page

if TYPE_CHECKING:
    from camaudit.emulate.player import Player

_SPACES = (
    'xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" '
    'xmlns:tds="http://www.onvif.org/ver10/device/wsdl" '
    'xmlns:tt="http://www.onvif.org/ver10/schema" '
    'xmlns:ter="http://www.onvif.org/ver10/error"'
)
_BODY = re.compile(r"<(?:[\w.-]+:)?Body[^>]*>\s*<(?:[\w.-]+:)?([\w.-]+)")
_OPEN = {
    "GetServices": (
        "<tds:Service><tds:Namespace>http://www.onvif.org/ver10/device/wsdl</tds:Namespace>"
        "<tds:XAddr>http://$address/onvif/device_service</tds:XAddr><tds:Version>"
        "<tt:Major>19</tt:Major><tt:Minor>12</tt:Minor></tds:Version></tds:Service>"
        "<tds:Service><tds:Namespace>http://www.onvif.org/ver10/media/wsdl</tds:Namespace>"
        "<tds:XAddr>http://$address/onvif/media_service</tds:XAddr><tds:Version>"
        "<tt:Major>19</tt:Major><tt:Minor>6</tt:Minor></tds:Version></tds:Service>"
    ),
    "GetServiceCapabilities": (
        '<tds:Capabilities><tds:Network IPFilter="false"/><tds:Security TLS1.2="true" '
        'UsernameToken="true" HttpDigest="true"/><tds:System DiscoveryResolve="false"/>'
        "</tds:Capabilities>"
    ),
    "GetCapabilities": (
        "<tds:Capabilities><tt:Device><tt:XAddr>http://$address/onvif/device_service</tt:XAddr>"
        "</tt:Device><tt:Media><tt:XAddr>http://$address/onvif/media_service</tt:XAddr></tt:Media>"
        "</tds:Capabilities>"
    ),
    "GetHostname": (
        "<tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP>"
        "<tt:Name>$hostname</tt:Name></tds:HostnameInformation>"
    ),
    "GetEndpointReference": "<tds:GUID>urn:uuid:$uuid</tds:GUID>",
    "GetWsdlUrl": "<tds:WsdlUrl>http://www.onvif.org/</tds:WsdlUrl>",
}
_CLOSED = {
    "GetDeviceInformation": (
        "<tds:Manufacturer>$brand</tds:Manufacturer><tds:Model>$model</tds:Model>"
        "<tds:FirmwareVersion>$firmware</tds:FirmwareVersion>"
        "<tds:SerialNumber>$serial</tds:SerialNumber><tds:HardwareId>88</tds:HardwareId>"
    ),
}
_REFUSED = (
    "<SOAP-ENV:Fault><SOAP-ENV:Code><SOAP-ENV:Value>SOAP-ENV:Sender</SOAP-ENV:Value>"
    "<SOAP-ENV:Subcode><SOAP-ENV:Value>ter:{0}</SOAP-ENV:Value></SOAP-ENV:Subcode>"
    '</SOAP-ENV:Code><SOAP-ENV:Reason><SOAP-ENV:Text xml:lang="en">{1}</SOAP-ENV:Text>'
    "</SOAP-ENV:Reason></SOAP-ENV:Fault>"
)


def _clock() -> str:
    now = datetime.now(UTC)
    return (
        "<tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>"
        "<tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>GMT0</tt:TZ>"
        f"</tt:TimeZone><tt:UTCDateTime><tt:Time><tt:Hour>{now.hour}</tt:Hour>"
        f"<tt:Minute>{now.minute}</tt:Minute><tt:Second>{now.second}</tt:Second></tt:Time>"
        f"<tt:Date><tt:Year>{now.year}</tt:Year><tt:Month>{now.month}</tt:Month>"
        f"<tt:Day>{now.day}</tt:Day></tt:Date></tt:UTCDateTime></tds:SystemDateAndTime>"
    )


def _envelope(inner: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\r\n<SOAP-ENV:Envelope {_SPACES}>'
        f"<SOAP-ENV:Body>{inner}</SOAP-ENV:Body></SOAP-ENV:Envelope>"
    ).encode()


def answer(player: Player, text: str) -> Page:
    """Answer one call: PRE_AUTH ones at once, the others after a right login alone."""
    found = _BODY.search(text)
    call = found[1] if found else ""
    player.note(f"onvif {call}")
    let_in = logins.token(player, text)
    kind = "application/soap+xml; charset=utf-8"
    if call == "GetSystemDateAndTime":
        inner = _clock()
    elif call in _OPEN:
        inner = player.fill(_OPEN[call].replace("$hostname", "$model"))
    elif call in _CLOSED and let_in:
        inner = player.fill(_CLOSED[call])
    else:
        code, why = ("NotAuthorized", "Sender not Authorized")
        if call not in _CLOSED:
            code, why = ("ActionNotSupported", "Optional Action Not Implemented")
        return Page(status=400, type=kind, body=_envelope(_REFUSED.format(code, why)))
    return Page(type=kind, body=_envelope(f"<tds:{call}Response>{inner}</tds:{call}Response>"))
