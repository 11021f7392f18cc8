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
from camaudit.flows.suricata import SURICATA
from camaudit.flows.zeek import ZEEK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.flows.format import Format

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


def detect(head: Sequence[str]) -> Format | None:
    """Tell which format the first lines of a file are in; None: it is no log that is read."""
    return next((format_ for format_ in FORMATS.values() if format_.detect(head)), None)
