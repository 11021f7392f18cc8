"""RTSP/1.0 messages (RFC 2326) and the session descriptions in them (RFC 8866)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.login import Login
from camaudit.model.observation import Channel, LoginOutcome
from camaudit.model.probe import Level, Probe, Transport
from camaudit.protocols import asking, auth, clock
from camaudit.protocols.headlines import Head, length_of, parse_head, readable
from camaudit.protocols.http import outcome
from camaudit.protocols.values import facts_of
from camaudit.scrub import REMOVED, scrub_text, scrub_url, scrub_userinfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.probe import Asked
    from camaudit.model.talk import Talk

PORTS = (554, 8554)
MAX_BODY = 65_536  # bytes
MAX_MEDIA = 16  # media lines of one description

METHODS = (
    "OPTIONS", "DESCRIBE", "SETUP", "PLAY", "PAUSE", "TEARDOWN", "ANNOUNCE", "RECORD",
    "GET_PARAMETER", "SET_PARAMETER", "REDIRECT",
)  # fmt: skip
_REQUEST = re.compile(r"^([A-Z_]{3,13}) (\S{1,8000}) RTSP/[12]\.0")
# Xiongmai's: the password, or more often its hash, stands in the path.
_IN_PATH = re.compile(r"(?i)/user=([^/?]{0,64}?)[_&]password=([^/?]{0,64}?)[_&]channel=")
_USERS = ("user", "username", "usr", "u")
_PASSWORDS = ("password", "passwd", "pwd", "pass", "p")
_STATUS = re.compile(r"^RTSP/[12]\.0\s+(\d{3})(?!\d)")


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `repr` shows neither URL nor headers."""

    method: str
    target: str = field(repr=False)
    head: Head = field(repr=False)
    size: int  # bytes
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """One response."""

    status: int  # 100-599
    head: Head = field(repr=False)
    body: bytes = field(repr=False)
    size: int  # bytes


def parse_request(data: bytes) -> Request:
    """Read one request.

    Raises: TruncatedError while more bytes may complete it, MalformedError where it is none.
    """
    if not any(data.startswith(f"{one} ".encode()[: len(data)]) for one in METHODS):
        raise MalformedError("no RTSP request line")
    head = parse_head(data)
    found = _REQUEST.match(head.start)
    if found is None:
        raise MalformedError("no RTSP request line")
    length = length_of(head.get("content-length"), MAX_BODY) or 0
    if len(data) < head.size + length:
        raise TruncatedError("RTSP body cut short", head.size + length)
    size = head.size + length
    return Request(found[1], found[2], head, size, data[head.size : size])


def parse_response(data: bytes) -> Response:
    """Read one response.

    Raises: TruncatedError while more bytes may complete it, MalformedError where it is none.
    """
    if not data.startswith(b"RTSP/"[: len(data)]):
        raise MalformedError("no RTSP status line")
    head = parse_head(data)
    found = _STATUS.match(head.start)
    if found is None or not 100 <= int(found[1]) <= 599:
        raise MalformedError("no RTSP status line")
    length = length_of(head.get("content-length"), MAX_BODY) or 0
    if len(data) < head.size + length:
        raise TruncatedError("RTSP body cut short", head.size + length)
    body = data[head.size : head.size + length]
    return Response(int(found[1]), head, body, head.size + length)


def _question(method: str, number: int, says: str, source: str) -> Probe:
    """Make a question to an RTSP server about no stream of its own, without login."""
    accept = "Accept: application/sdp\r\n" if method == "DESCRIBE" else ""

    def payload(asked: Asked) -> bytes:
        return (
            f"{method} rtsp://{asking.authority(asked, 554)}/ RTSP/1.0\r\nCSeq: {number}\r\n"
            f"User-Agent: {asking.line_of(asked.agent)}\r\n{accept}\r\n"
        ).encode("ascii")

    return Probe(
        name=f"rtsp-{method.lower()}",
        level=Level.LOOK,
        transport=Transport.TCP,
        ports=PORTS,
        payload=payload,
        complete=asking.whole(parse_response),
        says=says,
        source=source,
    )


OPTIONS = _question(
    "OPTIONS", 1, "asks a video server what it understands", "RFC 2326 section 10.1"
)
DESCRIBE = _question(
    "DESCRIBE", 2, "asks a video server to describe its pictures; opens none",
    "RFC 2326 section 10.2",
)  # fmt: skip


def interleaved_size(data: bytes) -> int | None:
    """Give the size of a `$` frame (RFC 2326 section 10.12) at the start of data; None if none."""
    if data[:1] != b"$" or len(data) < 4:
        return None
    return 4 + int.from_bytes(data[2:4])


def server_facts(response: Response, request: Request | None, talk: Talk) -> Iterator[Observation]:
    """Say what a response tells of the server that sent it (`talk.sender`)."""
    said: list[tuple[Channel, str | None]] = []
    for name, sent in response.head.headers:
        value = readable(sent)
        if name == "server":
            said.append((Channel.RTSP_SERVER, scrub_text(value)))
        elif name == "www-authenticate":
            said += [(Channel.RTSP_REALM, realm) for realm in auth.realms(value)]
    if response.status == 200 and request is not None and request.method in {"DESCRIBE", "SETUP"}:
        said.append((Channel.RTSP_PATH, _path(request.target)))
    said.append(
        (Channel.RTSP_CLOCK, clock.wrong(clock.unix(response.head.get("date")), talk.seen.at))
    )
    said += _described(response.body)
    yield from facts_of(talk.sender, talk.sender_port, talk, said)


def client_facts(request: Request, talk: Talk) -> Iterator[Observation]:
    """Say what a request tells of the client that sent it (`talk.sender`)."""
    agent = request.head.get("user-agent")
    said = ((Channel.HTTP_AGENT, scrub_text(readable(agent)) if agent else None),)
    yield from facts_of(talk.sender, talk.receiver_port, talk, said)


def _path(target: str) -> str:
    try:
        url = urlsplit(scrub_userinfo(target).replace(f"//{REMOVED}@", "//"))
    except ValueError:
        return ""
    return scrub_url(f"{url.path}?{url.query}" if url.query else url.path)


def _described(body: bytes) -> Iterator[tuple[Channel, str]]:
    media, names = "", 0
    for line in body.decode("utf-8", "replace").splitlines()[:512]:
        kind, value = line[:2], line[2:].strip()
        if kind == "s=" and value != "-":
            yield Channel.RTSP_SESSION, value
        elif kind == "i=" and not media:
            yield Channel.RTSP_INFO, value
        elif kind == "m=":
            media = value.partition(" ")[0]
        elif value.startswith("tool:"):
            yield Channel.RTSP_TOOL, value[5:].strip()
        elif value.startswith("rtpmap:") and media and names < MAX_MEDIA:
            names += 1
            yield Channel.RTSP_MEDIA, f"{media} {value.partition(' ')[2].partition('/')[0]}"


def logins(request: Request, status: int | None) -> Iterator[Login]:
    """Yield the login that a request carries, with what the device answered to it."""
    answered = outcome(status)
    if request.method == "OPTIONS" and answered is LoginOutcome.ACCEPTED:
        answered = LoginOutcome.UNSEEN  # many answer OPTIONS to everybody
    for value in request.head.every("authorization"):
        yield from auth.logins(value, "rtsp", request.method, answered, request.body)
    found = _IN_PATH.search(unquote(request.target))
    if found is not None:
        given = {"username": found[1], "sofia": found[2]}
        yield Login("xiongmai-rtsp", in_clear=True, outcome=answered, parameters=given)
    else:
        yield from _in_address(request.target, answered)


def _in_address(target: str, answered: LoginOutcome) -> Iterator[Login]:
    """Read `rtsp://user:password@host/` and `?user=...&pwd=...`."""
    try:
        parts = urlsplit(target)
        query = dict(reversed(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=64)))
        user, password = parts.username, parts.password
    except ValueError:
        return
    if user and password is not None:
        # Whether the device looked at it cannot be told from a yes.
        yes = answered is LoginOutcome.ACCEPTED
        given = {"username": unquote(user), "password": unquote(password)}
        said = LoginOutcome.UNSEEN if yes else answered
        yield Login("rtsp-address", in_clear=True, outcome=said, parameters=given)
        return
    user = next((query[name] for name in _USERS if name in query), None)
    password = next((query[name] for name in _PASSWORDS if name in query), None)
    if user is not None and password is not None:
        given = {"username": user, "password": password}
        yield Login("rtsp-address", in_clear=True, outcome=answered, parameters=given)
