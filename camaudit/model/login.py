"""A login on its way from a parser to the judge. It lives for one call and leaves no trace.

Imported by protocols, dissect and credentials alone (import contract): login material goes
nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, Protocol

if TYPE_CHECKING:
    from camaudit.model.endpoint import Endpoint
    from camaudit.model.observation import LoginOutcome, LoginSeen, Seen


class Login:
    """One login as read from the wire: scheme and the scheme's own parameters.

    `repr` shows the scheme only; it cannot be pickled, copied, compared or turned into JSON.
    """

    __slots__ = ("_parameters", "in_clear", "outcome", "scheme")

    def __init__(
        self, scheme: str, in_clear: bool, outcome: LoginOutcome, parameters: dict[str, str]
    ) -> None:
        self.scheme = scheme
        self.in_clear = in_clear
        self.outcome = outcome
        self._parameters = parameters

    def reveal(self) -> dict[str, str]:
        """Hand the parameters to the judge."""
        return self._parameters

    def __repr__(self) -> str:
        return f"<Login {self.scheme}>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Login cannot be pickled or copied")


class Challenge:
    """What a device gave a client to answer: half of a login, of no use without the other.

    `repr` shows the scheme only; it cannot be pickled or copied.
    """

    __slots__ = ("_parameters", "scheme", "session")

    def __init__(self, scheme: str, session: str, parameters: dict[str, str]) -> None:
        self.scheme = scheme
        self.session = session  # what tells it from others of the same client; may be empty
        self._parameters = parameters

    def reveal(self) -> dict[str, str]:
        """Hand the parameters to whoever puts the login together."""
        return self._parameters

    def __repr__(self) -> str:
        return f"<Challenge {self.scheme}>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Challenge cannot be pickled or copied")


class LoginJudge(Protocol):
    """What dissect is given: turns a Login into the little that may be kept."""

    def judge(
        self, login: Login, about: Endpoint, client: Endpoint, port: int | None, seen: Seen
    ) -> LoginSeen:
        """Compare with the documented defaults; keep the verdict alone."""
        ...

    def knows(self, default: str) -> bool:
        """Tell whether a rule documents a default of that id."""
        ...
