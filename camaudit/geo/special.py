"""Addresses that no table can place: not public, or another address in disguise."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress

# IANA special-purpose registries of 2025, IPv4 and IPv6. Written out, as the answer of
# `ipaddress.is_global` differs between releases of Python.
_NOT_PUBLIC = tuple(
    (ip_network(net), what)
    for net, what in (
        ("0.0.0.0/8", "this network, RFC 791"),
        ("10.0.0.0/8", "private, RFC 1918"),
        ("100.64.0.0/10", "shared by a provider's customers, RFC 6598"),
        ("127.0.0.0/8", "loopback, RFC 1122"),
        ("169.254.0.0/16", "link-local, RFC 3927"),
        ("172.16.0.0/12", "private, RFC 1918"),
        ("192.0.0.0/24", "protocol assignments, RFC 6890"),
        ("192.0.2.0/24", "documentation, RFC 5737"),
        ("192.168.0.0/16", "private, RFC 1918"),
        ("198.18.0.0/15", "benchmarks, RFC 2544"),
        ("198.51.100.0/24", "documentation, RFC 5737"),
        ("203.0.113.0/24", "documentation, RFC 5737"),
        ("224.0.0.0/4", "multicast, RFC 5771"),
        ("240.0.0.0/4", "reserved, RFC 1112"),
        ("2001:2::/48", "benchmarks, RFC 5180"),
        ("2001:10::/28", "ORCHID, RFC 4843"),
        ("2001:20::/28", "ORCHIDv2, RFC 7343"),
        ("2001:db8::/32", "documentation, RFC 3849"),
        ("3fff::/20", "documentation, RFC 9637"),
        ("fc00::/7", "private, RFC 4193"),
        ("fe80::/10", "link-local, RFC 4291"),
        ("ff00::/8", "multicast, RFC 4291"),
    )
)
_GLOBAL_V6 = ip_network("2000::/3")  # all that is given out (RFC 3587); the rest of IPv6 is not
_NAT64 = ip_network("64:ff9b::/96")  # an IPv4 address as a translator shows it, RFC 6052


def meant(address: IPAddress) -> IPAddress:
    """Give the IPv4 address that an IPv6 address stands for, else the address itself.

    Source: RFC 4291 section 2.5.5.2 (mapped), RFC 6052 (NAT64), RFC 3056 (6to4).
    """
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


def not_public(address: IPAddress) -> str | None:
    """Say what an address is that is not of the public Internet; None for one that is."""
    for net, what in _NOT_PUBLIC:
        if address in net:
            return what
    return "not given out, RFC 3587" if address.version == 6 and address not in _GLOBAL_V6 else None
