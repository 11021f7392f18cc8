"""Link layers that are none of the common ones: 802.11 by radio, PPP, and headers before them.

`headers.locate` calls `open_link` only where it meets one; it is written in the same subset.

Sources: IEEE 802.11-2020 section 9 (data frames, A-MSDU); radiotap.org; the PPI, Prism and AVS
headers as Wireshark documents them; RFC 1661, 1662, 1547 (PPP); the list of LINKTYPE_ values, which
documents NFLOG and PKTAP.
"""

from __future__ import annotations

from camaudit.capture.wrappings import (
    CLOSED,
    LACKING,
    LINK_AVS,
    LINK_BARE,
    LINK_PRISM,
    LINK_WIFI,
    OPENED,
    TYPE_IPV4,
    TYPE_IPV6,
    TYPE_MPLS,
    TYPE_PPPOE,
    open_ppp,
)

LINK_PPP = 9
LINK_PPP_HDLC = 50
LINK_PPP_ETHER = 51  # begins with the session header of PPPoE
LINK_CISCO_HDLC = 104
LINK_RADIOTAP = 127
LINK_PPP_PPPD = 166
LINK_PPI = 192
LINK_PPP_DIRECTION = 204
LINK_MPLS = 219
LINK_NFLOG = 239  # what a Linux firewall logs
LINK_PKTAP = 258  # all interfaces of macOS
LINK_SUBFRAME = -3  # of no registry: one of several frames sent by radio as one (A-MSDU)

# Beside those of `wrappings`, why nothing was opened; the first three are verdicts of `locate` too.
ENCRYPTED = 5  # a radio frame of which the addresses alone can be read
FAILED = 6  # a radio frame whose check sequence does not fit
NO_LINK = 7  # not a link type that is read
PIECE = 8  # a later fragment of a radio frame

MAX_FIELDS = 64  # of one NFLOG header
MAX_PRESENT = 16  # words of a radiotap header that say what it holds

OpenedLink = tuple[int, int, int, int, int, int, int, int]


def open_link(  # noqa: C901, PLR0911, PLR0912 - one branch for each link type
    buffer: bytes | memoryview, at: int, end: int, link: int, whole: int
) -> OpenedLink:
    """Open a link layer that is none of the common ones.

    Input:  whole, 1 where nothing was cut from the frame: its check sequence may stand at its end.
    Output: (OPENED, or why not, link type of what is inside, its first byte, its end, source MAC,
            target MAC, the next frame in the same one or 0, ethertype where the link type is
            LINK_BARE). Of an ENCRYPTED frame the MACs are given.
    """
    if link in (LINK_PPP, LINK_PPP_PPPD, LINK_PPP_DIRECTION, LINK_PPP_HDLC):
        if link == LINK_PPP_DIRECTION and at < end:
            at += 1
        if at < end and buffer[at] in (0x0F, 0x8F):  # Cisco's frames on the same sort of line
            link = LINK_CISCO_HDLC
        else:
            status, at, ethertype = open_ppp(buffer, at, end)
            return status, LINK_BARE, at, end, -1, -1, 0, ethertype
    if link == LINK_CISCO_HDLC:
        if end - at < 4:
            return LACKING, 0, at, end, -1, -1, 0, 0
        return OPENED, LINK_BARE, at + 4, end, -1, -1, 0, buffer[at + 2] * 256 + buffer[at + 3]
    if link == LINK_PPP_ETHER:
        return OPENED, LINK_BARE, at, end, -1, -1, 0, TYPE_PPPOE
    if link == LINK_MPLS:
        return OPENED, LINK_BARE, at, end, -1, -1, 0, TYPE_MPLS
    if link == LINK_SUBFRAME:
        return _subframe(buffer, at, end, 0)
    if link == LINK_WIFI:
        return _wifi(buffer, at, end, 0)
    if link == LINK_RADIOTAP:
        return _radiotap(buffer, at, end, whole)
    if link == LINK_PPI:
        return _ppi(buffer, at, end, whole)
    if link in (LINK_PRISM, LINK_AVS):
        return _prism(buffer, at, end)
    if link == LINK_NFLOG:
        return _nflog(buffer, at, end)
    if link == LINK_PKTAP:
        return _pktap(buffer, at, end)
    return NO_LINK, link, at, end, -1, -1, 0, 0


def _radiotap(buffer: bytes | memoryview, at: int, end: int, whole: int) -> OpenedLink:
    """Step over a radiotap header; of its fields the second one, `flags`, matters."""
    if end - at < 8:
        return LACKING, 0, at, end, -1, -1, 0, 0
    length = buffer[at + 2] + buffer[at + 3] * 256
    if buffer[at] != 0 or length < 8 or length > end - at:
        return LACKING, 0, at, end, -1, -1, 0, 0
    field = at + 8
    for _ in range(MAX_PRESENT):
        if buffer[field - 1] < 128 or field + 4 > at + length:
            break
        field += 4
    flags = 0
    if buffer[at + 4] & 1:  # a time of eight bytes comes first, where it is aligned
        field += (at - field) % 8 + 8
    if buffer[at + 4] & 2 and field < at + length:
        flags = buffer[field] * 1
    if flags & 0x40:
        return FAILED, 0, at, end, -1, -1, 0, 0
    if flags & 0x10 and whole and end - at >= length + 4:
        end -= 4
    return _wifi(buffer, at + length, end, flags & 0x20)


def _ppi(buffer: bytes | memoryview, at: int, end: int, whole: int) -> OpenedLink:
    """Step over a PPI header; its first field may say that a check sequence stands at the end."""
    if end - at < 8:
        return LACKING, 0, at, end, -1, -1, 0, 0
    length = buffer[at + 2] + buffer[at + 3] * 256
    link = buffer[at + 4] + buffer[at + 5] * 256
    if buffer[at] != 0 or length < 8 or length > end - at:
        return LACKING, 0, at, end, -1, -1, 0, 0
    if link == LINK_PPI or buffer[at + 6] or buffer[at + 7]:
        return NO_LINK, 0, at, end, -1, -1, 0, 0
    if link == LINK_WIFI and length >= 32 and buffer[at + 8] == 2 and buffer[at + 9] == 0:
        flags = buffer[at + 20] * 1
        if flags & 4:
            return FAILED, 0, at, end, -1, -1, 0, 0
        if flags & 1 and whole and end - at >= length + 4:
            end -= 4
    return OPENED, link, at + length, end, -1, -1, 0, 0


def _prism(buffer: bytes | memoryview, at: int, end: int) -> OpenedLink:
    """Step over a Prism header, or over the AVS header that stands in its place."""
    if end - at < 8:
        return LACKING, 0, at, end, -1, -1, 0, 0
    if buffer[at] == 0x80 and buffer[at + 1] == 0x21 and buffer[at + 2] // 16 == 1:
        length = buffer[at + 6] * 256 + buffer[at + 7]
    elif buffer[at + 4] or buffer[at + 5]:  # in the order of the machine that captured
        length = buffer[at + 4] + buffer[at + 5] * 256
    else:
        length = buffer[at + 6] * 256 + buffer[at + 7]
    if length < 8 or length > end - at:
        return LACKING, 0, at, end, -1, -1, 0, 0
    return _wifi(buffer, at + length, end, 0)


def _nflog(buffer: bytes | memoryview, at: int, end: int) -> OpenedLink:
    """Find the packet among the fields of a log entry; they are in the order of the machine."""
    if end - at < 4:
        return LACKING, 0, at, end, -1, -1, 0, 0
    ethertype = 0
    if buffer[at] == 2:
        ethertype = TYPE_IPV4
    elif buffer[at] == 10:
        ethertype = TYPE_IPV6
    field = at + 4
    for _ in range(MAX_FIELDS):
        if end - field < 4:
            return LACKING, 0, at, end, -1, -1, 0, 0
        length = buffer[field] + buffer[field + 1] * 256
        kind = buffer[field + 2] + buffer[field + 3] * 256
        if kind > 255:  # big-endian: neither has more than one byte of a type
            length = buffer[field] * 256 + buffer[field + 1]
            kind //= 256
        if length < 4:
            return LACKING, 0, at, end, -1, -1, 0, 0
        if kind == 9:
            if ethertype == 0:
                break
            end = min(end, field + length)
            return OPENED, LINK_BARE, field + 4, end, -1, -1, 0, ethertype
        field += length + -length % 4
    return CLOSED, 0, at, end, -1, -1, 0, 0


def _pktap(buffer: bytes | memoryview, at: int, end: int) -> OpenedLink:
    """Step over a header that names the link type of what follows."""
    if end - at < 12:
        return LACKING, 0, at, end, -1, -1, 0, 0
    length = buffer[at] + buffer[at + 1] * 256
    link = buffer[at + 8] + buffer[at + 9] * 256
    if length < 12 or length > end - at:
        return LACKING, 0, at, end, -1, -1, 0, 0
    if buffer[at + 4] != 1 or link == LINK_PKTAP:  # no packet
        return CLOSED, 0, at, end, -1, -1, 0, 0
    return OPENED, link, at + length, end, -1, -1, 0, 0


def _wifi(  # noqa: C901, PLR0911, PLR0912 - one branch for each part of the header
    buffer: bytes | memoryview, at: int, end: int, padded: int
) -> OpenedLink:
    """Read an 802.11 header.

    Input: padded, not 0 where the header is filled up to a multiple of four bytes.
    """
    if end - at < 2:
        return LACKING, 0, at, end, -1, -1, 0, 0
    kind = buffer[at] * 1
    control = buffer[at + 1] * 1
    if kind % 16 != 8 or kind & 0x40:  # no data frame of version 0, or one that carries none
        return CLOSED, 0, at, end, -1, -1, 0, 0
    header = 24 + 6 * (control % 4 == 3)
    many = 0
    if kind & 0x80:  # quality of service
        if end - at < header + 2:
            return LACKING, 0, at, end, -1, -1, 0, 0
        many = buffer[at + header] // 128
        header += 2 + 4 * (control // 128)
    if end - at < header:
        return LACKING, 0, at, end, -1, -1, 0, 0
    target = at + 4
    source = at + 10
    if control & 1:  # to the distribution system
        target = at + 16
    if control & 2:  # from it
        source = at + 16
        if control & 1:
            source = at + 24
    if control & 0x40:
        return ENCRYPTED, 0, at, end, source, target, 0, 0
    if buffer[at + 22] % 16:
        return PIECE, 0, at, end, source, target, 0, 0
    if padded:
        header += -header % 4
        if end - at < header:
            return LACKING, 0, at, end, -1, -1, 0, 0
    if many:
        return _subframe(buffer, at + header, end, 1)
    return OPENED, LINK_BARE, at + header, end, source, target, 0, 0


def _subframe(buffer: bytes | memoryview, at: int, end: int, first: int) -> OpenedLink:
    """Read one frame of an A-MSDU: two addresses, a length, LLC; then the next, aligned."""
    if end - at < 14:
        if first:
            return LACKING, 0, at, end, -1, -1, 0, 0
        return CLOSED, 0, at, end, -1, -1, 0, 0
    length = buffer[at + 12] * 256 + buffer[at + 13]
    follows = at + 14 + length
    follows += (at - follows) % 4
    if follows + 14 > end:
        follows = 0
    end = min(end, at + 14 + length)
    return OPENED, LINK_BARE, at + 14, end, at + 6, at, follows, 0
