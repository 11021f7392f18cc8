"""Collections that hostile traffic cannot make grow without end."""

from __future__ import annotations

from hashlib import blake2s
from heapq import heappush, heappushpop
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SPEAKERS = 200_000  # addresses of one capture that are told apart

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
    """Which addresses spoke: on their own segment, or forwarded by a router."""

    __slots__ = ("_heard", "_passing")

    def __init__(self) -> None:
        self._heard: set[bytes] = set()
        self._passing: set[bytes] = set()

    def add(self, raw: bytes, *, local: bool) -> bool:
        """Note that an address spoke; tell whether there was room.

        Input:  local: it spoke on its own segment; once that was seen it holds.
        """
        if raw in self._heard:
            return True
        if local:
            self._passing.discard(raw)
            kept = self._heard
        elif raw in self._passing:
            return True
        else:
            kept = self._passing
        if len(self._heard) + len(self._passing) >= MAX_SPEAKERS:
            return False
        kept.add(raw)
        return True

    def heard(self) -> list[bytes]:
        """Give those that spoke on their own segment; IPv4 first, sorted."""
        return sorted(self._heard, key=_by_version)

    def passing(self) -> list[bytes]:
        """Give those that were only forwarded; IPv4 first, sorted."""
        return sorted(self._passing, key=_by_version)


def _by_version(raw: bytes) -> tuple[int, bytes]:
    return len(raw), raw
