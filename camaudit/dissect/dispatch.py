"""One frame in, observations out: which parser reads it, and who is meant."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from camaudit.dissect import remarks
from camaudit.dissect.challenges import Challenges
from camaudit.dissect.datagrams import SIGNS, datagram_protocol
from camaudit.dissect.exchanges import Exchange
from camaudit.dissect.hellos import Hellos
from camaudit.dissect.ledger import Ledger
from camaudit.dissect.neighbours import Neighbours
from camaudit.dissect.readers import LINK, NEIGHBOURS, READERS
from camaudit.dissect.repeats import Repeats
from camaudit.dissect.streams import Connection, Streams
from camaudit.dissect.whole import Wholes
from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.ahead import HAND
from camaudit.model.coverage import Circumstance, Note
from camaudit.model.endpoint import is_multicast_mac
from camaudit.model.frame import UNROUTED
from camaudit.model.observation import Reason, Seen, Shortfall
from camaudit.model.talk import Talk
from camaudit.protocols import mld, quic, snmp

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from camaudit.model.ahead import ReadsAhead, Whole
    from camaudit.model.endpoint import Endpoint, Endpoints
    from camaudit.model.frame import Frame
    from camaudit.model.keeping import Keeps
    from camaudit.model.login import Login, LoginJudge
    from camaudit.model.observation import LoginSeen, Observation

_IGMP, _TCP, _UDP, _ICMPV6 = 2, 6, 17, 58
MAX_UNPACKED = 1 << 24  # bytes of one source that came of next to none and are read
_NO_MAC = "00:00:00:00:00:00"


class Reader:
    """Reads the frames of one source in their order."""

    signs = SIGNS

    def __init__(
        self,
        judge: LoginJudge | None,
        endpoints: Endpoints,
        source: str,
        place: Callable[[int], tuple[str, str]] | None = None,
    ) -> None:
        """Read for one source; `place` gives the source and the place of a frame by other words."""
        self._place = place
        self._judge = judge
        self.judged_before = False  # logins were, by who wrote the file: nothing of them is left
        self._ledger: Ledger | None = None
        self._endpoints = endpoints
        self._source = source
        self._streams = Streams()
        self._exchanges: dict[Connection, Exchange] = {}
        self._challenges = Challenges()
        self._repeats = Repeats()
        self._wholes = Wholes()
        self._waiting: list[Observation] = []  # what whole connections said
        self._logins = 0
        self._ahead: ReadsAhead | None = None
        self._neighbours = Neighbours()
        self._hellos = Hellos(self._half_hello)
        self._short: Counter[tuple[str, Reason, str]] = Counter()  # by source
        self._first: dict[tuple[str, Reason, str], str] = {}
        self._unpacked = 0  # bytes, beyond what bodies usually unpack to
        self._one_sided = 0  # connections
        self.one_sided_from: Seen | None = None  # the first of them

    def waits(self, frame: Frame, key: int) -> tuple[int, int, int]:
        """Tell what is waited for of the side that sent a segment, as `Follower.waits`."""
        found = self._streams.side_of(frame)
        if found is None:
            return HAND, 0, 0
        connection, side = found
        self._streams.know(key, side)
        return side.waits(framed=connection.protocol == "rtsp")

    def went_on(self, key: int, spoke: int, following: int | None, skip: int) -> None:
        """Hear how far a stream went on since, as `Follower.went_on`."""
        side = self._streams.known(key)
        if side is not None:
            side.went_on(spoke, following, skip)

    def look_ahead(self, reader: ReadsAhead) -> None:
        """Hear who reads ahead, as `Follower.look_ahead`."""
        self._ahead = reader
        self._streams.look_ahead(reader)

    def whole(self, talk: Whole, last: Frame) -> None:
        """Read a connection that was held, as `Follower.whole`; what it says comes later."""
        found = self._streams.side_of(last)
        assert found is not None  # noqa: S101 - it was opened, and let go before it was forgotten
        connection, side = found
        said = self._wholes.again(talk, connection, self._seen_at)
        if said is not None:
            self._waiting += said
            side.spoke_at = last.number
            return
        key = self._wholes.key(talk, connection)
        before = self._doubts()
        said = []
        for frame in (*talk.frames(), last):
            said += self._frame(frame)
        self._waiting += said
        exchange = self._exchanges.get(connection)
        if exchange is not None and exchange.idle and self._doubts() == before:
            self._wholes.learn(talk, connection, key, said, self._seen_at)

    def _doubts(self) -> tuple[int, ...]:
        """Count what a connection that only says facts does not have."""
        short = self._short.total()
        return short, self._logins, self._challenges.count, self._unpacked, self._one_sided

    def told(self, text: str, at: float, source: str, place: str) -> Iterator[LoginSeen]:
        """Take a remark of a capture that camaudit wrote: a verdict on a login.

        Input: at: Unix seconds of its frame.
        """
        seen = Seen(at, source, place)
        if not text.startswith(remarks.MARK) or self._judge is None:
            return
        try:
            login = remarks.read(text, seen, self._endpoints)
        except MalformedError as error:
            self._note(Reason.MALFORMED, str(error), seen)
            return
        if login.defaults:
            known = tuple(one for one in login.defaults if self._judge.knows(one))
            if known != login.defaults:
                self._note(Reason.NOT_RECOGNISED, "verdict by a default that no rule names", seen)
                login = replace(login, defaults=known)
        if self._ledger is not None:
            self._ledger.verdict(login)
        yield login

    def number_by(self, places: Callable[[int], tuple[str, str]]) -> None:
        """Hear who knows file and place of a frame: a recording may have several files."""
        self._place = places

    def keep(self, keeps: Keeps, *, later: bool = False) -> None:
        """Tell somebody who keeps the frames what of them stays; later: at the end."""
        self._ledger = Ledger(keeps, later=later)
        self._hellos.over = self._ledger.hello

    def read(self, frame: Frame) -> Iterator[Observation]:
        """Yield what one frame says, or completes; and what was said by whole connections."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            yield from waiting
        yield from self._frame(frame)

    def _frame(self, frame: Frame) -> Iterator[Observation]:
        if frame.protocol == _TCP:
            yield from self._segment(frame)
        elif (protocol := self._protocol(frame)) == "quic":
            yield from self._hello(frame)
        elif protocol is not None:
            yield from self._datagram(protocol, frame)

    @staticmethod
    def _protocol(frame: Frame) -> str | None:
        if frame.source is None and frame.ethertype in LINK:
            return LINK[frame.ethertype]
        if frame.protocol == _IGMP:
            return "igmp" if frame.payload else None
        if frame.protocol == _ICMPV6:
            kind = frame.payload[0] if frame.payload else 0
            if kind in mld.KINDS:
                return "mld"
            return "nd" if 133 <= kind <= 137 else None
        return datagram_protocol(frame) if frame.protocol == _UDP and frame.payload else None

    def _ends(self, frame: Frame) -> tuple[Endpoint, Endpoint]:
        """Give both ends. Routed frames carry a router's MAC, so theirs is left out."""
        mac = None if frame.source_mac == _NO_MAC else frame.source_mac
        if mac is not None and is_multicast_mac(mac):
            mac = None
        ip, target = frame.source, frame.target
        if ip is not None and target is not None:
            shared = target.is_multicast or (
                frame.target_mac is not None and is_multicast_mac(frame.target_mac)
            )
            if not shared and frame.hops not in UNROUTED:
                mac = None
            if ip.is_unspecified:
                ip = None
        here = frame.source_port if ip is not None and ip.is_loopback else None
        there = frame.target_port if target is not None and target.is_loopback else None
        return self._endpoints.get(mac, ip, here), self._endpoints.get(None, target, there)

    def _seen(self, frame: Frame) -> Seen:
        return self._seen_at(frame.number, frame.at)

    def _seen_at(self, number: int, at: float) -> Seen:
        if self._place is not None:
            return Seen(at, *self._place(number))
        return Seen(at, self._source, f"frame {number}")

    def _datagram(self, protocol: str, frame: Frame) -> Iterator[Observation]:
        sender, receiver = self._ends(frame)
        key = self._repeats.key(
            f"{sender.mac}|{sender.ip}|{receiver.ip}|{frame.source_port}", frame.payload
        )
        talk = self._talk(frame, sender, receiver)
        if self._ledger is not None:
            self._ledger.datagram(
                protocol, key, frame, lambda payload: self._says(protocol, payload, frame, talk)
            )
        if self._repeats.again(key, frame.at):
            return
        seen = talk.seen
        try:
            said = tuple(READERS[protocol](frame.payload, talk))
        except TruncatedError:
            self._note(Reason.TRUNCATED if frame.cut else Reason.MALFORMED, protocol, seen)
            return
        except MalformedError:
            self._note(Reason.MALFORMED, protocol, seen)
            return
        if protocol == "snmp":
            yield from self._judged(self._communities(frame.payload, talk))
        if protocol in NEIGHBOURS:
            self._neighbours.add(NEIGHBOURS[protocol](frame.payload), talk)
        yield from said
        yield from self._repeats.learn(key, said, frame.at)

    def _says(self, protocol: str, payload: bytes, frame: Frame, talk: Talk) -> Hashable:
        """Tell what would be said of a payload in place of the one of a frame."""
        if self._protocol(frame._replace(payload=payload)) != protocol:
            return None
        try:
            said = tuple(READERS[protocol](payload, talk))
            if protocol in NEIGHBOURS:
                return said, NEIGHBOURS[protocol](payload)
        except MalformedError as error:
            return type(error).__name__
        return said

    @staticmethod
    def _communities(payload: bytes, talk: Talk) -> Iterator[tuple[Login, Talk]]:
        back = Talk(talk.receiver, talk.receiver_port, talk.sender, talk.sender_port, talk.seen)
        for login in snmp.logins(snmp.parse(payload)):
            yield login, back

    def _talk(self, frame: Frame, sender: Endpoint, receiver: Endpoint) -> Talk:
        ports = (frame.source_port, frame.target_port) if frame.protocol == _UDP else (None, None)
        return Talk(sender, ports[0], receiver, ports[1], self._seen(frame))

    def _hello(self, frame: Frame) -> Iterator[Observation]:
        """Take a packet of a QUIC client: its hello may need several."""
        talk = self._talk(frame, *self._ends(frame))
        if quic.is_draft(frame.payload):
            self._keep_hello(frame)
            self._note(Reason.NOT_RECOGNISED, "quic of a draft version", talk.seen)
            return
        try:
            try:
                packet = quic.parse(frame.payload)
            except MalformedError:
                self._keep_hello(frame)
                raise
            ledger = self._ledger
            kept = None if ledger is None else partial(ledger.packet, frame.payload)
            yield from self._hellos.add(packet, talk, kept)
        except TruncatedError:
            self._note(Reason.TRUNCATED if frame.cut else Reason.MALFORMED, "quic", talk.seen)
        except MalformedError:
            self._malformed("quic", talk.seen)

    def _keep_hello(self, frame: Frame) -> None:
        """Keep what a packet is taken by that is not read any further."""

        def says(payload: bytes) -> Hashable:
            if self._protocol(frame._replace(payload=payload)) != "quic":
                return None
            if quic.is_draft(payload):
                return True
            try:
                quic.parse(payload)
            except MalformedError as error:
                return type(error).__name__
            return False

        if self._ledger is not None:
            key = self._repeats.key("quic", frame.payload)
            self._ledger.datagram("quic", key, frame, says)

    def _half_hello(self, seen: Seen) -> None:
        self._note(Reason.TRUNCATED, "quic", seen)

    def _segment(self, frame: Frame) -> Iterator[Observation]:
        if frame.source is None or frame.target is None:
            return
        if self._streams.is_full:  # whoever has to go is read first
            yield from self._let_go()
        sender, receiver = self._ends(frame)
        connection, gone = self._streams.connection(frame, sender, receiver)
        if gone:  # what ends now may answer what is held
            yield from self._let_go()
        for one in gone:
            yield from self._close(one)
        side = connection.side(frame.source, frame.source_port)
        seen = self._seen(frame)
        if self._ledger is not None:
            self._ledger.segment(frame, connection, side)
        if not side.take(frame, seen):
            yield from self._weigh(connection, seen)
            return
        exchange = self._exchanges.get(connection)
        if exchange is None:
            exchange = self._exchanges[connection] = Exchange(
                connection, self._malformed, self._challenges, self._bound, self._afford
            )
        yield from self._judged(exchange.read())
        if self._ledger is not None:
            self._ledger.read(connection, exchange)
        yield from self._weigh(connection, seen)

    def _let_go(self) -> Iterator[Observation]:
        """Read what is held back so far."""
        for held in () if self._ahead is None else self._ahead.let_go():
            yield from self._segment(held)

    def _weigh(self, connection: Connection, seen: Seen) -> Iterator[Observation]:
        for gone in self._streams.weigh(connection):
            self._note(Reason.BOUND, "TCP streams", seen)
            yield from self._close(gone)

    def _close(self, connection: Connection) -> Iterator[Observation]:
        for side in (connection.client, connection.server):
            if side.lost:
                where = side.lost_at or Seen(0.0, self._source, "")
                self._note(Reason.STREAM_GAP, "TCP stream", where, side.lost)
        if connection.one_sided:
            heard = connection.client if connection.client.heard else connection.server
            self._one_sided += 1
            self.one_sided_from = self.one_sided_from or heard.first
        exchange = self._exchanges.pop(connection, None)
        if exchange is not None:
            yield from self._judged(exchange.read(last=True))
        if self._ledger is not None:
            self._ledger.close(connection)

    def _judged(self, said: Iterator[Observation | tuple[Login, Talk]]) -> Iterator[Observation]:
        """Pass observations on; a login goes to the judge, and only its verdict leaves."""
        for one in said:
            if not isinstance(one, tuple):
                yield one
                continue
            self._logins += 1
            if self._judge is not None and not self.judged_before:
                login, talk = one
                verdict = self._judge.judge(
                    login, talk.receiver, talk.sender, talk.receiver_port, talk.seen
                )
                if self._ledger is not None:
                    self._ledger.verdict(verdict)
                yield verdict

    def _malformed(self, protocol: str, seen: Seen) -> None:
        self._note(Reason.MALFORMED, protocol, seen)

    def _bound(self, what: str, seen: Seen) -> None:
        self._note(Reason.BOUND, what, seen)

    def _afford(self, packed: int) -> bool:
        """Take note of bytes that came of next to none; tell whether that was not too many."""
        self._unpacked += packed
        return not packed or self._unpacked <= MAX_UNPACKED

    def _note(self, reason: Reason, what: str, seen: Seen, count: int = 1) -> None:
        key = seen.source, reason, what
        self._short[key] += count
        # Connections that were held are read late. Places of one source differ in a number only.
        self._first[key] = min(self._first.get(key, seen.place), seen.place, key=_numbered)

    def finish(self) -> Iterator[Observation]:
        """Yield what the open connections still hold, and the counts of repeats."""
        yield from self._waiting
        self._waiting = []
        for connection in self._streams.rest():
            yield from self._close(connection)
        yield from self._neighbours.attachments()
        self._hellos.rest()
        if self._ledger is not None:
            self._ledger.rest()
        yield from self._repeats.flush()

    def notes(self) -> list[Note]:
        """Tell what was noticed of how the source was recorded."""
        if not self._one_sided:
            return []
        place = self.one_sided_from.place if self.one_sided_from else ""
        return [
            Note(
                what=Circumstance.ONE_SIDED,
                about=None,
                sender=None,
                count=self._one_sided,
                place=place,
            )
        ]

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read, by protocol."""
        return sorted(
            Shortfall(source, reason, what, count, self._first[source, reason, what])
            for (source, reason, what), count in self._short.items()
        )


def _numbered(place: str) -> tuple[int, str]:
    return len(place), place
