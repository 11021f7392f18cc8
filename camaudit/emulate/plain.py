"""Bytes at a port, whatever is asked: for banners (FTP, Telnet) and for answers that are none."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from camaudit.emulate.speech import Datagram, Speech

if TYPE_CHECKING:
    from camaudit.emulate.character import Service
    from camaudit.emulate.line import Line
    from camaudit.emulate.player import Player


def _said(service: Service, player: Player) -> bytes:
    if raw := service.word("base64"):
        return base64.b64decode("".join(raw.split()))
    text = player.fill(service.word("says")).replace("\n", "\r\n")
    return text.encode() * int(service.word("times", "1"))


async def talk(line: Line, service: Service, player: Player) -> None:
    """Speak first, or after the other side did; then listen to the end."""
    if service.word("first", "device") == "client":
        player.heard(f"plain {service.port}: {len(await line.some())} bytes")
    said = _said(service, player)
    await line.send(said)
    if service.word("endless") == "yes":
        await line.endless(said)
    if service.word("closes") == "yes":
        return
    while await line.some():
        pass


def answer(_: bytes, service: Service, player: Player) -> tuple[Datagram, ...]:
    """Answer any datagram by the same bytes."""
    player.note(f"udp {service.port}")
    return (Datagram(data=_said(service, player)),)


_WORDS = frozenset({"says", "base64", "times"})
TCP = Speech(port=23, words=_WORDS | {"first", "endless", "closes"}, talk=talk)
UDP = Speech(
    port=9,
    words=_WORDS,
    answer=answer,
    groups=("239.255.255.250", "224.0.0.251", "239.255.255.251"),
    broadcast=True,
)
