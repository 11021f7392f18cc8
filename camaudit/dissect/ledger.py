"""Which bytes of what is read stay when its frames are kept: those that observations rest on.

Every message is tried: what can be overwritten without changing what is said of it is overwritten.
Logins count for nothing in that; the judge's verdict goes beside the frame (`remarks`).
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from camaudit.blank import FILLER, Blanker, filled
from camaudit.dissect import coded, kepthellos, remarks
from camaudit.dissect.replay import TYPED, Group
from camaudit.model.observation import Fact, Lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from camaudit.dissect.exchanges import Exchange
    from camaudit.dissect.hellos import Hello
    from camaudit.dissect.streams import Connection, Side, Taken
    from camaudit.model.frame import Frame
    from camaudit.model.keeping import Keeps
    from camaudit.model.observation import LoginSeen

    Spans = dict[bool, list[tuple[int, int, int]]]

MOST_KNOWN = 16_384  # messages whose kept bytes are remembered
MOST_TAKEN = 64  # messages of a connection that are tried together
MOST_BYTES = 1 << 19  # of these
MOST_WAITING = 1 << 26  # bytes of messages that are tried later
AROUND = 1_024  # bytes that a message takes beside its own, roughly
_SYN = 0x02
_WRAP = 1 << 32
_OTHER = FILLER + 1  # overwrites too: so two messages stay two


@dataclass(slots=True)
class _Track:
    """One connection: where its bytes lie in the frames, and what was read since the last time."""

    group: Group
    arrived: list[Taken]  # bytes in the order in which they came, while that may be asked for
    spans: Spans = field(
        default_factory=lambda: {False: [], True: []}
    )  # by side (True: the server's): sequence number, bytes, place


class Ledger:
    """Tells who keeps the frames of one source what of them stays."""

    def __init__(self, keeps: Keeps, *, later: bool = False) -> None:
        """Make it; later: messages are tried at the end, since who listens has no time for it."""
        self._keeps = keeps
        self._later = later
        self._waiting: deque[tuple[int, Callable[[], None]]] = deque()  # bytes, what is to be done
        self._waits = 0  # bytes of these
        self._blanker = Blanker(keeps.tired)
        self._known: OrderedDict[bytes, bytes] = OrderedDict()  # by message, what was kept of it
        self._written: OrderedDict[bytes, bytes] = OrderedDict()  # by what is kept, of which one
        self._tracks: dict[int, _Track] = {}

    def verdict(self, login: LoginSeen) -> None:
        """Note a verdict beside its frame."""
        self._keeps.remark(login.seen, remarks.written(login))

    def datagram(
        self, protocol: str, key: bytes, frame: Frame, says: Callable[[bytes], Hashable]
    ) -> None:
        """Keep what a message is read by.

        Input: key: the same for the same message of the same sender; says: what is said of bytes
               in its place.
        """
        place = self._keeps.here
        if place is None:
            return
        self._keeps.want()
        self._do(len(frame.payload), lambda: self._message(place, protocol, key, frame, says))

    def packet(self, payload: bytes) -> tuple[int, bytes] | None:
        """Keep a packet of a hello until that is over; give where, and the packet."""
        place = self._keeps.here
        if place is None:
            return None
        self._keeps.want()
        return place, payload

    def hello(self, hello: Hello) -> None:
        """Keep what a hello that is over is read by."""
        kepthellos.keep(hello, self._keeps, self._blanker)

    def _do(self, size: int, work: Callable[[], None]) -> None:
        """Try a message now, or later as long as there is room for all that wait."""
        if not self._later:
            work()
            return
        self._waiting.append((size + AROUND, work))
        self._waits += size + AROUND
        while self._waits > MOST_WAITING:
            self._next()

    def _next(self) -> None:
        size, work = self._waiting.popleft()
        self._waits -= size
        work()

    def rest(self) -> None:
        """Keep what is left: all that waits."""
        while self._waiting:
            self._next()

    def _message(
        self,
        place: int,
        protocol: str,
        key: bytes,
        frame: Frame,
        says: Callable[[bytes], Hashable],
    ) -> None:
        kept = self._known.get(key)
        if kept is None:
            payload = frame.payload
            expected = says(payload)
            kept = self._blanker.blank(protocol, payload, lambda made: says(made) == expected)
            kept = self._told_apart(key, kept, expected, says)
            self._remember(self._known, key, kept)
        self._keeps.put(place, kept)

    def _told_apart(
        self,
        key: bytes,
        kept: bytes,
        expected: Hashable,
        says: Callable[[bytes], Hashable],
    ) -> bytes:
        """Overwrite in another way where a different message would become the same one.

        A repeated message says who holds an address once; a different one says it again.
        """
        facts = isinstance(expected, tuple) and all(
            isinstance(one, Fact | Lookup) for one in expected
        )
        if facts:
            return kept
        places = [at for at, byte in enumerate(kept) if byte == FILLER]
        made = kept
        for number in range(1, 1 << min(len(places), 12)):
            name = blake2b(made, digest_size=16).digest()
            if self._written.get(name, key) == key:
                self._remember(self._written, name, key)
                return made
            other = bytearray(kept)
            for bit, at in enumerate(places[:12]):
                if number >> bit & 1:
                    other[at] = _OTHER
            if says(bytes(other)) == expected:
                made = bytes(other)
        return kept

    @staticmethod
    def _remember(table: OrderedDict[bytes, bytes], key: bytes, value: bytes) -> None:
        table[key] = value
        while len(table) > MOST_KNOWN:
            table.popitem(last=False)

    def segment(self, frame: Frame, connection: Connection, side: Side) -> None:
        """Hear of a segment before it is taken."""
        track = self._tracks.get(id(connection))
        if track is None:
            group = Group(connection, connection.protocol)
            track = self._tracks[id(connection)] = _Track(group, [])
            connection.client.taken = connection.server.taken = group.taken
            connection.client.arrived = connection.server.arrived = track.arrived
            connection.server.served = True
        place = self._keeps.here
        if place is None or not frame.payload or side.over:
            return
        self._keeps.want()
        begin = (frame.sequence + bool(frame.flags & _SYN)) % _WRAP
        track.spans[side.served].append((begin, len(frame.payload), place))

    def read(self, connection: Connection, exchange: Exchange) -> None:
        """Hear that messages of a connection may have been read."""
        track = self._tracks.get(id(connection))
        if track is None:
            return
        group = track.group
        if connection.protocol in TYPED:
            return  # all of it is tried at its end
        if connection.protocol is not None and connection.client.arrived is not None:
            connection.client.arrived = connection.server.arrived = None
            track.arrived.clear()
        if connection.protocol == "rtsp":
            self._frames_of_video(track)
        many = len(group.taken) > MOST_TAKEN or len(group) > MOST_BYTES
        if group.taken and (exchange.quiet or many):
            self._settle(track)
            group.taken.clear()
            group.protocol = connection.protocol
            self._prune(track, connection)

    def _frames_of_video(self, track: _Track) -> None:
        """Keep the four bytes before what is interleaved (RFC 2326 section 10.12), at once."""
        taken = track.group.taken
        while taken and taken[-1].data[:1] == b"$":
            one = taken.pop()
            self._put(track.spans[one.served], one.sequence, one.data[:4])

    def close(self, connection: Connection) -> None:
        """Hear that a connection is not followed any more."""
        track = self._tracks.pop(id(connection), None)
        if track is None:
            return
        for side in (connection.client, connection.server):
            if side.buffer:
                side.note(len(side.buffer))
            side.taken = side.arrived = None
        track.group.last = True
        if connection.protocol in TYPED:
            track.group.taken = track.arrived
        if track.group.taken:
            self._settle(track)

    def _settle(self, track: _Track) -> None:
        """Keep what the messages of a group are read by."""
        if track.group.connection.protocol is None:
            return
        group = replace(track.group, taken=[*track.group.taken])
        spans = {served: [*spans] for served, spans in track.spans.items()}
        self._do(len(group), lambda: self._group(group, spans))

    def _group(self, group: Group, spans: Spans) -> None:
        ports = f"{group.protocol} {group.connection.server.port} {group.last}"
        marks = "".join(f"{int(one.served)}{len(one.data)} " for one in group.taken)
        client, server = group.connection.client, group.connection.server
        ends = f"{client.endpoint.ip}|{server.endpoint.ip}|{client.begun}{server.begun}"
        data = group.data
        key = blake2b(f"{ports}|{marks}|{ends}".encode() + data, digest_size=16).digest()
        kept = self._known.get(key)
        if kept is None:
            kept = coded.blanked(self._blanker, group)
            self._remember(self._known, key, kept)
        for one, made in zip(group.taken, group.split(kept), strict=True):
            self._put(spans[one.served], one.sequence, made)

    def _put(self, spans: Sequence[tuple[int, int, int]], sequence: int, made: bytes) -> None:
        if made == filled(len(made)):
            return
        for begin, size, place in spans:
            offset = _apart(begin, sequence)
            first, last = max(offset, 0), min(offset + size, len(made))
            if first < last:
                self._keeps.put(place + first - offset, made[first:last])

    @staticmethod
    def _prune(track: _Track, connection: Connection) -> None:
        """Forget where bytes lie that were read."""
        for side in (connection.client, connection.server):
            at = side.position
            spans = track.spans[side.served]
            if at is not None and spans:
                spans[:] = [one for one in spans if _apart(one[0], at) + one[1] > 0]


def _apart(one: int, other: int) -> int:
    """Give how far a sequence number stands behind another one."""
    distance = (one - other) % _WRAP
    return distance - _WRAP if distance >= _WRAP // 2 else distance
