"""Addresses as they stand in a frame: their objects, made once, and on which side they lie."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.model.endpoint import IPAddress, IPNetwork

MAX_KEPT = 65_536  # addresses of each sort that are remembered; then the memory begins anew

NOWHERE = 0  # nobody's: multicast, broadcast, unspecified, loopback, link-local, reserved
INSIDE = 1  # the caller says so
OUTSIDE = 2  # any other unicast address that can be reached across the Internet
ELSEWHERE = 3  # private, and not inside as the caller sees it

# RFC 6890 and its registries; documentation ranges stay outside, so that examples can be told.
_NOBODY: tuple[IPNetwork, ...] = (
    IPv4Network("0.0.0.0/8"),
    IPv4Network("169.254.0.0/16"),
    IPv4Network("224.0.0.0/3"),
    IPv6Network("::/128"),
    IPv6Network("fe80::/10"),
    IPv6Network("fec0::/10"),
    IPv6Network("ff00::/8"),
)
_OWN: tuple[IPNetwork, ...] = (  # of a machine to itself, unless the caller calls them inside
    IPv4Network("127.0.0.0/8"),
    IPv6Network("::/96"),
    IPv6Network("::ffff:0:0/96"),
)
_PRIVATE: tuple[IPNetwork, ...] = (
    IPv4Network("10.0.0.0/8"),
    IPv4Network("100.64.0.0/10"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
    IPv6Network("fc00::/7"),
)


class Macs(dict[bytes, str]):
    """Six bytes -> "00:11:22:33:44:55"."""

    def __missing__(self, raw: bytes) -> str:
        if len(self) >= MAX_KEPT:
            self.clear()
        text = self[raw] = raw.hex(":")
        return text


class Addresses(dict[bytes, "IPAddress"]):
    """Four or sixteen bytes -> the address."""

    def __missing__(self, raw: bytes) -> IPAddress:
        if len(self) >= MAX_KEPT:
            self.clear()
        address = self[raw] = IPv4Address(raw) if len(raw) == 4 else IPv6Address(raw)
        return address


class Sides(dict[bytes, int]):
    """Four or sixteen bytes -> NOWHERE, INSIDE, OUTSIDE or ELSEWHERE."""

    def __init__(self, inside: Callable[[IPAddress], bool]) -> None:
        super().__init__()
        self._inside = inside

    def __missing__(self, raw: bytes) -> int:
        if len(self) >= MAX_KEPT:
            self.clear()
        address: IPAddress = IPv4Address(raw) if len(raw) == 4 else IPv6Address(raw)
        side = self[raw] = self._side(address)
        return side

    def _side(self, address: IPAddress) -> int:
        if any(address in network for network in _NOBODY):
            return NOWHERE
        if self._inside(address):
            return INSIDE
        if any(address in network for network in _OWN):
            return NOWHERE
        return ELSEWHERE if any(address in network for network in _PRIVATE) else OUTSIDE
