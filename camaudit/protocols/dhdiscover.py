"""Dahua DHDiscover over UDP 37810: a 32-byte DHIP header, then JSON."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel
from camaudit.protocols import asking
from camaudit.protocols.jsontree import MAX_JSON, first, parse_fields
from camaudit.protocols.values import address_from_text, facts_of, mac_from_text, own_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk
    from camaudit.protocols.jsontree import Fields

PORT = 37_810
MAGIC = b"DHIP"
_HEAD = 32  # bytes; other lengths were seen, so the JSON is searched for
_ANSWER = "client.notifyDevInfo"
# Bare JSON gets no answer; "uni" asks for one to the asker alone.
_SEARCH = b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}\n'
SEARCH = asking.search(
    "dhdiscover-search",
    PORT,
    struct.pack("<I4sIIIIII", _HEAD, MAGIC, 0, 0, len(_SEARCH), 0, len(_SEARCH), 0) + _SEARCH,
    says="asks Dahua's firmware, whatever its label, to name itself",
    source="UniversalScanner, Dahua2.cs; discovery of rroller/dahua, measured on four devices",
)


@dataclass(frozen=True, slots=True)
class Dhip:
    """One message."""

    method: str
    fields: Fields

    @property
    def answer(self) -> bool:
        """Tell whether a device speaks of itself."""
        return self.method == _ANSWER


def parse(data: bytes) -> Dhip:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no DHIP message.
    """
    if not MAGIC.startswith(data[4:8]):
        raise MalformedError("no DHIP header")
    if len(data) < _HEAD:
        raise TruncatedError(f"DHIP of {len(data)} bytes")
    begin = data.find(b"{", 8, 256)
    if begin < 0:
        raise (
            TruncatedError("DHIP without JSON")
            if len(data) <= _HEAD
            else MalformedError("DHIP without JSON")
        )
    fields = parse_fields(data[begin : begin + MAX_JSON])
    method = first(fields, "method")
    if method is None:
        raise MalformedError("DHIP without a method")
    return Dhip(method, fields)


def observations(message: Dhip, talk: Talk) -> Iterator[Observation]:
    """Say what a device answers; a search by a tool tells nothing."""
    if not message.answer:
        return

    def get(key: str) -> str | None:
        return first(message.fields, key)

    yield from own_word(
        talk, mac_from_text(get("mac") or ""), address_from_text(get("IPAddress") or "")
    )
    local, remote = get("VideoInputChannels"), get("RemoteVideoInputChannels")
    channels = f"local={local or 0} remote={remote or 0}" if local or remote else None
    said = (
        (Channel.DHIP_VENDOR, get("Vendor")),
        (Channel.DHIP_MANUFACTURER, get("Manufacturer")),
        (Channel.DHIP_CLASS, get("DeviceClass")),
        (Channel.DHIP_MODEL, get("DeviceType")),
        (Channel.DHIP_SERIAL, get("SerialNo")),
        (Channel.DHIP_FIRMWARE, get("Version")),
        (Channel.DHIP_INIT, get("Init")),
        (Channel.DHIP_NAME, get("MachineName")),
        (Channel.DHIP_CHANNELS, channels),
    )
    yield from facts_of(talk.sender, talk.sender_port, talk, said)
