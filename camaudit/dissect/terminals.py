"""Logins typed in lines: FTP and Telnet. What is typed may come back as an echo: no fact of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.model.observation import LoginOutcome
from camaudit.protocols import ftp, telnet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.dissect.streams import Side
    from camaudit.model.login import Login

MAX_TYPED = 2_048  # bytes of either side that a login may take


@dataclass(slots=True, eq=False)
class Terminal:
    """Reads the first login of one connection; `repr` shows nothing of it."""

    banner: telnet.Banner | None  # None: FTP
    client: Side = field(repr=False)
    server: Side = field(repr=False)
    _typed: bytearray = field(default_factory=bytearray, repr=False)
    _shown: list[bytearray] = field(default_factory=list, repr=False)  # behind each line typed

    def read(self, side: Side, *, last: bool) -> Iterator[Login]:
        """Take what one side sent; yield the login once its answer is known, or at the end."""
        data = bytes(side.buffer)
        side.consume(len(data))
        if side is self.client:
            self._typed += data
            lines = self._lines()
            while len(self._shown) < min(lines, 64):
                self._shown.append(bytearray())
        elif self._shown:
            self._shown[-1] += data[:MAX_TYPED]
        over = last or self._long()
        login = self._login()
        if login is not None and (over or login.outcome is not LoginOutcome.UNSEEN):
            self._typed.clear()
            yield login
            over = True
        if over:
            self.client.stop()
            self.server.stop()

    def rest(self) -> Iterator[Login]:
        """Yield the login whose answer was never seen."""
        login = self._login()
        if login is not None:
            yield login
        self._typed.clear()

    def _lines(self) -> int:
        text = telnet.typed(self._typed)
        return max(text.count(b"\n"), text.count(b"\r"))

    def _long(self) -> bool:
        return len(self._typed) + sum(map(len, self._shown)) > 2 * MAX_TYPED

    def _login(self) -> Login | None:
        typed = bytes(self._typed)
        if self.banner is not None:
            return telnet.login(self.banner, typed, [bytes(one) for one in self._shown])
        lines = typed.splitlines()
        asked = next((at for at, one in enumerate(lines) if one[:5].upper() == b"PASS "), None)
        behind = self._shown[asked:] if asked is not None else []
        return ftp.login(typed, b"".join(behind))
