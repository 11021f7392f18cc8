"""Logins as a device checks them: RFC 2617 and 7617, WS-UsernameToken, Dahua's and Hikvision's own.

Nobody's secrets are here: a character's user and password are made up and stand in its file.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.emulate.player import Player

_PART = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')
_MAX_NONCES = 1_000  # challenges that a device remembers
ITERATIONS = 100  # of Hikvision's session login


def remember(player: Player, key: str, *given: str) -> None:
    """Keep what a challenge gave, and forget the oldest."""
    while len(player.nonces) >= _MAX_NONCES:
        del player.nonces[next(iter(player.nonces))]
    player.nonces[key] = given


def challenge(player: Player, realm: str) -> str:
    """Give the value of WWW-Authenticate."""
    nonce = secrets.token_hex(16)
    remember(player, nonce)
    return f'Digest qop="auth", realm="{realm}", nonce="{nonce}", stale="FALSE"'


def _md5(*parts: str) -> str:
    return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()


def shown(player: Player, method: str, value: str) -> bool:
    """Judge the value of an Authorization header, and count it."""
    one = player.character
    scheme, _, rest = value.partition(" ")
    if scheme.lower() == "basic":
        try:
            said = base64.b64decode(rest, validate=True).decode("utf-8", "replace")
        except binascii.Error:
            said = ""
        return player.judge(right=said == f"{one.user}:{one.password}")
    given = {name.lower(): quoted or bare for name, quoted, bare in _PART.findall(rest)}
    first = _md5(one.user, given.get("realm", ""), one.password)
    between = [given.get("nonce", "")]
    if "qop" in given:
        between += [given.get("nc", ""), given.get("cnonce", ""), given["qop"]]
    wanted = _md5(first, *between, _md5(method, given.get("uri", "")))
    right = (
        given.get("username") == one.user
        and given.get("nonce") in player.nonces
        and given.get("response") == wanted
    )
    return player.judge(right=right)


def _inner(text: str, name: str) -> str:
    found = re.search(rf"<(?:\w+:)?{name}(?:\s[^>]*)?>([^<]*)<", text)
    return found[1] if found else ""


def token(player: Player, text: str) -> bool | None:
    """Judge the UsernameToken of a SOAP message; None: it has none (WSS UsernameToken 1.0)."""
    if "UsernameToken" not in text:
        return None
    one = player.character
    try:
        nonce = base64.b64decode(_inner(text, "Nonce"))
    except binascii.Error:
        nonce = b""
    made = hashlib.sha1(
        nonce + _inner(text, "Created").encode() + one.password.encode(), usedforsecurity=False
    )
    words = {one.password, base64.b64encode(made.digest()).decode()}
    right = _inner(text, "Username") == one.user and _inner(text, "Password") in words
    return player.judge(right=right)


def rpc2(player: Player, asked: dict[str, object]) -> dict[str, object]:
    """Answer Dahua's `global.login` (facts: protocols 3.3 and 5.3)."""
    one, params = player.character, asked.get("params")
    number = asked.get("id", 1)
    if not isinstance(params, dict) or asked.get("method") != "global.login":
        return {"id": number, "result": False, "error": {"code": 287637504}}
    if not params.get("password"):
        session = str(secrets.randbelow(1 << 30))
        realm = f"Login to {player.fill('$serial')}"
        random = str(secrets.randbelow(1 << 30))
        remember(player, session, realm, random)
        given = {"encryption": "Default", "random": random, "realm": realm}
        return {
            "id": number,
            "result": False,
            "session": int(session),
            "params": given,
            "error": {"code": 268632079},
        }
    realm, random = (*player.nonces.pop(str(asked.get("session")), ()), "", "")[:2]
    inner = _md5(one.user, realm, one.password).upper()
    wanted = _md5(one.user, random, inner).upper()
    right = bool(random) and params.get("userName") == one.user and params["password"] == wanted
    answer: dict[str, object] = {"id": number, "session": asked.get("session", 0)}
    return {**answer, "result": player.judge(right=right)}


def session_capabilities(player: Player) -> str:
    """Begin Hikvision's web login: give a challenge (facts: protocols 5.5)."""
    session = secrets.token_hex(16)
    question, salt = secrets.token_hex(16), secrets.token_hex(32)
    remember(player, session, question, salt)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\r\n<SessionLoginCap version="2.0">'
        f"<sessionID>{session}</sessionID><challenge>{question}</challenge>"
        f"<iterations>{ITERATIONS}</iterations><isIrreversible>true</isIrreversible>"
        f"<salt>{salt}</salt></SessionLoginCap>"
    )


def session_login(player: Player, text: str) -> bool:
    """Judge Hikvision's web login."""
    one = player.character
    question, salt = (*player.nonces.pop(_inner(text, "sessionID"), ()), "", "")[:2]
    made = one.user + salt + one.password
    made = hashlib.sha256(made.encode()).hexdigest() + question
    for _ in range(ITERATIONS - 1):
        made = hashlib.sha256(made.encode()).hexdigest()
    right = _inner(text, "userName") == one.user and _inner(text, "password") == made
    return player.judge(right=bool(question) and right)
