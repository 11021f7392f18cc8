"""Multicast DNS service announcements (RFC 6762, RFC 6763)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel
from camaudit.protocols.dns import AAAA, PTR, SRV, TXT, A, parse
from camaudit.protocols.values import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk
    from camaudit.protocols.dns import Message, Record

__all__ = ["observations", "parse"]

_DIRECTORY = "_services._dns-sd._udp."  # RFC 6763 section 9: lists types, not instances


def observations(message: Message, talk: Talk) -> Iterator[Fact]:
    """Say what a responder announces of itself.

    A responder may speak for another host (RFC 6762 section 10.4 allows proxies): where no
    announced address is the sender's, the facts are about the announced address.
    """
    if not message.response:
        return  # who looks for cameras is none
    about = _about(message, talk)
    for record in message.records:
        yield from facts_of(about, talk.sender_port, talk, _said(record))


def _about(message: Message, talk: Talk) -> Endpoint:
    addresses: list[IPAddress] = [one.address for one in message.records if one.address]
    same = [ip for ip in addresses if talk.sender.ip and ip.version == talk.sender.ip.version]
    if not same or talk.sender.ip in same:
        return talk.sender
    return Endpoint(None, min(same, key=int))


def _said(record: Record) -> Iterator[tuple[Channel, str]]:
    if record.kind == PTR and record.target and record.name.endswith(".local"):
        service = record.name.removesuffix(".local")
        if not service.startswith("_"):
            return
        if not record.name.startswith(_DIRECTORY):
            yield Channel.MDNS_SERVICE, service
            instance = record.target.removesuffix(f".{record.name}")
            yield Channel.MDNS_INSTANCE, instance.replace("\\.", ".")
    elif record.kind in {A, AAAA} and record.name.endswith(".local"):
        yield Channel.MDNS_HOST, record.name
    elif record.kind == SRV and record.target:
        yield Channel.MDNS_HOST, record.target
    elif record.kind == TXT:
        for text in record.texts:
            yield Channel.MDNS_TXT, text.decode("utf-8", "replace")
