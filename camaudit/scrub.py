"""Takes credentials out of URLs, header values and paths before a Fact is made of them."""

from __future__ import annotations

import re

REMOVED = "[removed]"

_KEYS = (
    r"password|passwd|passwort|pass|pwd|psw|pw|usr|user|username|usernm|name|login|loginuse|"
    r"loginpas|loginpass|account|token|access_?token|auth|authorization|key|apikey|session|"
    r"session_?id|jsessionid|phpsessid|sid|ticket|secret|credential|nonce|response|digest|hash|rs|a"
)
# Up to the last "@": people write passwords with "/", "?", "#" and "@" in them as they are.
# A scope of ONVIF is no address: its "@" stands in a name.
_USERINFO = re.compile(r"(?i)(?:(?<=://)(?<!onvif://)|(?<=\bsip:)|(?<=\bsips:))\S*@")
# A query is kept as far as it says which stream is meant; a key that is not known may be a secret.
_QUERY = re.compile(r"(?<=\?)[^\s\"'<>]+")
_STREAM_PART = re.compile(
    r"(?i)(?:channel|ch|chid|subtype|stream|streamtype|streamid|real_stream|profile|videoprofile|"
    r"videocodec|video|audio|enableaudio|enablevideo|resolution|fps|camera|unicast|proto|inst|"
    r"line|h26[45x]|transportmode|track|trackid)=[\w.-]{0,16}(?:/trackid=\d{1,3})?"
)
# key=value in a query, a path or a fragment, as Xiongmai's /user=admin_password=x_channel=1.
_PAIR = re.compile(
    rf"(?i)(?P<key>(?<![a-z0-9])(?:{_KEYS}))(?P<is>=|%3d)(?P<value>(?:(?!_(?:{_KEYS}|channel|stream)=)[^&;#\s])*)"
)
_SCHEME = re.compile(r"(?i)\b(basic|digest|bearer|negotiate)\s+\S.*")

_COOKIE = re.compile(rb"(?im)^(set-cookie2?:[ \t]*)([^\r\n]*)")


def blot_cookies(data: bytes) -> bytes:
    """Write x over the value of every cookie that a message sets; its length stays."""
    return _COOKIE.sub(lambda found: found[1] + b"x" * len(found[2]), data)


def scrub_userinfo(text: str) -> str:
    """Take `user:password@` out of every URL in a text."""
    return _USERINFO.sub(f"{REMOVED}@", text) if "@" in text else text


def _streams_only(query: re.Match[str]) -> str:
    return "&".join(
        part if _STREAM_PART.fullmatch(part) else _without_value(part)
        for part in query[0].split("&")
    )


def _without_value(part: str) -> str:
    key, equals, _ = part.partition("=")
    return f"{key}={REMOVED}" if equals and key.isascii() and key.isidentifier() else REMOVED


def scrub_url(text: str) -> str:
    """Take user information and every parameter but those of a stream out of a URL or a path.

    Doing it twice changes nothing more.
    """
    cleaned = scrub_userinfo(text)
    if "?" in cleaned:
        cleaned = _QUERY.sub(_streams_only, cleaned)
    if "=" in cleaned or "%3" in cleaned:
        cleaned = _PAIR.sub(lambda found: f"{found['key']}{found['is']}{REMOVED}", cleaned)
    return cleaned


def scrub_text(text: str) -> str:
    """Take credentials out of a header value or a line of text."""
    return scrub_url(_SCHEME.sub(lambda found: f"{found[1]} {REMOVED}", text))
