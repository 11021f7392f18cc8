"""Texts as people copy them from other programs -> as the parsers give them.

A header comes with its name, a realm within its challenge, a certificate's name in the order that
OpenSSL prints; rules are written for what the parsers read.
"""

from __future__ import annotations

import html
import re

from camaudit.model.observation import Channel

_HEADERS = {
    Channel.HTTP_SERVER: re.compile(r"(?i)^\s*server:\s*"),
    Channel.HTTP_AGENT: re.compile(r"(?i)^\s*user-agent:\s*"),
    Channel.HTTP_POWERED_BY: re.compile(r"(?i)^\s*x-powered-by:\s*"),
    Channel.RTSP_SERVER: re.compile(r"(?i)^\s*server:\s*"),
    Channel.SIP_AGENT: re.compile(r"(?i)^\s*(?:user-agent|server):\s*"),
    Channel.SSDP_SERVER: re.compile(r"(?i)^\s*server:\s*"),
    Channel.SSDP_LOCATION: re.compile(r"(?i)^\s*location:\s*"),
    Channel.RTSP_SESSION: re.compile(r"^s="),
    Channel.RTSP_INFO: re.compile(r"^i="),
    Channel.RTSP_TOOL: re.compile(r"^a=tool:"),
}
_REALM = re.compile(r"""(?i)\brealm\s*=\s*(?:"((?:\\.|[^"\\])*)"?|'([^']*)'|([^\s,"]+))""")
_TITLE = re.compile(r"(?is)<title[^>]*>(.*?)(?:</title>|$)")
_COOKIE = re.compile(r"(?i)^\s*(?:set-cookie:\s*)?([^=;\s]+)=")
_NAME = frozenset({Channel.TLS_SUBJECT, Channel.TLS_ISSUER})
_SLASHED = re.compile(r"/(?=[A-Za-z][A-Za-z0-9.]*=)")
_SPACED = re.compile(r",\s*(?=[A-Za-z][A-Za-z0-9.]*\s*=)")
_LARGEST_FIRST = frozenset({"C", "ST", "L", "DC"})  # of a country down to the device


def plain(channel: Channel, text: str) -> str:
    """Write a text as the parsers give it; one that is so already stays as it is.

    Input:  what somebody copied for a channel: `Server: X`, `Basic realm="X"`, `<title>X</title>`,
            `/C=TW/O=X/CN=Y`, `C = TW, O = X, CN = Y`, `Set-Cookie: name=value`.
    Output: for a cookie its name alone; for a name of a certificate the form of RFC 4514.
    """
    header = _HEADERS.get(channel)
    if header is not None:
        return header.sub("", text)
    if channel in {Channel.HTTP_REALM, Channel.RTSP_REALM}:
        realm = _REALM.search(text)
        if realm is not None:
            return re.sub(r"\\(.)", r"\1", realm[1] or "") or realm[2] or realm[3] or ""
    if channel is Channel.HTTP_TITLE:
        title = _TITLE.search(text)
        return " ".join(html.unescape(title[1]).split()) if title is not None else text
    if channel is Channel.HTTP_COOKIE:
        cookie = _COOKIE.match(text)
        return cookie[1] if cookie is not None else text
    return _name(text) if channel in _NAME else text


def _name(text: str) -> str:
    """Write the name of a certificate in the order of RFC 4514 section 2.1."""
    bare = re.sub(r"(?i)^\s*(?:subject|issuer)\s*[=:]\s*(?=[/A-Za-z])", "", text.strip())
    slashed = bare.startswith("/")
    parts = _SLASHED.split(bare[1:]) if slashed else _SPACED.split(bare)
    pairs = [part.partition("=") for part in parts]
    if not all(equals for _, equals, _ in pairs):
        return text
    if slashed or (len(pairs) > 1 and pairs[0][0].strip().upper() in _LARGEST_FIRST):
        pairs.reverse()
    return ",".join(f"{key.strip()}={value.strip()}" for key, _, value in pairs)
