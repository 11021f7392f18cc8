"""THE list of everything that a scan may send. What is not in here is not sent.

Not in here, and why: whatever writes, logs in or is known to crash what it reaches (SADP other
than its inquiry, DHDiscover other than its search, MHED command 3, sets of any kind, TCP 37777 and
34567, every ONVIF call that needs a login); searches whose bytes no public source gives whole
(Panasonic, NICE, D-Link, TP-Link, ACTi, Topsee); SNMP, whose community is a sort of password.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from camaudit.model.probe import Call
from camaudit.protocols import (
    arp,
    bosch,
    dahua5050,
    dhdiscover,
    foscam,
    hanwha,
    http,
    mdns,
    mhed,
    onvif,
    reolink,
    rtsp,
    sadp,
    sadp_link,
    sony,
    ssdp,
    tls,
    ubiquiti,
    upnp,
    vision360,
    vivotek,
    vstarcam,
    wsdiscovery,
    xiongmai,
)

if TYPE_CHECKING:
    from camaudit.model.probe import Probe

_EVERYBODY = "255.255.255.255"


def _call(
    probe: Probe, group: str, *, times: int = 2, own_port: int | None = None, joins: str = ""
) -> Call:
    return Call(
        probe=probe,
        group=ip_address(group),
        times=times,
        own_port=own_port,
        joins=ip_address(joins) if joins else None,
    )


# Asked once a link, of everybody on it.
ASK_GROUP: tuple[Call, ...] = (
    # Newer firmware answers to our port, older to the group and its own port.
    _call(sadp.INQUIRY, "239.255.255.250", own_port=sadp.PORT, joins="239.255.255.250"),
    _call(dhdiscover.SEARCH, "239.255.255.251", times=1),
    _call(dhdiscover.SEARCH, _EVERYBODY, times=1),
    _call(dahua5050.SEARCH, _EVERYBODY, times=1),
    _call(xiongmai.SEARCH, _EVERYBODY, own_port=xiongmai.PORT),
    _call(mhed.QUERY, "234.55.55.55", own_port=mhed.PORT, joins="234.55.55.56"),
    _call(ssdp.TVT_SEARCH, "239.255.255.250", times=1),
    _call(wsdiscovery.TRANSMITTER, "239.255.255.250"),
    _call(wsdiscovery.DEVICE, "239.255.255.250", times=1),
    _call(wsdiscovery.TRANSMITTER, "ff02::c"),
    _call(wsdiscovery.DEVICE, "ff02::c", times=1),
    _call(mdns.QUERY, "224.0.0.251"),
    _call(mdns.QUERY, "ff02::fb"),
    _call(ssdp.SEARCH, "239.255.255.250"),
    _call(ssdp.SEARCH, "ff02::c"),
    _call(hanwha.SEARCH, _EVERYBODY, own_port=7711),
    _call(bosch.SEARCH, _EVERYBODY, own_port=1758),
    _call(sony.SEARCH, _EVERYBODY, own_port=2380),
    _call(reolink.SEARCH, _EVERYBODY, own_port=3000),
    _call(vivotek.SEARCH, _EVERYBODY, times=1),
    _call(foscam.SEARCH, _EVERYBODY, own_port=10_000, times=1),
    _call(ubiquiti.SEARCH, "233.89.188.1", times=1),
    _call(ubiquiti.SEARCH, _EVERYBODY, times=1),
    _call(vstarcam.SEARCH, _EVERYBODY, times=1),
    _call(vision360.SEARCH, _EVERYBODY, times=1),
)

# Asked once a link, where frames of our own may be sent.
ASK_LINK: tuple[Probe, ...] = (sadp_link.INQUIRY,)

# Asked for each address of such a link.
WHO_HAS: Probe = arp.WHO_HAS

# Asked of each address of a network that no link of ours reaches, the second form of WS-Discovery
# only where the first got no answer. Of SADP, Xiongmai and the rest no source says that they
# answer to a question that is not for all.
ASK_UNICAST: tuple[Probe, ...] = (
    wsdiscovery.TRANSMITTER,
    wsdiscovery.DEVICE,
    dhdiscover.SEARCH,
)

FRONT_PAGE = http.question(
    "http-root", "/", says="asks for the front page", source="RFC 9110 section 9.3.1"
)
ICON = http.question(
    "http-icon",
    "/favicon.ico",
    says="asks for the picture that browsers show beside the page's name",
    source="RFC 9110 section 9.3.1",
)
ONVIF: tuple[Probe, ...] = tuple(onvif.question(operation) for operation in onvif.PRE_AUTH)
_DESCRIPTION = upnp.question("/description.xml")  # for one; a LOCATION gives the path
assert _DESCRIPTION is not None  # noqa: S101 - the path is ours
# By id of a maker, asked only where earlier answers point to it.
DOCUMENTS: dict[str, tuple[Probe, ...]] = {
    "axis": (
        http.question(
            "axis-brand",
            "/axis-cgi/prod_brand_info/getbrand.cgi",
            says="asks an Axis device for its product's name",
            source="public detection scripts (nvtscript, gb_axis_camera_station_detect)",
        ),
    ),
    "canon": (
        http.question(
            "canon-info",
            "/-wvhttp-01-/info.cgi",
            says="asks a Canon camera for its model and firmware",
            source="public detection scripts (nvtscript, gb_canon_network_camera_detect)",
        ),
    ),
    "hikvision": (
        http.question(
            "hikvision-activation",
            "/SDK/activateStatus",
            says="asks whether a password was ever set",
            source="Hikvision ISAPI guide: GET /SDK/activateStatus, no authentication",
        ),
    ),
}

# Asked of one address over TCP, each only where its turn comes (order.next_question).
LOOK: tuple[Probe, ...] = (
    FRONT_PAGE,
    ICON,
    *ONVIF,
    _DESCRIPTION,
    *(one for documents in DOCUMENTS.values() for one in documents),
    rtsp.OPTIONS,
    rtsp.DESCRIBE,
    tls.HELLO,
)

ALL: dict[str, Probe] = {
    one.name: one
    for one in (*(call.probe for call in ASK_GROUP), *ASK_LINK, WHO_HAS, *ASK_UNICAST, *LOOK)
}
