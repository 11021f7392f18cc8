"""Protocols, each one file: bytes in, values out, and what the values say of a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.protocols import (
    arp,
    baichuan,
    dhcp4,
    dhcp6,
    dhdiscover,
    dns,
    ftp,
    http,
    mdns,
    mhed,
    nd,
    onvif,
    pppp,
    rtsp,
    sadp,
    sip,
    snmp,
    ssdp,
    telnet,
    tls,
    upnp,
    wsdiscovery,
    xiongmai,
)

if TYPE_CHECKING:
    from collections.abc import Callable

PARSERS: dict[str, Callable[[bytes], object]] = {
    "arp": arp.parse,
    "baichuan": baichuan.parse,
    "dhcp4": dhcp4.parse,
    "dhcp6": dhcp6.parse,
    "dhdiscover": dhdiscover.parse,
    "dns": dns.parse,
    "ftp": ftp.parse,
    "http-request": http.parse_request,
    "http-response": http.parse_response,
    "mdns": mdns.parse,
    "mhed": mhed.parse,
    "nd": nd.parse,
    "onvif": onvif.parse,
    "pppp": pppp.parse,
    "rtsp-request": rtsp.parse_request,
    "rtsp-response": rtsp.parse_response,
    "sadp": sadp.parse,
    "sip": sip.parse,
    "snmp": snmp.parse,
    "ssdp": ssdp.parse,
    "telnet": telnet.parse,
    "tls": tls.parse,
    "upnp": upnp.parse,
    "wsdiscovery": wsdiscovery.parse,
    "xiongmai": xiongmai.parse,
}
