"""The formulas of makers' own logins: pure functions from a password to what goes over the wire.

Sources: public clients of each maker's protocol that agree with each other; the values of
tests/unit/credentials/vectors.json, most of them computed a second time with openssl.
"""

from __future__ import annotations

from hashlib import md5, sha256

MAX_ITERATIONS = 10_000  # of Hikvision's session login; more is refused, not computed
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BAICHUAN = 31  # characters sent of an MD5 in hex


def _md5(*parts: str) -> str:
    """Give the MD5 of parts joined by colons, in upper-case hex."""
    data = ":".join(parts).encode("utf-8", "replace")
    return md5(data, usedforsecurity=False).hexdigest().upper()


def _sha(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def sofia(password: str) -> str:
    """Compute the eight letters of Xiongmai, and of Dahua's first generation; there is no salt."""
    made = md5(password.encode(), usedforsecurity=False).digest()
    return "".join(_LETTERS[(made[at] + made[at + 1]) % 62] for at in range(0, 16, 2))


def dahua_second(user: str, realm: str, random: str, password: str) -> str:
    """Compute Dahua's second generation: salted by the realm and the random of the first answer."""
    return _md5(user, random, _md5(user, realm, password))


def dahua_random(user: str, random: str, password: str) -> str:
    """Compute the second half of a Dahua login over DVRIP: the first generation, with a random."""
    return _md5(user, random, sofia(password))


def hikvision_session(given: dict[str, str], user: str, password: str) -> str | None:
    """Compute the answer of a Hikvision session login.

    Input:  given: challenge, iterations, irreversible ("true" or "false"), salt, salt2.
    Output: lower-case hex; None where a part is missing, or there are too many iterations.
    """
    rounds = hikvision_rounds(given)
    if rounds is None:
        return None
    if given.get("irreversible", "").lower() == "true":
        made = _sha(f"{user}{given.get('salt', '')}{password}")
        if given.get("salt2"):
            made = _sha(f"{user}{given['salt2']}{made}")
        made, left = _sha(f"{made}{given['challenge']}"), rounds - 2
    else:
        made, left = f"{_sha(password)}{given['challenge']}", rounds - 1
    for _ in range(left):
        made = _sha(made)
    return made


def hikvision_rounds(given: dict[str, str]) -> int | None:
    """Give the iterations of a challenge; None where they are missing or too many."""
    written = given.get("iterations", "")
    rounds = int(written) if written.isascii() and written.isdigit() and len(written) < 8 else 0
    return rounds if given.get("challenge") and 2 <= rounds <= MAX_ITERATIONS else None


def baichuan(text: str, nonce: str = "") -> str:
    """Compute what Reolink's Baichuan sends of a user name or a password.

    Input: nonce of the camera; without one it is the legacy form, which has no salt.
    """
    return _md5(f"{text}{nonce}")[:_BAICHUAN]
