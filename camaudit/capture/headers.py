"""The header walk: where addresses, ports and payload of one frame lie.

`locate` is one function of integers over a buffer: it indexes, shifts and compares, and makes no
object but the tuple that it returns. It has no helper, no slice, no exception and no text, so
that a compiler for such a subset (Numba) takes it as it stands; uncompiled, one call a frame
costs less than calls of helpers would. Hand it `bytes` or a `memoryview`, never an array of
NumPy scalars: those wrap when shifted.

Sources: IEEE 802.3 and 802.1Q; RFC 1042 (SNAP); the list of LINKTYPE_ values of the tcpdump
project; RFC 791, 8200, 4302, 9293, 768, 826.
"""

from __future__ import annotations

LINK_NULL = 0  # BSD loopback, family in the byte order of the machine that captured
LINK_ETHERNET = 1
LINK_RAW_BSD = 12
LINK_RAW_OPENBSD = 14
LINK_RAW = 101
LINK_LOOP = 108  # BSD loopback, family in network byte order
LINK_COOKED = 113  # Linux "any", version 1
LINK_IPV4 = 228
LINK_IPV6 = 229
LINK_COOKED_2 = 276

FOUND = 0  # every header that this walk knows was whole
UNKNOWN_LINK = 1  # the link type is not read
MALFORMED = 2  # a header contradicts itself or the frame
SHORT = 3  # the snap length took part of a header

WHOLE = 0
FIRST_FRAGMENT = 1  # has the ports, and a payload that goes on elsewhere
LATER_FRAGMENT = 2  # has neither

ETHERTYPE_IPV4 = 0x0800
ETHERTYPE_ARP = 0x0806
ETHERTYPE_IPV6 = 0x86DD

ICMP = 1
TCP = 6
UDP = 17
ICMPV6 = 58

FIN = 0x01
SYN = 0x02
RST = 0x04
ACK = 0x10

MAX_TAGS = 8  # 802.1Q tags in one frame
MAX_EXTENSIONS = 8  # IPv6 extension headers in one packet

Located = tuple[
    int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int
]


# One function on purpose: see the head of the file.
def locate(  # noqa: C901, PLR0911, PLR0912, PLR0915 - a call of a helper costs more than a branch
    buffer: bytes | memoryview, start: int, end: int, wire: int, link: int
) -> Located:
    """Locate the headers of one frame.

    Input:  buffer, 0 <= start <= end <= len(buffer): the captured bytes; wire, the length that
            the frame had on the wire; link, a LINK_ value. Reads no byte outside start..end.
    Output: (verdict, source MAC, target MAC, ethertype, vlan, IP version, source IP, target IP,
            hops, protocol, source port, target port, TCP sequence, TCP flags, payload,
            payload end, cut, fragment, packet bytes).
            MAC and IP are indices into the buffer, -1 where there is none. Ethertype is 0 where
            the link layer gives none, vlan 0 without a tag, version 0 where not IP, protocol -1
            where not IP, ports, sequence and flags 0 where there are none. Payload is that of
            TCP, UDP, ICMP, else of the innermost layer found; it never holds padding. Cut is 1
            where bytes of the payload are missing. Packet bytes is the length of the IP packet
            on the wire, 0 where not IP. What was found before a bad header is given.
    Raises: nothing, whatever the bytes.
    """
    source_mac = -1
    target_mac = -1
    ethertype = 0
    vlan = 0
    version = 0
    source_ip = -1
    target_ip = -1
    hops = 0
    protocol = -1
    source_port = 0
    target_port = 0
    sequence = 0
    flags = 0
    cut = 0
    fragment = WHOLE
    packet = 0
    at = start
    # What a missing byte means: taken by the snap length, or never there.
    missing = MALFORMED
    if wire > end - start:
        missing = SHORT
        cut = 1

    # --- link layer: leaves `at` behind it and the ethertype known ---------------------------
    if link == LINK_ETHERNET:
        if end - at < 14:
            return (
                missing, -1, -1, 0, 0, 0, -1, -1, 0, -1, 0, 0, 0, 0, at, at, cut, WHOLE, 0,
            )  # fmt: skip
        target_mac = at
        source_mac = at + 6
        ethertype = (buffer[at + 12] << 8) | buffer[at + 13]
        at += 14
    elif link == LINK_COOKED:
        if end - at < 16:
            return (
                missing, -1, -1, 0, 0, 0, -1, -1, 0, -1, 0, 0, 0, 0, at, at, cut, WHOLE, 0,
            )  # fmt: skip
        if buffer[at + 4] == 0 and buffer[at + 5] == 6:
            source_mac = at + 6
        ethertype = (buffer[at + 14] << 8) | buffer[at + 15]
        at += 16
    elif link == LINK_COOKED_2:
        if end - at < 20:
            return (
                missing, -1, -1, 0, 0, 0, -1, -1, 0, -1, 0, 0, 0, 0, at, at, cut, WHOLE, 0,
            )  # fmt: skip
        if buffer[at + 11] == 6:
            source_mac = at + 12
        ethertype = (buffer[at] << 8) | buffer[at + 1]
        at += 20
    elif link in (LINK_NULL, LINK_LOOP):
        if end - at < 4:
            return (
                missing, -1, -1, 0, 0, 0, -1, -1, 0, -1, 0, 0, 0, 0, at, at, cut, WHOLE, 0,
            )  # fmt: skip
        # A family fits into one byte; the other three are zero, whichever end it stands at.
        family = buffer[at] | buffer[at + 3]
        if buffer[at + 1] == 0 and buffer[at + 2] == 0:
            if family == 2:
                ethertype = ETHERTYPE_IPV4
            elif family in (10, 23, 24, 28, 30):  # IPv6 on Linux, Windows and the BSDs
                ethertype = ETHERTYPE_IPV6
        at += 4
    elif link in (LINK_RAW, LINK_RAW_BSD, LINK_RAW_OPENBSD):
        if at == end:
            return (
                missing, -1, -1, 0, 0, 0, -1, -1, 0, -1, 0, 0, 0, 0, at, at, cut, WHOLE, 0,
            )  # fmt: skip
        ethertype = ETHERTYPE_IPV6 if buffer[at] >> 4 == 6 else ETHERTYPE_IPV4
    elif link == LINK_IPV4:
        ethertype = ETHERTYPE_IPV4
    elif link == LINK_IPV6:
        ethertype = ETHERTYPE_IPV6
    else:
        return (
            UNKNOWN_LINK, -1, -1, 0, 0, 0, -1, -1, 0, -1, 0, 0, 0, 0, at, at, cut, WHOLE, 0,
        )  # fmt: skip

    # --- 802.1Q tags: the outermost VLAN that is none of the priority tag's 0 and reserved 4095
    tags = 0
    while ethertype in (0x8100, 0x88A8, 0x9100):
        tags += 1
        if tags > MAX_TAGS or end - at < 4:
            return (
                MALFORMED if tags > MAX_TAGS else missing,
                source_mac, target_mac, ethertype, vlan, 0, -1, -1, 0, -1, 0, 0, 0, 0,
                at, at, cut, WHOLE, 0,
            )  # fmt: skip
        tag = ((buffer[at] & 0x0F) << 8) | buffer[at + 1]
        if vlan == 0 and tag != 4095:
            vlan = tag
        ethertype = (buffer[at + 2] << 8) | buffer[at + 3]
        at += 4

    # --- 802.3 length instead of a type: LLC, and SNAP with a type of its own ----------------
    limit = end  # where the payload ends by what headers say; may lie beyond `end`
    if 0 < ethertype < 0x0600:
        # Cooked captures write 4 for "802.2 LLC follows": no length.
        if link == LINK_ETHERNET and at + ethertype < end:
            limit = end = at + ethertype
            cut = 0
        ethertype = 0
        if (
            end - at >= 8
            and buffer[at] == 0xAA
            and buffer[at + 1] == 0xAA
            and buffer[at + 2] == 0x03
            and buffer[at + 3] == 0
            and buffer[at + 4] == 0
            and (buffer[at + 5] == 0 or buffer[at + 5] == 0xF8)
        ):
            ethertype = (buffer[at + 6] << 8) | buffer[at + 7]
            at += 8

    # --- ARP: its own lengths bound it, so that padding does not count -----------------------
    if ethertype == ETHERTYPE_ARP:
        if end - at < 8:
            return (
                missing, source_mac, target_mac, ethertype, vlan, 0, -1, -1, 0, -1, 0, 0, 0, 0,
                at, at, cut, WHOLE, 0,
            )  # fmt: skip
        limit = at + 8 + 2 * (buffer[at + 4] + buffer[at + 5])
        if limit > end:
            return (
                missing, source_mac, target_mac, ethertype, vlan, 0, -1, -1, 0, -1, 0, 0, 0, 0,
                at, end, cut, WHOLE, 0,
            )  # fmt: skip
        return (
            FOUND, source_mac, target_mac, ethertype, vlan, 0, -1, -1, 0, -1, 0, 0, 0, 0,
            at, limit, 0, WHOLE, 0,
        )  # fmt: skip

    if ethertype == ETHERTYPE_IPV4:
        # --- IPv4 ---------------------------------------------------------------------------
        if end - at < 20 or buffer[at] >> 4 != 4:
            return (
                missing if end - at < 20 else MALFORMED,
                source_mac, target_mac, ethertype, vlan, 0, -1, -1, 0, -1, 0, 0, 0, 0,
                at, at, cut, WHOLE, 0,
            )  # fmt: skip
        header = (buffer[at] & 0x0F) * 4
        packet = (buffer[at + 2] << 8) | buffer[at + 3]
        if packet == 0:  # filled in later by the network card: the frame alone knows
            packet = wire - (at - start) if wire > end - start else end - at
        version = 4
        source_ip = at + 12
        target_ip = at + 16
        hops = buffer[at + 8]
        protocol = buffer[at + 9]
        limit = at + packet
        if header < 20 or header > packet or header > end - at:
            return (
                MALFORMED if header < 20 or header > packet else missing,
                source_mac, target_mac, ethertype, vlan, version, source_ip, target_ip,
                hops, protocol, 0, 0, 0, 0, at, at, cut, WHOLE, packet,
            )  # fmt: skip
        if ((buffer[at + 6] & 0x1F) << 8) | buffer[at + 7]:
            fragment = LATER_FRAGMENT
        elif buffer[at + 6] & 0x20:
            fragment = FIRST_FRAGMENT
        at += header
    elif ethertype == ETHERTYPE_IPV6:
        # --- IPv6 and its extension headers ---------------------------------------------------
        if end - at < 40 or buffer[at] >> 4 != 6:
            return (
                missing if end - at < 40 else MALFORMED,
                source_mac, target_mac, ethertype, vlan, 0, -1, -1, 0, -1, 0, 0, 0, 0,
                at, at, cut, WHOLE, 0,
            )  # fmt: skip
        packet = 40 + ((buffer[at + 4] << 8) | buffer[at + 5])
        protocol = buffer[at + 6]
        if packet == 40 and protocol != 59:  # jumbo, or filled in later: the frame alone knows
            packet = wire - (at - start) if wire > end - start else end - at
        version = 6
        source_ip = at + 8
        target_ip = at + 24
        hops = buffer[at + 7]
        limit = at + packet
        at += 40
        extensions = 0
        while fragment != LATER_FRAGMENT and protocol in (0, 43, 44, 51, 60, 135):
            extensions += 1
            header = 8
            if extensions > MAX_EXTENSIONS or at + 8 > limit or end - at < 8:
                return (
                    MALFORMED if extensions > MAX_EXTENSIONS or at + 8 > limit else missing,
                    source_mac, target_mac, ethertype, vlan, version, source_ip, target_ip,
                    hops, protocol, 0, 0, 0, 0, at, at, cut, WHOLE, packet,
                )  # fmt: skip
            if protocol == 44:
                if (buffer[at + 2] << 8) | (buffer[at + 3] & 0xF8):
                    fragment = LATER_FRAGMENT
                elif buffer[at + 3] & 0x01:
                    fragment = FIRST_FRAGMENT
            elif protocol == 51:
                header = (buffer[at + 1] + 2) * 4
            else:
                header = (buffer[at + 1] + 1) * 8
            if at + header > limit or header > end - at:
                return (
                    MALFORMED if at + header > limit else missing,
                    source_mac, target_mac, ethertype, vlan, version, source_ip, target_ip,
                    hops, protocol, 0, 0, 0, 0, at, at, cut, WHOLE, packet,
                )  # fmt: skip
            protocol = buffer[at]
            at += header
    else:
        # --- no IP: the payload of the link layer, as far as it was captured -------------------
        return (
            FOUND, source_mac, target_mac, ethertype, vlan, 0, -1, -1, 0, -1, 0, 0, 0, 0,
            at, end, cut, WHOLE, 0,
        )  # fmt: skip

    # --- what the packet says of its length against what is there -----------------------------
    if limit > end:
        cut = 1
        missing = SHORT if wire > end - start else MALFORMED
    else:  # whatever is missing behind it was padding
        end = limit
        cut = 0
        missing = MALFORMED
    if fragment == FIRST_FRAGMENT:
        cut = 1

    # --- TCP, UDP: ports and payload -----------------------------------------------------------
    verdict = FOUND
    payload_end = end
    if fragment == LATER_FRAGMENT:
        payload_end = at
    elif protocol in (TCP, UDP):
        if end - at >= 4:
            source_port = (buffer[at] << 8) | buffer[at + 1]
            target_port = (buffer[at + 2] << 8) | buffer[at + 3]
        if protocol == TCP:
            if end - at >= 14:
                sequence = (
                    (buffer[at + 4] << 24)
                    | (buffer[at + 5] << 16)
                    | (buffer[at + 6] << 8)
                    | buffer[at + 7]
                )
                header = (buffer[at + 12] >> 4) * 4
                flags = buffer[at + 13]
                if header < 20 or at + header > limit:
                    verdict = MALFORMED
                    payload_end = at
                elif at + header > end:  # only options are missing: ports and flags are good
                    verdict = FOUND if missing == SHORT else MALFORMED
                    at = payload_end = end
                else:
                    at += header
            else:
                verdict = missing
                payload_end = at
        elif end - at >= 8:
            length = (buffer[at + 4] << 8) | buffer[at + 5]
            if length == 0:  # jumbo, or filled in later
                length = limit - at
            if length < 8:
                verdict = MALFORMED
                payload_end = at
            else:
                if at + length <= end:
                    payload_end = at + length
                    if fragment == WHOLE:
                        cut = 0
                else:
                    cut = 1
                at += 8
        else:
            verdict = missing
            payload_end = at
    return (
        verdict, source_mac, target_mac, ethertype, vlan, version, source_ip, target_ip, hops,
        protocol, source_port, target_port, sequence, flags, at, payload_end, cut, fragment,
        packet,
    )  # fmt: skip
