"""What nmap's scripts quote of a host, as facts of that host.

Only words of the device itself are taken: banners, heads, titles, certificates. What nmap thinks
that a service is (`product`, `devicetype`, `cpe`, the vendor beside a MAC) is its own opinion and
is never looked at.
Source: the scripts of nmap 7.93, as it writes them in XML; docs/nmap.dtd there.
"""

from __future__ import annotations

import html
import re
from base64 import b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from camaudit.errors import MalformedError
from camaudit.model.observation import Channel
from camaudit.protocols import auth, ftp, http, telnet, tls
from camaudit.protocols.headlines import parse_head
from camaudit.protocols.values import address_from_text, facts_of
from camaudit.scrub import scrub_text, scrub_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from xml.etree.ElementTree import Element

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Fact, Observation
    from camaudit.model.talk import Talk

MAX_TEXT = 65_536  # characters of one output that are looked at
MAX_PARTS = 64  # elements of one script
_ESCAPED = re.compile(r"\\x([0-9A-Fa-f]{2})")
_FIELD = re.compile(r"\s*([A-Z][A-Za-z ]{1,20}): (.*)")
_UPTIME = re.compile(r"\n?\s*System uptime:")
_UPNP = {
    "Server": Channel.SSDP_SERVER,
    "Location": Channel.SSDP_LOCATION,
    "Name": Channel.UPNP_NAME,
    "Manufacturer": Channel.UPNP_MANUFACTURER,
    "Model Name": Channel.UPNP_MODEL,
    "Model Version": Channel.UPNP_MODEL_NUMBER,
}
_HEAD_KEPT = ("server:", "www-authenticate:")


@dataclass(frozen=True, slots=True)
class Script:
    """What one script wrote of one service, or of one host."""

    name: str
    output: str
    element: Element


def observations(script: Script, talk: Talk) -> Iterator[Observation]:
    """Say what a script quotes of its host (`talk.sender`).

    Raises: MalformedError where the quoted bytes are not what they should be.
    """
    reader = _READERS.get(script.name)
    if reader is not None and not script.output.lstrip().startswith("ERROR:"):
        yield from reader(script, talk)


def speaker(name: str, output: str) -> IPAddress | None:
    """Tell who answered a question to all, by the address that it gave of itself."""
    if name not in ABOUT_OTHERS:
        return None
    for line in output[:MAX_TEXT].splitlines():
        found = _FIELD.fullmatch(line)
        if found is not None and found[1] in {"Location", "Address"}:
            return _address_of(found[2].split(" ", 1)[0])
    return None


def _address_of(url: str) -> IPAddress | None:
    try:
        return address_from_text(urlsplit(url).hostname or "")
    except ValueError:
        return None


def _said(talk: Talk, *said: tuple[Channel, str | None]) -> Iterator[Fact]:
    yield from facts_of(talk.sender, talk.sender_port, talk, said)


def _elements(script: Script, key: str | None) -> list[str]:
    """Give the texts of elements with a key, or without any."""
    found = [one.text or "" for one in script.element.iter("elem") if one.get("key") == key]
    return [text[:MAX_TEXT] for text in found[:MAX_PARTS]]


def _banner(script: Script, talk: Talk) -> Iterator[Observation]:
    r"""Read the first bytes of a service that speaks first; nmap writes some as `\xFF`."""
    text = script.output[:MAX_TEXT]
    data = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).encode("latin-1", "replace")
    port = talk.sender_port or 0
    if ftp.is_greeting(data, port):
        yield from ftp.observations(ftp.parse(_last_line(data)), talk)
    elif telnet.begins(data) or port in telnet.PORTS:
        yield from telnet.observations(telnet.parse(data, ended=True), talk)


def _last_line(data: bytes) -> bytes:
    """End a greeting that nmap cut to the width of a screen; an empty line says nothing."""
    return b"\r\n".join([*data.splitlines(), b"220 ", b""])


def _title(script: Script, talk: Talk) -> Iterator[Observation]:
    """Read the title of the page, where it is the host's own and not that of a redirection."""
    for url in _elements(script, "redirect_url"):
        try:
            parts = urlsplit(url)
            away = parts.hostname and (
                parts.hostname != str(talk.sender.ip) or parts.port not in {None, talk.sender_port}
            )
        except ValueError:
            return
        if away:
            return
    for title in _elements(script, "title")[:1]:
        yield from _said(talk, (Channel.HTTP_TITLE, " ".join(html.unescape(title).split())))


def _server(script: Script, talk: Talk) -> Iterator[Observation]:
    for text in _elements(script, None):
        yield from _said(talk, (Channel.HTTP_SERVER, scrub_text(text)))


def _realm(script: Script, talk: Talk) -> Iterator[Observation]:
    for realm in _elements(script, "realm"):
        yield from _said(talk, (Channel.HTTP_REALM, realm))


def _headers(script: Script, talk: Talk) -> Iterator[Observation]:
    """Read the head of an answer; its date is left out, as it is not known when it came."""
    lines = [line.strip() for line in script.output[:MAX_TEXT].splitlines()]
    kept = [line for line in lines if ":" in line and not line.lower().startswith(("date:", "("))]
    head = "\r\n".join(["HTTP/1.1 200 OK", *kept, "", ""])
    answer = http.parse_response(head.encode("latin-1", "replace"), "HEAD", ended=True)
    yield from http.server_facts(answer, None, talk)


def _answers(script: Script, talk: Talk) -> Iterator[Observation]:
    """Read heads among the answers to nmap's own questions: server and realm, nothing else."""
    for one in list(script.element.iter("elem"))[:MAX_PARTS]:
        lines = [line.strip() for line in (one.text or "")[:MAX_TEXT].splitlines()]
        lines = [line for line in lines if line]
        if not lines or not lines[0].startswith(("HTTP/1.", "RTSP/1.")):
            continue
        kept = [line for line in lines[1:] if line.lower().startswith(_HEAD_KEPT)]
        head = parse_head("\r\n".join([lines[0], *kept, "", ""]).encode("latin-1", "replace"))
        is_rtsp = lines[0].startswith("RTSP")
        server, realm = (
            (Channel.RTSP_SERVER, Channel.RTSP_REALM)
            if is_rtsp
            else (Channel.HTTP_SERVER, Channel.HTTP_REALM)
        )
        for name, value in head.headers:
            if name == "server":
                yield from _said(talk, (server, scrub_text(value)))
            else:
                yield from _said(talk, *((realm, text) for text in auth.realms(value)))


def _certificate(script: Script, talk: Talk) -> Iterator[Observation]:
    """Read the certificate itself, which nmap adds whole."""
    for text in _elements(script, "pem")[:1]:
        body = "".join(line for line in text.splitlines() if "-----" not in line)
        try:
            der = b64decode("".join(body.split()), validate=True)
        except ValueError:
            raise MalformedError("certificate that cannot be read") from None
        leaf = tls.read_certificate(der)
        yield from tls.observations(tls.Handshake(None, (), leaf), talk)


def _sysdescr(script: Script, talk: Talk) -> Iterator[Observation]:
    text = _UPTIME.split(script.output[:MAX_TEXT], maxsplit=1)[0]
    yield from _said(talk, (Channel.SNMP_DESCR, scrub_text(" ".join(text.split()))))


def _upnp(script: Script, talk: Talk) -> Iterator[Observation]:
    """Read what an answer to a search, and the description that it points to, say."""
    for line in script.output[:MAX_TEXT].splitlines()[:MAX_PARTS]:
        found = _FIELD.fullmatch(line)
        channel = _UPNP.get(found[1]) if found is not None else None
        if found is not None and channel is not None:
            yield from _said(talk, (channel, scrub_url(found[2])))


def _wsd(script: Script, talk: Talk) -> Iterator[Observation]:
    """Read answers to a Probe of WS-Discovery; nmap writes of each its addresses and types."""
    for line in script.output[:MAX_TEXT].splitlines()[:MAX_PARTS]:
        found = _FIELD.fullmatch(line)
        if found is None:
            continue
        if found[1] == "Address":
            said = ((Channel.WSD_XADDR, scrub_url(one)) for one in found[2].split())
            yield from _said(talk, *said)
        elif found[1] == "Type":
            said = ((Channel.WSD_TYPES, one.rpartition(":")[2]) for one in found[2].split())
            yield from _said(talk, *said)


_READERS: dict[str, Callable[[Script, Talk], Iterator[Observation]]] = {
    "banner": _banner,
    "fingerprint-strings": _answers,
    "http-auth": _realm,
    "http-headers": _headers,
    "http-server-header": _server,
    "http-title": _title,
    "snmp-sysdescr": _sysdescr,
    "ssl-cert": _certificate,
    "upnp-info": _upnp,
    "wsdd-discover": _wsd,
    "broadcast-upnp-info": _upnp,
    "broadcast-wsdd-discover": _wsd,
}
# Questions to all: their answers stand before the hosts, and tell by themselves of whom they are.
ABOUT_OTHERS = frozenset({"broadcast-upnp-info", "broadcast-wsdd-discover"})
