"""TCP streams put together within bounds (RFC 9293 section 3.4: sequence numbers wrap).

Each side keeps the bytes that no parser has taken yet, at most MAX_BUFFER. Segments that come
early wait, at most MAX_WAITING; when more come, the hole is given up and counted. Where bytes
arrive twice, the first ones stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from camaudit.model.ahead import ALL, FRAMED, HAND, HELD, SKIPPED

if TYPE_CHECKING:
    from camaudit.model.ahead import ReadsAhead
    from camaudit.model.endpoint import Endpoint, IPAddress
    from camaudit.model.frame import Frame
    from camaudit.model.observation import Seen

MAX_STREAMS = 4_096  # connections followed at a time
SPARE = 512  # of which so many are dropped where there is no room: those longest silent
MAX_BUFFER = 262_144  # bytes of one side that wait for a parser
MAX_WAITING = 64  # early segments of one side
MAX_HELD = 1 << 26  # bytes of all connections; beyond, those longest silent are dropped
MAX_SPARE = 1 << 20  # bytes from there on which nothing is kept back
_WRAP = 1 << 32
_FIN, _SYN, _RST = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Taken:
    """Bytes that a parser took, or that were dropped unread."""

    served: bool  # by the server
    sequence: int  # number of the first of them
    data: bytes = field(repr=False)
    seen: Seen
    ended: bool  # nothing came behind them
    given_up: bool = False  # dropped: what was missing before the next ones did not come


ConnectionKey = tuple["IPAddress", int, "IPAddress", int]


@dataclass(slots=True, eq=False)
class Side:
    """One direction of a connection."""

    endpoint: Endpoint
    port: int
    buffer: bytearray = field(default_factory=bytearray)
    seen: Seen | None = None  # where the first byte of the buffer came from
    ended: bool = False
    first: Seen | None = None  # where its first bytes came from
    lost: int = 0  # holes given up
    lost_at: Seen | None = None  # the first of them
    over: bool = False  # nothing more is wanted
    begun: bool = False  # its SYN was seen: what comes first is what was sent first
    spoke: bool = False  # it sent bytes
    worth: int = 0  # bytes that the buffer must have before a parser looks again
    _next: int | None = None  # sequence number of the next byte
    _skip: int = 0  # bytes to pass over
    _waiting: dict[int, tuple[bytes, Seen]] = field(default_factory=dict)
    _early: int = 0  # bytes of the segments that wait
    key: int = 0  # under which it is read ahead of
    spoke_at: int = 0  # number of its last frame
    taken: list[Taken] | None = field(default=None, repr=False)  # by whom the frames are kept
    arrived: list[Taken] | None = field(default=None, repr=False)  # by whom they are kept as well
    served: bool = False  # it is the server; said where `taken` is wanted

    @property
    def position(self) -> int | None:
        """Give the sequence number of the first byte that was not taken."""
        return None if self._next is None else (self._next - len(self.buffer)) % _WRAP

    def note(self, size: int, *, given_up: bool = False) -> None:
        """Note bytes at the beginning of the buffer that are taken, for who keeps frames."""
        position = self.position
        if self.taken is not None and size and position is not None and self.seen is not None:
            data = bytes(self.buffer[:size])
            self.taken.append(Taken(self.served, position, data, self.seen, self.ended, given_up))

    @property
    def holes(self) -> bool:
        """Tell whether something that was sent is missing so far."""
        return bool(self.lost or self._waiting)

    def waits(self, *, framed: bool) -> tuple[int, int, int]:
        """Tell what is waited for, as `Follower.waits` does; framed: its frames begin with `$`."""
        if self._next is None or not self.spoke:
            return (HELD, self._next, 0) if self._next is not None and self.fresh else (HAND, 0, 0)
        if self.over:
            return ALL, 0, 0
        if self.buffer or self._waiting or not (framed or self._skip):
            return HAND, 0, 0
        return FRAMED if framed else SKIPPED, self._next, self._skip

    @property
    def fresh(self) -> bool:
        """Tell whether it was opened, and nothing else came of it so far."""
        return self.begun and not (self.spoke or self.ended or self.over or self._waiting)

    def passed(self, size: int, first: Seen, *, over: bool) -> None:
        """Take it that so many bytes came in order, were read, and that it ended then."""
        self._next = ((self._next or 0) + size) % _WRAP
        self.first, self.spoke, self.ended = first, True, True
        if over:
            self.stop()

    def went_on(self, spoke: int, following: int | None, skip: int) -> None:
        """Take it that segments came up to a byte, and were skipped."""
        self.spoke_at = max(self.spoke_at, spoke)
        if following is not None:
            self._next = following
            self._skip = skip

    def take(self, frame: Frame, seen: Seen) -> bool:
        """Put a segment in its place; tell whether the buffer grew or the side ended."""
        self.spoke_at = frame.number
        sequence = frame.sequence
        if frame.flags & _SYN:
            self._next = (sequence + 1) % _WRAP
            sequence = self._next
            self.begun = True
        if self._next is None:
            self._next = sequence
        grew = False
        if frame.payload and not self.spoke:
            self.spoke = True
            self.first = seen
        if frame.payload and not self.over:
            grew = self._place(sequence, frame.payload, seen)
            if frame.cut:
                self._lose(seen)
                self.over = True
        if frame.flags & (_FIN | _RST):
            self.ended = True
            grew = True
        return grew

    @property
    def held(self) -> int:
        """Tell how many bytes wait, for a parser or for those before them."""
        return len(self.buffer) + self._early

    @property
    def heard(self) -> bool:
        """Tell whether anything of this side was recorded."""
        return self._next is not None

    def _place(self, sequence: int, payload: bytes, seen: Seen) -> bool:
        ahead = self._ahead(sequence)
        if ahead > 0:
            if sequence not in self._waiting:
                self._waiting[sequence] = payload, seen
                self._early += len(payload)
            if len(self._waiting) <= MAX_WAITING:
                return False
            # The hole will not be filled: go on behind it, with whatever a parser makes of it.
            self._lose(seen)
            self.note(len(self.buffer), given_up=True)
            self.buffer.clear()
            self._skip = 0
            self._next = min(self._waiting, key=self._ahead)
        else:
            self._append(payload[-ahead:] if ahead else payload, seen)
        self._drain()
        return True

    def _ahead(self, sequence: int) -> int:
        distance = (sequence - (self._next or 0)) % _WRAP
        return distance - _WRAP if distance >= _WRAP // 2 else distance

    def _drain(self) -> None:
        while self._waiting:
            nearest = min(self._waiting, key=self._ahead)
            ahead = self._ahead(nearest)
            if ahead > 0:
                return
            payload, seen = self._waiting.pop(nearest)
            self._early -= len(payload)
            if -ahead < len(payload):
                self._append(payload[-ahead:] if ahead else payload, seen)

    def _append(self, payload: bytes, seen: Seen) -> None:
        self._next = ((self._next or 0) + len(payload)) % _WRAP
        passed = min(self._skip, len(payload))
        self._skip -= passed
        rest = payload[passed:]
        if not rest:
            return
        if not self.buffer:
            self.seen = seen
        self.buffer += rest
        if self.arrived is not None:
            at = (self._next - len(rest)) % _WRAP
            self.arrived.append(Taken(self.served, at, rest, seen, self.ended))
        if len(self.buffer) > MAX_BUFFER:
            self._lose(seen)
            self.stop()

    def _lose(self, seen: Seen) -> None:
        self.lost += 1
        self.lost_at = self.lost_at or seen

    def consume(self, size: int, seen: Seen | None = None) -> None:
        """Drop the bytes that a parser took; what has not come yet is passed over."""
        self.worth = 0
        have = min(size, len(self.buffer))
        self.note(have)
        del self.buffer[:have]
        self._skip += size - have
        self.seen = seen or self.seen

    def stop(self) -> None:
        """Take no more of this side."""
        self.over = True
        self.note(len(self.buffer))
        self.buffer.clear()
        self._waiting.clear()
        self._early = 0


@dataclass(slots=True, eq=False)
class Connection:
    """Both directions. The client is who sent SYN, else whose port is the higher one."""

    client: Side
    server: Side
    protocol: str | None = None  # once its first bytes are known
    asked: int = 0  # bytes of the questions that wait for their answers
    weighed: int = 0  # bytes that it held when it was last looked at

    @property
    def one_sided(self) -> bool:
        """Tell whether the other side must have spoken and was not recorded.

        A side speaks after its SYN was answered; a server sends SYN as an answer.
        """
        client, server = self.client, self.server
        unheard_server = client.begun and client.spoke and not server.heard
        return unheard_server or (server.begun and not client.heard)

    def side(self, ip: IPAddress | None, port: int) -> Side:
        """Give the side that sends from an address and a port."""
        same = self.client.endpoint.ip == ip and self.client.port == port
        return self.client if same else self.server


class Streams:
    """The connections followed at a time."""

    def __init__(self) -> None:
        self._open: dict[ConnectionKey, Connection] = {}
        self._held = 0  # bytes, of those that are open
        self._ahead: ReadsAhead | None = None
        self._sides: dict[int, Side] = {}  # that are read ahead of

    def look_ahead(self, reader: ReadsAhead) -> None:
        """Hear who reads ahead."""
        self._ahead = reader

    @property
    def is_full(self) -> bool:
        """Tell whether there is no room for one more, or for more bytes."""
        return len(self._open) >= MAX_STREAMS or self._held > MAX_HELD - MAX_SPARE

    def side_of(self, frame: Frame) -> tuple[Connection, Side] | None:
        """Give the side that sent a frame, where it is followed."""
        assert frame.source is not None  # noqa: S101 - TCP has addresses
        assert frame.target is not None  # noqa: S101 - TCP has addresses
        here = (frame.source, frame.source_port, frame.target, frame.target_port)
        there = (frame.target, frame.target_port, frame.source, frame.source_port)
        found = self._open.get(there) or self._open.get(here)
        return None if found is None else (found, found.side(*here[:2]))

    def know(self, key: int, side: Side) -> None:
        """Note under which key a side is read ahead of."""
        if side.key != key:
            self._sides.pop(side.key, None)
            side.key = key
        self._sides[key] = side

    def known(self, key: int) -> Side | None:
        """Give the side that is read ahead of under a key."""
        return self._sides.get(key)

    def _forget(self, connection: Connection) -> None:
        self._held -= connection.weighed
        for side in (connection.client, connection.server):
            if side.key and self._sides.get(side.key) is side:
                del self._sides[side.key]
                if self._ahead is not None:
                    self._ahead.forget(side.key)

    def _silent(self) -> list[tuple[int, ConnectionKey]]:
        """Give the open connections with the number of their last frame, the earliest first."""

        def last(side: Side) -> int:
            if self._ahead is None or not side.key:
                return side.spoke_at
            return max(side.spoke_at, self._ahead.spoke(side.key))

        return sorted(
            ((max(last(one.client), last(one.server)), key) for key, one in self._open.items()),
            key=itemgetter(0),
        )

    def connection(
        self, frame: Frame, sender: Endpoint, receiver: Endpoint
    ) -> tuple[Connection, list[Connection]]:
        """Give the connection of a frame, and those that had to go for it."""
        assert frame.source is not None  # noqa: S101 - TCP has addresses
        assert frame.target is not None  # noqa: S101 - TCP has addresses
        here = (frame.source, frame.source_port, frame.target, frame.target_port)
        there = (frame.target, frame.target_port, frame.source, frame.source_port)
        key = there if there in self._open else here
        found = self._open.get(key)
        gone: list[Connection] = []
        opens = frame.flags & (_SYN | 0x10) == _SYN
        if (
            found is not None
            and opens
            and found.side(*here[:2]).buffer == b""
            and (found.client.ended or found.server.ended)
        ):
            gone.append(self._open.pop(key))  # the ports are used again
            found = None
        if found is None:
            sends, receives = Side(sender, frame.source_port), Side(receiver, frame.target_port)
            answers = frame.flags & (_SYN | 0x10) == _SYN | 0x10
            from_server = answers or (not opens and frame.source_port < frame.target_port)
            found = Connection(receives, sends) if from_server else Connection(sends, receives)
            if len(self._open) >= MAX_STREAMS:
                gone += [self._open.pop(silent) for _, silent in self._silent()[:SPARE]]
            self._open[key] = found
        elif found.side(*here[:2]).endpoint != sender and sender.mac is not None:
            found.side(*here[:2]).endpoint = sender
        for one in gone:
            self._forget(one)
        return found, gone

    def weigh(self, connection: Connection) -> list[Connection]:
        """Note what an open connection holds now; give those that have to go for it."""
        now = connection.client.held + connection.server.held + connection.asked
        self._held += now - connection.weighed
        connection.weighed = now
        gone: list[Connection] = []
        silent = self._silent() if self._held > MAX_HELD else []
        for _, key in silent:
            if self._held <= MAX_HELD:
                break
            oldest = self._open.pop(key)
            self._forget(oldest)
            gone.append(oldest)
        return gone

    def rest(self) -> list[Connection]:
        """Give the connections that are still open, and forget them."""
        left = list(self._open.values())
        self._open.clear()
        self._held = 0
        return left
