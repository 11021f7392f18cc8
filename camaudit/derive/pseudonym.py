"""Keyed pseudonyms: the same key gives the same ones, and without it nobody can try values out.

Names become HMAC-SHA256 (RFC 2104), cut to 48 bits. What has a form keeps it: a MAC its block, an
address its class and its place in networks, so that an audit is still an audit. Both mappings are
one to one: two devices never become one. Addresses follow Xu, Fan, Ammar and Moon,
"Prefix-preserving IP address anonymization" (2002), with HMAC in place of AES.
"""

from __future__ import annotations

import hmac
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import TYPE_CHECKING

from camaudit.model.endpoint import is_local_mac, is_multicast_mac

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.model.endpoint import IPAddress

_ROUNDS = 10  # of the Feistel network over the rest of a MAC; four are enough for a strong one
_NAME = 12  # hex digits of a name
_WHOLE = 32  # bits kept: the address stays as it is
# Special ranges (IANA registries) and how many bits of their addresses are kept; first match.
_SPECIAL4 = tuple(
    (IPv4Network(cidr), kept)
    for cidr, kept in (
        ("0.0.0.0/8", _WHOLE), ("127.0.0.0/8", _WHOLE), ("224.0.0.0/3", _WHOLE),
        ("10.0.0.0/8", 8), ("100.64.0.0/10", 10), ("172.16.0.0/12", 12), ("192.168.0.0/16", 16),
        ("169.254.0.0/16", 16), ("192.0.0.0/24", _WHOLE), ("192.0.2.0/24", 24),
        ("198.18.0.0/15", 15), ("198.51.100.0/24", 24), ("203.0.113.0/24", 24),
    )
)  # fmt: skip
_SPECIAL6 = tuple(
    (IPv6Network(cidr), kept)
    for cidr, kept in (
        ("::/8", 128), ("ff00::/8", 128), ("fe80::/10", 64), ("fc00::/7", 8),
        ("2001:db8::/32", 32), ("2000::/3", 3),
    )
)  # fmt: skip


class Pseudonyms:
    """Pseudonyms by one key."""

    def __init__(self, key: bytes, block_bits: Callable[[str], int]) -> None:
        """Take a key.

        Input:  key: at least 16 bytes, chosen at random; block_bits: how many bits of a MAC are its
                block in the registry: 24, 28 or 36.
        """
        self._key = key
        self._block_bits = block_bits
        self._flips: dict[tuple[int, int, int], int] = {}
        self._octets: dict[tuple[int, int], dict[int, int]] = {}

    def _mac(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256")

    @cached_property
    def name_of_key(self) -> str:
        """Name the key without telling anything of it."""
        return self._mac("name of the key").hex()[:16]

    def name(self, sort: str, text: str) -> str:
        """Replace a name of a sort: "site-3f9a0c41d2e7"."""
        return f"{sort}-{self._mac(f'{sort}|{text}').hex()[:_NAME]}"

    def digits(self, sort: str, text: str) -> str:
        """Replace hex digits, as many of them, up to 64."""
        return self._mac(f"{sort}|{text}").hex()[: len(text)]

    def mac(self, mac: str) -> str:
        """Replace what of a MAC is not its block; one that was chosen keeps 8 bits."""
        value = int(mac.replace(":", ""), 16)
        if value == (1 << 48) - 1:
            return mac
        kept = 8 if is_local_mac(mac) or is_multicast_mac(mac) else self._block_bits(mac)
        rest = 48 - kept
        block = value >> rest
        low = self._feistel(f"mac|{kept}|{block}", value & ((1 << rest) - 1), rest)
        digits = f"{block << rest | low:012x}"
        return ":".join(digits[at : at + 2] for at in range(0, 12, 2))

    def _feistel(self, label: str, value: int, bits: int) -> int:
        """Permute the numbers of an even count of bits."""
        half = bits // 2
        mask = (1 << half) - 1
        left, right = value >> half, value & mask
        for turn in range(_ROUNDS):
            told = int.from_bytes(self._mac(f"{label}|{turn}|{right}")[:8], "big")
            left, right = right, left ^ (told & mask)
        return left << half | right

    def address(self, ip: IPAddress) -> IPAddress:
        """Replace an address: addresses with a common prefix keep one as long."""
        if isinstance(ip, IPv4Address):
            return IPv4Address(self._address4(ip))
        if ip.ipv4_mapped is not None:
            return IPv6Address((0xFFFF << 32) | self._address4(ip.ipv4_mapped))
        kept = next((bits for net, bits in _SPECIAL6 if ip in net), 0)
        return IPv6Address(self._bits(int(ip), 128, kept))

    def _address4(self, ip: IPv4Address) -> int:
        value = int(ip)
        kept = next((bits for net, bits in _SPECIAL4 if ip in net), None)
        if kept is not None:
            return self._bits(value, 32, kept)
        made = value
        for bits in (8, 16, 24):
            shift = 32 - bits
            shuffled = self._shuffled(value >> (shift + 8), bits)
            octet = value >> shift & 255
            if octet in shuffled:  # all of it is public: from here on by bits
                low = (1 << shift) - 1
                made = made & ~(255 << shift) | shuffled[octet] << shift
                return made & ~low | self._bits(value, 32, bits) & low
        return made

    def _shuffled(self, before: int, bits: int) -> dict[int, int]:
        """Permute the octets, after the bits before them, under which all addresses are public."""
        found = self._octets.get((before, bits))
        if found is None:
            ranges = {
                octet: IPv4Network(((before << 8 | octet) << (32 - bits), bits))
                for octet in range(256)
            }
            free = [
                octet
                for octet, here in ranges.items()
                if not any(net.overlaps(here) for net, _ in _SPECIAL4)
            ]
            moved = sorted(free, key=lambda one: self._mac(f"octet|{before}|{bits}|{one}"))
            found = self._octets[before, bits] = dict(zip(free, moved, strict=True))
        return found

    def _bits(self, value: int, width: int, kept: int) -> int:
        """Flip each bit after the kept ones, by a bit that all bits before it decide."""
        made = value
        for at in range(kept, width):
            place = width - 1 - at
            key = (width, at, value >> (place + 1))
            flip = self._flips.get(key)
            if flip is None:
                flip = self._flips[key] = self._mac(f"bit|{key}")[0] & 1
            made ^= flip << place
        return made

    def network(self, cidr: str) -> str:
        """Replace a range, as the addresses in it are replaced."""
        old: IPv4Network | IPv6Network = ip_network(cidr, strict=False)
        moved = int(self.address(old.network_address)) & int(old.netmask)
        kind = IPv4Network if old.version == 4 else IPv6Network
        return str(kind((moved, old.prefixlen)))
