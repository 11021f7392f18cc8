"""Messages of one connection, read again by themselves, to see what would be said of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.dissect.challenges import Challenges
from camaudit.dissect.exchanges import Exchange
from camaudit.dissect.streams import Connection, Side

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from camaudit.dissect.streams import Taken

# Two speak in turns there, and one says nothing of himself: where it ends makes no difference.
TYPED = frozenset({"ftp", "smtp", "telnet"})


@dataclass(slots=True)
class Group:
    """Messages that are read together: questions and the answers to them."""

    connection: Connection
    protocol: str | None  # as far as it was known before the first of them
    last: bool = False  # the connection ends with them
    taken: list[Taken] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(len(one.data) for one in self.taken)

    @property
    def data(self) -> bytes:
        """Give all their bytes."""
        return b"".join(one.data for one in self.taken)

    def split(self, data: bytes) -> list[bytes]:
        """Divide bytes of the same length into the messages."""
        made, at = [], 0
        for one in self.taken:
            made.append(data[at : at + len(one.data)])
            at += len(one.data)
        return made

    def said(self, messages: Sequence[bytes]) -> Hashable:
        """Tell what is said of messages in place of these; logins are left to the judge.

        Output: something to be compared: observations, complaints, and where messages end.
        """
        client, server = (
            Side(side.endpoint, side.port, begun=side.begun, spoke=True)
            for side in (self.connection.client, self.connection.server)
        )
        connection = Connection(client, server, protocol=self.protocol)
        said: list[Hashable] = []
        exchange = Exchange(
            connection,
            lambda protocol, _: said.append(protocol),
            Challenges(),
            lambda what, _: said.append(what),
            lambda _: True,
        )
        for one, data in zip(self.taken, messages, strict=True):
            side = server if one.served else client
            if side.over:
                said.append("over")
                continue
            side.seen = side.seen if side.buffer else one.seen
            side.first = side.first or one.seen
            side.buffer += data
            side.ended = one.ended
            said += [each for each in exchange.read() if not isinstance(each, tuple)]
            if not exchange.typing:
                said.append((client.over, server.over))
            if connection.protocol not in TYPED:
                said.append((len(client.buffer), len(server.buffer)))
            if one.given_up:
                side.buffer.clear()
        if self.last:
            said += [each for each in exchange.read(last=True) if not isinstance(each, tuple)]
        said.append(connection.protocol)
        return tuple(said)
