"""What a device says of itself in its maker's discovery protocol, whatever its form on the wire.

Many makers have one: a tool asks the segment, and each device answers who it is. The forms
differ, what is said does not; so each protocol only reads its form into an Introduction, and what
follows from one is said here once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.model.observation import Channel
from camaudit.protocols.values import facts_of, own_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """One message: an answer of a device, or a question, of which nothing else is kept."""

    protocol: str  # "hanwha-7701": a value of Channel.DISCOVERY_PROTOCOL
    answer: bool = True  # a device speaks of itself
    mac: str | None = None
    ip: IPAddress | None = None
    sort: str | None = None  # the class or platform that it states
    model: str | None = None
    name: str | None = None
    serial: str | None = None
    firmware: str | None = None
    untouched: bool | None = None  # as it left the factory


def observations(message: Introduction, talk: Talk) -> Iterator[Observation]:
    """Say what a device answers; a question tells nothing of who asks."""
    if not message.answer:
        return
    yield from own_word(talk, message.mac, message.ip)
    untouched = None if message.untouched is None else str(message.untouched).lower()
    said = (
        (Channel.DISCOVERY_PROTOCOL, message.protocol),
        (Channel.DISCOVERY_TYPE, message.sort),
        (Channel.DISCOVERY_MODEL, message.model),
        (Channel.DISCOVERY_NAME, message.name),
        (Channel.DISCOVERY_SERIAL, message.serial),
        (Channel.DISCOVERY_FIRMWARE, message.firmware),
        (Channel.DISCOVERY_DEFAULT, untouched),
    )
    yield from facts_of(talk.sender, talk.sender_port, talk, said)
