"""Who speaks: a MAC address, an IP address, or both."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

MAX_KEPT = 65_536  # endpoints that are remembered; then the memory begins anew


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One end of a conversation; at least one of mac and ip is known."""

    mac: str | None  # "00:11:22:33:44:55", lower case, as seen on this segment
    ip: IPAddress | None
    service: int | None = None  # port, on loopback only: there an address is shared by programs


class Endpoints:
    """Gives the same Endpoint object for the same addresses, so that hot paths build none."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[tuple[str | None, IPAddress | None, int | None], Endpoint] = {}

    def get(self, mac: str | None, ip: IPAddress | None, service: int | None = None) -> Endpoint:
        """Return the one Endpoint of these addresses."""
        key = (mac, ip, service)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MAX_KEPT:
                self._known.clear()
            found = self._known[key] = Endpoint(mac, ip, service)
        return found


def is_usable(ip: IPAddress | None) -> bool:
    """Tell whether an address can name a device: not multicast, broadcast or unspecified."""
    if ip is None or ip.is_multicast or ip.is_unspecified:
        return False
    return not (ip.version == 4 and int(ip) == 0xFFFFFFFF)


def is_inside_by_default(ip: IPAddress) -> bool:
    """Tell whether an address counts as inside where no estate file says otherwise.

    Private, link-local and loopback ranges (RFC 1918, 3927, 4193, 4291); shared space
    (RFC 6598) belongs to the provider and is outside.
    """
    return is_usable(ip) and (ip.is_private or ip.is_link_local or ip.is_loopback)


@dataclass(frozen=True, slots=True)
class Inside:
    """The rule of what counts as inside where further ranges are; goes to other processes."""

    ranges: tuple[IPNetwork, ...]

    def __call__(self, ip: IPAddress) -> bool:
        """Tell whether an address is inside."""
        return is_inside_by_default(ip) or any(ip in one for one in self.ranges)


def is_multicast_mac(mac: str) -> bool:
    """Tell whether the group bit of a MAC is set (IEEE 802-2014 section 8.2)."""
    return bool(int(mac[1], 16) & 1)


def is_local_mac(mac: str) -> bool:
    """Tell whether a MAC is locally administered: it has no block and names no maker."""
    return bool(int(mac[1], 16) & 2)
