"""Check sums of packets whose content was overwritten (RFC 1071; RFC 9293, 768, 4443, 8200)."""

from __future__ import annotations

from camaudit.capture import headers

_PLACES = {headers.TCP: 16, headers.UDP: 6, headers.ICMPV6: 2}  # of the sum in its header
_NEVER = 0xFFFF  # stands in UDP for a sum of zero, which would say that there is none


def checksum(data: bytes) -> int:
    """Give the Internet check sum of some bytes."""
    if len(data) & 1:
        data += b"\0"
    total = sum(memoryview(data).cast("H")) if data else 0
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    total ^= 0xFFFF
    return (total >> 8 | total << 8) & 0xFFFF if _LITTLE else total


_LITTLE = memoryview(b"\x01\x00").cast("H")[0] == 1


def transport_begins(frame: bytes | bytearray, protocol: int, payload: int) -> int | None:
    """Give where the TCP, UDP or ICMPv6 header begins whose content begins at `payload`."""
    if protocol == headers.UDP:
        return payload - 8 if payload >= 8 else None
    if protocol == headers.ICMPV6:
        return payload
    if protocol != headers.TCP:
        return None
    for words in range(5, 16):
        at = payload - 4 * words
        if at >= 0 and frame[at + 12] >> 4 == words:
            return at
    return None


def mend(
    frame: bytearray, protocol: int, addresses: tuple[int, int, int], payload: int, stop: int
) -> None:
    """Write the check sums anew: of the innermost packet and, of IPv4, of its header.

    Input: addresses: places of both addresses, and the bytes of one; stop: one behind the content.
    """
    source, target, width = addresses
    if width == 4:
        header = source - 12
        size = frame[header] % 16 * 4
        frame[header + 10 : header + 12] = b"\0\0"
        frame[header + 10 : header + 12] = checksum(bytes(frame[header : header + size])).to_bytes(
            2
        )
    begin = transport_begins(frame, protocol, payload)
    if begin is None or stop - begin < _PLACES[protocol] + 2:
        return
    at = begin + _PLACES[protocol]
    if protocol == headers.UDP and width == 4 and frame[at : at + 2] == b"\0\0":
        return  # sent without
    frame[at : at + 2] = b"\0\0"
    length = stop - begin
    pseudo = frame[source : source + width] + frame[target : target + width]
    pseudo += length.to_bytes(4) + bytes([0, 0, 0, protocol])
    made = checksum(bytes(pseudo + frame[begin:stop]))
    if protocol == headers.UDP and not made:
        made = _NEVER
    frame[at : at + 2] = made.to_bytes(2)
