"""A login that was seen, compared with the documented factory defaults; the verdict alone stays.

Only the defaults of the user name that was seen are compared; none is changed or combined, and
there is no list to guess from. Nothing of the login is kept, stored or written to a log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.credentials.schemes import (
    digest_algorithm,
    digest_response,
    digest_user,
    same,
    username_token,
)
from camaudit.model.observation import LoginSeen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.model.endpoint import Endpoint
    from camaudit.model.login import Login
    from camaudit.model.observation import Seen
    from camaudit.rulebook.types import Default


class Judge:
    """Knows the documented defaults; satisfies model.login.LoginJudge."""

    def __init__(self, defaults: Sequence[Default]) -> None:
        self._defaults = tuple(sorted(defaults, key=lambda default: default.id))

    def __repr__(self) -> str:
        return f"<Judge of {len(self._defaults)} defaults>"

    def judge(
        self, login: Login, about: Endpoint, client: Endpoint, port: int | None, seen: Seen
    ) -> LoginSeen:
        """Compare one login with every documented default of its user name."""
        return LoginSeen(
            about=about,
            client=client,
            port=port,
            scheme=login.scheme,
            in_clear=login.in_clear,
            outcome=login.outcome,
            defaults=self._matching(login),
            seen=seen,
        )

    def _matching(self, login: Login) -> tuple[str, ...] | None:
        given = login.reveal()
        found = [self._matches(login.scheme, given, default) for default in self._defaults]
        if None in found:
            return None
        pairs = zip(self._defaults, found, strict=True)
        return tuple(default.id for default, matches in pairs if matches)

    @staticmethod
    def _matches(scheme: str, given: dict[str, str], default: Default) -> bool | None:
        """Tell whether a default verifies; None where the login cannot be judged."""
        if scheme in {"http-basic", "rtsp-basic"}:
            return given["username"] == default.user and same(given["password"], default.password)
        if scheme in {"http-digest", "rtsp-digest"}:
            return _digest_matches(given, default)
        if scheme == "onvif-usernametoken":
            if given["username"] != default.user:
                return False
            if given["type"] == "text":
                return same(given["value"], default.password)
            made = username_token(given["nonce"], given["created"], default.password)
            return None if made is None else same(given["value"].strip(), made)
        return None


def _digest_matches(given: dict[str, str], default: Default) -> bool | None:
    if digest_algorithm(given) is None or given.get("qop", "").lower() == "auth-int":
        return None
    hashed = given.get("userhash", "").lower() == "true"
    user = digest_user(given, default.user) if hashed else default.user
    if given.get("username", "") != user:
        return False
    made = digest_response(given, default.user, default.password)
    return None if made is None else same(given.get("response", "").lower(), made)
