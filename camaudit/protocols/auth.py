"""WWW-Authenticate and Authorization values (RFC 7235 section 2.1, RFC 7616, RFC 7617)."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from camaudit.model.login import Login

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import LoginOutcome

_PARAMETER = re.compile(
    r"""[\s,]*([A-Za-z0-9_*-]{1,32})\s*=\s*(?:"((?:[^"\\]|\\.){0,2048})(?:"|$)|([^\s,"]{0,2048}))"""
)
# A realm without quotes may hold spaces; its last quote may be missing.
_REALM = re.compile(
    r"""(?i)(?<![^\s,])realm\s*=\s*(?:"((?:[^"\\]|\\.){0,2048})(?:"|$)|([^,"]{1,2048}))"""
)
# What a Digest login may hold (RFC 7616 section 3.4); anything else in it is nobody's business.
_DIGEST = frozenset(
    {
        "username",
        "realm",
        "nonce",
        "uri",
        "response",
        "algorithm",
        "cnonce",
        "qop",
        "nc",
        "userhash",
    }
)
_SCHEME = re.compile(r"^\s*([A-Za-z][A-Za-z0-9-]{0,31})(?:\s+|$)")


def realms(value: str) -> tuple[str, ...]:
    """Give the realms of one WWW-Authenticate value, which may hold several challenges."""
    found = (one[1] if one[1] is not None else one[2] for one in _REALM.finditer(value))
    return tuple(dict.fromkeys(re.sub(r"\\(.)", r"\1", realm) for realm in found))


def parameters(text: str) -> dict[str, str]:
    """Read `name=value` pairs: quoted or not, commas inside quotes, any order."""
    found: dict[str, str] = {}
    at = 0
    while match := _PARAMETER.match(text, at):
        quoted = match[2]
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else match[3]
        found.setdefault(match[1].lower(), value)
        at = match.end()
    return found


def logins(
    authorization: str, protocol: str, method: str, outcome: LoginOutcome, body: bytes | None = None
) -> Iterator[Login]:
    """Turn an Authorization value into a Login: Basic and Digest; others are passed over.

    Input: protocol is "http" or "rtsp"; method as in the request line; body as it was sent, None
           where it was not seen whole.
    """
    found = _SCHEME.match(authorization)
    scheme = found[1].lower() if found else ""
    rest = authorization[found.end() :].strip() if found else ""
    if scheme == "basic":
        try:
            text = base64.b64decode(rest, validate=False)
        except (binascii.Error, ValueError):
            return
        user, colon, password = _decoded(text).partition(":")
        if colon:
            yield Login(
                f"{protocol}-basic",
                in_clear=True,
                outcome=outcome,
                parameters={"username": user, "password": password},
            )
    elif scheme == "digest":
        fields = parameters(rest)
        if "username*" in fields:  # RFC 7616 section 3.4: UTF-8''name, percent-encoded
            fields["username"] = unquote(fields["username*"].rpartition("'")[2])
        fields = {name: value for name, value in fields.items() if name in _DIGEST}
        if body is not None and fields.get("qop", "").lower() == "auth-int":
            fields["body"] = body.decode("latin-1")
        if fields.get("response"):
            yield Login(
                f"{protocol}-digest",
                in_clear=False,
                outcome=outcome,
                parameters={**fields, "method": method},
            )


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
