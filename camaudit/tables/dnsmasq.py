"""dnsmasq, as in Pi-hole, OpenWrt and many small routers: its leases and its reservations.

Source: dnsmasq(8) (`--dhcp-host`) and lease_update_file() in lease.c of dnsmasq 2.90.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.endpoint import is_usable
from camaudit.model.observation import BindingHow, Channel
from camaudit.protocols.values import address_from_text
from camaudit.tables.cells import said
from camaudit.tables.entry import Entry
from camaudit.tables.kea import mac_of_duid
from camaudit.tables.leases import LEASES, RESERVATIONS
from camaudit.tables.macs import is_device, mac_of
from camaudit.tables.pairs import pair
from camaudit.tables.shaped import Shaped

if TYPE_CHECKING:
    from camaudit.tables.entry import Line

# Time of expiry, MAC (behind its type where it is no Ethernet) or IAID, address, name, client.
_LEASE = re.compile(
    r"(\d{1,12}) ([0-9A-Fa-f:-]{17,80}|T?\d{1,12}) ([0-9A-Fa-f.:]{2,45}) (\S+) (\S+)"
)
_DUID = re.compile(r"duid [0-9A-Fa-f:]{2,400}")
_HOST = re.compile(r"\s*(?:--)?dhcp-host\s*=\s*(\S.*)")
_RANGE = re.compile(r"^\s*dhcp-range\s*=")
_SETTING = re.compile(r"\s*(?:#.*|[a-z][a-z0-9-]*\s*(?:=.*)?)")
_CLOCKLESS = 10**8  # seconds: less is the length of a lease, written where there is no clock
_UNNAMED = "*"


def _lease(line: Line, *, begun: bool) -> tuple[Entry, ...] | None:
    """Read `1795654800 00:00:5e:00:53:01 192.0.2.10 camera 01:00:00:5e:00:53:01`."""
    text = line.text.strip()
    if _DUID.fullmatch(text):
        return ()  # of the server
    found = _LEASE.fullmatch(text)
    ip = address_from_text(found[3]) if found is not None else None
    if found is None or ip is None:
        if begun and text[:1].isdigit() and len(text.split()) in {3, 4, 5}:
            raise MalformedError("a lease that cannot be read")
        return None
    mac = mac_of_duid(found[5]) if ip.version == 6 else mac_of(found[2])
    if mac is None or not is_device(mac) or not is_usable(ip):
        return ()
    until = int(found[1])
    name = found[4]
    return (
        Entry(
            line=line.number,
            mac=mac,
            ip=ip,
            how=BindingHow.DHCP,
            ends=float(until) if until >= _CLOCKLESS else None,
            says=() if name == _UNNAMED else said((Channel.DHCP_HOSTNAME, name)),
        ),
    )


def _host(line: Line, *, begun: bool) -> tuple[Entry, ...] | None:
    """Read `dhcp-host=00:00:5e:00:53:01,set:cams,192.0.2.10,camera,infinite`."""
    found = _HOST.fullmatch(line.text)
    if found is None:
        return () if begun and _SETTING.fullmatch(line.text) else None
    parts = [part.strip().strip("[]") for part in found[1].partition("#")[0].split(",")]
    macs = [mac for part in parts if (mac := mac_of(part)) is not None and is_device(mac)]
    addresses = [part for part in parts if address_from_text(part) is not None and not mac_of(part)]
    if "ignore" in parts or not macs or not addresses:
        return ()  # a name for a device, or one that gets no address
    entries = (pair(line.number, ip, mac) for mac in macs for ip in addresses)
    return tuple(
        Entry(line=one.line, mac=one.mac, ip=one.ip, how=BindingHow.RESERVATION)
        for one in entries
        if one is not None
    )


DNSMASQ_LEASES = Shaped("dnsmasq: leases", LEASES, None, _lease)
DNSMASQ_HOSTS = Shaped("dnsmasq: reservations", RESERVATIONS, _RANGE, _host)
