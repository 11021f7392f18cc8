"""What a packet may be wrapped in, opened one layer at a time: tunnels, mirrors, labels, sessions.

`headers.locate` calls `open_packet` only where it meets a wrapping, so this may call helpers;
otherwise it is written in the same subset: integers over a buffer, no slice, no exception, no text.
Where a mark is no proof (a UDP port, the first bits behind a label) the wrapping must also be
plausible, else the packet stays what it was.

Sources: RFC 3032, 4385, 4448, 4928 (MPLS, pseudo-wires); RFC 2516, 1661, 1662 (PPPoE, PPP); RFC
2784, 2890, 2637, 7637 (GRE); draft-foschiano-erspan; RFC 7348, draft-ietf-nvo3-vxlan-gpe; RFC 8926;
RFC 2003, 4213, 3378, 4023 (IP, Ethernet and MPLS in IP); IEEE 802.1ah; TZSP as Wireshark has it.
"""

from __future__ import annotations

LINK_BARE = -2  # of no registry: no link layer; the ethertype is known, 0 where LLC follows
LINK_ETHERNET = 1
LINK_WIFI = 105
LINK_PRISM = 119
LINK_AVS = 163

OPENED = 0  # what is inside begins at `at`
CLOSED = 1  # nothing inside is read; what is outside stands
LACKING = 2  # the header of the wrapping goes on behind the end
DEEP = 3  # more labels than are followed

MPLS = 1
PPPOE = 2
BACKBONE = 3
GRE = 4
PPTP = 5
ERSPAN = 6
ERSPAN_2 = 7
ERSPAN_3 = 8
VXLAN = 9
GENEVE = 10
TZSP = 11
IP_IN_IP = 12
ETHER_IP = 13

TYPE_IPV4 = 0x0800
TYPE_IPV6 = 0x86DD
TYPE_MPLS = 0x8847
TYPE_MPLS_MULTICAST = 0x8848
TYPE_PPPOE = 0x8864
TYPE_BACKBONE = 0x88E7  # 802.1ah: customers' frames between a provider's bridges
# What `open_packet` is told: an ethertype, or that a packet is of an IP protocol or to a UDP port.
IN_IP = 0x10000
IN_UDP = 0x20000

MAX_LABELS = 16  # of one MPLS stack
MAX_TAGGED_FIELDS = 64  # of one TZSP header

Opened = tuple[int, int, int, int, int, int, int]


def open_packet(  # noqa: C901, PLR0911, PLR0912 - one branch for each wrapping
    buffer: bytes | memoryview, at: int, end: int, kind: int
) -> Opened:
    """Open what a link layer, an IP protocol or a UDP port wraps.

    Input:  at, first byte of the wrapping; end, one behind the last that is there; kind, an
            ethertype, IN_IP + protocol or IN_UDP + port.
    Output: (OPENED, CLOSED, LACKING or DEEP, link type of what is inside, its first byte, its end,
            ethertype where the link type is LINK_BARE, VLAN that a mirror tells, wrapping).
    """
    if kind in (TYPE_MPLS, TYPE_MPLS_MULTICAST, IN_IP + 137):
        return _labels(buffer, at, end)
    if kind == TYPE_PPPOE:
        return _session(buffer, at, end)
    if kind == TYPE_BACKBONE:
        if end - at < 4:
            return LACKING, 0, at, end, 0, 0, BACKBONE
        return OPENED, LINK_ETHERNET, at + 4, end, 0, 0, BACKBONE
    if kind == IN_IP + 4:
        return OPENED, LINK_BARE, at, end, TYPE_IPV4, 0, IP_IN_IP
    if kind == IN_IP + 41:
        return OPENED, LINK_BARE, at, end, TYPE_IPV6, 0, IP_IN_IP
    if kind == IN_IP + 97:
        if end - at < 2:
            return LACKING, 0, at, end, 0, 0, ETHER_IP
        if buffer[at] != 0x30 or buffer[at + 1] != 0:
            return CLOSED, 0, at, end, 0, 0, 0
        return OPENED, LINK_ETHERNET, at + 2, end, 0, 0, ETHER_IP
    if kind == IN_IP + 47:
        return _gre(buffer, at, end)
    if kind == IN_UDP + 37008:
        return _tzsp(buffer, at, end)
    if kind == IN_UDP + 6081:
        return _geneve(buffer, at, end)
    if kind in (IN_UDP + 4789, IN_UDP + 8472, IN_UDP + 4790):
        return _vxlan(buffer, at, end, kind)
    return CLOSED, 0, at, end, 0, 0, 0


def _labels(buffer: bytes | memoryview, at: int, end: int) -> Opened:
    """Step over a stack of labels; what follows is told by its first bits and by what fits."""
    for _ in range(MAX_LABELS):
        if end - at < 4:
            return LACKING, 0, at, end, 0, 0, MPLS
        bottom = buffer[at + 2] & 1
        at += 4
        if bottom:
            return _behind_labels(buffer, at, end)
    return DEEP, 0, at, end, 0, 0, MPLS


def _behind_labels(buffer: bytes | memoryview, at: int, end: int) -> Opened:
    """Tell IP from a pseudo-wire: nothing but what fits says which it is."""
    if end - at < 4:
        return LACKING, 0, at, end, 0, 0, MPLS
    first = buffer[at] // 16
    wire = _is_ethernet(buffer, at, end)
    if first == 4 and (_sum_fits(buffer, at, end) or not wire):
        return OPENED, LINK_BARE, at, end, TYPE_IPV4, 0, MPLS
    if first == 6 and (
        not wire or buffer[at + 4] * 256 + buffer[at + 5] + 40 == end - at
    ):  # an Ethernet header fits into sixteen bytes and more
        return OPENED, LINK_BARE, at, end, TYPE_IPV6, 0, MPLS
    # A control word is no duty of a pseudo-wire, and is all but its number zero.
    if buffer[at] == 0 and buffer[at + 1] == 0 and _is_ethernet(buffer, at + 4, end):
        return OPENED, LINK_ETHERNET, at + 4, end, 0, 0, MPLS
    if wire:
        return OPENED, LINK_ETHERNET, at, end, 0, 0, MPLS
    return CLOSED, 0, at, end, 0, 0, 0


def _sum_fits(buffer: bytes | memoryview, at: int, end: int) -> bool:
    """Tell whether an IPv4 header stands here: its sum of ones' complements is right."""
    size = buffer[at] % 16 * 4
    if size < 20 or size > end - at:
        return False
    total = 0
    for place in range(at, at + size, 2):
        total += buffer[place] * 256 + buffer[place + 1]
    return total > 0 and total % 0xFFFF == 0


def _is_ethernet(buffer: bytes | memoryview, at: int, end: int) -> bool:
    """Tell whether an Ethernet header of a type that we read would make sense here."""
    if end - at < 16:
        return False
    kind = buffer[at + 12] * 256 + buffer[at + 13]
    if kind == TYPE_IPV4:
        return buffer[at + 14] // 16 == 4
    if kind == TYPE_IPV6:
        return buffer[at + 14] // 16 == 6
    return kind in (0x0806, 0x8100, 0x88A8, 0x9100, 0x88CC, TYPE_PPPOE)


def _session(buffer: bytes | memoryview, at: int, end: int) -> Opened:
    if end - at < 6:
        return LACKING, 0, at, end, 0, 0, PPPOE
    if buffer[at] != 0x11 or buffer[at + 1] != 0:
        return CLOSED, 0, at, end, 0, 0, 0
    length = buffer[at + 4] * 256 + buffer[at + 5]
    at += 6
    end = min(end, at + length)
    status, at, ethertype = open_ppp(buffer, at, end)
    return status, LINK_BARE, at, end, ethertype, 0, PPPOE


def open_ppp(buffer: bytes | memoryview, at: int, end: int) -> tuple[int, int, int]:
    """Read the protocol of a PPP frame, with or without its address and control bytes."""
    if end - at >= 2 and buffer[at] == 0xFF and buffer[at + 1] == 0x03:
        at += 2
    if end - at < 2:
        return LACKING, at, 0
    if buffer[at] & 1:  # compressed to one byte
        protocol = buffer[at] * 1
        at += 1
    else:
        protocol = buffer[at] * 256 + buffer[at + 1]
        at += 2
    if protocol == 0x21:
        return OPENED, at, TYPE_IPV4
    if protocol == 0x57:
        return OPENED, at, TYPE_IPV6
    if protocol == 0x281:
        return OPENED, at, TYPE_MPLS
    return CLOSED, at, 0


def _gre(  # noqa: C901, PLR0911 - one branch for each protocol
    buffer: bytes | memoryview, at: int, end: int
) -> Opened:
    if end - at < 4:
        return LACKING, 0, at, end, 0, 0, GRE
    flags = buffer[at] * 1
    version = buffer[at + 1] % 8
    protocol = buffer[at + 2] * 256 + buffer[at + 3]
    inner = at + 4 + 4 * (flags // 128) + 4 * (flags // 32 % 2) + 4 * (flags // 16 % 2)
    if flags & 0x40 or version > 1:  # a source route; no version of today
        return CLOSED, 0, at, end, 0, 0, 0
    if version == 1:  # as PPTP has it: an acknowledgement may follow
        inner += 4 * (buffer[at + 1] // 128)
        if protocol != 0x880B or inner >= end:
            return CLOSED, 0, at, end, 0, 0, 0
        status, inner, ethertype = open_ppp(buffer, inner, end)
        return status, LINK_BARE, inner, end, ethertype, 0, PPTP
    if protocol == 0x88BE and flags & 0x10:
        return _mirror(buffer, inner, end, 8, ERSPAN_2)
    if protocol == 0x22EB:
        return _mirror(buffer, inner, end, 12, ERSPAN_3)
    if inner > end:
        return LACKING, 0, at, end, 0, 0, GRE
    if protocol == 0x88BE:
        return OPENED, LINK_ETHERNET, inner, end, 0, 0, ERSPAN
    if protocol == 0x6558:  # bridged: NVGRE, GRE taps, EoIP of others
        return OPENED, LINK_ETHERNET, inner, end, 0, 0, GRE
    if protocol in (TYPE_IPV4, TYPE_IPV6, TYPE_MPLS, TYPE_MPLS_MULTICAST, 0x8100, 0x88A8, 0x0806):
        return OPENED, LINK_BARE, inner, end, protocol, 0, GRE
    return CLOSED, 0, at, end, 0, 0, 0


def _mirror(buffer: bytes | memoryview, at: int, end: int, header: int, kind: int) -> Opened:
    """Step over the header of ERSPAN II or III, which tells the VLAN of the mirrored port."""
    if end - at < header:
        return LACKING, 0, at, end, 0, 0, kind
    vlan = buffer[at] % 16 * 256 + buffer[at + 1]
    if vlan == 4095:
        vlan = 0
    link = LINK_ETHERNET
    ethertype = 0
    inner = at + header
    if kind == ERSPAN_3:
        inner += 8 * (buffer[at + 11] % 2)
        if inner > end:
            return LACKING, 0, at, end, 0, 0, kind
        if buffer[at + 10] // 4 % 32 == 2 and inner < end:  # an IP packet without a link layer
            link = LINK_BARE
            ethertype = TYPE_IPV4
            if buffer[inner] // 16 == 6:
                ethertype = TYPE_IPV6
    return OPENED, link, inner, end, ethertype, vlan, kind


def _vxlan(  # noqa: PLR0911 - one branch for each protocol
    buffer: bytes | memoryview, at: int, end: int, kind: int
) -> Opened:
    if end - at < 8 or buffer[at + 7] != 0 or not buffer[at] & 8:
        return CLOSED, 0, at, end, 0, 0, 0
    flags = buffer[at] * 1
    if kind == IN_UDP + 4790 and flags & 0xC0 == 0 and flags & 4:  # says what follows (GPE)
        inner = buffer[at + 3] * 1
        if inner == 1:
            return OPENED, LINK_BARE, at + 8, end, TYPE_IPV4, 0, VXLAN
        if inner == 2:
            return OPENED, LINK_BARE, at + 8, end, TYPE_IPV6, 0, VXLAN
        if inner == 3:
            return OPENED, LINK_ETHERNET, at + 8, end, 0, 0, VXLAN
        return CLOSED, 0, at, end, 0, 0, 0
    # The other bits are zero, but where a group policy stands in them (bit 0x80).
    plain = flags == 8 and buffer[at + 1] == 0 and buffer[at + 2] == 0 and buffer[at + 3] == 0
    if end - at < 22 or not (plain or flags == 0x88):
        return CLOSED, 0, at, end, 0, 0, 0
    return OPENED, LINK_ETHERNET, at + 8, end, 0, 0, VXLAN


def _geneve(buffer: bytes | memoryview, at: int, end: int) -> Opened:
    if end - at < 8 or buffer[at] // 64 or buffer[at + 1] & 0x3F or buffer[at + 7]:
        return CLOSED, 0, at, end, 0, 0, 0
    protocol = buffer[at + 2] * 256 + buffer[at + 3]
    inner = at + 8 + buffer[at] % 64 * 4
    if inner >= end:
        return CLOSED, 0, at, end, 0, 0, 0
    if protocol == 0x6558:
        return OPENED, LINK_ETHERNET, inner, end, 0, 0, GENEVE
    if protocol in (TYPE_IPV4, TYPE_IPV6):
        return OPENED, LINK_BARE, inner, end, protocol, 0, GENEVE
    return CLOSED, 0, at, end, 0, 0, 0


def _tzsp(  # noqa: C901 - one branch for each kind of field
    buffer: bytes | memoryview, at: int, end: int
) -> Opened:
    """Step over the tagged fields of a packet that a sniffer received or sent."""
    if end - at < 5 or buffer[at] != 1 or buffer[at + 1] > 1 or buffer[at + 2] != 0:
        return CLOSED, 0, at, end, 0, 0, 0
    protocol = buffer[at + 3] * 1
    link = LINK_ETHERNET
    if protocol == 18:
        link = LINK_WIFI
    elif protocol == 119:
        link = LINK_PRISM
    elif protocol == 127:
        link = LINK_AVS
    elif protocol != 1:
        return CLOSED, 0, at, end, 0, 0, 0
    field = at + 4
    for _ in range(MAX_TAGGED_FIELDS):
        if field >= end:
            break
        if buffer[field] == 1:
            return OPENED, link, field + 1, end, 0, 0, TZSP
        if buffer[field] == 0:
            field += 1
        elif end - field < 2:
            break
        else:
            field += 2 + buffer[field + 1]
    return CLOSED, 0, at, end, 0, 0, 0
