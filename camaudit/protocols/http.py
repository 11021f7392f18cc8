"""HTTP/1 messages (RFC 9112), tolerant: a broken server is evidence too."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel, LoginOutcome, Lookup, LookupKind
from camaudit.model.probe import Level, Probe, Transport
from camaudit.protocols import asking, auth, clock, page
from camaudit.protocols.headlines import MAX_HEAD, Head, length_of, parse_head, readable
from camaudit.protocols.icon import icon_number
from camaudit.protocols.values import address_from_text, facts_of
from camaudit.scrub import scrub_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.login import Login
    from camaudit.model.observation import Observation
    from camaudit.model.probe import Asked
    from camaudit.model.talk import Talk

PORTS = (80, 8080)  # where a front page is asked for, unless a device named another port
MAX_BODY = 65_536  # bytes kept of a body, after decoding
MAX_SKIP = 1 << 40  # bytes that a message may claim
_STEP = 512  # bytes given to zlib at once; of a piece that is damaged nothing comes

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE")
_METHODS = tuple(f"{method} ".encode() for method in METHODS)
_VERSION = (b"HTTP/1.",)
_REQUEST = re.compile(r"^([A-Z]{3,10}) (\S{1,8000}) HTTP/1\.\d")
_ABSOLUTE = re.compile(r"(?i)https?://(?:[^/?#@]{0,256}@)?(?:\[([^\]]{1,64})\]|([^/:?#]{1,253}))")
_STATUS = re.compile(r"^HTTP/1\.\d\s+(\d{3})(?!\d)")
# A header of that name carries a secret, not a sign of its maker.
_SECRET_NAME = re.compile(
    "token|auth|session|key|cookie|csrf|pass|pwd|psw|secret|cred|login|user|ticket|nonce|signature"
)
# Names of images of firmware: endings that only they have, or a word and a common ending.
_FIRMWARE = re.compile(
    r"(?i)\.(?:dav|swu|fwu|upg|upk|rom|firmware)$|"
    r"(?:firmware|fw[_/-]|upgrade|update|ota[_/-])[^?#]{0,200}\.(?:bin|img|pak|pkg|zip|tar|tgz|gz|fw)$"
)
# ISAPI, but for what is asked before a login (Hikvision ISAPI guide: session login, activation).
_OPEN = re.compile(
    r"^/ISAPI/(?:System|Streaming|Image|ContentMgmt|Event|PTZCtrl|Network|Smart)/(?:[^a]|a[^c])"
)
_ICON = re.compile(r"(?i)(?:^|/)favicon\.(?:ico|png|gif)$")
_ICON_TYPES = frozenset({"image/x-icon", "image/vnd.microsoft.icon"})
_CHARSET = re.compile(r"(?i)charset\s*=\s*[\"']?([\w-]{1,20})")
# Python knows codecs that are no character sets, and some that raise on any page ("idna").
_PLAIN_CHARSET = re.compile(
    r"(?i)utf-?8|utf-16(?:le|be)?|(?:us-)?ascii|latin-?1|iso-(?:8859|2022)-\w{1,5}|gbk|gb\d{4,5}|"
    r"big5|euc-?(?:kr|jp)|shift[_-]jis|windows-\d{3,4}|koi8-[ru]"
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `repr` shows neither headers nor body."""

    method: str
    target: str = field(repr=False)
    head: Head = field(repr=False)
    body: bytes = field(repr=False)
    size: int  # bytes of the message on the wire; what goes on behind it is the next message


@dataclass(frozen=True, slots=True)
class Response:
    """One response; `repr` shows neither headers nor body."""

    status: int  # 100-599
    head: Head = field(repr=False)
    body: bytes = field(repr=False)
    size: int  # bytes of the message on the wire
    until_close: bool  # its end is the end of the connection
    whole: bool  # the body was seen to its end, and fits in MAX_BODY


def parse_request(data: bytes) -> Request:
    """Read one request from a stream.

    Raises: TruncatedError while more bytes may complete it, MalformedError where it is none.
    """
    _refuse_start(data, _METHODS)
    head = parse_head(data)
    found = _REQUEST.match(head.start)
    if found is None:
        raise MalformedError("no HTTP request line")
    body, size, _ = _framed(data, head, needed=False)
    return Request(found[1], found[2], head, body, size)


def parse_response(data: bytes, method: str = "GET", *, ended: bool = False) -> Response:
    """Read one response from a stream.

    Input:  method of its request (a HEAD has no body); ended: no more bytes will come.
    Raises: TruncatedError while more bytes may complete it, MalformedError where it is none.
    """
    _refuse_start(data, _VERSION)
    head = parse_head(data)
    found = _STATUS.match(head.start)
    if found is None or not 100 <= int(found[1]) <= 599:
        raise MalformedError("no HTTP status line")
    status = int(found[1])
    if status < 200 or status in {204, 304} or method == "HEAD":
        return Response(status, head, b"", head.size, until_close=False, whole=True)
    framed = length_of(head.get("content-length"), MAX_SKIP) is not None or is_chunked(head)
    if not framed:
        if not ended and len(data) - head.size < MAX_BODY:
            raise TruncatedError("the body ends with the connection")
        body, _ = _decode(data[head.size : head.size + MAX_BODY], head)
        return Response(status, head, body, len(data), until_close=True, whole=False)
    body, size, whole = _framed(data, head, needed=not ended, ended=ended)
    return Response(status, head, body, size, until_close=False, whole=whole)


def _refuse_start(data: bytes, starts: tuple[bytes, ...]) -> None:
    if not data.startswith(starts) and not any(one.startswith(data) for one in starts):
        raise MalformedError("no HTTP start line")


def is_chunked(head: Head) -> bool:
    """Tell whether a body comes in chunks (RFC 9112 section 7.1)."""
    return "chunked" in (head.get("transfer-encoding") or "").lower()


def _framed(
    data: bytes, head: Head, *, needed: bool, ended: bool = False
) -> tuple[bytes, int, bool]:
    """Give the decoded body, the size of the message, and whether the body was seen whole.

    Of a stream that ended within a body, its beginning is the body: the head stands as it is.
    """
    if is_chunked(head):
        raw, size, whole = _dechunk(data, head.size, needed=needed)
    else:
        length = length_of(head.get("content-length"), MAX_SKIP) or 0
        raw, size = data[head.size : head.size + min(length, MAX_BODY)], head.size + length
        whole = len(raw) == length
        if len(raw) < min(length, MAX_BODY) and not ended:
            raise TruncatedError("HTTP body cut short", head.size + min(length, MAX_BODY))
    body, decoded = _decode(raw, head)
    return body, size, whole and decoded


def _dechunk(  # noqa: C901 - one loop over one grammar
    data: bytes, at: int, *, needed: bool
) -> tuple[bytes, int, bool]:
    """Read chunks (RFC 9112 section 7.1) up to MAX_BODY bytes of content."""
    parts: list[bytes] = []
    total = 0
    while True:
        line = data.find(b"\n", at, at + 64)
        if line < 0:
            if len(data) - at >= 64:
                raise MalformedError("no chunk size")
            if needed:
                raise TruncatedError("chunks cut short")
            return b"".join(parts), len(data), False
        text = data[at:line].split(b";")[0].strip()
        try:
            size = int(text, 16)
        except ValueError:
            raise MalformedError("no chunk size") from None
        if not 0 <= size <= MAX_SKIP:
            raise MalformedError("chunk size that cannot be")
        at = line + 1
        if size == 0:
            end = _behind_trailers(data, at, needed=needed)
            return b"".join(parts), end, total < MAX_BODY
        if total < MAX_BODY:
            parts.append(data[at : at + min(size, MAX_BODY - total)])
            total += len(parts[-1])
        at += size
        if at > len(data):
            if needed and total < MAX_BODY:
                raise TruncatedError("chunk cut short")
            return b"".join(parts), max(at, len(data)), False
        at += 2 if data[at : at + 2] == b"\r\n" else 1


def _behind_trailers(data: bytes, at: int, *, needed: bool) -> int:
    """Find the end of the blank line that ends the trailers (RFC 9112 section 7.1.2)."""
    begin = at
    while (end := data.find(b"\n", at)) >= 0:
        if not data[at:end].strip():
            return end + 1
        if end - begin > MAX_HEAD:
            raise MalformedError("trailers without an end")
        at = end + 1
    if len(data) - begin > MAX_HEAD:
        raise MalformedError("trailers without an end")
    if needed:
        raise TruncatedError("the last chunk is cut short")
    return len(data)


def _decode(raw: bytes, head: Head) -> tuple[bytes, bool]:
    """Undo gzip or deflate up to MAX_BODY bytes; what is damaged gives what came before.

    Output: the content, and whether it came to its own end.
    """
    coding = (head.get("content-encoding") or "").lower()
    if coding not in {"gzip", "x-gzip", "deflate"}:
        return raw[:MAX_BODY], True
    # zlib or gzip by its header, then raw deflate
    made, ended = _inflate(raw, 47)
    return (made, ended) if made else _inflate(raw, -15)


def _inflate(raw: bytes, window: int) -> tuple[bytes, bool]:
    reader, made = zlib.decompressobj(window), bytearray()
    for at in range(0, len(raw), _STEP):
        try:
            made += reader.decompress(raw[at : at + _STEP], MAX_BODY - len(made))
        except zlib.error:
            break
        if len(made) >= MAX_BODY or reader.eof:
            break
    return bytes(made), reader.eof


def question(
    name: str, path: str, *, says: str, source: str, body: bytes = b"", kind: str = ""
) -> Probe:
    """Make a question to a web server: GET, or with a body POST; without login, without cookie.

    Input:  path, as it stands in the request: of a fixed list, or as `asking.document_path` gave
            it; body, and its Content-Type (`kind`).
    Source: RFC 9112 sections 3 and 9.3; "keep-alive" is for servers of HTTP/1.0.
    """

    def payload(asked: Asked) -> bytes:
        lines = [
            f"{'POST' if body else 'GET'} {path} HTTP/1.1",
            f"Host: {asking.authority(asked, 80)}",
            f"User-Agent: {asking.line_of(asked.agent)}",
            "Accept: */*",
            "Connection: keep-alive",
        ]
        if body:
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode("ascii") + body

    return Probe(
        name=name,
        level=Level.LOOK,
        transport=Transport.TCP,
        ports=PORTS,
        payload=payload,
        complete=asking.whole(final_response),
        says=says,
        source=source,
    )


def final_response(data: bytes, *, ended: bool = False) -> Response:
    """Read the response to a question of ours; what only says "go on" is passed over.

    Output: its size is that of all that was read.
    Raises: as parse_response.
    Source: RFC 9110 section 15.2.
    """
    at = 0
    while True:
        response = parse_response(data[at:], ended=ended)
        if response.status >= 200 or response.status == 101:
            return replace(response, size=at + response.size)
        at += response.size


def is_html(response: Response) -> bool:
    """Tell whether a body may be a page."""
    kind = (response.head.get("content-type") or "").lower()
    return "html" in kind or (not kind and b"<" in response.body[:512])


def _is_plain(response: Response) -> bool:
    kind = (response.head.get("content-type") or "text/plain").partition(";")[0]
    return response.status == 200 and kind.strip().lower() == "text/plain"


def is_icon(response: Response, path: str) -> bool:
    """Tell whether a body is the picture of a site, and was seen to its end."""
    kind = (response.head.get("content-type") or "").partition(";")[0].strip().lower()
    named = _ICON.search(path) is not None and kind not in {"text/html", "application/json"}
    return response.whole and bool(response.body) and (kind in _ICON_TYPES or named)


def _text(response: Response) -> str:
    kind = response.head.get("content-type") or ""
    start = response.body[:1024].decode("latin-1")
    named = _CHARSET.search(kind) or _CHARSET.search(start)
    known = named is not None and _PLAIN_CHARSET.fullmatch(named[1])
    try:
        return response.body.decode(known[0] if known else "utf-8", "replace")
    except LookupError:
        return response.body.decode("utf-8", "replace")


def server_facts(response: Response, request: Request | None, talk: Talk) -> Iterator[Observation]:
    """Say what a response tells of the server that sent it (`talk.sender`)."""
    said: list[tuple[Channel, str | None]] = []
    for name, sent in response.head.headers:
        value = readable(sent)
        if name == "server":
            said.append((Channel.HTTP_SERVER, scrub_text(value)))
        elif name == "www-authenticate":
            said += [(Channel.HTTP_REALM, realm) for realm in auth.realms(value)]
        elif name == "set-cookie":
            cookie, equals, _ = value.partition(";")[0].partition("=")
            said.append((Channel.HTTP_COOKIE, cookie if equals else None))
        elif name == "x-powered-by":
            said.append((Channel.HTTP_POWERED_BY, scrub_text(value)))
        elif name.startswith("x-") and not _SECRET_NAME.search(name):
            said.append((Channel.HTTP_HEADER, scrub_text(f"{name}: {value}")))
    said.append(
        (Channel.HTTP_CLOCK, clock.wrong(clock.unix(response.head.get("date")), talk.seen.at))
    )
    if is_html(response):
        said += page.facts(_text(response))
    elif _is_plain(response):
        said += page.values(_text(response))
    if request is not None and 200 <= response.status < 300 and request.method == "GET":
        said += _given(request, response)
    yield from facts_of(talk.sender, talk.sender_port, talk, said)


def _given(request: Request, response: Response) -> Iterator[tuple[Channel, str | None]]:
    """Say what was given to who asked for it."""
    path = page.path(request.target)
    yield Channel.HTTP_PATH, path
    if _OPEN.search(path) and not _carries_login(request):
        yield Channel.HTTP_OPEN, path
    if is_icon(response, path):
        yield Channel.HTTP_ICON, icon_number(response.body)


def _carries_login(request: Request) -> bool:
    """Tell whether a request may carry a login or the ticket of one, in whatever form."""
    head = request.head
    told = any(head.get(name) for name in ("authorization", "cookie", "x-auth-token"))
    return told or _SECRET_NAME.search(request.target.partition("?")[2].lower()) is not None


def asks_proxy(request: Request, receiver: IPAddress | None) -> bool:
    """Tell whether a request names another server than it is sent to (RFC 9112 section 3.2.2).

    What is answered to it speaks of that server, and so does a login in it.
    """
    found = _ABSOLUTE.match(request.target)
    if found is None:
        return request.method == "CONNECT"
    return address_from_text(found[1] or found[2]) != receiver


def client_facts(request: Request, talk: Talk) -> Iterator[Observation]:
    """Say what a request tells of the client that sent it (`talk.sender`)."""
    agent = request.head.get("user-agent")
    said = [(Channel.HTTP_AGENT, scrub_text(readable(agent)) if agent else None)]
    path = page.path(request.target)
    if request.method == "GET" and _FIRMWARE.search(path):
        said.append((Channel.HTTP_FETCHED, path))
    yield from facts_of(talk.sender, talk.receiver_port, talk, said)
    host = (request.head.get("host") or "").strip().lower()
    name = host.rpartition(":")[0] if re.search(r":\d{1,5}$", host) else host
    if re.fullmatch(r"[a-z0-9_.-]{1,253}", name) and address_from_text(name) is None:
        yield Lookup(
            client=talk.sender,
            name=name.rstrip("."),
            answers=(talk.receiver.ip,) if talk.receiver.ip else (),
            kind=LookupKind.HTTP_HOST,
            seen=talk.seen,
        )


def logins(request: Request, status: int | None) -> Iterator[Login]:
    """Yield the login that a request carries, with what the device answered to it."""
    coded = request.head.get("content-encoding") is not None or len(request.body) >= MAX_BODY
    for value in request.head.every("authorization"):
        body = None if coded else request.body
        yield from auth.logins(value, "http", request.method, outcome(status), body)


def outcome(status: int | None) -> LoginOutcome:
    """Tell from a status whether a login was accepted: 401 and 403 refuse, 2xx and 304 accept.

    A redirection may lead to the page that was asked for, or back to the form: it tells nothing.
    """
    if status is None:
        return LoginOutcome.UNSEEN
    if status in {401, 403}:
        return LoginOutcome.REFUSED
    return LoginOutcome.ACCEPTED if 200 <= status < 300 or status == 304 else LoginOutcome.UNSEEN
