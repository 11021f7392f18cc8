"""Small readings that protocols share: MAC, address and fixed text, and facts."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, ip_address
from typing import TYPE_CHECKING

from camaudit.model.observation import MAX_VALUE, Binding, BindingHow, Fact
from camaudit.scrub import scrub_userinfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from camaudit.model.endpoint import Endpoint, IPAddress
    from camaudit.model.observation import Channel
    from camaudit.model.talk import Talk

_ADDRESS = re.compile(r"[0-9.]{7,15}|[0-9A-Fa-f:.]{2,45}")
_MAC = re.compile(r"(?:[0-9A-Fa-f]{2}([:\-.]?))(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}")


def mac_from_text(text: str) -> str | None:
    """Read a MAC as people and devices write it; None where it is none, zero or a group."""
    if not _MAC.fullmatch(text.strip()):
        return None
    return mac_from_bytes(bytes.fromhex(re.sub("[^0-9A-Fa-f]", "", text)))


def mac_from_bytes(data: bytes) -> str | None:
    """Write six bytes as a MAC; None where it is zero or a group address."""
    if len(data) != 6 or data[0] & 1 or not any(data):
        return None
    return data.hex(":")


def ipv4_from_bytes(data: bytes) -> IPv4Address | None:
    """Read four bytes as an address; None where it can name no device."""
    if len(data) != 4:
        return None
    address = IPv4Address(data)
    usable = not (address.is_unspecified or address.is_multicast or data == b"\xff" * 4)
    return address if usable else None


def fixed_text(data: bytes) -> str | None:
    """Read a text that a NUL ends or fills up; None where it is empty or no text in UTF-8."""
    try:
        text = data.partition(b"\0")[0].decode().strip()
    except UnicodeDecodeError:
        return None
    return text if text and text.isprintable() else None


def address_from_text(text: str) -> IPAddress | None:
    """Read an address; a zone or a prefix length is cut off; None where it is none."""
    text = text.strip().partition("/")[0].partition("%")[0]
    if not _ADDRESS.fullmatch(text):
        return None  # by far the most; an exception takes ten times as long
    try:
        return ip_address(text)
    except ValueError:
        return None


def facts_of(
    about: Endpoint, port: int | None, talk: Talk, said: Iterable[tuple[Channel, str | None]]
) -> Iterator[Fact]:
    """Make facts of what a message says, without a login in a URL; empty texts are none.

    Of a sender without an address (0.0.0.0, on a link without MACs) nothing can be said.
    """
    if about.mac is None and about.ip is None:
        return
    for channel, value in said:
        if value and value.strip():
            yield Fact(
                about=about,
                channel=channel,
                value=scrub_userinfo(value.strip())[:MAX_VALUE],
                port=port,
                seen=talk.seen,
            )


def own_word(talk: Talk, mac: str | None, ip: IPAddress | None) -> Iterator[Binding]:
    """Bind a MAC that a device gives as its own to the address that it names or sends from."""
    address = ip or talk.sender.ip
    if mac is not None and address is not None and not address.is_unspecified:
        yield Binding(
            mac=mac,
            ip=address,
            valid_from=talk.seen.at,
            valid_to=None,
            how=BindingHow.OWN_WORD,
            seen=talk.seen,
        )


def text_from_bytes(data: bytes) -> str:
    """Read text as UTF-8 where it is that, else as Latin-1."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
