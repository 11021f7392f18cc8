"""What a reader of captures and those who follow its streams tell each other, to look at less."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from camaudit.model.frame import Frame

# What is waited for of one direction of a TCP connection.
HAND = 0  # every segment
ALL = 1  # nothing any more: all may be passed over
SKIPPED = 2  # what comes behind the bytes that are skipped
FRAMED = 3  # so it is, and frames that begin with `$` are skipped too (RFC 2326 section 10.12)
HELD = 5  # all, but not before the connection is over: it has just been opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """By what a datagram is told that somebody reads: one without any of them nobody does."""

    firsts: frozenset[int]  # first bytes
    ports: frozenset[int]  # of either end
    marks: tuple[tuple[int, bytes], ...]  # four bytes, and at which place
    sizes: frozenset[int]  # bytes of a whole datagram


class Masked(Enum):
    """What differs between two connections that say the same, and is looked at before it counts."""

    DATE = auto()
    HOUR = auto()
    MINUTE = auto()
    SECOND = auto()


class Began(NamedTuple):
    """Where one side began to speak, after the other one or as the first."""

    side: int  # 0 the client, 1 the server
    offset: int  # bytes that it had said before
    number: int  # of the frame
    at: float  # Unix seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A short connection from its opening to its end, in order and without a hole."""

    sign: int  # hash of what was said, and in which turns; not of what differs each time
    masked: tuple[tuple[Masked, int, int, bytes], ...]  # sort, side, place in its stream, text
    turns: tuple[Began, ...]
    streams: tuple[bytes, ...] = field(repr=False)  # of the client, and of the server
    frames: Callable[[], list[Frame]] = field(repr=False)  # but for those that opened, and the last


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

    def whole(self, talk: Whole, last: Frame) -> None:
        """Read a connection that was held until now, when a frame ends it."""

    def look_ahead(self, reader: ReadsAhead) -> None:
        """Hear who reads ahead."""


class ReadsAhead(Protocol):
    """Who passes over what nobody waits for."""

    def spoke(self, key: int) -> int:
        """Give the number of the last frame that was passed over; 0: of none."""

    def forget(self, key: int) -> None:
        """Look at every frame of a stream again: nobody follows it any more."""

    def let_go(self) -> Iterable[Frame]:
        """Hold nothing any longer; give what was held, in its order."""
