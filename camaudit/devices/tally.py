"""A bounded collection that keeps the same members in whatever order they come."""

from __future__ import annotations

from hashlib import blake2b
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

V = TypeVar("V")


def fixed_hash(text: str) -> int:
    """Hash text to 64 bits, the same in every run and on every machine."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


class Smallest(Generic[V]):
    """Keeps the `limit` keys with the smallest fixed hash; totals of kept keys are exact.

    A key once dropped never returns, because the threshold only falls: so the result does not
    depend on the order of additions.
    """

    __slots__ = ("_heap", "_items", "dropped", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.dropped = 0  # additions that are not kept
        self._items: dict[str, V] = {}
        self._heap: list[tuple[int, str]] = []  # negated hash: the largest comes first

    def add(
        self, key: str, value: V, merge: Callable[[V, V], V], weight: Callable[[V], int]
    ) -> None:
        """Add a value under its key; equal keys are merged."""
        old = self._items.get(key)
        if old is not None:
            self._items[key] = merge(old, value)
            return
        rank = fixed_hash(key)
        if len(self._items) >= self.limit:
            worst = self._heap[0]
            if (-rank, key) <= worst:
                self.dropped += weight(value)
                return
            heappop(self._heap)
            self.dropped += weight(self._items.pop(worst[1]))
        self._items[key] = value
        heappush(self._heap, (-rank, key))

    def values(self) -> Iterator[V]:
        """Give what is kept, in no particular order."""
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)
