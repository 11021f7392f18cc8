"""Multicast DNS service announcements (RFC 6762, RFC 6763)."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from camaudit.model.endpoint import Endpoint, is_usable
from camaudit.model.observation import Channel
from camaudit.protocols import asking
from camaudit.protocols.dns import AAAA, PTR, SRV, TXT, A, parse
from camaudit.protocols.values import facts_of
from camaudit.scrub import REMOVED, scrub_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk
    from camaudit.protocols.dns import Message, Record

__all__ = ["QUERY", "observations", "parse"]

PORT = 5353
# What cameras and recorders announce, and the list of whatever else a host does.
_ASKED = (
    "_axis-video._tcp.local",
    "_axis-nvr._tcp.local",
    "_arec._tcp.local",
    "_rtsp._tcp.local",
    "_http._tcp.local",
    "_services._dns-sd._udp.local",
)

_DIRECTORY = "_services._dns-sd._udp.local"  # RFC 6763 section 9: lists types, not instances
# "_http._tcp.local", also below a subtype (RFC 6763 section 7.1): "_cam._sub._http._tcp.local".
_SERVICE = re.compile(r"(?:.+\._sub\.)?(_[^.]+\._(?:tcp|udp))\.local")
_ESCAPED = re.compile(r"\\([.\\])")
# Keys of a TXT record that carry a login; "u" and "p" are registered for _http._tcp and others.
_SECRET = frozenset({"u", "p", "user", "username", "pass", "passwd", "password", "pwd", "token"})


def observations(message: Message, talk: Talk) -> Iterator[Fact]:
    """Say what a responder announces, each thing once.

    A responder may speak for other hosts (RFC 6762 section 10.4 allows proxies): a record is
    about the address of the host that it leads to, and about the sender where that has none
    or has the sender's among its own. Questions say nothing: who looks for cameras is none.
    """
    if not message.response:
        return
    hosts = _Hosts(message)
    said = dict.fromkeys(
        (hosts.about(record, talk), *one) for record in message.records for one in _said(record)
    )
    for about, channel, value in said:
        yield from facts_of(about, talk.sender_port, talk, ((channel, value),))


def _query() -> bytes:
    """Write one query of several names; from a port of ours, so that answers come to us alone.

    Source: RFC 6762 sections 5.1 and 6.7 (one-shot queries), RFC 6763 section 4.1.
    """
    parts = [struct.pack("!HHHHHH", 0, 0, len(_ASKED), 0, 0, 0)]
    for name in _ASKED:
        labels = [bytes([len(one)]) + one.encode("ascii") for one in name.split(".")]
        parts.append(b"".join([*labels, b"\0", struct.pack("!HH", PTR, 1)]))
    return b"".join(parts)


QUERY = asking.search(
    "mdns-query",
    PORT,
    _query(),
    says="asks for cameras, recorders, video and web servers that announce themselves",
    source="RFC 6762 section 5.1; RFC 6763 sections 4.1 and 9",
)


class _Hosts:
    """Which host a record leads to, and which addresses that has."""

    def __init__(self, message: Message) -> None:
        self._addresses: dict[str, set[IPAddress]] = {}
        self._hosts: dict[str, str] = {}
        for record in message.records:
            if record.address is not None and is_usable(record.address):
                self._addresses.setdefault(record.name.lower(), set()).add(record.address)
            elif record.kind == SRV and record.target:
                self._hosts[record.name.lower()] = record.target.lower()

    def about(self, record: Record, talk: Talk) -> Endpoint:
        name = (record.target or "") if record.kind == PTR else record.name
        host = self._hosts.get(name.lower(), name.lower())
        sender = talk.sender.ip
        # Only addresses of the sender's version can be compared with the sender's.
        own = [
            ip for ip in self._addresses.get(host, ()) if sender and ip.version == sender.version
        ]
        return talk.sender if not own or sender in own else Endpoint(None, min(own, key=int))


def _said(record: Record) -> Iterator[tuple[Channel, str]]:
    name = record.name.lower()
    if record.kind == PTR and record.target:
        listed = name == _DIRECTORY
        service = _SERVICE.fullmatch(record.target.lower() if listed else name)
        if service is None:
            return
        yield Channel.MDNS_SERVICE, service[1]
        end = f".{service[0].rpartition('._sub.')[2]}"
        if not listed and record.target.lower().endswith(end):
            yield Channel.MDNS_INSTANCE, _ESCAPED.sub(r"\1", record.target[: -len(end)])
    elif record.kind in {A, AAAA} and name.endswith(".local"):
        yield Channel.MDNS_HOST, record.name
    elif record.kind == SRV and record.target:
        yield Channel.MDNS_HOST, record.target
    elif record.kind == TXT:
        for text in record.texts:
            yield Channel.MDNS_TXT, _without_login(text.decode("utf-8", "replace"))


def _without_login(text: str) -> str:
    key, equals, value = text.partition("=")
    secret = key.strip().lower() in _SECRET and value
    return f"{key}{equals}{REMOVED if secret else scrub_url(value)}"
