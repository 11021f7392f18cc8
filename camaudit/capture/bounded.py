"""Collections that hostile traffic cannot make grow without end."""

from __future__ import annotations

from hashlib import blake2s
from heapq import heappush, heappushpop
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.endpoint import IPNetwork

MAX_SPEAKERS = 200_000  # addresses of one capture that are told apart
MAX_NETWORKS = 4_096  # networks of one capture that are named

Value = TypeVar("Value")


class Smallest(Generic[Value]):
    """Keeps the values whose keys have the smallest fixed hash: the same ones in any order."""

    __slots__ = ("_heap", "_kept", "_limit")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: dict[bytes, Value] = {}
        self._heap: list[tuple[int, bytes]] = []  # largest hash first

    def __iter__(self) -> Iterator[Value]:
        return iter(self._kept.values())

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: bytes) -> Value | None:
        """Give the value of a key, None where it is not kept."""
        return self._kept.get(key)

    def put(self, key: bytes, value: Value) -> Value | None:
        """Keep the value of a new key; give what had to go for it: maybe the value itself."""
        entry = (-int.from_bytes(blake2s(key, digest_size=8).digest(), "big"), key)
        if len(self._kept) < self._limit:
            heappush(self._heap, entry)
            self._kept[key] = value
            return None
        gone = heappushpop(self._heap, entry)[1]
        if gone == key:
            return value
        self._kept[key] = value
        return self._kept.pop(gone)


class Speakers:
    """Which addresses spoke, counted by network: /24 and /64."""

    __slots__ = ("_heard",)

    def __init__(self) -> None:
        self._heard: set[bytes] = set()

    def __contains__(self, raw: bytes) -> bool:
        return raw in self._heard

    def add(self, raw: bytes) -> bool:
        """Note that an address spoke that is not contained yet; tell whether there was room."""
        if len(self._heard) >= MAX_SPEAKERS:
            return False
        self._heard.add(raw)
        return True

    def networks(self) -> tuple[tuple[tuple[IPNetwork, int], ...], int]:
        """Give the networks with their number of speakers, sorted, and how many had no room."""
        counts: dict[bytes, int] = {}
        for raw in self._heard:
            network = raw[:3] if len(raw) == 4 else raw[:8]
            counts[network] = counts.get(network, 0) + 1
        kept: Smallest[tuple[bytes, int]] = Smallest(MAX_NETWORKS)
        for network, count in counts.items():
            kept.put(network, (network, count))
        # Three bytes sort before eight, so that IPv4 stands first.
        ordered = sorted(kept, key=lambda entry: (len(entry[0]), entry[0]))
        return tuple((_network(raw), count) for raw, count in ordered), len(counts) - len(kept)


def _network(raw: bytes) -> IPNetwork:
    if len(raw) == 3:
        return IPv4Network((raw + bytes(1), 24))
    return IPv6Network((raw + bytes(8), 64))
