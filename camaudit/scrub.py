"""Takes credentials out of URLs, header values and paths before a Fact is made of them."""

from __future__ import annotations

import re

REMOVED = "[removed]"

_KEYS = (
    r"password|passwd|passwort|pass|pwd|psw|pw|usr|user|username|usernm|name|login|loginuse|"
    r"loginpas|loginpass|account|token|access_?token|auth|authorization|key|apikey|session|"
    r"session_?id|sid|ticket|secret|credential|nonce|response|digest|hash|rs|a"
)
_USERINFO = re.compile(r"(?<=://)[^/?#\s]*@")
# key=value in a query, a path or a fragment, as Xiongmai's /user=admin_password=x_channel=1.
_PAIR = re.compile(
    rf"(?i)(?P<key>(?<![a-z0-9])(?:{_KEYS}))(?P<is>=|%3d)(?P<value>(?:(?!_(?:{_KEYS}|channel|stream)=)[^&;#\s])*)"
)
_SCHEME = re.compile(r"(?i)\b(basic|digest|bearer|negotiate)\s+\S.*")


def scrub_url(text: str) -> str:
    """Take user information and secret parameters out of a URL or a path.

    Doing it twice changes nothing more.
    """
    cleaned = _USERINFO.sub(f"{REMOVED}@", text)
    return _PAIR.sub(lambda found: f"{found['key']}{found['is']}{REMOVED}", cleaned)


def scrub_text(text: str) -> str:
    """Take credentials out of a header value or a line of text."""
    return scrub_url(_SCHEME.sub(lambda found: f"{found[1]} {REMOVED}", text))
