"""A login that was seen, compared with the documented factory defaults; the verdict alone stays.

Only documented pairs of user name and password are compared, as they are documented: nothing is
combined, changed or guessed, and no list but that of the rules can be handed in. Nothing of the
login is kept, stored or written to a log.

What has no salt is looked up in a table. What has one is computed for the defaults of the user
name that was seen, once for each client, server, user and nonce that the device accepted.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict, defaultdict
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from camaudit.credentials import makers
from camaudit.credentials.schemes import (
    digest_can_be_computed,
    digest_response,
    digest_user,
    same,
    username_token,
)
from camaudit.model.observation import LoginOutcome, LoginSeen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from camaudit.model.endpoint import Endpoint
    from camaudit.model.login import Login
    from camaudit.model.observation import Seen
    from camaudit.rulebook.types import Default

MAX_VERDICTS = 16_384  # salted logins remembered at a time, without anything of them
MAX_ROUNDS = 20_000_000  # hashes spent by one judge on logins that ask for many each

# What makes two salted logins the same one, beside client and server.
_SALTS = ("username", "realm", "nonce", "created", "random", "challenge")


class Judge:
    """Knows the documented defaults; satisfies model.login.LoginJudge."""

    def __init__(self, defaults: Sequence[Default]) -> None:
        every = sorted(defaults, key=lambda default: default.id)
        self._defaults = tuple(one for one in every if not one.is_mac)
        self._by_mac = tuple(one for one in every if one.is_mac)
        self._ids_known = frozenset(one.id for one in every)
        self._sofia: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._legacy: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._clear: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in self._defaults:
            self._clear[one.user, one.password].append(one.id)
            self._sofia[one.user, makers.sofia(one.password)].append(one.id)
            pair = makers.baichuan(one.user), makers.baichuan(one.password)
            self._legacy[pair].append(one.id)
        # Several makers document one pair: it is computed once.
        self._once = list({(one.user, one.password): one for one in self._defaults}.values())
        self._verdicts: OrderedDict[bytes, tuple[str, ...]] = OrderedDict()
        self._key = secrets.token_bytes(32)
        self._rounds = MAX_ROUNDS
        self._salted: dict[str, Callable[[dict[str, str], Default], bool]] = {
            "http-digest": _digest,
            "rtsp-digest": _digest,
            "onvif-usernametoken": _token,
            "dahua-rpc2": _dahua,
            "dahua-dvrip": _dahua,
            "hikvision-session": _hikvision,
            "reolink-baichuan": _baichuan,
        }

    def __repr__(self) -> str:
        return f"<Judge of {len(self._defaults) + len(self._by_mac)} defaults>"

    def knows(self, default: str) -> bool:
        """Tell whether a rule documents a default of that id."""
        return default in self._ids_known

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
            defaults=self._matching(login, about, client),
            seen=seen,
        )

    def _matching(self, login: Login, about: Endpoint, client: Endpoint) -> tuple[str, ...] | None:
        """Give the ids of the defaults that verify; None where it cannot be judged."""
        given = login.reveal()
        user = given.get("username", "")
        if "password" in given:
            found = self._clear.get((user, given["password"]), [])
            own = [
                one.id
                for one in self._of_mac(about)
                if one.user == user and same(given["password"], one.password)
            ]
            return tuple(sorted([*found, *own]))
        if "sofia" in given:
            hashed = self._sofia.get((user, given["sofia"]), [])
            # Where the hash stands in an address, some firmware takes the password itself.
            plain = self._clear.get((user, given["sofia"]), ()) if login.in_clear else ()
            return tuple(sorted({*hashed, *plain}))
        if "legacy" in given:
            pair = given["legacy"][:31].upper(), given["legacy"][32:63].upper()
            return tuple(self._legacy.get(pair, ()))
        computed = self._salted.get(login.scheme)
        if computed is None or not _complete(login.scheme, given):
            return None
        return self._computed(login, computed, about, client)

    def _computed(
        self,
        login: Login,
        verifies: Callable[[dict[str, str], Default], bool],
        about: Endpoint,
        client: Endpoint,
    ) -> tuple[str, ...] | None:
        given = login.reveal()
        # A refused password says nothing of the next one under the same nonce.
        kept = login.outcome is LoginOutcome.ACCEPTED
        key = self._known_by(login, about, client)
        if kept and key in self._verdicts:
            self._verdicts.move_to_end(key)
            return self._verdicts[key]
        hashed = given.get("userhash", "").lower() == "true" or "username" not in given
        user = given.get("username", "")
        every = (*self._once, *self._of_mac(about))
        candidates = [one for one in every if hashed or one.user == user]
        if login.scheme == "hikvision-session":
            cost = (makers.hikvision_rounds(given) or 0) * len(candidates)
            if cost > self._rounds:
                return None
            self._rounds -= cost
        right = [one for one in candidates if verifies(given, one)]
        found = tuple(sorted({name for one in right for name in self._ids(one)}))
        if kept:
            self._verdicts[key] = found
            while len(self._verdicts) > MAX_VERDICTS:
                self._verdicts.popitem(last=False)
        return found

    def _of_mac(self, about: Endpoint) -> tuple[Default, ...]:
        """Give the defaults that are the device's own MAC, where it was seen on its segment."""
        if about.mac is None:
            return ()
        word = about.mac.replace(":", "").upper()
        return tuple(replace(one, password=word) for one in self._by_mac)

    def _ids(self, right: Default) -> list[str]:
        return [right.id] if right.is_mac else self._clear[right.user, right.password]

    def _known_by(self, login: Login, about: Endpoint, client: Endpoint) -> bytes:
        given = login.reveal()
        words = [login.scheme, str(about.ip), str(about.service), str(client.ip)]
        words += [given.get(name, "") for name in _SALTS]
        text = "\0".join(words).encode("utf-8", "replace")
        return blake2b(text, digest_size=16, key=self._key).digest()


def _complete(scheme: str, given: dict[str, str]) -> bool:
    """Tell whether a salted login has both halves: what was asked, and what was answered."""
    if scheme in {"http-digest", "rtsp-digest"}:
        return digest_can_be_computed(given)
    if scheme == "onvif-usernametoken":
        return "value" in given and username_token(given["nonce"], given["created"], "") is not None
    if scheme in {"dahua-rpc2", "dahua-dvrip"}:
        return bool(given.get("random") and (given.get("realm") or given.get("second")))
    if scheme == "hikvision-session":
        return makers.hikvision_rounds(given) is not None
    return bool(given.get("nonce"))


def _digest(given: dict[str, str], default: Default) -> bool:
    hashed = given.get("userhash", "").lower() == "true"
    if hashed and not same(given.get("username", "").lower(), digest_user(given, default.user)):
        return False
    made = digest_response(given, default.user, default.password)
    return made is not None and same(given.get("response", "").lower(), made)


def _token(given: dict[str, str], default: Default) -> bool:
    made = username_token(given["nonce"], given["created"], default.password)
    return made is not None and same(given["value"].strip(), made)


def _dahua(given: dict[str, str], default: Default) -> bool:
    user, password, random = default.user, default.password, given["random"]
    answer = given.get("answer", "").upper()
    if answer and same(answer, makers.dahua_second(user, given.get("realm", ""), random, password)):
        return True
    second = given.get("second", "").upper()
    return bool(second) and same(second, makers.dahua_random(user, random, password))


def _hikvision(given: dict[str, str], default: Default) -> bool:
    made = makers.hikvision_session(given, default.user, default.password)
    return made is not None and same(given.get("answer", "").lower(), made)


def _baichuan(given: dict[str, str], default: Default) -> bool:
    nonce = given["nonce"]
    user, password = makers.baichuan(default.user, nonce), makers.baichuan(default.password, nonce)
    return same(given["user_hash"].upper(), user) and same(given["answer"].upper(), password)
