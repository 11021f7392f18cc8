"""The table of protocols that the cast speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.emulate import (
    dhdiscover,
    http,
    mdns,
    mhed,
    plain,
    rtsp,
    sadp,
    sadp_link,
    searches,
    ssdp,
    wsdiscovery,
    xiongmai,
)

if TYPE_CHECKING:
    from camaudit.emulate.speech import Speech

SPEECHES: dict[str, Speech] = {
    "dhdiscover": dhdiscover.SPEECH,
    "http": http.SPEECH,
    "https": http.ENCRYPTED,
    "mdns": mdns.SPEECH,
    "mhed": mhed.SPEECH,
    "plain-tcp": plain.TCP,
    "plain-udp": plain.UDP,
    "rtsp": rtsp.SPEECH,
    "sadp": sadp.SPEECH,
    "sadp-link": sadp_link.SPEECH,
    "ssdp": ssdp.SPEECH,
    "wsdiscovery": wsdiscovery.SPEECH,
    "xiongmai": xiongmai.SPEECH,
    **searches.SPEECHES,
}
