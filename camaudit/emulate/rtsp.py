"""The RTSP server of an emulated device: OPTIONS, DESCRIBE and its login; no video (RFC 2326)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.emulate import logins
from camaudit.emulate.speech import Speech

if TYPE_CHECKING:
    from camaudit.emulate.character import Service
    from camaudit.emulate.line import Line
    from camaudit.emulate.player import Player

_PUBLIC = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER"
_STREAM = (
    "v=0\r\no=- 1109162014219182 1 IN IP4 $address\r\ns=Media Presentation\r\nt=0 0\r\n"
    "a=control:*\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:trackID=1\r\n"
)
_MAX_ROWS = 50  # header lines
_PHRASES = {200: "OK", 401: "Unauthorized", 404: "Stream Not Found", 405: "Method Not Allowed"}


async def _request(line: Line) -> tuple[str, str, dict[str, str]] | None:
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
    await line.exactly(int(headers.get("content-length", "0") or 0))
    return words[0], words[1], headers


def _answer(
    method: str, target: str, shown: str | None, service: Service, player: Player
) -> tuple[int, list[str], str]:
    """Give status, header lines and body."""
    if method == "OPTIONS":
        return 200, [f"Public: {service.word('public', _PUBLIC)}"], ""
    if method == "TEARDOWN":
        return 200, [], ""
    if method != "DESCRIBE":
        return 405, [], ""
    let_in = shown is not None and logins.shown(player, method, shown)
    if not let_in and service.word("guarded", "yes") == "yes":
        realm = player.fill(service.word("realm", "IP Camera"))
        digest = f"WWW-Authenticate: {logins.challenge(player, realm)}"
        both = [digest, f'WWW-Authenticate: Basic realm="{realm}"']
        return 401, both if service.word("basic") == "yes" else both[:1], ""
    body = player.fill(service.word("stream", _STREAM))
    return 200, ["Content-Type: application/sdp", f"Content-Base: {target}/"], body


async def talk(line: Line, service: Service, player: Player) -> None:
    """Answer the requests of one connection."""
    if raw := service.word("raw"):
        await line.some()
        await line.send(player.fill(raw).replace("\n", "\r\n").encode())
        return
    while (asked := await _request(line)) is not None:
        method, target, headers = asked
        player.heard(f"RTSP {method}")
        shown = headers.get("authorization")
        status, more, body = _answer(method, target, shown, service, player)
        rows = [f"RTSP/1.0 {status} {_PHRASES[status]}", f"CSeq: {headers.get('cseq', '0')}"]
        if server := service.word("server"):
            rows.append(f"Server: {player.fill(server)}")
        if body or service.word("lengths") == "yes":
            more.append(f"Content-Length: {len(body.encode())}")
        await line.send(("\r\n".join([*rows, *more]) + "\r\n\r\n" + body).encode())
        if method == "TEARDOWN":
            return


SPEECH = Speech(
    port=554,
    words=frozenset({"server", "realm", "public", "guarded", "basic", "stream", "lengths", "raw"}),
    talk=talk,
    says="RFC 2326; realms and Server texts: facts, protocols 2.3 and 3.3, signatures",
)
