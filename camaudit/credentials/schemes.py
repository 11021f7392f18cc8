"""The formulas of login schemes: pure functions from a password to what goes over the wire.

Sources: RFC 7616 (Digest; RFC 2617 and 2069 forms), RFC 7617 (Basic), OASIS Web Services
Security UsernameToken Profile 1.1 section 3.1. Those of one maker stand in `makers`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from hmac import compare_digest

MAX_NONCE = 4_096  # bytes
_ALGORITHMS = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}


def _hash(algorithm: str, *parts: bytes) -> str:
    made = hashlib.new(_ALGORITHMS[algorithm], b":".join(parts), usedforsecurity=False)
    return made.hexdigest()


def _sent(fields: dict[str, str], name: str) -> bytes:
    """Give a field byte for byte as it was sent: heads are read as Latin-1."""
    return fields.get(name, "").encode("latin-1", "replace")


def digest_algorithm(fields: dict[str, str]) -> tuple[str, bool] | None:
    """Give (hash, is a -sess form) of a Digest login; None where it is none that we know."""
    name = fields.get("algorithm", "MD5").upper() or "MD5"
    base, sess = name.removesuffix("-SESS"), name.endswith("-SESS")
    known = base in _ALGORITHMS and _ALGORITHMS[base] in hashlib.algorithms_available
    return (base, sess) if known else None


def digest_can_be_computed(fields: dict[str, str]) -> bool:
    """Tell whether a Digest login has all that its formula needs; nothing is guessed.

    Input: fields as for `digest_response`. `auth-int` needs the body of the request.
    """
    qop = fields.get("qop", "").lower()
    return digest_algorithm(fields) is not None and (
        qop in {"", "auth"} or (qop == "auth-int" and "body" in fields)
    )


def digest_response(fields: dict[str, str], user: str, password: str) -> str | None:
    """Compute the response of a Digest login (RFC 7616 section 3.4.1).

    Input:  fields: parameters of the Authorization value, the request's `method` and, for
            auth-int, its `body`.
    Output: lower-case hex; None where the form is not one that can be computed.
    """
    known = digest_algorithm(fields)
    if known is None or not digest_can_be_computed(fields):
        return None
    algorithm, sess = known
    qop = fields.get("qop", "").lower()
    nonce, cnonce = _sent(fields, "nonce"), _sent(fields, "cnonce")
    first = _hash(algorithm, user.encode(), _sent(fields, "realm"), password.encode())
    if sess:
        first = _hash(algorithm, first.encode(), nonce, cnonce)
    asked = [_sent(fields, "method"), _sent(fields, "uri")]
    if qop == "auth-int":
        asked.append(_hash(algorithm, _sent(fields, "body")).encode())
    second = _hash(algorithm, *asked).encode()
    middle = (nonce, _sent(fields, "nc"), cnonce, qop.encode()) if qop else (nonce,)
    return _hash(algorithm, first.encode(), *middle, second)


def digest_user(fields: dict[str, str], user: str) -> str:
    """Compute a hashed user name (RFC 7616 section 3.4.4)."""
    algorithm, _ = digest_algorithm(fields) or ("MD5", False)
    return _hash(algorithm, user.encode(), _sent(fields, "realm"))


def username_token(nonce: str, created: str, password: str) -> str | None:
    """Compute a PasswordDigest: base64 of SHA-1 over nonce, Created as written, and password.

    Output: None where the nonce is not base64.
    """
    try:
        raw = base64.b64decode(nonce[:MAX_NONCE], validate=False)
    except (binascii.Error, ValueError):
        return None
    total = hashlib.sha1(raw + created.encode() + password.encode(), usedforsecurity=False)
    return base64.b64encode(total.digest()).decode()


def same(one: str, other: str) -> bool:
    """Compare two texts in constant time."""
    return compare_digest(one.encode("utf-8", "replace"), other.encode())
