"""What an HTTP interface of the ISAPI kind says that a device is able to do, and if it is set up.

Read are the answers to /ISAPI/Smart/capabilities and /ISAPI/System/capabilities (elements named
`isSupport...` under `SmartCap`), the kinds of events of /ISAPI/Event/triggers, and the answer to
/SDK/activateStatus, which needs no login.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.observation import Channel
from camaudit.protocols.values import facts_of
from camaudit.protocols.xmltree import find_all, find_text, local, parse_xml, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk

MAX_NAMES = 64  # kept of one message
MAX_NAME = 64  # characters
_ROOTS = (b"<SmartCap", b"<DeviceCap", b"<EventNotification", b"<EventTriggerList")
_ABLE = "isSupport"


@dataclass(frozen=True, slots=True)
class Abilities:
    """One list of what a device is able to do; whether it is switched on does not count."""

    names: tuple[str, ...]  # "isSupportFaceDetect", "event facedetection"; sorted, each once


def is_list(body: bytes) -> bool:
    """Tell whether a body may be such a list."""
    head = body[:512]
    return any(root in head for root in _ROOTS)


def parse(data: bytes) -> Abilities:
    """Read one list.

    Raises: TruncatedError, MalformedError where it is none of the lists read here.
    """
    root = parse_xml(data)
    if f"<{local(root)}".encode() not in _ROOTS:
        raise MalformedError("no list of abilities")
    smart = [root] if local(root) == "SmartCap" else list(find_all(root, "SmartCap"))
    names = {
        local(one)
        for part in smart
        for one in part.iter()
        if local(one).startswith(_ABLE) and text_of(one).lower() == "true"
    }
    names |= {
        f"event {text_of(kind).lower()}"
        for trigger in find_all(root, "EventTrigger")
        for kind in find_all(trigger, "eventType")
        if text_of(kind)
    }
    kept = sorted(one for one in names if len(one) <= MAX_NAME and one.isascii())
    return Abilities(tuple(kept[:MAX_NAMES]))


def is_activation(body: bytes) -> bool:
    """Tell whether a body may be the answer to /SDK/activateStatus."""
    return b"<ActivateStatus" in body[:512]


def parse_activation(data: bytes) -> bool:
    """Read whether a password was ever set.

    Raises: TruncatedError, MalformedError where it says neither yes nor no.
    Source: Hikvision ISAPI guide, GET /SDK/activateStatus.
    """
    root = parse_xml(data)
    said = (find_text(root, "Activated") or "").lower()
    if local(root) != "ActivateStatus" or said not in {"true", "false"}:
        raise MalformedError("no word on activation")
    return said == "true"


def activation(activated: bool, talk: Talk) -> Iterator[Fact]:
    """Say whether a password was ever set."""
    said = ((Channel.HTTP_ACTIVATED, str(activated).lower()),)
    yield from facts_of(talk.sender, talk.sender_port, talk, said)


def observations(message: Abilities, talk: Talk) -> Iterator[Fact]:
    """Say what the device says that it can do."""
    said = ((Channel.HTTP_CAPABILITY, one) for one in message.names)
    yield from facts_of(talk.sender, talk.sender_port, talk, said)
