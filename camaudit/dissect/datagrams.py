"""Which protocol a datagram speaks, and by which signs that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.dissect import discoveries
from camaudit.model.ahead import Signs
from camaudit.protocols import dhdiscover, mhed, ntp, portmap, pppp, quic, sip, stun, tvt_search

if TYPE_CHECKING:
    from camaudit.model.frame import Frame

_PORTS = {
    53: "dns",
    67: "dhcp4",
    68: "dhcp4",
    ntp.PORT: "ntp",
    161: "snmp",
    162: "snmp",
    546: "dhcp6",
    547: "dhcp6",
    1900: "ssdp",
    3702: "wsdiscovery",
    5353: "mdns",
    portmap.PORT: "portmap",
    23456: "mhed",
    pppp.SERVER_PORT: "pppp",
    pppp.SEARCH_PORT: "pppp",
    34569: "xiongmai",
    34571: "xiongmai",
    37020: "sadp",
    37810: "dhdiscover",
}
_BEFORE_XML = frozenset(b"< \t\r\n\v\f")
_SSDP_STARTS = (b"HTTP/1.1 200", b"NOTIFY * ", b"M-SEARCH * ")


def datagram_protocol(frame: Frame) -> str | None:  # noqa: PLR0911 - one for each sign
    """Tell the protocol of a datagram: by content where that is sure, else by port."""
    payload = frame.payload
    if payload[4:8] == dhdiscover.MAGIC:
        return "dhdiscover"
    if payload[:4] == mhed.MAGIC:
        return "mhed"
    if payload.startswith(_SSDP_STARTS):
        return "ssdp"
    # Video comes by the million: a look at one byte spares it the calls.
    if 0x41 <= payload[0] <= 0x5A and sip.is_sip(payload):  # a capital letter
        return "sip"
    if payload[0] >= 0xC0 and (quic.is_initial(payload) or quic.is_draft(payload)):
        return "quic" if frame.target_port < frame.source_port else None
    if payload[4:8] == stun.COOKIE and stun.is_stun(payload):
        return "stun"  # relays and viewers speak it on any port
    if payload[0] in _BEFORE_XML:
        marked_up = _markup(payload[:1024])
        if marked_up is not None:
            return marked_up
    named = _PORTS.get(frame.source_port) or _PORTS.get(frame.target_port)
    if named is None:
        return discoveries.protocol_of(payload, frame.source_port, frame.target_port)
    return None if named in {"dhdiscover", "mhed", "ssdp"} else named


def _markup(head: bytes) -> str | None:
    """Tell the protocol of XML that is sent from any port."""
    if head.lstrip()[:1] != b"<":
        return None
    if b"Envelope" in head and b"discovery" in head:
        return "wsdiscovery"  # some devices answer from another port than 3702
    return "tvt-search" if tvt_search.MARK in head else None  # so is a search by SSDP answered


# By what `datagram_protocol`, and `discoveries`, tell a datagram that somebody reads: whatever they
# go by has to stand here as well, or the kernel passes over it.
SIGNS = Signs(
    firsts=frozenset({*range(0x41, 0x5B), *range(0xC0, 0x100), *_BEFORE_XML}),
    ports=frozenset({*_PORTS, *discoveries.PORTS}),
    marks=(
        (4, dhdiscover.MAGIC),
        (0, mhed.MAGIC),
        (4, stun.COOKIE),
        *discoveries.MARKS,
    ),
    sizes=discoveries.SIZES,
)
