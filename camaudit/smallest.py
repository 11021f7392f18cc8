"""A bounded collection that keeps the same members in whatever order they come."""

from __future__ import annotations

from hashlib import blake2s
from heapq import heappush, heappushpop
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Key = TypeVar("Key", str, bytes)
Value = TypeVar("Value")


def fixed_hash(key: str | bytes) -> int:
    """Hash a key to 64 bits, the same in every run and on every machine."""
    data = key.encode("utf-8", "surrogatepass") if isinstance(key, str) else key
    return int.from_bytes(blake2s(data, digest_size=8).digest(), "big")


class Smallest(Generic[Key, Value]):
    """Keeps the values whose keys have the smallest fixed hash; totals of kept keys are exact.

    A key once dropped never returns, because the threshold only falls: so the result does not
    depend on the order in which they come.
    """

    __slots__ = ("_heap", "_kept", "_limit", "dropped")

    def __init__(self, limit: int) -> None:
        self.dropped = 0  # what `add` could not keep, by its weight
        self._limit = limit
        self._kept: dict[Key, Value] = {}
        self._heap: list[tuple[int, Key]] = []  # negated hash: the largest comes first

    def __iter__(self) -> Iterator[Value]:
        return iter(self._kept.values())

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Value | None:
        """Give the value of a key, None where it is not kept."""
        return self._kept.get(key)

    def put(self, key: Key, value: Value) -> Value | None:
        """Keep the value of a new key; give what had to go for it: maybe the value itself."""
        entry = (-fixed_hash(key), key)
        if len(self._kept) < self._limit:
            heappush(self._heap, entry)
            self._kept[key] = value
            return None
        gone = heappushpop(self._heap, entry)[1]
        if gone == key:
            return value
        self._kept[key] = value
        return self._kept.pop(gone)

    def add(
        self,
        key: Key,
        value: Value,
        merge: Callable[[Value, Value], Value],
        weight: Callable[[Value], int],
    ) -> None:
        """Keep a value under its key, merged with the one that is there."""
        old = self._kept.get(key)
        if old is not None:
            self._kept[key] = merge(old, value)
            return
        gone = self.put(key, value)
        if gone is not None:
            self.dropped += weight(gone)
