"""Messages of one connection, in pairs: a response knows its request."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from camaudit.dissect.dialogs import Dialog
from camaudit.dissect.opening import recognise
from camaudit.dissect.terminals import Terminal
from camaudit.dissect.weblogins import WebLogins
from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.talk import Talk
from camaudit.protocols import (
    dns,
    ftp,
    http,
    igd,
    isapi,
    onvif,
    rtsp,
    sip,
    smtp,
    telnet,
    tls,
    upnp,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from camaudit.dissect.challenges import Challenges
    from camaudit.dissect.streams import Connection, Side
    from camaudit.model.login import Login
    from camaudit.model.observation import Observation, Seen

MAX_ASKED = 64  # requests that wait for their responses
KEPT = 1_024  # bytes that a question takes beside its own, roughly
FULL = 8  # times its size on the wire that a body may have and cost nothing
MANY = 1_024  # bytes of an unfinished message from which on it is read again only as it grows


@dataclass(slots=True, eq=False)
class Exchange:
    """Reads the messages of one connection as they become whole."""

    connection: Connection
    malformed: Callable[[str, Seen], None]
    challenges: Challenges = field(repr=False)
    bound: Callable[[str, Seen], None]
    afford: Callable[[int], bool]  # bytes that were packed tightly: whether they may be read
    paired: bool = True  # every question is remembered, so that the next answer is to the oldest
    _http: deque[tuple[http.Request, Seen]] = field(default_factory=deque)
    _rtsp: dict[str, tuple[rtsp.Request, Seen]] = field(default_factory=dict)
    _message: Seen | None = None  # where the message begins that is read
    _dialog: Dialog = field(init=False, repr=False)
    _web: WebLogins = field(init=False, repr=False)
    _terminal: Terminal | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self._dialog = Dialog(self.connection, self.challenges)
        self._web = WebLogins(self.connection, self.challenges, self._malformed_token)

    @property
    def idle(self) -> bool:
        """Tell whether nothing waits for an answer, and all that came was read."""
        ends = self.connection.client, self.connection.server
        waits = self._http or self._rtsp or self._terminal is not None or not self.paired
        return not waits and not any(one.held or one.lost for one in ends)

    @property
    def quiet(self) -> bool:
        """Tell whether nothing waits for an answer: what comes next is read without what was."""
        protocol = self.connection.protocol
        if protocol in {"http", "rtsp"}:
            return self.paired and not self._http and not self._rtsp
        return protocol in {"dns", "sip"}

    @property
    def typing(self) -> bool:
        """Tell whether nothing but a login is read any more, as it is typed."""
        return self._terminal is not None

    def _malformed_token(self, protocol: str) -> None:
        assert self._message is not None  # noqa: S101 - a request was read
        self.malformed(protocol, self._message)

    def read(self, *, last: bool = False) -> Iterator[Observation | tuple[Login, Talk]]:
        """Yield what can be read now; `last` says that no more bytes will come."""
        connection = self.connection
        if connection.protocol is None:
            for side in (connection.client, connection.server):
                if not side.buffer:
                    continue
                served = side is connection.server
                found = recognise(
                    bytes(side.buffer[:8192]), connection.server.port, from_server=served
                )
                connection.protocol = connection.protocol or found
            if connection.protocol is None:
                self._give_up_unknown()
                return
            client = connection.client
            if connection.protocol == "telnet" and (client.over or telnet.typed(client.buffer)):
                client.stop()  # it spoke before its server did: what follows may be an echo
                connection.server.stop()
        for side in (connection.client, connection.server):
            yield from self._drain(side, last=last or side.ended)
        if last:
            yield from self._unanswered()

    def _give_up_unknown(self) -> None:
        for side in (self.connection.client, self.connection.server):
            if (len(side.buffer) >= 64 and b"\n" in side.buffer[:8192]) or len(side.buffer) >= 8192:
                side.stop()

    def _drain(self, side: Side, *, last: bool) -> Iterator[Observation | tuple[Login, Talk]]:
        protocol = self.connection.protocol
        while side.buffer and side.seen is not None:
            before = len(side.buffer)
            if before < side.worth and not last:
                return
            try:
                yield from self._next(protocol or "", side, last=last)
            except TruncatedError as error:
                # Bytes that come one by one must not be read again for each of them.
                side.worth = before + before // 8 if before >= MANY else 0
                side.worth = max(side.worth, error.needed)
                return
            except MalformedError:
                self.malformed(protocol or "", side.seen)
                side.stop()
                return
            if len(side.buffer) == before:
                return

    def _next(
        self, protocol: str, side: Side, *, last: bool
    ) -> Iterator[Observation | tuple[Login, Talk]]:
        """Read the message that a buffer begins with."""
        if protocol == "http":
            yield from self._read_http(side, last=last)
        elif protocol == "rtsp":
            yield from self._read_rtsp(side)
        elif protocol == "tls":
            yield from self._read_tls(side, last=last)
        elif self._terminal is not None:
            client = self.connection.client
            asked = client.seen or side.seen
            assert asked is not None  # noqa: S101 - the caller looked
            talk = self._talk(client, asked)
            yield from ((login, talk) for login in self._terminal.read(side, last=last))
        elif protocol == "telnet":
            yield from self._read_telnet(side, last=last)
        else:
            plain = {
                "baichuan": self._read_dialog,
                "dahua": self._read_dialog,
                "xiongmai": self._read_dialog,
                "dns": self._read_dns,
                "ftp": self._read_ftp,
                "sip": self._read_sip,
                "smtp": self._read_smtp,
            }
            yield from plain[protocol](side)

    def _talk(self, side: Side, seen: Seen) -> Talk:
        other = self.connection.server if side is self.connection.client else self.connection.client
        return Talk(side.endpoint, side.port, other.endpoint, other.port, seen)

    def _read_http(self, side: Side, *, last: bool) -> Iterator[Observation | tuple[Login, Talk]]:
        seen = side.seen
        data = bytes(side.buffer)
        assert seen is not None  # noqa: S101 - the caller looked
        self._message = seen
        if b"HTTP/1.".startswith(data[:7]):  # also while only its first bytes are there
            request, asked = self._http[0] if self._http else (None, None)
            method = request.method if request else "GET"
            response = http.parse_response(data, method, ended=last)
            side.consume(response.size)
            if response.until_close:
                side.stop()
            if request is not None and response.status >= 200:
                self._http.popleft()
                self.connection.asked -= _cost(request)
            talk = self._talk(side, seen)
            if request is not None and http.asks_proxy(request, side.endpoint.ip):
                return
            if not self.afford(max(len(response.body) - FULL * response.size, 0)):
                self.bound("bodies that unpack to many times their size", seen)
                response = replace(response, body=b"", whole=False)
            yield from http.server_facts(response, request, talk)
            if request is not None and response.status == 200 and igd.is_wish(request.body):
                yield from self._wish(request, side, granted=True)
            answer = yield from self._body(response.body, talk)
            if request is not None and asked is not None and response.status >= 200:
                yield from self._http_logins(request, asked, response, answer, side)
            return
        request = http.parse_request(data)
        side.consume(request.size)
        client, server = self.connection.client, self.connection.server
        (client if side is server else server).worth = 0  # its answer may be shorter than it seemed
        talk = self._talk(side, seen)
        yield from http.client_facts(request, talk)
        if igd.is_wish(request.body):
            yield from self._wish(request, side, granted=False)
        yield from self._await(request, seen)

    def _await(self, request: http.Request, seen: Seen) -> Iterator[tuple[Login, Talk]]:
        """Remember a question until its answer; where there are too many, none is paired."""
        if self.paired and len(self._http) == MAX_ASKED:
            self.bound("HTTP requests before their responses", seen)
            self.paired = False
            yield from self._unanswered()
        if not self.paired:
            yield from self._http_logins(request, seen, None, None, self.connection.server)
            return
        self._http.append((request, seen))
        self.connection.asked += _cost(request)

    def _wish(self, request: http.Request, side: Side, *, granted: bool) -> Iterator[Observation]:
        """Read a port mapping: `side` is who asks, or where it was granted, who answers."""
        client = self.connection.client if granted else side
        seen = side.seen
        assert seen is not None  # noqa: S101 - the caller looked
        try:
            wish = igd.parse(request.body)
        except MalformedError:
            self.malformed("igd", seen)
            return
        yield from igd.observations(wish, self._talk(client, seen), granted=granted)

    def _body(self, body: bytes, talk: Talk) -> Generator[Observation, None, onvif.Soap | None]:
        text = body.lstrip(b"\xef\xbb\xbf \t\r\n")
        if not text.startswith(b"<"):
            return None
        try:
            if b"Envelope" in text[:2048]:
                soap = onvif.parse(body)
                yield from onvif.observations(soap, talk)
                return soap
            if isapi.is_list(text):
                yield from isapi.observations(isapi.parse(body), talk)
            elif isapi.is_activation(text):
                yield from isapi.activation(isapi.parse_activation(body), talk)
            elif b"<root" in text[:2048] and b"device" in text:
                yield from upnp.observations(upnp.parse(body), talk)
        except MalformedError:
            self.malformed("xml", talk.seen)
        return None

    def _http_logins(
        self,
        request: http.Request,
        asked: Seen,
        response: http.Response | None,
        answer: onvif.Soap | None,
        server: Side,
    ) -> Iterator[tuple[Login, Talk]]:
        client = (
            self.connection.client if server is self.connection.server else self.connection.server
        )
        talk = self._talk(client, asked)
        if http.asks_proxy(request, talk.receiver.ip):
            return
        for login in self._web.of_http(request, response, answer):
            yield login, talk

    def _read_rtsp(self, side: Side) -> Iterator[Observation | tuple[Login, Talk]]:
        seen = side.seen
        data = bytes(side.buffer)
        assert seen is not None  # noqa: S101 - the caller looked
        if data[:1] == b"$":
            frame = rtsp.interleaved_size(data)
            if frame is None:
                raise TruncatedError("head of an interleaved frame cut short")
            side.consume(frame)  # what of it has not come yet is passed over
            return
        self._message = seen
        talk = self._talk(side, seen)
        if data.startswith(b"RTSP/"[: len(data)]):
            response = rtsp.parse_response(data)
            side.consume(response.size)
            request, asked = self._rtsp.pop(response.head.get("cseq") or "", (None, seen))
            self.connection.asked -= _cost(request) if request else 0
            yield from rtsp.server_facts(response, request, talk)
            if request is not None:
                ask = Talk(talk.receiver, talk.receiver_port, talk.sender, talk.sender_port, asked)
                for login in self._web.of_rtsp(request, response):
                    yield login, ask
            return
        asks = rtsp.parse_request(data)
        side.consume(asks.size)
        yield from rtsp.client_facts(asks, talk)
        number = asks.head.get("cseq") or ""
        if number in self._rtsp:
            self.connection.asked -= _cost(self._rtsp[number][0])
        elif len(self._rtsp) == MAX_ASKED:
            self.bound("RTSP requests before their responses", seen)
            return
        self._rtsp[number] = (asks, seen)
        self.connection.asked += _cost(asks)

    def _read_tls(self, side: Side, *, last: bool) -> Iterator[Observation]:
        seen = side.seen
        assert seen is not None  # noqa: S101 - the caller looked
        message = tls.parse(bytes(side.buffer))
        client = side is self.connection.client
        # A server's certificate comes behind its hello: wait for it, or for the end.
        whole = message.server_name or message.protocols or message.certificate
        if not whole and not client and not last and len(side.buffer) < tls.MAX_HANDSHAKE:
            raise TruncatedError("no certificate yet")
        yield from tls.observations(message, self._talk(side, seen))
        side.stop()

    def _read_dialog(self, side: Side) -> Iterator[Observation | tuple[Login, Talk]]:
        seen = side.seen
        assert seen is not None  # noqa: S101 - the caller looked
        if side is self.connection.client:
            talk = self._talk(side, seen)
        else:
            talk = self._talk(self.connection.server, seen)
        if self.connection.protocol == "baichuan":
            yield from self._dialog.baichuan(side, talk)
        elif self.connection.protocol == "dahua":
            yield from self._dialog.dahua(side, talk)
        else:
            yield from self._dialog.xiongmai(side, talk)

    def _read_sip(self, side: Side) -> Iterator[Observation]:
        seen = side.seen
        assert seen is not None  # noqa: S101 - the caller looked
        data = bytes(side.buffer)
        if data[:1] in b"\r\n":  # between messages it keeps a connection alive
            side.consume(len(data) - len(data.lstrip(b"\r\n")))
            return
        message = sip.parse(data, stream=True)
        side.consume(message.size)
        yield from sip.observations(message, self._talk(side, seen))

    def _read_smtp(self, side: Side) -> Iterator[Observation]:
        """Read the commands of a client up to its login; nothing behind it is looked at."""
        seen = side.seen
        assert seen is not None  # noqa: S101 - the caller looked
        if side is self.connection.server:
            side.stop()
            return
        message = smtp.parse(bytes(side.buffer))
        side.consume(message.size)
        yield from smtp.observations(message, self._talk(side, seen))
        if message.verb not in {"HELO", "EHLO", "NOOP", "RSET"}:
            side.stop()

    def _read_ftp(self, side: Side) -> Iterator[Observation]:
        """Read the greeting; of what a client says the login goes to the judge alone."""
        seen = side.seen
        assert seen is not None  # noqa: S101 - the caller looked
        if side is self.connection.server:
            message = ftp.parse(bytes(side.buffer[: ftp.MAX_GREETING]))
            yield from ftp.observations(message, self._talk(side, seen))
            side.consume(len(side.buffer))
            self._terminal = Terminal(None, self.connection.client, side)
        else:
            side.stop()

    def _read_telnet(self, side: Side, *, last: bool) -> Iterator[Observation]:
        """Read what a server shows first: up to its prompt, or up to the first word of its client.

        Where that word may have been missed, nothing without a prompt is taken: an echo of it
        would look like the server's own.
        """
        client, server = self.connection.client, self.connection.server
        spoke = side is client and bool(telnet.typed(bytes(side.buffer)))
        if side is client and not spoke:
            return
        sure = client.begun and not (client.holes or server.holes)
        if server.begun and server.seen is not None and server.buffer:
            message = telnet.parse(bytes(server.buffer), ended=spoke or last)
            if message.asks or sure:
                yield from telnet.observations(message, self._talk(server, server.seen))
            if message.asks and sure:
                server.consume(len(server.buffer))
                self._terminal = Terminal(message, client, server)
                return
        client.stop()
        server.stop()

    def _read_dns(self, side: Side) -> Iterator[Observation]:
        seen = side.seen
        assert seen is not None  # noqa: S101 - the caller looked
        size = int.from_bytes(side.buffer[:2])
        if len(side.buffer) < 2 + size:
            raise TruncatedError("DNS over TCP cut short")
        message = dns.parse(bytes(side.buffer[2 : 2 + size]))
        side.consume(2 + size)
        yield from dns.observations(message, self._talk(side, seen))

    def _unanswered(self) -> Iterator[tuple[Login, Talk]]:
        """Yield the logins whose answer was never seen."""
        for request, seen in self._http:
            yield from self._http_logins(request, seen, None, None, self.connection.server)
        talk_to = self.connection
        for asks, seen in self._rtsp.values():
            for login in self._web.of_rtsp(asks, None):
                yield login, self._talk(talk_to.client, seen)
        yield from self._dialog.rest()
        client = self.connection.client
        if self._terminal is not None and client.seen is not None:
            talk = self._talk(client, client.seen)
            yield from ((login, talk) for login in self._terminal.rest())
        self._http.clear()
        self._rtsp.clear()
        self.connection.asked = 0


def _cost(request: http.Request | rtsp.Request) -> int:
    """Give the bytes that a question takes while it waits, roughly."""
    body = len(request.body) if isinstance(request, http.Request) else 0
    return 2 * request.head.size + body + KEPT
