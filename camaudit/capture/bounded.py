"""Who spoke in a capture, in a collection that hostile traffic cannot make grow without end."""

from __future__ import annotations

MAX_SPEAKERS = 200_000  # addresses of one capture that are told apart


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
