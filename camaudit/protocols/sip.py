"""SIP over UDP and TCP (RFC 3261), and what GB/T 28181 devices say of themselves in it.

Authorization, the bodies of calls and the names of people are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel
from camaudit.protocols.headlines import Head, length_of, parse_head, readable
from camaudit.protocols.values import address_from_text, facts_of
from camaudit.protocols.xmltree import find_text, local, parse_xml
from camaudit.scrub import scrub_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk

MAX_BODY = 65_536  # bytes
METHODS = (
    "REGISTER", "MESSAGE", "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "SUBSCRIBE", "NOTIFY",
    "INFO", "PRACK", "UPDATE", "REFER", "PUBLISH",
)  # fmt: skip
_STARTS = tuple(f"{one} ".encode() for one in METHODS)
_REQUEST = re.compile(r"^([A-Z]{3,9}) \S{1,1000} SIP/2\.0$")
_STATUS = re.compile(r"^SIP/2\.0\s+([1-6]\d\d)(?!\d)")
_LONG = {
    "v": "via",
    "f": "from",
    "l": "content-length",
    "c": "content-type",
    "m": "contact",
}  # RFC 3261, 7.3.3
# Twenty digits: centre (8), trade (2), sort of device (3), network (1), number (6).
_CODE = re.compile(r"(?i)<?sips?:(\d{10}(\d{3})\d{7})@")
_HOST = re.compile(
    r"(?i)sips?:(?:[^@<>\s]{0,256}@)?\[?([0-9a-f.:]{3,45}?)\]?(?::\d{1,5})?(?:[;>\s]|$)"
)
_MANSCDP = "application/manscdp+xml"


@dataclass(frozen=True, slots=True)
class Message:
    """One request or response; `repr` shows neither headers nor body."""

    method: str | None  # None in a response
    status: int | None  # 100-699; None in a request
    head: Head = field(repr=False)
    body: bytes = field(repr=False)
    size: int  # bytes

    def get(self, name: str) -> str | None:
        """Give the first value of a header, whether its long or its short name was sent."""
        return next(
            (value for key, value in self.head.headers if _LONG.get(key, key) == name), None
        )

    @property
    def relayed(self) -> bool:
        """Tell whether somebody else than its author sent it: each passes adds a Via."""
        vias = [one for key, one in self.head.headers if _LONG.get(key, key) == "via"]
        return len(vias) > 1 or any("," in one for one in vias)


def is_sip(data: bytes) -> bool:
    """Tell whether bytes begin with a start line of SIP."""
    if data.startswith(b"SIP/2.0 "):
        return True
    return data.startswith(_STARTS) and b" SIP/2.0" in data[:1200].partition(b"\n")[0]


def parse(data: bytes, *, stream: bool = False) -> Message:
    """Read one message.

    Input:  a datagram, or with `stream` the bytes of a connection.
    Raises: TruncatedError while more bytes may complete it, MalformedError where it is none.
    Source: RFC 3261 sections 7 and 18.3: a datagram without Content-Length has its body to its
            end, in a stream the length must be there.
    """
    if not any(data.startswith(one[: len(data)]) for one in (b"SIP/2.0 ", *_STARTS)):
        raise MalformedError("no SIP start line")
    head = parse_head(data)
    asked, answered = _REQUEST.match(head.start), _STATUS.match(head.start)
    if asked is None and answered is None:
        raise MalformedError("no SIP start line")
    told = head.get("content-length") or head.get("l")
    length = length_of(told, MAX_BODY)
    if length is None:
        length = 0 if stream else min(len(data) - head.size, MAX_BODY)
    if len(data) < head.size + length:
        raise TruncatedError("SIP body cut short")
    body = data[head.size : head.size + length]
    return Message(
        asked[1] if asked else None,
        int(answered[1]) if answered else None,
        head,
        body,
        head.size + length,
    )


def observations(message: Message, talk: Talk) -> Iterator[Fact]:
    """Say what a message tells of its author, where its author sent it.

    Source: RFC 3261 sections 20.35 and 20.41; GB/T 28181-2016 section 9 and annex D.
    """
    if message.relayed or (message.status and _answers_through_proxy(message, talk)):
        return
    agent = message.get("user-agent") or message.get("server")
    said = [(Channel.SIP_AGENT, scrub_text(readable(agent)) if agent else None)]
    code = _CODE.search(message.get("from") or "") if message.method else None
    if code is not None and message.method in {"REGISTER", "MESSAGE", "NOTIFY"}:
        said.append((Channel.SIP_DEVICE, f"GB28181 {code[2]}"))
        said += _described(message, code[1])
    port = talk.sender_port if message.status else None
    yield from facts_of(talk.sender, port, talk, said)


def _answers_through_proxy(message: Message, talk: Talk) -> bool:
    """Tell whether another one may have written an answer than who sends it.

    A proxy takes its own Via off again (RFC 3261 section 16.7), so only the address under which
    the author wants to be reached tells; a registration is answered by who keeps it.
    """
    method = (message.get("cseq") or "").split()[1:]
    if not method or method == ["REGISTER"]:
        return False
    contact = _HOST.search(message.get("contact") or "")
    return contact is None or address_from_text(contact[1]) != talk.sender.ip


def _described(message: Message, code: str) -> Iterator[tuple[Channel, str | None]]:
    """Read an answer to DeviceInfo, where it is about the device that sends it."""
    kind = (message.get("content-type") or "").partition(";")[0].strip().lower()
    if kind != _MANSCDP or b"DeviceInfo" not in message.body:
        return
    root = parse_xml(message.body)
    if local(root).lower() != "response" or find_text(root, "CmdType") != "DeviceInfo":
        return
    if find_text(root, "DeviceID") == code:
        yield Channel.SIP_MANUFACTURER, find_text(root, "Manufacturer")
        yield Channel.SIP_MODEL, find_text(root, "Model")
        yield Channel.SIP_FIRMWARE, find_text(root, "Firmware")
