"""Logins inside a maker's own protocol over TCP: a question, a challenge perhaps, an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.errors import TruncatedError
from camaudit.protocols import baichuan, dvrip, sessionlogin, sofia

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camaudit.dissect.challenges import Challenges
    from camaudit.dissect.streams import Connection, Side
    from camaudit.model.login import Challenge, Login
    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk

MAX_MESSAGES = 64  # looked at on one side; a login comes early


@dataclass(slots=True, eq=False)
class Dialog:
    """Reads the logins of one connection; `repr` shows nothing of them."""

    connection: Connection
    challenges: Challenges = field(repr=False)
    _asked: list[tuple[Callable[[bytes | None], Login | None], Talk]] = field(
        default_factory=list, repr=False
    )
    _messages: int = 0
    _marked: bool = False

    def xiongmai(self, side: Side, talk: Talk) -> Iterator[tuple[Login, Talk]]:
        """Read one message over TCP 34567."""
        data = bytes(side.buffer)
        message = sofia.parse(data)
        self._take(side, message.size)
        if side is self.connection.client and message.message == sofia.ASKS:
            self._ask(lambda raw: sofia.login(message, sofia.parse(raw) if raw else None), talk)
        elif side is self.connection.server and message.message == sofia.ANSWERS:
            yield from self._answered(data)

    def dahua(self, side: Side, talk: Talk) -> Iterator[tuple[Login, Talk]]:
        """Read one message over TCP 37777."""
        data = bytes(side.buffer)
        message = dvrip.parse(data)
        self._take(side, message.size)
        if side is self.connection.client:
            if message.kind == "json":
                self._ask(
                    lambda raw: sessionlogin.dahua_login(
                        message.body, dvrip.parse(raw).body if raw else b"", self._find
                    ),
                    talk,
                )
            elif dvrip.is_login(message):
                known = self._find(dvrip.SCHEME, "")
                self._ask(
                    lambda raw: dvrip.login(message, dvrip.parse(raw) if raw else None, known), talk
                )
            return
        given = (
            sessionlogin.dahua_challenge(message.body)
            if message.kind == "json"
            else dvrip.challenge(message)
        )
        if message.kind != "other":
            yield from self._answered(data)
        self._remember(given)

    def baichuan(self, side: Side, talk: Talk) -> Iterator[Observation | tuple[Login, Talk]]:
        """Read one message over TCP 9000; the first of a server says that it speaks it."""
        data = bytes(side.buffer)
        if not side.begun and not data.startswith(baichuan.MAGIC):
            begin = data.find(baichuan.MAGIC)  # the capture began within a message
            half = next(size for size in (3, 2, 1, 0) if data.endswith(baichuan.MAGIC[:size]))
            side.consume(begin if begin >= 0 else len(data) - half)
            if begin < 0:
                raise TruncatedError("no Baichuan head yet")
            data = data[begin:]
        head = baichuan.parse(data)
        served = side is self.connection.server
        if served and not self._marked:
            self._marked = True  # a client speaks it as well: a phone, a recorder
            yield from baichuan.observations(head, talk)
        if head.message != baichuan.LOGIN:
            side.stop()
            return
        step = baichuan.step(head, data)
        self._take(side, head.begin + head.size)
        if served:
            yield from self._answered(data)
            self._remember(baichuan.challenge(step))
            return
        known = self._find(baichuan.SCHEME, "")

        def made(raw: bytes | None) -> Login | None:
            answer = baichuan.step(baichuan.parse(raw), raw) if raw else None
            return baichuan.login(step, answer, known)

        self._ask(made, talk)

    def rest(self) -> Iterator[tuple[Login, Talk]]:
        """Yield the logins whose answer was never seen."""
        for made, talk in self._asked:
            login = made(None)
            if login is not None:
                yield login, talk
        self._asked.clear()

    def _take(self, side: Side, size: int) -> None:
        side.consume(size)
        self._messages += 1
        if self._messages > 2 * MAX_MESSAGES:
            self.connection.client.stop()
            self.connection.server.stop()

    def _ask(self, made: Callable[[bytes | None], Login | None], talk: Talk) -> None:
        if len(self._asked) < MAX_MESSAGES:
            self._asked.append((made, talk))

    def _answered(self, raw: bytes) -> Iterator[tuple[Login, Talk]]:
        """Give the oldest question its answer."""
        if self._asked:
            made, talk = self._asked.pop(0)
            login = made(raw)
            if login is not None:
                yield login, talk

    def _find(self, scheme: str, session: str) -> dict[str, str]:
        ends = self.connection
        return self.challenges.find(ends.client.endpoint, ends.server.endpoint, scheme, session)

    def _remember(self, challenge: Challenge | None) -> None:
        if challenge is not None:
            ends = self.connection
            self.challenges.put(ends.client.endpoint, ends.server.endpoint, challenge)
