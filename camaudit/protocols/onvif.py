"""ONVIF SOAP messages as seen in HTTP bodies (ONVIF Core Specification section 8)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from camaudit.errors import MalformedError
from camaudit.model.login import Login
from camaudit.model.observation import Channel, LoginOutcome
from camaudit.protocols import clock, http
from camaudit.protocols.values import address_from_text, facts_of, mac_from_text, own_word
from camaudit.protocols.xmltree import find_all, find_text, first_texts, local, parse_xml, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from camaudit.model.observation import Observation
    from camaudit.model.probe import Probe
    from camaudit.model.talk import Talk

SERVICE = "/onvif/device_service"  # where every device answers (ONVIF Core section 5.1.1)
_WSDL = "http://www.onvif.org/ver10/device/wsdl"
# What a device tells without a login (ONVIF Core section 5.9.4.3, access class PRE_AUTH), as
# far as it is of use: the content of the element, and what it asks for.
PRE_AUTH = {
    "GetSystemDateAndTime": ("", "for its clock"),
    "GetHostname": ("", "for its name in the network"),
    "GetServices": (
        "<IncludeCapability>false</IncludeCapability>",
        "what services it has",
    ),
    "GetCapabilities": ("<Category>All</Category>", "what it is able to do"),
    "GetEndpointReference": ("", "for the id it gave itself"),
}
_PATH = re.compile(r"/onvif/[A-Za-z0-9_-]{1,32}")
MAX_SCOPES = 128
MAX_ABILITIES = 64
_ANALYTICS = "http://www.onvif.org/ver20/analytics/wsdl"


def question(operation: str, path: str = SERVICE) -> Probe:
    """Make a call that needs no login; the envelope has no header, so none can be in it.

    Small servers look for the call by its letters: so it is written as most clients write it.

    Input:  operation, of PRE_AUTH; path, as an XAddr gives it: another one than the usual is
            taken only where it can be nothing but a service's.
    Source: SOAP 1.2 part 2 section 7.5; devicemgmt.wsdl of ONVIF.
    """
    inside, says = PRE_AUTH[operation]
    call = f'<{operation} xmlns="{_WSDL}">{inside}</{operation}>'
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">'
        '<s:Body xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xmlns:xsd="http://www.w3.org/2001/XMLSchema">{call}</s:Body></s:Envelope>'
    )
    return http.question(
        f"onvif-{operation.removeprefix('Get').lower()}",
        path if _PATH.fullmatch(path) else SERVICE,
        says=f"asks an ONVIF device {says}",
        source=f"ONVIF Core Specification section 8, {operation} (PRE_AUTH)",
        body=body.encode("ascii"),
        kind=f'application/soap+xml; charset=utf-8; action="{_WSDL}/{operation}"',
    )


@dataclass(frozen=True, slots=True)
class Soap:
    """One envelope, as far as it tells of the device. A security header stays in `token`."""

    operation: str  # local name of the first child of the body
    fault: bool
    refused: bool  # a fault that asks for a login
    information: tuple[tuple[str, str], ...]  # of GetDeviceInformationResponse
    host_name: str | None
    scopes: tuple[str, ...]
    interfaces: tuple[tuple[str, str], ...]  # (MAC, IPv4 address) of GetNetworkInterfaces
    abilities: tuple[str, ...]  # "service analytics", "rule tt:LineDetector"; each once
    clock: float | None = None  # Unix seconds, of GetSystemDateAndTime
    token: Element | None = field(default=None, repr=False, compare=False)


def parse(data: bytes) -> Soap:
    """Read one envelope.

    Raises: TruncatedError, MalformedError where it is no SOAP envelope with a body.
    """
    root = parse_xml(data)
    body = next(find_all(root, "Body"), None)
    if local(root) != "Envelope" or body is None:
        raise MalformedError("no SOAP envelope")
    first = next(iter(body), None)
    operation = local(first) if first is not None else ""
    fault = operation == "Fault"
    refused = fault and any("notauthorized" in text_of(one).lower() for one in body.iter())
    information: list[tuple[str, str]] = []
    if operation == "GetDeviceInformationResponse" and first is not None:
        information = [(local(one), text_of(one)) for one in first if text_of(one)]
    name = None
    if operation == "GetHostnameResponse":
        hostname = next(find_all(body, "HostnameInformation"), None)
        name = find_text(hostname, "Name") if hostname is not None else None
    scopes: list[str] = []
    if operation == "GetScopesResponse":
        scopes = [unquote(text_of(one)) for one in find_all(body, "ScopeItem")][:MAX_SCOPES]
    return Soap(
        operation=operation,
        fault=fault,
        refused=refused,
        information=tuple(information),
        host_name=name,
        scopes=tuple(scopes),
        interfaces=tuple(_interfaces(body)) if operation.startswith("GetNetworkInt") else (),
        abilities=tuple(dict.fromkeys(_abilities(operation, body)))[:MAX_ABILITIES],
        clock=_clock(body) if operation == "GetSystemDateAndTimeResponse" else None,
        token=next(find_all(root, "UsernameToken"), None),
    )


def _abilities(operation: str, body: Element) -> Iterator[str]:
    """Give what an answer says of analytics; whether any of it is switched on is not looked at.

    Source: ONVIF Device Management (GetServices, GetCapabilities), Analytics Service
    (GetSupportedRules, GetSupportedAnalyticsModules): devicemgmt.wsdl, analytics.wsdl, onvif.xsd.
    """
    if operation == "GetServicesResponse":
        if any(text_of(one) == _ANALYTICS for one in find_all(body, "Namespace")):
            yield "service analytics"
    elif operation == "GetCapabilitiesResponse":
        if any(find_text(one, "XAddr") for one in find_all(body, "Analytics")):
            yield "service analytics"
    elif operation in _NAMED:
        element, word = _NAMED[operation]
        for one in find_all(body, element):
            name = next((v for k, v in one.attrib.items() if k.rpartition("}")[2] == "Name"), "")
            if name:
                yield f"{word} {name[:64]}"


_MOMENT = ("year", "month", "day", "hour", "minute", "second")


def _clock(body: Element) -> float | None:
    """Read UTCDateTime (ONVIF Device Management, type SystemDateTime)."""
    told = next(find_all(body, "UTCDateTime"), None)
    if told is None:
        return None
    texts = first_texts(told, _MOMENT)
    parts = [texts.get(name, "") for name in _MOMENT]
    if not all(one.isascii() and one.isdigit() and len(one) <= 4 for one in parts):
        return None
    year, month, day, hour, minute, second = map(int, parts)
    return clock.moment(year, month, day, hour, minute, second)


def _interfaces(body: Element) -> Iterator[tuple[str, str]]:
    for part in find_all(body, "NetworkInterfaces"):
        mac = mac_from_text(find_text(part, "HwAddress") or "")
        for address in find_all(part, "Address"):
            if mac and address_from_text(text_of(address)) is not None:
                yield mac, text_of(address)


_NAMED = {
    "GetSupportedRulesResponse": ("RuleDescription", "rule"),
    "GetSupportedAnalyticsModulesResponse": ("AnalyticsModuleDescription", "module"),
}
_FIELDS = {
    "Manufacturer": Channel.ONVIF_MANUFACTURER,
    "Model": Channel.ONVIF_MODEL,
    "FirmwareVersion": Channel.ONVIF_FIRMWARE,
    "SerialNumber": Channel.ONVIF_SERIAL,
    "HardwareId": Channel.ONVIF_HARDWARE,
}


def observations(message: Soap, talk: Talk) -> Iterator[Observation]:
    """Say what an answer tells of the device; requests and faults tell only that it speaks."""
    if not message.operation.endswith("Response"):
        return
    said: list[tuple[Channel, str | None]] = [(Channel.ONVIF_SERVICE, message.operation)]
    said += [(_FIELDS[name], text) for name, text in message.information if name in _FIELDS]
    said.append((Channel.ONVIF_HOSTNAME, message.host_name))
    said.append((Channel.ONVIF_CLOCK, clock.wrong(message.clock, talk.seen.at)))
    said += [(Channel.WSD_SCOPE, scope) for scope in message.scopes]
    said += [(Channel.ONVIF_CAPABILITY, one) for one in message.abilities]
    yield from facts_of(talk.sender, talk.sender_port, talk, said)
    for mac, ip in message.interfaces:
        if talk.sender.service is None:
            yield from own_word(talk, mac, address_from_text(ip))


def logins(message: Soap, outcome: LoginOutcome) -> Iterator[Login]:
    """Yield the WS-UsernameToken of a request (OASIS UsernameToken Profile 1.1, section 3)."""
    token = message.token
    if token is None:
        return
    password = next(find_all(token, "Password"), None)
    kind = (
        next((v for k, v in password.attrib.items() if k.endswith("Type")), "")
        if (password is not None)
        else ""
    )
    digest = kind.endswith("#PasswordDigest")
    given = {"username": find_text(token, "Username") or ""}
    value = (password.text or "") if password is not None else ""
    if digest:
        given |= {
            "nonce": find_text(token, "Nonce") or "",
            "created": find_text(token, "Created") or "",
            "value": value,
        }
    elif password is not None:
        given["password"] = value
    yield Login(
        "onvif-usernametoken",
        in_clear=password is not None and not digest,
        outcome=outcome,
        parameters=given,
    )


def outcome(status: int | None, answer: Soap | None) -> LoginOutcome:
    """Tell from the answer whether a login was accepted (ONVIF Core, section 5.9.2)."""
    if status is None:
        return LoginOutcome.UNSEEN
    if status in {401, 403} or (answer is not None and answer.refused):
        return LoginOutcome.REFUSED
    if 200 <= status < 300 and (answer is None or not answer.fault):
        return LoginOutcome.ACCEPTED
    return LoginOutcome.UNSEEN
