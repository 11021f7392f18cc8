"""Logins in HTTP and RTSP: what a request carries, and what was given to one that carries none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.login import Login
from camaudit.model.observation import LoginOutcome
from camaudit.protocols import http, onvif, openness, rtsp, sessionlogin, weblogin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camaudit.dissect.challenges import Challenges
    from camaudit.dissect.streams import Connection


@dataclass(slots=True, eq=False)
class WebLogins:
    """Reads the logins of one connection."""

    connection: Connection
    challenges: Challenges = field(repr=False)
    malformed: Callable[[str], None] = field(repr=False)
    _shown: bool = False  # a login was shown or asked for: what follows may rest on it

    def of_http(
        self, request: http.Request, response: http.Response | None, answer: onvif.Soap | None
    ) -> Iterator[Login]:
        """Yield the logins of one exchange, or what was given without one.

        Input: response and answer are None where they were not seen.
        """
        status = response.status if response is not None else None
        found = [*http.logins(request, status), *weblogin.logins(request, response)]
        asked = self._soap(request) if b"Envelope" in request.body[:2048] else None
        if asked is not None and asked.token is not None:
            found += onvif.logins(asked, onvif.outcome(status, answer))
        second = sessionlogin.login(request, response, self._find)
        found += [second] if second is not None else []
        if response is not None:
            self._remember(request, response)
        self._shown = self._shown or bool(found) or status in {401, 403}
        yield from found
        if response is None or self._shown:
            return
        given = openness.of_http(request, response)
        if given is None and asked is not None:
            given = openness.of_onvif(request, asked, answer)
        if given is not None:
            yield _nothing_asked(given)

    def of_rtsp(self, request: rtsp.Request, response: rtsp.Response | None) -> Iterator[Login]:
        """Yield the logins of one exchange over RTSP, or what was given without one."""
        status = response.status if response is not None else None
        found = list(rtsp.logins(request, status))
        self._shown = self._shown or bool(found) or status in {401, 403}
        yield from found
        given = openness.of_rtsp(request, response) if response is not None else None
        if given is not None and not self._shown:
            yield _nothing_asked(given)

    def _soap(self, request: http.Request) -> onvif.Soap | None:
        try:
            return onvif.parse(request.body)
        except MalformedError:
            if b"UsernameToken" in request.body:
                self.malformed("onvif")
            return None

    def _remember(self, request: http.Request, response: http.Response) -> None:
        given = sessionlogin.challenge(request, response)
        if given is not None:
            ends = self.connection
            self.challenges.put(ends.client.endpoint, ends.server.endpoint, given)

    def _find(self, scheme: str, session: str) -> dict[str, str]:
        ends = self.connection
        return self.challenges.find(ends.client.endpoint, ends.server.endpoint, scheme, session)


def _nothing_asked(scheme: str) -> Login:
    return Login(scheme, in_clear=False, outcome=LoginOutcome.NOT_ASKED, parameters={})
