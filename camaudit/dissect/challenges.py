"""Challenges that wait for their answers: by client and server, whatever the connection.

A browser asks over one connection and answers over another. The table is bounded, and what it
holds is gone with it: of a challenge nothing is kept or written.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.endpoint import Endpoint
    from camaudit.model.login import Challenge

MAX_PAIRS = 4_096  # of client, server and scheme; the one longest unused goes first
MAX_SESSIONS = 8  # challenges of one pair


class Challenges:
    """Remembers what devices gave their clients to answer."""

    def __init__(self) -> None:
        self._given: OrderedDict[tuple[str, str, str], deque[Challenge]] = OrderedDict()
        self.count = 0  # so far

    def __repr__(self) -> str:
        return f"<Challenges of {len(self._given)} pairs>"

    @staticmethod
    def _key(client: Endpoint, server: Endpoint, scheme: str) -> tuple[str, str, str]:
        # On loopback the port of a client is another one with every connection.
        return str(client.ip), f"{server.ip} {server.service or ''}", scheme

    def put(self, client: Endpoint, server: Endpoint, challenge: Challenge) -> None:
        """Remember a challenge."""
        self.count += 1
        key = self._key(client, server, challenge.scheme)
        waiting = self._given.setdefault(key, deque(maxlen=MAX_SESSIONS))
        waiting.append(challenge)
        self._given.move_to_end(key)
        while len(self._given) > MAX_PAIRS:
            self._given.popitem(last=False)

    def find(
        self, client: Endpoint, server: Endpoint, scheme: str, session: str = ""
    ) -> dict[str, str]:
        """Give the parameters of the newest challenge of a session; empty where none was seen.

        Input: session: where an answer names none, the newest of all is meant.
        """
        waiting = self._given.get(self._key(client, server, scheme), ())
        for one in reversed(waiting):
            if not session or one.session == session:
                return one.reveal()
        return {}
