"""Reservations in a backup of the settings of pfSense or OPNsense (config.xml), and nothing else.

The file holds passwords and keys. Its lines are read one by one, and only the elements that name
MAC and address of a reservation are looked at.
Source: pfSense "Backup File Format"; `staticmap` of pfSense 2.x and OPNsense, `reservation` of
Kea in OPNsense 24.1 and later.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.observation import BindingHow
from camaudit.protocols.values import address_from_text
from camaudit.tables.entry import Entry
from camaudit.tables.leases import RESERVATIONS
from camaudit.tables.macs import is_device, mac_of

if TYPE_CHECKING:
    from camaudit.tables.entry import Line

_ROOT = re.compile(r"\s*<(?:pfsense|opnsense)>")
_BEGIN = re.compile(r"\s*<(?:staticmap|reservation)(?:\s+uuid=\"[\w-]{1,64}\")?>")
_END = re.compile(r"</(?:staticmap|reservation)>")
_MAC = re.compile(r"<(?:mac|hw_address)>\s*([^<]{1,40})</")
_ADDRESS = re.compile(r"<(?:ipaddr|ipaddrv6|ip_address)>\s*([^<]{1,64})</")


class StaticMaps:
    """The reservations in config.xml."""

    name = "pfSense or OPNsense: reservations"
    vantage = RESERVATIONS

    def begins(self, line: str) -> StaticMapRows | None:
        """Start to read at the root of the settings, or at a reservation."""
        return StaticMapRows() if _ROOT.match(line) or _BEGIN.match(line) else None


class StaticMapRows:
    """One reservation behind the other."""

    def __init__(self) -> None:
        self._begin: int | None = None
        self._mac = ""
        self._address = ""

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line.

        Raises: MalformedError where a reservation ends without a MAC that can be read.
        """
        if _BEGIN.match(line.text):
            self._begin, self._mac, self._address = line.number, "", ""
        if self._begin is None:
            return () if not line.text.strip() or line.text.lstrip().startswith("<") else None
        if (mac := _MAC.search(line.text)) is not None:
            self._mac = mac[1].strip()
        if (address := _ADDRESS.search(line.text)) is not None:
            self._address = address[1].strip()
        if not _END.search(line.text):
            return ()
        begin, self._begin = self._begin, None
        mac_, ip = mac_of(self._mac), address_from_text(self._address)
        if mac_ is None and self._mac:
            raise MalformedError("a reservation whose MAC cannot be read")
        if mac_ is None or ip is None or not is_device(mac_):
            return ()  # of a client by another mark, or a name without an address
        return (Entry(line=begin, mac=mac_, ip=ip, how=BindingHow.RESERVATION),)

    def finish(self) -> tuple[Entry, ...]:
        """Give nothing: a reservation that did not end is not known whole."""
        return ()
