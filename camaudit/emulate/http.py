"""The web server of an emulated device: pages as its character gives them, and a few acts."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from camaudit.emulate import logins, onvif
from camaudit.emulate.character import Page
from camaudit.emulate.line import MAX_HEAD
from camaudit.emulate.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.emulate.character import Service
    from camaudit.emulate.line import Line
    from camaudit.emulate.player import Player

_MAX_ROWS = 100  # header lines
_NOBODY = Page(status=404, body=b"<html><head><title>404 Not Found</title></head></html>")


def _activate_status(player: Player, _: str) -> Page:
    text = player.fill(
        '<?xml version="1.0" encoding="UTF-8"?><ActivateStatus version="2.0">'
        "<Activated>true</Activated></ActivateStatus>"
    )
    return Page(type="application/xml", body=text.encode())


def _session_capabilities(player: Player, _: str) -> Page:
    return Page(type="application/xml", body=logins.session_capabilities(player).encode())


def _session_login(player: Player, body: str) -> Page:
    right = logins.session_login(player, body)
    state = "lockStatus" if player.counts.locked else "statusString"
    value = 200 if right else 401
    text = (
        f"<SessionLogin><statusValue>{value}</statusValue><{state}>"
        f"{'OK' if right else 'Unauthorized'}</{state}></SessionLogin>"
    )
    return Page(status=value, type="application/xml", body=text.encode())


def _rpc2(player: Player, body: str) -> Page:
    try:
        asked = json.loads(body)
    except ValueError:
        asked = {}
    made = logins.rpc2(player, asked if isinstance(asked, dict) else {})
    return Page(type="application/json", body=json.dumps(made).encode())


ACTS: dict[str, Callable[[Player, str], Page]] = {
    "activate-status": _activate_status,
    "onvif": onvif.answer,
    "rpc2": _rpc2,
    "session-capabilities": _session_capabilities,
    "session-login": _session_login,
}


async def _request(line: Line) -> tuple[str, str, dict[str, str], str] | None:
    """Read one request: method, target, headers by lower-case name, body."""
    words = (await line.row()).decode("latin-1").split()
    if len(words) < 2:
        return None
    headers: dict[str, str] = {}
    for _ in range(_MAX_ROWS):
        row = (await line.row()).decode("latin-1").strip()
        if not row:
            break
        name, _, value = row.partition(":")
        headers[name.strip().lower()] = value.strip()
    size = int(headers.get("content-length", "0") or 0)
    body = await line.exactly(min(size, MAX_HEAD))
    return words[0], words[1], headers, body.decode("utf-8", "replace")


def _page(service: Service, target: str) -> Page:
    path = target.partition("?")[0]
    if path in service.pages:
        return service.pages[path]
    begins = [one for one in service.pages if one.endswith("*") and path.startswith(one[:-1])]
    return service.pages[max(begins, key=len)] if begins else _NOBODY


def _head(page: Page, size: int | None, service: Service, player: Player) -> bytes:
    try:
        phrase = HTTPStatus(page.status).phrase
    except ValueError:
        phrase = "Unknown"
    rows = [f"HTTP/1.1 {page.status} {phrase}"]
    if server := service.word("server"):
        rows.append(f"Server: {server}")
    rows += page.headers
    rows.append(f"Content-Type: {page.type}")
    if size is not None:
        rows.append(f"Content-Length: {size}")
    rows.append("Connection: close" if service.word("keeps") == "no" else "Connection: keep-alive")
    return player.fill("\r\n".join(rows) + "\r\n\r\n").encode("utf-8")


def _closed(service: Service, player: Player) -> Page:
    """Give what is said to one who is not logged in."""
    if player.counts.locked:
        return Page(status=403, body=b"<html><head><title>Locked</title></head></html>")
    realm = player.fill(service.word("realm", "IP Camera"))
    if service.word("scheme", "digest") == "basic":
        value = f'Basic realm="{realm}"'
    else:
        value = logins.challenge(player, realm)
    title = service.word("refusal", "Document Error: Unauthorized")
    body = f"<html><head><title>{title}</title></head><body></body></html>"
    return Page(status=401, body=body.encode(), headers=(f"WWW-Authenticate: {value}",))


async def talk(line: Line, service: Service, player: Player) -> None:
    """Answer the requests of one connection."""
    while (asked := await _request(line)) is not None:
        method, target, headers, body = asked
        player.heard(f"{method} {target.partition('?')[0]}")
        page = _page(service, target)
        let_in = False
        if "authorization" in headers:
            let_in = logins.shown(player, method, headers["authorization"])
        if page.guarded and not let_in:
            page = _closed(service, player)
        if page.does is not None:
            page = ACTS[page.does](player, body)
            said = page.body
        else:
            said = player.fill(page.body.decode()).encode() if page.filled else page.body
        head = (
            b"" if page.raw else _head(page, None if page.endless else len(said), service, player)
        )
        await line.send(head + (b"" if method == "HEAD" else said))
        if page.endless:
            await line.endless(said)
        closes = headers.get("connection", "").lower() == "close" or service.word("keeps") == "no"
        if closes or page.raw or page.endless:
            return


_WORDS = frozenset({"server", "realm", "scheme", "refusal", "keeps"})
SPEECH = Speech(port=80, words=_WORDS, talk=talk, pages=True, says="RFC 9110, RFC 9112")
ENCRYPTED = Speech(
    port=443,
    words=_WORDS | {"subject", "issuer", "names", "years", "key"},
    talk=talk,
    pages=True,
    encrypted=True,
    says="RFC 9110 over TLS",
)
