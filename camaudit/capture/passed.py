"""What has to be told of frames that the kernel passed over: copies, cut ones, wrapped ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.capture import state

if TYPE_CHECKING:
    from array import array

_BY_IPV4 = 1 << 32


class PassedOver:
    """Counts that the kernel keeps in its state; each is given once."""

    def __init__(self, kept: array[int]) -> None:
        self._state = kept

    def copies(self) -> tuple[int, int]:
        """Give how many packets had been there a moment before, and the frame of the first."""
        return self._taken(state.COPIED, state.FIRST_COPY)

    def snapped(self) -> tuple[int, int]:
        """Give the same of frames of which the snap length took bytes."""
        return self._taken(state.SNAPPED, state.FIRST_SNAPPED)

    def _taken(self, count: int, first: int) -> tuple[int, int]:
        many, self._state[count] = self._state[count], 0
        return many, self._state[first]

    def wrapped(self) -> list[tuple[int, int, bytes, int]]:
        """Give what frames came in.

        Output: of each the number of the first frame, wrapping, outer source or nothing, count;
                sorted.
        """
        found = []
        for place in range(state.WRAPPERS, state.STATE, 3):
            which = self._state[place]
            count, first = self._taken(place + 1, place + 2)
            if count:
                sender = (which % _BY_IPV4).to_bytes(4) if which & _BY_IPV4 else b""
                found.append((first, which >> 33, sender, count))
        return sorted(found)

    def wrapper(self, wrapped: int) -> int:
        """Give by which number, from 1 on, the kernel knows what a frame came in.

        Input:  wrapped: as `triage.wrapper` tells.
        Output: 0 where it came in nothing, -1 where it is not counted: there is no room.
        """
        if wrapped <= 0:
            return wrapped
        kept = self._state
        for at in range(state.MOST_WRAPPERS):
            place = state.WRAPPERS + 3 * at
            if kept[place] == 0:
                kept[place] = wrapped
            if kept[place] == wrapped:
                return at + 1
        return -1
