"""Logins that makers' own web interfaces write into an address, a form, JSON or XML.

Each is in clear. What the device answered is read as its maker documents it; where that is not
known, the outcome is unseen. No fact comes of any of these messages.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from camaudit.errors import MalformedError
from camaudit.model.login import Login
from camaudit.model.observation import LoginOutcome
from camaudit.protocols.jsontree import parse_fields
from camaudit.protocols.xmltree import find_all, find_text, local, parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.protocols.http import Request, Response
    from camaudit.protocols.jsontree import Fields

MAX_PAIRS = 64  # of one query or form
_PICTURE = re.compile(r"(?i)image/|video/|multipart/x-mixed-replace")
_AUTH_FAILED = re.compile(rb"(?i)auth(?:entication)?[ _]?fail|login[ _]?fail")
_FOSCAM = re.compile(rb"<result>\s*(-?\d{1,4})\s*</result>")
# (scheme, path, name of the user, name of the password)
_QUERIES = (
    ("foscam-cgi", re.compile(r"(?i)/CGIProxy\.fcgi$"), "usr", "pwd"),
    ("reolink-api", re.compile(r"(?i)/api\.cgi$"), "user", "password"),
    ("vstarcam-cgi", re.compile(r"(?i)\.cgi$"), "loginuse", "loginpas"),
    ("netwave-cgi", re.compile(r"(?i)\.(?:cgi|asf|htm)$"), "user", "pwd"),
)


def logins(request: Request, response: Response | None) -> Iterator[Login]:
    """Yield the logins that a request carries beside its headers."""
    target, query = _split(request.target)
    yield from _in_address(request.target, response)
    yield from _in_query(target, query, response)
    if request.method == "POST" and request.body:
        yield from _in_body(target, request, response)


def _split(target: str) -> tuple[str, dict[str, str]]:
    try:
        parts = urlsplit(target)
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=MAX_PAIRS)
    except ValueError:
        return "", {}
    return parts.path, dict(reversed(pairs))  # the first of two equal names


def _login(scheme: str, user: str, password: str, outcome: LoginOutcome) -> Login:
    pair = {"username": user, "password": password}
    return Login(scheme, in_clear=True, outcome=outcome, parameters=pair)


def _in_address(target: str, response: Response | None) -> Iterator[Login]:
    """Read `http://user:password@host/`; whether the server looked at it cannot be told."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return
    if parts.scheme in {"http", "https"} and parts.username and parts.password is not None:
        refused = response is not None and response.status in {401, 403}
        outcome = LoginOutcome.REFUSED if refused else LoginOutcome.UNSEEN
        yield _login("http-address", parts.username, parts.password, outcome)


def _in_query(path: str, query: dict[str, str], response: Response | None) -> Iterator[Login]:
    for scheme, where, user, password in _QUERIES:
        if where.search(path) and user in query and password in query:
            yield _login(scheme, query[user], query[password], _answered(response))
            return
    if path.lower().endswith("/verifycode.cgi") and "account" in query:
        pair = _plain(query["account"].replace(" ", "+"))
        if pair is not None and ":" in pair:
            user, _, password = pair.partition(":")
            yield _login("avtech-cgi", user, password, _answered(response))


def _answered(response: Response | None) -> LoginOutcome:
    """Tell from an answer whether a login in the address was accepted."""
    if response is None:
        return LoginOutcome.UNSEEN
    if response.status in {401, 403} or _AUTH_FAILED.search(response.body[:4096]):
        return LoginOutcome.REFUSED
    if response.status != 200:
        return LoginOutcome.UNSEEN
    if _PICTURE.search(response.head.get("content-type") or ""):
        return LoginOutcome.ACCEPTED
    said = _FOSCAM.search(response.body[:4096])
    if said is not None:
        return {b"0": LoginOutcome.ACCEPTED, b"-2": LoginOutcome.REFUSED}.get(
            said[1], LoginOutcome.UNSEEN
        )
    return _reolink(response)


def _reolink(response: Response | None) -> LoginOutcome:
    """Read `[{"cmd": "Login", "code": 0, ...}]`: 0 is done, 1 has an error beside it."""
    fields = _json(response.body) if response is not None and response.status == 200 else ()
    keys = {key for key, _ in fields}
    code = next((text for key, text in fields if key == "code"), None)
    if "cmd" not in keys or code is None:
        return LoginOutcome.UNSEEN
    return LoginOutcome.ACCEPTED if code == "0" else LoginOutcome.REFUSED


def _json(body: bytes) -> Fields:
    text = body.strip(b"\0\r\n\t ")
    try:
        return parse_fields(b'{"list":' + text + b"}" if text[:1] == b"[" else text)
    except MalformedError:
        return ()


def _in_body(path: str, request: Request, response: Response | None) -> Iterator[Login]:
    name = path.lower()
    if name.endswith("/api.cgi"):
        fields = dict(reversed(_json(request.body)))
        if fields.get("cmd") == "Login" and {"userName", "password"} <= fields.keys():
            outcome = _reolink(response)
            yield _login("reolink-api", fields["userName"], fields["password"], outcome)
    elif name.endswith("/login.php"):
        form = _split(f"?{request.body.decode('latin-1')}")[1]
        if {"user", "pass"} <= form.keys():
            refused = response is not None and response.status in {401, 403}
            outcome = LoginOutcome.REFUSED if refused else LoginOutcome.UNSEEN
            yield _login("nuuo-form", form["user"], form["pass"], outcome)
    elif name.endswith("/dologin"):
        yield from _tvt(request.body, response)


def _tvt(body: bytes, response: Response | None) -> Iterator[Login]:
    """Read the XML of a TVT login page: the password is base64, which hides nothing."""
    try:
        root = parse_xml(body)
    except MalformedError:
        return
    user, given = find_text(root, "userName"), next(find_all(root, "password"), None)
    password = _plain((given.text or "").strip()) if given is not None else None
    if user is None or password is None or not password.isprintable():
        return  # another form: a hash, of which nothing is known
    yield _login("tvt-xml", user, password, _tvt_answer(response))


def _tvt_answer(response: Response | None) -> LoginOutcome:
    if response is None or not response.body:
        return LoginOutcome.UNSEEN
    try:
        root = parse_xml(response.body)
    except MalformedError:
        return LoginOutcome.UNSEEN
    said = (find_text(root, "status") or "").lower() if local(root) == "response" else ""
    known = {"success": LoginOutcome.ACCEPTED, "fail": LoginOutcome.REFUSED}
    return known.get(said, LoginOutcome.UNSEEN)


def _plain(text: str) -> str | None:
    """Undo base64; None where it is none."""
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
