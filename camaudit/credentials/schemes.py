"""The formulas of login schemes: pure functions from a password to what goes over the wire.

Sources: RFC 7616 (Digest; RFC 2617 and 2069 forms), RFC 7617 (Basic), OASIS Web Services
Security UsernameToken Profile 1.1 section 3.1.
"""

from __future__ import annotations

import base64
import binascii
from hashlib import md5, sha1, sha256
from hmac import compare_digest

MAX_NONCE = 4_096  # bytes


def _hash(algorithm: str, *parts: bytes) -> str:
    data = b":".join(parts)
    if algorithm == "MD5":
        return md5(data, usedforsecurity=False).hexdigest()
    return sha256(data).hexdigest()


def _sent(fields: dict[str, str], name: str) -> bytes:
    """Give a field byte for byte as it was sent: heads are read as Latin-1."""
    return fields.get(name, "").encode("latin-1", "replace")


def digest_algorithm(fields: dict[str, str]) -> tuple[str, bool] | None:
    """Give (hash, is a -sess form) of a Digest login; None where it is none that we know."""
    name = fields.get("algorithm", "MD5").upper() or "MD5"
    base, sess = name.removesuffix("-SESS"), name.endswith("-SESS")
    return (base, sess) if base in {"MD5", "SHA-256"} else None


def digest_response(fields: dict[str, str], user: str, password: str) -> str | None:
    """Compute the response of a Digest login (RFC 7616 section 3.4.1).

    Input:  fields: parameters of the Authorization value, and the request's `method`.
    Output: lower-case hex; None where the form is not one that can be computed (auth-int needs
            the body, unknown algorithms are not guessed at).
    """
    known = digest_algorithm(fields)
    qop = fields.get("qop", "").lower()
    if known is None or qop not in {"", "auth"}:
        return None
    algorithm, sess = known
    nonce, cnonce = _sent(fields, "nonce"), _sent(fields, "cnonce")
    first = _hash(algorithm, user.encode(), _sent(fields, "realm"), password.encode())
    if sess:
        first = _hash(algorithm, first.encode(), nonce, cnonce)
    second = _hash(algorithm, _sent(fields, "method"), _sent(fields, "uri")).encode()
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
    total = sha1(raw + created.encode() + password.encode(), usedforsecurity=False)
    return base64.b64encode(total.digest()).decode()


def same(one: str, other: str) -> bool:
    """Compare two texts in constant time."""
    return compare_digest(one.encode(), other.encode())
