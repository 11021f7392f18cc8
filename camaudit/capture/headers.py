"""The header walk: where addresses, ports and payload of one frame lie.

`locate` is one function of integers over a buffer: it indexes, adds and compares, and makes no
object but the tuple that it returns. It has no slice, no exception and no text, so that a compiler
for such a subset (Numba) takes it as it stands; uncompiled, one call a frame costs less than calls
of helpers would, and it has none but for the few frames that are wrapped in something. A frame
inside another one is walked by the same loop, and is the only one that gives addresses. Bytes are
multiplied, not shifted: Numba makes a shifted byte unsigned, and a sum of that with a signed index
a float. Uncompiled, hand it `bytes` or a `memoryview`, never a NumPy array, whose scalars wrap.

Sources: IEEE 802.3 and 802.1Q; RFC 1042 (SNAP); the list of LINKTYPE_ values of the tcpdump
project; RFC 791, 8200, 4302, 9293, 768, 826.
"""

from __future__ import annotations

from camaudit.capture import links, wrappings

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
UNKNOWN_LINK = links.NO_LINK  # the link type is not read
MALFORMED = 2  # a header contradicts itself or the frame
SHORT = 3  # the snap length took part of a header
DEEP = 4  # more wrappings than are opened: nothing of the frame is given
ENCRYPTED = links.ENCRYPTED  # by radio, and not to be read
FAILED = links.FAILED  # by radio, and its check sequence does not fit: nothing of it is believed

WHOLE = 0
FIRST_FRAGMENT = 1  # has the ports, and a payload that goes on elsewhere
LATER_FRAGMENT = 2  # has neither

ETHERTYPE_IPV4 = 0x0800
ETHERTYPE_ARP = 0x0806
ETHERTYPE_IPV6 = 0x86DD
ETHERTYPE_LLDP = 0x88CC

ICMP = 1
IGMP = 2
TCP = 6
UDP = 17
ICMPV6 = 58

FIN = 0x01
SYN = 0x02
RST = 0x04
ACK = 0x10

MAX_WRAPPINGS = 8  # opened in one frame
MAX_TAGS = 8  # 802.1Q tags before one packet
MAX_EXTENSIONS = 8  # IPv6 extension headers in one packet

_BY_LINK = (0x8847, 0x8848, 0x8864, 0x88E7)  # ethertypes of MPLS, PPPoE, MAC in MAC
_BY_IP = (4, 41, 47, 97, 137)  # protocols: IPv4, IPv6, GRE, Ethernet, MPLS
_BY_UDP = (4789, 4790, 6081, 8472, 37008)  # ports: VXLAN, GENEVE, TZSP

Located = tuple[
    int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int,
    int, int, int, int,
]  # fmt: skip


# One function on purpose: see the head of the file.
def locate(  # noqa: C901, PLR0912, PLR0915 - a call of a helper costs more than a branch
    buffer: bytes | memoryview, start: int, end: int, wire: int, link: int
) -> Located:
    """Locate the headers of one frame.

    Input:  buffer, 0 <= start <= end <= len(buffer): the captured bytes; wire, the length that
            the frame had on the wire; link, a LINK_ value. Reads no byte outside start..end.
    Output: (verdict, source MAC, target MAC, ethertype, vlan, IP version, source IP, target IP,
            hops, protocol, source port, target port, TCP sequence, TCP flags, payload,
            payload end, cut, fragment, packet bytes, wrapping, outer IP version, outer source IP,
            next).
            MAC and IP are indices into the buffer, -1 where there is none. Ethertype is 0 where
            the link layer gives none, vlan 0 without a tag, version 0 where not IP, protocol -1
            where not IP, ports, sequence and flags 0 where there are none. Payload is that of
            TCP, UDP, ICMP, else of the innermost layer found; it never holds padding. Cut is 1
            where bytes of the payload are missing. Packet bytes is the length of the IP packet
            on the wire, 0 where not IP. What was found before a bad header is given.
            Wrapping is a number of `wrappings`, of the innermost that has addresses, else of the
            outermost; 0 where there is none. Outer source IP is who sent it, version 0: unknown.
            MACs are those of the innermost link layer; an IP packet in another has none. Next is
            where another frame of link type LINK_SUBFRAME lies in the same one, else 0.
    Raises: nothing, whatever the bytes.
    """
    verdict = FOUND
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
    at = start
    payload_end = -1  # not known yet
    fragment = WHOLE
    packet = 0
    depth = 0
    wrapping = 0
    outer_version = 0
    outer_ip = -1
    following = 0
    # What a missing byte means: taken by the snap length, or never there.
    cut = 0
    missing = MALFORMED
    if wire > end - start:
        cut = 1
        missing = SHORT

    while True:  # once for each wrapping; `break` is the way out, so that there is one return
        # --- link layer: leaves `at` behind it and the ethertype known
        if link == LINK_ETHERNET:
            if end - at < 14:
                verdict = missing
                break
            target_mac = at
            source_mac = at + 6
            ethertype = buffer[at + 12] * 256 + buffer[at + 13]
            at += 14
        elif link == LINK_COOKED:
            if end - at < 16:
                verdict = missing
                break
            if buffer[at + 4] == 0 and buffer[at + 5] == 6:
                source_mac = at + 6
            ethertype = buffer[at + 14] * 256 + buffer[at + 15]
            at += 16
        elif link == LINK_COOKED_2:
            if end - at < 20:
                verdict = missing
                break
            if buffer[at + 11] == 6:
                source_mac = at + 12
            ethertype = buffer[at] * 256 + buffer[at + 1]
            at += 20
        elif link in (LINK_NULL, LINK_LOOP):
            if end - at < 4:
                verdict = missing
                break
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
                verdict = missing
                break
            ethertype = ETHERTYPE_IPV4
            if buffer[at] // 16 == 6:
                ethertype = ETHERTYPE_IPV6
            elif (
                end - at >= 28
                and buffer[at] == 0
                and buffer[at + 1] == 1
                and buffer[at + 2] == 8
                and buffer[at + 3] == 0
                and buffer[at + 4] == 6
                and buffer[at + 5] == 4
            ):  # some bridges leave the ARP packet where they take the Ethernet header away
                ethertype = ETHERTYPE_ARP
        elif link == LINK_IPV4:
            ethertype = ETHERTYPE_IPV4
        elif link == LINK_IPV6:
            ethertype = ETHERTYPE_IPV6
        elif link != wrappings.LINK_BARE:
            (
                status, link, inner, stop, source_mac, target_mac, following, ethertype,
            ) = links.open_link(buffer, at, end, link, missing == MALFORMED)  # fmt: skip
            if status == wrappings.OPENED:
                at = inner
                end = stop
                depth += 1
                if depth <= MAX_WRAPPINGS:
                    continue
                verdict = DEEP
            elif status == wrappings.LACKING:
                verdict = missing
            elif status == links.PIECE:
                fragment = LATER_FRAGMENT
            elif status == wrappings.CLOSED:
                payload_end = end
            else:
                verdict = status
            break

        # --- 802.1Q tags: the outermost VLAN, neither the priority tag's 0 nor the reserved 4095
        tags = 0
        while ethertype in (0x8100, 0x88A8, 0x9100, 0x9200):
            tags += 1
            if tags > MAX_TAGS:
                verdict = MALFORMED
                break
            if end - at < 4:
                verdict = missing
                break
            tag = (buffer[at] % 16) * 256 + buffer[at + 1]
            if vlan == 0 and tag != 4095:
                vlan = tag
            ethertype = buffer[at + 2] * 256 + buffer[at + 3]
            at += 4
        if verdict != FOUND:
            break

        # --- 802.3 length instead of a type: LLC, and in SNAP a type of its own
        if ethertype < 0x0600:
            # Cooked captures write 4 for "LLC follows": that is no length.
            if link == LINK_ETHERNET and at + ethertype <= end:
                end = at + ethertype
                cut = 0
                missing = MALFORMED
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
                ethertype = buffer[at + 6] * 256 + buffer[at + 7]
                at += 8

        # --- IPv4, IPv6 with its extension headers, ARP, anything else
        limit = end  # where the payload ends by what headers say; may lie beyond `end`
        if ethertype == ETHERTYPE_IPV4:
            if end - at < 20:
                verdict = missing
                break
            header = (buffer[at] % 16) * 4
            packet = buffer[at + 2] * 256 + buffer[at + 3]
            if packet == 0:  # filled in later by the network card: the frame alone knows
                packet = end - at
                if missing == SHORT:
                    packet = start + wire - at
            if buffer[at] // 16 != 4 or header < 20 or header > packet:
                verdict = MALFORMED
                break
            version = 4
            source_ip = at + 12
            target_ip = at + 16
            hops = buffer[at + 8]
            protocol = buffer[at + 9]
            limit = at + packet
            if header > end - at:
                verdict = missing
                break
            if buffer[at + 6] & 0x1F or buffer[at + 7]:
                fragment = LATER_FRAGMENT
            elif buffer[at + 6] & 0x20:
                fragment = FIRST_FRAGMENT
            at += header
        elif ethertype == ETHERTYPE_IPV6:
            if end - at < 40:
                verdict = missing
                break
            if buffer[at] // 16 != 6:
                verdict = MALFORMED
                break
            version = 6
            source_ip = at + 8
            target_ip = at + 24
            hops = buffer[at + 7]
            protocol = buffer[at + 6]
            packet = 40 + (buffer[at + 4] * 256 + buffer[at + 5])
            if packet == 40 and protocol != 59:  # jumbo, or filled in later
                packet = end - at
                if missing == SHORT:
                    packet = start + wire - at
            limit = at + packet
            at += 40
            extensions = 0
            while fragment != LATER_FRAGMENT and protocol in (0, 43, 44, 51, 60, 135):
                extensions += 1
                if extensions > MAX_EXTENSIONS or at + 8 > limit:
                    verdict = MALFORMED
                    break
                if end - at < 8:
                    verdict = missing
                    break
                header = (buffer[at + 1] + 1) * 8
                if protocol == 51:  # AH counts in words of four bytes
                    header = (buffer[at + 1] + 2) * 4
                elif protocol == 44:
                    header = 8
                    if buffer[at + 2] or buffer[at + 3] & 0xF8:
                        fragment = LATER_FRAGMENT
                    elif buffer[at + 3] & 0x01:
                        fragment = FIRST_FRAGMENT
                if at + header > limit:
                    verdict = MALFORMED
                    break
                if header > end - at:
                    verdict = missing
                    break
                protocol = buffer[at]
                at += header
            if verdict != FOUND:
                break
        elif ethertype == ETHERTYPE_ARP:  # its own lengths bound it
            if end - at < 8:
                verdict = missing
                break
            limit = at + 8 + 2 * buffer[at + 4] + 2 * buffer[at + 5]
            if limit > end:
                verdict = missing
                break
            payload_end = limit
            cut = 0
            break
        elif ethertype in _BY_LINK:
            status, link, inner, stop, ethertype, told, kind = wrappings.open_packet(
                buffer, at, end, ethertype
            )
            if status == wrappings.LACKING:
                verdict = missing
                break
            if status == wrappings.CLOSED:
                payload_end = end
                break
            if wrapping == 0:
                wrapping = kind
            if kind != wrappings.PPPOE:  # the MACs are those of routers and of providers' bridges
                source_mac = -1
                target_mac = -1
                vlan = told
            at = inner
            end = stop
            depth += 1
            if status == wrappings.DEEP or depth > MAX_WRAPPINGS:
                verdict = DEEP
                break
            continue
        else:
            payload_end = end
            break

        # --- what the packet says of its length against what is there
        if limit > end:
            cut = 1
        else:  # whatever is missing behind it was padding
            end = limit
            cut = 0
            missing = MALFORMED
        if fragment == LATER_FRAGMENT:
            break
        if fragment == FIRST_FRAGMENT:
            cut = 1

        # --- TCP, UDP: ports and payload; and what may have another packet or frame inside
        if protocol == TCP:
            if end - at >= 4:
                source_port = buffer[at] * 256 + buffer[at + 1]
                target_port = buffer[at + 2] * 256 + buffer[at + 3]
            if end - at < 14:
                verdict = missing
                break
            sequence = (
                buffer[at + 4] * 0x1000000
                + buffer[at + 5] * 0x10000
                + buffer[at + 6] * 0x100
                + buffer[at + 7]
            )
            flags = buffer[at + 13]
            header = (buffer[at + 12] // 16) * 4
            if header < 20 or at + header > limit:
                verdict = MALFORMED
            elif at + header > end:  # the snap length took options only
                verdict = FOUND if missing == SHORT else MALFORMED
                at = end
            else:
                at += header
                payload_end = end
            break
        if protocol == UDP:
            if end - at >= 4:
                source_port = buffer[at] * 256 + buffer[at + 1]
                target_port = buffer[at + 2] * 256 + buffer[at + 3]
            if end - at < 8:
                verdict = missing
                break
            length = buffer[at + 4] * 256 + buffer[at + 5]
            if length == 0:  # jumbo, or filled in later
                length = limit - at
            if length < 8:
                verdict = MALFORMED
                break
            payload_end = end
            if at + length > end:
                cut = 1
            elif fragment == WHOLE:
                payload_end = at + length
                cut = 0
            at += 8
            if target_port not in _BY_UDP:
                break
            kind = wrappings.IN_UDP + target_port
        else:
            payload_end = end
            if protocol not in _BY_IP:
                break
            kind = wrappings.IN_IP + protocol

        # --- a tunnel or a mirror: what was found outside does not speak of what is inside
        status, link, inner, stop, ethertype, told, kind = wrappings.open_packet(
            buffer, at, payload_end, kind
        )
        if status == wrappings.CLOSED:
            break
        wrapping = kind
        outer_version = version
        outer_ip = source_ip
        source_mac = -1
        target_mac = -1
        vlan = told
        version = 0
        source_ip = -1
        target_ip = -1
        hops = 0
        protocol = -1
        source_port = 0
        target_port = 0
        packet = 0
        payload_end = -1
        if fragment == FIRST_FRAGMENT:  # what is missing came in another frame
            fragment = WHOLE
            missing = SHORT
        depth += 1
        if status == wrappings.LACKING:
            verdict = missing
            break
        if status == wrappings.DEEP or depth > MAX_WRAPPINGS:
            verdict = DEEP
            break
        at = inner
        end = stop

    if payload_end < 0:
        payload_end = at
    return (
        verdict,
        source_mac,
        target_mac,
        ethertype,
        vlan,
        version,
        source_ip,
        target_ip,
        hops,
        protocol,
        source_port,
        target_port,
        sequence,
        flags,
        at,
        payload_end,
        cut,
        fragment,
        packet,
        wrapping,
        outer_version,
        outer_ip,
        following,
    )
