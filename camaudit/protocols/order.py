"""What one host is asked next, after what it has said: few questions, none of them twice.

A port that is not the usual one is asked only where the device itself named it, and then only
where nothing listens that takes bytes for work: a printer prints what it is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from camaudit.errors import MalformedError
from camaudit.model.observation import Channel
from camaudit.model.probe import Outcome, Question
from camaudit.protocols import http, onvif, questions, rtsp, tls, upnp
from camaudit.protocols.values import address_from_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Fact
    from camaudit.model.probe import Probe, Reply

MAX_CONNECTIONS = 8  # to one host, refused ones too; one more try where the last meets silence
MAX_REQUESTS = 14  # to one host
MAX_NAMED = 2  # ports that a device names and that are asked for a front page
_LOW_PORTS = frozenset({*range(80, 91), 888})  # below 1024, the only ones asked by name
_NEVER = frozenset(
    {
        34567, 37777, 37778,  # logins of Xiongmai and Dahua
        *range(9100, 9110),  # printers print what they get
        1911, 1962, 2222, 2404, 4840, 4911, 5007, 5094, 9600, 18245, 20000, 20547, 44818, 47808,
    }  # the last line: controllers of buildings and machines
)  # fmt: skip
_HIKVISION_SDK = 8000
_HTTP_START = re.compile(rb"HTTP/1\.\d ")


@dataclass(frozen=True, slots=True)
class Place:
    """An address, a port and a path, read out of a text of a stranger."""

    address: IPAddress
    port: int
    path: str  # without its query; "/" at least


def followable(text: str) -> Place | None:
    """Read a URL that names its host by a literal address; nothing is ever resolved.

    Input:  an XAddr, a LOCATION, a redirection: hostile.
    Output: None where it is no plain http URL, names a host, a user, a zone or an address that
            no device has (loopback, group, unspecified, an IPv4 address in IPv6's clothes).
    Source: RFC 3986 section 3.2; RFC 4291 section 2.5.
    """
    try:
        url = urlsplit(text.strip())
        host, port = url.hostname or "", url.port or 80
    except ValueError:
        return None
    address = address_from_text(host)
    if url.scheme != "http" or "@" in url.netloc or "/" in host or "%" in host or address is None:
        return None
    told = address.version == 6 and (address.ipv4_mapped or address.sixtofour or address.teredo)
    if told or address.is_loopback or address.is_multicast or address.is_unspecified:
        return None
    return Place(address, port, url.path or "/")


def is_askable(port: int) -> bool:
    """Tell whether a port that only a device names may be asked."""
    return (port >= 1024 or port in _LOW_PORTS) and port not in _NEVER


def spent(replies: Sequence[Reply]) -> tuple[int, int]:
    """Count the connections and the requests that replies stand for.

    Output: a port that nobody answered on counts as two connections: it was tried twice.
    """
    connections, requests, before = 0, 0, (0, 0)
    for reply in replies:
        here = reply.port, reply.own_port
        if not reply.sent:
            connections += 2 if reply.outcome is Outcome.SILENT else 1
        elif here != before:
            connections += 1
        requests += bool(reply.sent)
        before = here
    return connections, requests


def stays_open(reply: Reply) -> bool:
    """Tell whether the connection of a reply can take another question (RFC 9112 section 9.3)."""
    if reply.outcome is not Outcome.ANSWERED:
        return False
    try:
        if reply.received.startswith(b"RTSP/"):
            return rtsp.parse_response(reply.received).size == len(reply.received)
        response = http.final_response(reply.received)
    except MalformedError:
        return False
    wish = (response.head.get("connection") or "").lower()
    old = response.head.start.startswith("HTTP/1.0")
    kept = "keep-alive" in wish if old else "close" not in wish
    return kept and not response.until_close and response.size == len(reply.received)


def next_question(
    address: IPAddress,
    facts: Collection[Fact],
    replies: Sequence[Reply],
    makers: frozenset[str] = frozenset(),
) -> Question | None:
    """Give the next question to one host; None where it has been asked enough.

    Input:  facts that are known of the device; replies of this address at level 3, in order, also
            those of connections that did not come about (nothing sent); makers that its words so
            far point to, by id.
    Output: the same for the same input; a question to the port of the last one may go over the
            same connection where `stays_open` says so.
    """
    connections, requests = spent(replies)
    if requests >= MAX_REQUESTS or _is_hidden(replies):
        return None
    asked = {(one.probe, one.port) for one in replies}
    # Who let one port go unanswered may do so again: that is tried twice.
    tries = 2 if any(one.outcome is Outcome.SILENT for one in replies) else 1
    for question in _wanted(_Host(address, facts, replies, makers)):
        if (question.probe.name, question.port) in asked:
            continue
        last = replies[-1] if replies else None
        goes_on = last is not None and last.port == question.port and stays_open(last)
        if goes_on or connections + tries <= MAX_CONNECTIONS:
            return question
    return None


def _is_hidden(replies: Sequence[Reply]) -> bool:
    """Tell whether a host has let three ports go unanswered and answered none."""
    silent = [one for one in replies if one.outcome is Outcome.SILENT and not one.sent]
    return len(silent) >= 3 and len(silent) == len(replies)


class _Host:
    """What is known of one host."""

    def __init__(
        self,
        address: IPAddress,
        facts: Collection[Fact],
        replies: Sequence[Reply],
        makers: frozenset[str],
    ) -> None:
        self._address = address
        self.facts = facts
        self.makers = makers
        self._replies = {(one.probe, one.port): one for one in replies}

    def reply(self, probe: Probe, port: int) -> Reply | None:
        return self._replies.get((probe.name, port))

    def knows(self, *channels: Channel) -> bool:
        return any(fact.channel in channels for fact in self.facts)

    def places(self, channel: Channel) -> Iterator[Place]:
        """Give what the device named as its own, of the ports that may be asked."""
        sdk = self.knows(Channel.SADP_SERIAL, Channel.SADP_MODEL)
        found = {followable(one.value) for one in self.facts if one.channel is channel}
        own = [one for one in found if one is not None and one.address == self._address]
        for one in sorted(own, key=lambda place: (place.port, place.path)):
            if is_askable(one.port) and not (sdk and one.port == _HIKVISION_SDK):
                yield one

    def service(self, port: int) -> str:
        """Give the path under which ONVIF is at home on a port."""
        named = (one.path for one in self.places(Channel.WSD_XADDR) if one.port == port)
        return next(named, onvif.SERVICE)

    def web(self) -> list[int]:
        """Give the ports of a front page, those that the device named first."""
        named = [place.port for place in self.places(Channel.WSD_XADDR)]
        return list(dict.fromkeys([*named[:MAX_NAMED], http.PORTS[0]]))

    def speaks(self, port: int) -> bool:
        """Tell whether a web server answered on a port, whatever it answered."""
        reply = self.reply(questions.FRONT_PAGE, port)
        return reply is not None and _HTTP_START.match(reply.received) is not None


def _wanted(host: _Host) -> Iterator[Question]:
    """Give all that is wanted of a host, in order, those asked already as well."""
    for port in host.web():
        yield from _of_web(host, port)
    yield from _described(host)
    yield from _of_video(host, rtsp.PORTS[0])
    yield Question(probe=tls.HELLO, port=tls.PORTS[0])
    web = [port for port in host.web() if host.speaks(port)]
    if not web:
        yield from _of_web(host, http.PORTS[1])
    if not _answered(host.reply(rtsp.OPTIONS, rtsp.PORTS[0])):
        yield from _of_video(host, rtsp.PORTS[1])
    if web:
        yield from _icon(host, web[0])  # of a server that closes after each answer: at last
    if not web and not _answered(host.reply(tls.HELLO, tls.PORTS[0])):
        yield Question(probe=tls.HELLO, port=tls.PORTS[1])


def _answered(reply: Reply | None) -> bool:
    return reply is not None and reply.outcome is Outcome.ANSWERED


def _of_web(host: _Host, port: int) -> Iterator[Question]:
    yield Question(probe=questions.FRONT_PAGE, port=port)
    if not host.speaks(port):
        return
    yield from _of_onvif(host, port)
    for maker in sorted(host.makers):
        for document in questions.DOCUMENTS.get(maker, ()):
            yield Question(probe=document, port=port)
    page = host.reply(questions.FRONT_PAGE, port)
    if page is not None and stays_open(page):
        yield from _icon(host, port)


def _icon(host: _Host, port: int) -> Iterator[Question]:
    """Ask for the picture where the page came, of one port of a host."""
    status = _status(host.reply(questions.FRONT_PAGE, port))
    others = (one for one in (*host.web(), http.PORTS[1]) if one != port)
    if 200 <= status < 400 and not any(host.reply(questions.ICON, one) for one in others):
        yield Question(probe=questions.ICON, port=port)


def _status(reply: Reply | None) -> int:
    """Give the status of an answer; 0 where it is none."""
    try:
        return http.final_response(reply.received, ended=True).status if reply else 0
    except MalformedError:
        return 0


def _of_onvif(host: _Host, port: int) -> Iterator[Question]:
    """Ask ONVIF of the first port that speaks it, and go on only where it does."""
    clock, name, services, capabilities, reference = (
        onvif.question(operation, host.service(port)) for operation in onvif.PRE_AUTH
    )
    others = (one for one in host.web() if one != port)
    if any(_soap(host.reply(clock, other)) for other in others):
        return
    yield Question(probe=clock, port=port)
    first = host.reply(clock, port)
    if not _soap(first) or _status(first) in {401, 403}:
        return  # a refusal is a result, and no invitation
    yield Question(probe=name, port=port)
    yield Question(probe=services, port=port)
    told = _soap(host.reply(services, port))
    if host.reply(services, port) is not None and told != "GetServicesResponse":
        yield Question(probe=capabilities, port=port)
    if not host.knows(Channel.WSD_ENDPOINT):
        yield Question(probe=reference, port=port)


def _soap(reply: Reply | None) -> str:
    """Give the operation of a SOAP answer, "Fault" among them; empty where it is none."""
    if reply is None or b"Envelope" not in reply.received:
        return ""
    try:
        return onvif.parse(http.final_response(reply.received, ended=True).body).operation
    except MalformedError:
        return ""


def _described(host: _Host) -> Iterator[Question]:
    """Ask for the one description that a device announces by SSDP."""
    for place in host.places(Channel.SSDP_LOCATION):
        probe = upnp.question(place.path)
        if probe is not None:
            yield Question(probe=probe, port=place.port)
            return


def _of_video(host: _Host, port: int) -> Iterator[Question]:
    yield Question(probe=rtsp.OPTIONS, port=port)
    reply = host.reply(rtsp.OPTIONS, port)
    if reply is not None and reply.received.startswith(b"RTSP/"):
        yield Question(probe=rtsp.DESCRIBE, port=port)
