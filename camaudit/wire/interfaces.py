"""The networks of this computer's own interfaces. It asks the operating system; nothing is sent."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface, ip_interface
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.model.endpoint import IPAddress, IPNetwork


_MAC = re.compile(r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}")


@dataclass(frozen=True, slots=True)
class Link:
    """One address of an interface of this computer, with the network on its link."""

    name: str  # of the interface
    address: IPAddress
    network: IPNetwork
    index: int  # of the interface; 0 where the system gives none
    mac: str | None = None  # of the interface: "00:11:22:33:44:55"; None where it has none

    @property
    def text(self) -> str:
        """Give own address and network in one: "10.20.2.9/24"."""
        return f"{self.address}/{self.network.prefixlen}"


def own_links() -> list[Link]:
    """List the links of the interfaces that are up, sorted; none of loopback and of one address."""
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = set()
    for name, addresses in psutil.net_if_addrs().items():
        macs = [one.address for one in addresses if one.family == psutil.AF_LINK]
        mac = next((one.replace("-", ":").lower() for one in macs if _MAC.fullmatch(one)), None)
        for one in addresses if name in up else ():
            interface = _interface(one.address.partition("%")[0], one.netmask)
            if interface is None or interface.is_loopback or interface.is_link_local:
                continue
            if interface.network.num_addresses > 1:
                found.add(Link(name, interface.ip, interface.network, _index(name), mac))
    return sorted(found, key=lambda one: (one.address.version, int(one.address), one.name))


def own_macs() -> frozenset[str]:
    """List the MACs of all interfaces of this computer: "00:11:22:33:44:55"."""
    return frozenset(
        one.address.replace("-", ":").lower()
        for addresses in psutil.net_if_addrs().values()
        for one in addresses
        if one.family == psutil.AF_LINK and _MAC.fullmatch(one.address)
    )


def interfaces() -> list[tuple[str, bool, tuple[str, ...]]]:
    """List all interfaces as the system's settings call them, sorted.

    Output: of each its name, whether it is up, and its IP addresses.
    """
    states = psutil.net_if_stats()
    return sorted(
        (
            name,
            name in states and states[name].isup,
            tuple(
                one.address.partition("%")[0]
                for one in addresses
                if one.family in {socket.AF_INET, socket.AF_INET6}
            ),
        )
        for name, addresses in psutil.net_if_addrs().items()
    )


def _index(name: str) -> int:
    try:
        return socket.if_nametoindex(name)
    except OSError:
        return 0


def own_networks() -> list[tuple[IPNetwork, str]]:
    """List the networks of the interfaces that are up, each with the interface's name, sorted.

    Output: none of loopback and link-local ranges, nor of links to a single address.
    """
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    return networks_of(
        (name, one.address, one.netmask)
        for name, addresses in psutil.net_if_addrs().items()
        if name in up
        for one in addresses
    )


def networks_of(addresses: Iterable[tuple[str, str, str | None]]) -> list[tuple[IPNetwork, str]]:
    """Turn interface name, address and netmask, as the system writes them, into networks.

    Input:  what is no IP address (a MAC) or has no netmask is passed over; an IPv6 netmask is
            written as an address or as a prefix length.
    """
    found: set[tuple[IPNetwork, str]] = set()
    for name, address, mask in addresses:
        interface = _interface(address.partition("%")[0], mask)
        if interface is None or interface.is_loopback or interface.is_link_local:
            continue
        network = interface.network
        if network.num_addresses > 1:
            found.add((network, name))
    return sorted(found, key=lambda one: (one[0].version, int(one[0][0]), one[0].prefixlen, one[1]))


def _interface(address: str, mask: str | None) -> IPv4Interface | IPv6Interface | None:
    if mask is None:
        return None
    try:
        if ":" in mask:
            bits = int(IPv6Interface(mask).ip)
            mask = str(bits.bit_count())
        return ip_interface(f"{address}/{mask}")
    except ValueError:
        return None
