"""Logs of any size: read and aggregated by DuckDB before a row becomes an object.

FORMATS is the whole list, in the order in which they are tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.flows import (
    adguard,
    asa,
    bind,
    checkpoint,
    dnsmasq,
    filterlog,
    firepower,
    fortigate,
    headed,
    mikrotik,
    netfilter,
    paloalto,
    pfirewall,
    sonicwall,
    sophos,
    squid,
    unbound,
    windns,
)
from camaudit.flows.exports import EXPORTS
from camaudit.flows.format import Format
from camaudit.flows.suricata import SURICATA
from camaudit.flows.zeek import ZEEK

if TYPE_CHECKING:
    from collections.abc import Sequence

FIREWALLS = (
    filterlog.FORMAT,
    fortigate.FORMAT,
    paloalto.FORMAT,
    firepower.FORMAT,
    asa.FORMAT,
    checkpoint.FORMAT,
    sophos.FORMAT,
    sonicwall.FORMAT,
    netfilter.FORMAT,
    mikrotik.FORMAT,
    pfirewall.FORMAT,
)
NAMES = (
    dnsmasq.FORMAT,
    bind.FORMAT,
    unbound.FORMAT,
    windns.FORMAT,
    adguard.FORMAT,
    squid.FORMAT,
)
HEADED = (headed.PALO_ALTO, headed.CHECK_POINT, headed.OTHER)
FORMATS: dict[str, Format] = {
    one.name: one
    # a line of names is surest; the lines below it look as those that go to a syslog server
    for one in (*ZEEK, *SURICATA, *EXPORTS, *HEADED, *FIREWALLS, *NAMES)
}


# What reaches a syslog server through it, so that one file may hold lines of several.
_MIXED = frozenset(
    one.name
    for one in (*FIREWALLS, dnsmasq.FORMAT, bind.FORMAT, unbound.FORMAT)
    if one is not pfirewall.FORMAT
)


def detect(head: Sequence[str]) -> Format | None:
    """Tell which format the first lines of a file are in; None: it is no log that is read."""
    found = [format_ for format_ in FORMATS.values() if format_.detect(head)]
    if len(found) > 1 and all(format_.name in _MIXED for format_ in found):
        return _together(found)
    return found[0] if found else None


def _together(formats: Sequence[Format]) -> Format:
    """Make one format of those that one file holds; each knows its own lines."""
    return Format(
        name=" with ".join(one.name for one in formats),
        vantage=formats[0].vantage,
        detect=lambda head: all(one.detect(head) for one in formats),
        parts=lambda head: tuple(part for one in formats for part in one.parts(head)),
        passes=" OR ".join(f"({one.passes})" for one in formats),
        notes=tuple(dict.fromkeys(note for one in formats for note in one.notes)),
    )
