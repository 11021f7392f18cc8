"""Connections that say what others said before: told again, not read again.

A recorder asks its cameras the same over new connections all day. The kernel holds short ones until
they are over (`capture/held.py`) and gives a hash of what was said, but for what differs each time
and tells nothing. The first of them is read; what it said is remembered, if it was no more than
facts: no login, nothing that a login may answer, nothing that could not be read. Of the next one
with the same hash between the same two, the same is said, with its own times and frames.

What is not part of the hash and could tell something is a time. It is looked at: as long as it is
right within `clock.WRONG`, it says nothing, as in the first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.ahead import Masked
from camaudit.model.observation import Channel, Fact, Lookup
from camaudit.protocols import clock, http, onvif

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from camaudit.dissect.streams import Connection
    from camaudit.model.ahead import Began, Whole
    from camaudit.model.endpoint import Endpoint
    from camaudit.model.observation import Observation, Seen

MAX_KNOWN = 16_384  # connections that are remembered
MAX_SAID = 65_536  # facts of all of them

_STARTS = {"http": b"HTTP/1.", "rtsp": b"RTSP/1."}
_CLOCKS = frozenset({Channel.HTTP_CLOCK, Channel.ONVIF_CLOCK, Channel.RTSP_CLOCK})
_TIME = [Masked.HOUR, Masked.MINUTE, Masked.SECOND]

# hash, client, server, port of the server
Key = tuple[int, "Endpoint", "Endpoint", int]


@dataclass(frozen=True, slots=True)
class _Known:
    protocol: str
    ends: tuple[Endpoint, Endpoint]  # as they were interned then
    over: tuple[bool, bool]  # nothing more was wanted of the client, of the server
    said: tuple[tuple[int, Fact | Lookup], ...]  # in which turn each was said
    # Of each time of day that is read the first of its three masks, and the day in Unix seconds.
    days: tuple[tuple[int, float], ...]


class Wholes:
    """Remembers what whole connections said."""

    def __init__(self) -> None:
        self._known: dict[Key, _Known] = {}
        self._facts = 0

    @staticmethod
    def key(talk: Whole, connection: Connection) -> Key:
        """Give the key of a connection: what was said, who said it."""
        server = connection.server
        return talk.sign, connection.client.endpoint, server.endpoint, server.port

    def again(
        self, talk: Whole, connection: Connection, seen: Callable[[int, float], Seen]
    ) -> list[Observation] | None:
        """Say what a connection says that is known; None where it has to be read.

        Input: seen: gives the place of a frame, by its number and time.
        """
        known = self._known.get(self.key(talk, connection))
        if known is None:
            return None
        client, server = connection.client, connection.server
        if client.endpoint is not known.ends[0] or server.endpoint is not known.ends[1]:
            return None
        turns = _turns(talk, known.protocol)
        if not (_in_step(talk) and _told(talk, known.days)):
            return None
        for at, side in enumerate((client, server)):
            first = next(one for one in talk.turns if one.side == at)
            side.passed(len(talk.streams[at]), seen(first.number, first.at), over=known.over[at])
        connection.protocol = known.protocol
        return [
            replace(one, seen=seen(turns[turn].number, turns[turn].at)) for turn, one in known.said
        ]

    def learn(
        self, talk: Whole, connection: Connection, key: Key, said: Sequence[Observation],
        seen: Callable[[int, float], Seen],
    ) -> None:  # fmt: skip
        """Remember what a connection said that was read whole and held no login."""
        protocol = connection.protocol or ""
        turns = _turns(talk, protocol)
        if protocol != "tls" and not _one_a_turn(talk, protocol):
            return
        places = {seen(one.number, one.at): at for at, one in enumerate(turns)}
        facts: list[tuple[int, Fact | Lookup]] = []
        for one in said:
            if not isinstance(one, Fact | Lookup) or one.seen not in places:
                return
            if isinstance(one, Fact) and one.channel in _CLOCKS:
                return
            facts.append((places[one.seen], one))
        days = _days(talk)
        if days is None or not (_in_step(talk) and _told(talk, days)):
            return
        if len(self._known) >= MAX_KNOWN or self._facts + len(facts) > MAX_SAID:
            self._known.clear()
            self._facts = 0
        self._facts += len(facts)
        client, server = connection.client, connection.server
        self._known[key] = _Known(
            protocol, (client.endpoint, server.endpoint), (client.over, server.over), tuple(facts),
            days,
        )  # fmt: skip


def _turns(talk: Whole, protocol: str) -> list[Began]:
    """Give where messages begin: with each turn; over TLS each side tells one thing, at first."""
    return [one for one in talk.turns if protocol != "tls" or one.offset == 0]


def _one_a_turn(talk: Whole, protocol: str) -> bool:
    """Tell whether nothing but one message was said in each turn."""
    start = _STARTS.get(protocol)
    return start is not None and all(
        talk.streams[one.side][one.offset : _end(talk, one)].count(start) == 1 for one in talk.turns
    )


def _end(talk: Whole, turn: Began) -> int:
    """Give where a turn ends in the stream of its side."""
    later = (one.offset for one in talk.turns if one.side == turn.side and one.offset > turn.offset)
    return min(later, default=len(talk.streams[turn.side]))


def _turn_of(talk: Whole, side: int, place: int) -> Began:
    """Give the turn in which a place of a stream was said."""
    return max(
        (one for one in talk.turns if one.side == side and one.offset <= place),
        key=lambda one: one.offset,
    )


def _in_step(talk: Whole) -> bool:
    """Tell whether each date that stands in a head is right, as far as that is told."""
    for sort, side, place, text in talk.masked:
        if sort is Masked.DATE:
            told = clock.unix(text.decode("ascii"))
            at = _turn_of(talk, side, place).at
            if told is None or clock.wrong(told, at) is not None:
                return False
    return True


def _told(talk: Whole, days: tuple[tuple[int, float], ...]) -> bool:
    """Tell whether each time of day that is read is right, as far as that is told."""
    for first, day in days:
        _, side, place, _ = talk.masked[first]
        time = _time_of(talk, first)
        at = _turn_of(talk, side, place).at
        if time is None or clock.wrong(day + time, at) is not None:
            return False
    return True


def _time_of(talk: Whole, first: int) -> int | None:
    """Give the seconds of the day that three masks tell; None where there is no such time."""
    hour, minute, second = (int(text) for _, _, _, text in talk.masked[first : first + 3])
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3_600 + minute * 60 + second


def _days(talk: Whole) -> tuple[tuple[int, float], ...] | None:
    """Find which of the times that were left out is read, and the day that stands beside it.

    Output: the first mask of each that may be meant; empty: none is read; None: it cannot be told.
    """
    places = [at for at, (sort, *_) in enumerate(talk.masked) if sort in _TIME]
    if not places:
        return ()
    days: list[tuple[int, float]] = []
    for first in places[::3]:
        three = talk.masked[first : first + 3]
        if [sort for sort, *_ in three] != _TIME or len({side for _, side, *_ in three}) > 1:
            return None
        time = _time_of(talk, first)
        turns = {_turn_of(talk, side, place) for _, side, place, _ in three}
        if time is None or len(turns) > 1:
            return None
        turn = turns.pop()
        text = talk.streams[turn.side][turn.offset : _end(talk, turn)]
        told = _clock_in(text) if turn.side == 1 else None
        if told is not None and told % 86_400 == time:
            days.append((first, told - time))
        elif told is not None and not any(
            told % 86_400 == _time_of(talk, one) for one in places[::3]
        ):
            return None
    return tuple(days)


def _clock_in(text: bytes) -> float | None:
    """Read the clock that an answer tells; None where it tells none."""
    try:
        return onvif.parse(http.parse_response(text, ended=True).body).clock
    except (MalformedError, TruncatedError):
        return None
