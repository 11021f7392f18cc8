"""The filter of a live capture: what the system need not hand on, said in libpcap's language.

It has no memory of a connection, so it may only drop what says nothing whatever came before it:
video between two addresses of one network, over ports and with first bytes that nobody reads.
Everything else passes: what is no plain IPv4 or IPv6 over TCP or UDP (ARP, LLDP, tags, sessions,
tunnels), fragments, whatever opens or ends a connection, small packets with a payload, the ports
of every protocol that is read, what begins as one of them does, and all that crosses the edge of a
declared network.

A packet stays in its network where its source lies in a range and both its ends agree in as many
bits as the longest declared prefix in that range has. More networks than `MAX_RANGES` are taken
together in wider ranges with the longest of their prefixes: then less is dropped, never more.

Source: pcap-filter(7); the order matters, as a look behind the end of a packet rejects it.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from camaudit.model.ahead import Signs
    from camaudit.model.endpoint import IPNetwork

MAX_RANGES = 64  # of each IP version together
MAX_INSTRUCTIONS = 4_000  # libpcap and Linux take 4,096
WHOLE_HEADERS = 142  # bytes: Ethernet, IPv4 and TCP with all options, and four of the payload
_BLOCK = {4: 24, 6: 64}  # bits in which the ends of what stays in a merged range agree at least
_TUNNELS = (4789, 4790, 6081, 8472, 37008)  # UDP ports that camaudit/capture/wrappings.py opens

# Services whose connections are read whole on both sides, and those next to them where makers put
# the same ones: web, RTSP, logins, mail, files, SIP, and Dahua, Xiongmai, Reolink, Hikvision.
TCP_PORTS = (
    (21, 23), (25, 25), (53, 53), (80, 90), (110, 111), (143, 143), (443, 445), (465, 465),
    (554, 555), (587, 587), (623, 623), (843, 843), (880, 888), (993, 993), (1024, 1025),
    (1883, 1883), (1935, 1935), (2000, 2000), (2020, 2020), (2323, 2323), (3702, 3702),
    (5000, 5001), (5060, 5061), (5222, 5223), (5543, 5554), (6036, 6036), (6667, 6668),
    (7000, 7070), (7443, 7443), (8000, 8020), (8080, 8090), (8181, 8181), (8200, 8200),
    (8443, 8443), (8554, 8555), (8666, 8666), (8800, 8899), (9000, 9020), (9527, 9530),
    (9765, 9765), (9999, 10001), (10554, 10554), (31006, 31007), (34561, 34571), (37777, 37810),
    (49152, 49152),
)  # fmt: skip
# How a side begins whose port is not among them: four bytes.
_OPENINGS = (
    b"RTSP", b"HTTP", b"OPTI", b"DESC", b"SETU", b"PLAY", b"TEAR", b"ANNO", b"GET_", b"SET_",
    b"GET ", b"POST", b"PUT ", b"HEAD", b"DELE", b"CONN", b"PATC", b"PROP", b"REGI", b"INVI",
    b"SIP/", b"220 ", b"220-", b"\xf0\xde\xbc\x0a", b"\xff\x00\x00\x00", b"\xff\x01\x00\x00",
    b"\x20\x00\x00\x00",
)  # fmt: skip


def expression(networks: Iterable[IPNetwork], signs: Signs, most: int = MAX_RANGES) -> str:
    """Write the filter.

    Input:  networks: declared ones, and others that count as inside; signs: by what a datagram is
            told that somebody reads; most: ranges.
    Output: in libpcap's language; of numbers alone, so that nothing is looked up.
    """
    ranges = aggregated(networks, most)
    four = _version(4, [one for one in ranges if one[0].version == 4], signs)
    six = _version(6, [one for one in ranges if one[0].version == 6], signs)
    return f"(not ip and not ip6) or (ip and ({four})) or (ip6 and ({six}))"


def aggregated(
    networks: Iterable[IPNetwork], most: int = MAX_RANGES
) -> list[tuple[IPNetwork, int]]:
    """Give at most so many ranges that hold all networks, each with the longest prefix inside.

    Output: sorted; no range lies in another one. The bits are at least those of `_BLOCK` where the
            range is no declared network itself.
    """
    declared = sorted(set(networks), key=_order)
    for lost in range(129):
        found: dict[IPNetwork, int] = {}
        for one in declared:
            wide = (
                one.supernet(new_prefix=max(0, one.max_prefixlen - lost))
                if (one.prefixlen > one.max_prefixlen - lost)
                else one
            )
            found[wide] = max(found.get(wide, 0), one.prefixlen)
        merged = _disjoint(found)
        if len(merged) <= most:
            break
    whole = set(declared)
    return [(one, bits if one in whole else max(bits, _BLOCK[one.version])) for one, bits in merged]


def _disjoint(found: dict[IPNetwork, int]) -> list[tuple[IPNetwork, int]]:
    """Take ranges that lie in others into those."""
    merged: list[tuple[IPNetwork, int]] = []
    for one in sorted(found, key=_order):
        if merged and _lies_in(one, merged[-1][0]):
            merged[-1] = merged[-1][0], max(merged[-1][1], found[one])
        else:
            merged.append((one, found[one]))
    return merged


def _lies_in(one: IPNetwork, other: IPNetwork) -> bool:
    if isinstance(one, IPv4Network):
        return isinstance(other, IPv4Network) and one.subnet_of(other)
    return isinstance(other, IPv6Network) and one.subnet_of(other)


def _order(one: IPNetwork) -> tuple[int, int, int]:
    return one.version, int(one.network_address), one.prefixlen


def _version(version: int, ranges: Sequence[tuple[IPNetwork, int]], signs: Signs) -> str:
    """Write what passes of one IP version."""
    if version == 4:
        header, protocol, ip = "((ip[0] & 15) << 2)", "ip[9]", "ip"
        odd = "ip[6:2] & 0x3fff != 0 or "
        spoken = "ip[2:2]"
    else:
        header, protocol, ip = "40", "ip6[6]", "ip6"
        odd = ""
        spoken = "(ip6[4:2] + 40)"
    other = f"{odd}({protocol} != 6 and {protocol} != 17)"
    tcp = " or ".join(
        (
            f"{ip}[{header} + 13] & 7 != 0",
            *_ports(ip, header, TCP_PORTS),
            _small_talk(ip, header, spoken),
            _begins(ip, header),
        )
    )
    udp = " or ".join(
        (
            f"len < {WHOLE_HEADERS}",
            *_ports(ip, header, _spans({*signs.ports, *_TUNNELS})),
            *_signs(ip, header, signs),
        )
    )
    crossing = f"not ({_stays(version, ranges)})"
    return f"{other} or ({protocol} = 6 and ({tcp})) or ({protocol} = 17 and ({udp})) or {crossing}"


def _small_talk(ip: str, header: str, spoken: str) -> str:
    """Let small segments with a payload pass, on whatever port: logins of makers are such."""
    data = f"(({ip}[{header} + 12] & 240) >> 2)"
    return f"(len < {WHOLE_HEADERS} and {spoken} != {header} + {data})"


def _begins(ip: str, header: str) -> str:
    """Let segments pass that begin as a side does that is read.

    Two bytes tell TLS and the options of telnet, one a login over DVRIP.
    """
    at = f"{header} + (({ip}[{header} + 12] & 240) >> 2)"
    words = " or ".join(f"{ip}[{at}:4] = {int.from_bytes(one):#x}" for one in _OPENINGS)
    two = f"{ip}[{at}:2] = 0x1603 or {ip}[{at}:2] >= 0xfffb or {ip}[{at}] = 0xa0"
    return f"(len >= {WHOLE_HEADERS} and ({two} or {words}))"


def _ports(ip: str, header: str, spans: Iterable[tuple[int, int]]) -> list[str]:
    found = []
    for first, last in spans:
        for at in (0, 2):
            port = f"{ip}[{header} + {at}:2]"
            found.append(
                f"{port} = {first}"
                if first == last
                else f"({port} >= {first} and {port} <= {last})"
            )
    return found


def _signs(ip: str, header: str, signs: Signs) -> list[str]:
    """Write the signs of datagrams that are long enough to be looked into."""
    first = f"{ip}[{header} + 8]"
    found = [
        f"{first} = {low}" if low == high else f"({first} >= {low} and {first} <= {high})"
        for low, high in _spans(signs.firsts)
    ]
    for place, mark in sorted(signs.marks):
        found.append(f"{ip}[{header} + {8 + place}:4] = {int.from_bytes(mark):#x}")
    found += [f"{ip}[{header} + 4:2] = {8 + size}" for size in sorted(signs.sizes)]
    return found


def _stays(version: int, ranges: Sequence[tuple[IPNetwork, int]]) -> str:
    """Write what crosses no edge: between two of one network, or to a group."""
    group = "ip[16] >= 224" if version == 4 else "ip6[24] = 255"
    words = [group]
    source, target, ip = (12, 16, "ip") if version == 4 else (8, 24, "ip6")
    for one, bits in ranges:
        parts = [
            f"{ip}[{source + at}:4] & {mask:#x} = {value:#x}"
            for at, mask, value in _masked(one, one.prefixlen)
        ]
        parts += [
            f"{ip}[{source + at}:4] & {mask:#x} = {ip}[{target + at}:4] & {mask:#x}"
            for at, mask, _ in _masked(one, bits)
        ]
        words.append(f"({' and '.join(parts)})" if parts else f"{ip}[0] != 0")
    return " or ".join(words)


def _masked(network: IPNetwork, bits: int) -> list[tuple[int, int, int]]:
    """Give the words of an address that so many bits reach: place, mask, value."""
    packed = network.network_address.packed
    found = []
    for at in range(0, (bits + 31) // 32 * 4, 4):
        length = min(32, bits - at * 8)
        mask = (0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF
        found.append((at, mask, int.from_bytes(packed[at : at + 4]) & mask))
    return found


def _spans(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Put neighbours together: first and last of each row."""
    found: list[tuple[int, int]] = []
    for one in sorted(numbers):
        if found and one == found[-1][1] + 1:
            found[-1] = found[-1][0], one
        else:
            found.append((one, one))
    return found
