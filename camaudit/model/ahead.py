"""What a reader of captures and those who follow its streams tell each other, to look at less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from camaudit.model.frame import Frame

# What is waited for of one direction of a TCP connection.
HAND = 0  # every segment
ALL = 1  # nothing any more: all may be passed over
SKIPPED = 2  # what comes behind the bytes that are skipped
FRAMED = 3  # so it is, and frames that begin with `$` are skipped too (RFC 2326 section 10.12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """By what a datagram is told that somebody reads: one without any of them nobody does."""

    firsts: frozenset[int]  # first bytes
    ports: frozenset[int]  # of either end
    marks: tuple[tuple[int, bytes], ...]  # four bytes, and at which place
    sizes: frozenset[int]  # bytes of a whole datagram


class Follower(Protocol):
    """Who follows TCP streams, each direction known by a key."""

    signs: Signs

    def waits(self, frame: Frame, key: int) -> tuple[int, int, int]:
        """Tell what is waited for of the side that sent a frame, which was read just now.

        Output: one of the numbers above; the sequence number of the next byte, bytes to skip.
        """

    def went_on(self, key: int, spoke: int, following: int | None, skip: int) -> None:
        """Hear how far a stream went on since.

        Input: spoke: number of the last frame that was passed over, 0: none was; following, skip:
               as `waits` gives them; None: nothing was waited for.
        """

    def look_ahead(self, reader: ReadsAhead) -> None:
        """Hear who reads ahead."""


class ReadsAhead(Protocol):
    """Who passes over what nobody waits for."""

    def spoke(self, key: int) -> int:
        """Give the number of the last frame that was passed over; 0: of none."""

    def forget(self, key: int) -> None:
        """Look at every frame of a stream again: nobody follows it any more."""
