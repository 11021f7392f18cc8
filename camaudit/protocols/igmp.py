"""IGMP (RFC 1112, 2236, 3376): which groups a host listens to. MLD shares the reading.

A host that wants the questions of a discovery protocol joins its group, whether or not anybody
asks: a hint of what it is, and no more, as who asks joins as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel
from camaudit.protocols.values import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Fact
    from camaudit.model.talk import Talk

MAX_RECORDS = 64  # of one report
_QUERY, _REPORT_1, _REPORT_2, _LEAVE, _REPORT_3 = 0x11, 0x12, 0x16, 0x17, 0x22
_EXCLUDE = frozenset({2, 4})  # MODE_IS_EXCLUDE, CHANGE_TO_EXCLUDE_MODE: all but some sources
_INCLUDE = frozenset({1, 3, 5})  # of some sources; of none is a farewell
_EVERYBODY = frozenset(
    map(ip_address, ("224.0.0.1", "224.0.0.2", "224.0.0.22", "ff02::1", "ff02::2", "ff02::16"))
)


@dataclass(frozen=True, slots=True)
class Report:
    """The groups that a host listens to, as far as one message tells."""

    joined: tuple[IPAddress, ...]


def parse(data: bytes) -> Report:
    """Read one message; a query and a farewell name no group.

    Raises: TruncatedError where a record runs past the end, MalformedError where it is none.
    """
    if not data or data[0] not in {_QUERY, _REPORT_1, _REPORT_2, _LEAVE, _REPORT_3}:
        raise (MalformedError if data else TruncatedError)("no IGMP message")
    if len(data) < 8:
        raise TruncatedError("IGMP message cut short")
    if data[0] == _REPORT_3:
        return Report(records(data, 4))
    if data[0] in {_REPORT_1, _REPORT_2}:
        group = IPv4Address(data[4:8])
        if not group.is_multicast:
            raise MalformedError("IGMP report of no group")
        return Report((group,))
    return Report(())


def records(data: bytes, width: int) -> tuple[IPAddress, ...]:
    """Read the records of a report (RFC 3376 section 4.2, RFC 3810 section 5.2).

    Input: width of an address: 4 or 16 bytes.
    """
    joined: list[IPAddress] = []
    at = 8
    for _ in range(min(int.from_bytes(data[6:8]), MAX_RECORDS)):
        if len(data) - at < 4 + width:
            raise TruncatedError("group record cut short")
        kind, more = data[at], data[at + 1] * 4
        sources = int.from_bytes(data[at + 2 : at + 4])
        group = ip_address(data[at + 4 : at + 4 + width])
        at += 4 + width + sources * width + more
        if at > len(data):
            raise TruncatedError("group record cut short")
        if not group.is_multicast:
            raise MalformedError("record of no group")
        if kind in _EXCLUDE or (kind in _INCLUDE and sources):
            joined.append(group)
    return tuple(dict.fromkeys(joined))


def observations(message: Report, talk: Talk) -> Iterator[Fact]:
    """Say which groups the sender listens to; those of everybody say nothing."""
    told = (one for one in message.joined if one not in _EVERYBODY and not _is_own(one))
    said = ((Channel.GROUP_JOINED, str(one)) for one in told)
    yield from facts_of(talk.sender, None, talk, said)


def _is_own(group: IPAddress) -> bool:
    """Tell whether a group only serves to find one address (RFC 4291 section 2.7.1)."""
    return group.version == 6 and int(group) >> 24 == 0xFF0200000000000000000001FF
