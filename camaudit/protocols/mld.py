"""Multicast listener discovery in ICMPv6 (RFC 2710, RFC 3810): the IGMP of IPv6."""

from __future__ import annotations

from ipaddress import IPv6Address

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols.igmp import Report, observations, records

__all__ = ["KINDS", "observations", "parse"]

_QUERY, _REPORT_1, _DONE, _REPORT_2 = 130, 131, 132, 143
KINDS = frozenset({_QUERY, _REPORT_1, _DONE, _REPORT_2})  # ICMPv6 types


def parse(data: bytes) -> Report:
    """Read one message; a query and a farewell name no group.

    Raises: TruncatedError where a record runs past the end, MalformedError where it is none.
    """
    if not data or data[0] not in KINDS:
        raise (MalformedError if data else TruncatedError)("no MLD message")
    if len(data) < (8 if data[0] == _REPORT_2 else 24):
        raise TruncatedError("MLD message cut short")
    if data[0] == _REPORT_2:
        return Report(records(data, 16))
    group = IPv6Address(data[8:24])
    if data[0] != _REPORT_1:
        return Report(())
    if not group.is_multicast:
        raise MalformedError("MLD report of no group")
    return Report((group,))
