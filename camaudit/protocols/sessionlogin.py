"""Logins over HTTP in two steps: a challenge of the device, then the answer to it.

Hikvision: `GET /ISAPI/Security/sessionLogin/capabilities`, then a POST of `SessionLogin`.
Dahua: `global.login` of JSON-RPC twice, over `/RPC2_Login` or inside DHIP over TCP; the first
has an empty password. Both halves may come over different connections.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.login import Challenge, Login
from camaudit.model.observation import LoginOutcome
from camaudit.protocols.jsontree import parse_fields
from camaudit.protocols.xmltree import find_all, find_text, local, parse_xml

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias
    from xml.etree.ElementTree import Element

    from camaudit.protocols.http import Request, Response

    Find: TypeAlias = Callable[[str, str], dict[str, str]]
    """(scheme, session) -> parameters of the challenge, or none."""

HIKVISION, DAHUA = "hikvision-session", "dahua-rpc2"
_SESSION = "/isapi/security/sessionlogin"


def challenge(request: Request, response: Response) -> Challenge | None:
    """Read a challenge in an answer; None where there is none."""
    path = request.target.partition("?")[0].lower()
    if path == f"{_SESSION}/capabilities":
        root = _xml(response.body)
        return _hikvision_challenge(root) if root is not None else None
    if path.startswith("/rpc2_login"):
        return dahua_challenge(response.body)
    return None


def login(request: Request, response: Response | None, find: Find) -> Login | None:
    """Read the second step, with the challenge that `find` knows; None where it is none."""
    path = request.target.partition("?")[0].lower()
    if request.method != "POST":
        return None
    if path == _SESSION:
        return _hikvision_login(request, response, find)
    if path.startswith("/rpc2_login"):
        return dahua_login(request.body, response.body if response is not None else b"", find)
    return None


def _xml(body: bytes) -> Element | None:
    try:
        return parse_xml(body) if body else None
    except MalformedError:
        return None


def _hikvision_challenge(root: Element) -> Challenge | None:
    if local(root) != "SessionLoginCap":
        return None
    names = {
        "challenge": "challenge",
        "iterations": "iterations",
        "salt": "salt",
        "salt2": "salt2",
        "isIrreversible": "irreversible",
    }
    given = {ours: find_text(root, theirs) or "" for theirs, ours in names.items()}
    return Challenge(HIKVISION, find_text(root, "sessionID") or "", given)


def _hikvision_login(request: Request, response: Response | None, find: Find) -> Login | None:
    root = _xml(request.body)
    if root is None or local(root) != "SessionLogin":
        return None
    answer = find_text(root, "password") or ""
    if not answer:
        return None
    given = {
        **find(HIKVISION, find_text(root, "sessionID") or ""),
        "username": find_text(root, "userName") or "",
        "answer": answer,
    }
    return Login(HIKVISION, in_clear=False, outcome=_hikvision_answer(response), parameters=given)


def _hikvision_answer(response: Response | None) -> LoginOutcome:
    if response is None:
        return LoginOutcome.UNSEEN
    if response.status in {401, 403}:
        return LoginOutcome.REFUSED
    root = _xml(response.body) if response.status == 200 else None
    if root is None:
        return LoginOutcome.UNSEEN
    value = next((find_text(one, "statusValue") for one in find_all(root, local(root))), None)
    known = {"200": LoginOutcome.ACCEPTED, "401": LoginOutcome.REFUSED}
    return known.get(value or "", LoginOutcome.UNSEEN)


def _fields(body: bytes) -> dict[str, str]:
    try:
        return dict(reversed(parse_fields(body)))  # the first of two equal names
    except MalformedError:
        return {}


def dahua_challenge(body: bytes) -> Challenge | None:
    """Read the answer to the first `global.login`."""
    given = _fields(body)
    if "random" not in given or "realm" not in given:
        return None
    kept = {name: given[name] for name in ("random", "realm")}
    kept["encryption"] = given.get("encryption", "")
    return Challenge(DAHUA, given.get("session", ""), kept)


def dahua_login(asked: bytes, answered: bytes, find: Find) -> Login | None:
    """Read the second `global.login`, or a first one that carries a password in clear.

    Input: JSON of request and answer, the answer empty where it was not seen.
    """
    given = _fields(asked)
    if given.get("method") != "global.login" or "password" not in given:
        return None
    known = find(DAHUA, given.get("session", ""))
    form = (given.get("passwordType") or known.get("encryption") or "Default").lower()
    answer, user = given["password"], given.get("userName", "")
    if not answer and (form != "plain" or dahua_challenge(answered) is not None):
        return None  # the first step asks for a challenge
    said = _fields(answered).get("result")
    outcome = {"true": LoginOutcome.ACCEPTED, "false": LoginOutcome.REFUSED}.get(
        said or "", LoginOutcome.UNSEEN
    )
    in_clear = form in {"plain", "basic"}
    parameters = {"username": user}
    if form == "plain":
        parameters["password"] = answer
    elif form == "basic":
        parameters |= _basic(answer, user)
    elif form == "olddigest":
        parameters["sofia"] = answer
    else:
        parameters |= {**known, "username": user, "answer": answer}
    return Login(DAHUA, in_clear=in_clear, outcome=outcome, parameters=parameters)


def _basic(text: str, user: str) -> dict[str, str]:
    """Undo `user:password` in base64; without that form nothing is known of it."""
    try:
        pair = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return {}
    name, colon, password = pair.partition(":")
    return {"password": password} if colon and name == user else {}
