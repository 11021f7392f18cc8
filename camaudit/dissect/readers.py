"""Which parser reads a message that stands for itself: a datagram, or a frame below IP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.dissect import discoveries
from camaudit.protocols import (
    arp,
    cdp,
    dhcp4,
    dhcp6,
    dhdiscover,
    dns,
    igmp,
    lldp,
    mdns,
    mhed,
    mld,
    nd,
    ntp,
    portmap,
    pppp,
    sadp,
    sip,
    snmp,
    ssdp,
    stun,
    wsdiscovery,
    xiongmai,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk

LINK = {0x0806: "arp", 0x88CC: "lldp", 0: "cdp", **discoveries.LINK}  # by EtherType; CDP: none


def _of(
    parse: Callable[[bytes], object], observe: Callable[..., Iterator[Observation]]
) -> Callable[[bytes, Talk], Iterator[Observation]]:
    def read(payload: bytes, talk: Talk) -> Iterator[Observation]:
        return observe(parse(payload), talk)

    return read


READERS = {
    "arp": _of(arp.parse, arp.observations),
    "nd": _of(nd.parse, nd.observations),
    "dhcp4": _of(dhcp4.parse, dhcp4.observations),
    "dhcp6": _of(dhcp6.parse, dhcp6.observations),
    "dns": _of(dns.parse, dns.observations),
    "mdns": _of(mdns.parse, mdns.observations),
    "sip": _of(sip.parse, sip.observations),
    "snmp": _of(snmp.parse, snmp.observations),
    "ssdp": _of(ssdp.parse, ssdp.observations),
    "wsdiscovery": _of(wsdiscovery.parse, wsdiscovery.observations),
    "sadp": _of(sadp.parse, sadp.observations),
    "dhdiscover": _of(dhdiscover.parse, dhdiscover.observations),
    "xiongmai": _of(xiongmai.parse, xiongmai.observations),
    "mhed": _of(mhed.parse, mhed.observations),
    "cdp": _of(cdp.parse, cdp.observations),
    "igmp": _of(igmp.parse, igmp.observations),
    "lldp": _of(lldp.parse, lldp.observations),
    "mld": _of(mld.parse, mld.observations),
    "ntp": _of(ntp.parse, ntp.observations),
    "portmap": _of(portmap.parse, portmap.observations),
    "stun": _of(stun.parse, stun.observations),
    "pppp": _of(pppp.parse, pppp.observations),
    **discoveries.READERS,
}
NEIGHBOURS = {"cdp": cdp.parse, "lldp": lldp.parse}
