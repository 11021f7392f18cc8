"""LLDP and CDP neighbours as lldpd prints them: `lldpcli show neighbors`, plain and keyvalue.

Source: lldpcli(8) and the output of lldpd 1.0.16 (tests/real).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.tables.neighbour import cdp, lldp

if TYPE_CHECKING:
    from camaudit.tables.entry import Entry, Line
    from camaudit.tables.ruled import Cells

NAME = "lldpd: neighbours"
VANTAGE = "LLDP neighbours"
MAX_TEXT = 1_024  # characters kept of a description that goes on over several lines
_INTERFACE = re.compile(r"Interface:\s+(\S{1,64}), via: (\S{1,20})\b.*")
_PAIR = re.compile(r" {2,8}([A-Za-z][\w /-]{0,40}): *(.*)")
_GOES_ON = re.compile(r" {14,}\S")
_RULE = re.compile(r"-{40,}")
_KEYS = {
    "ChassisID": "chassis",
    "SysName": "name",
    "SysDescr": "descr",
    "MgmtIP": "address",
    "PortID": "remote",
    "VLAN": "vlan",
    "Manufacturer": "manufacturer",
    "Model": "model",
    "Firmware Revision": "firmware",
    "Software Revision": "software",
    "Serial Number": "serial",
}
# A name of an interface may hold dots (eth0.20): what follows it is one of lldpd's own words.
_VALUE = re.compile(
    r"lldp\.(\S{1,64}?)\.((?:via|rid|age|chassis|port|vlan|lldp-med|ppvid|pi)\b[^=]*)=(.*)"
)
_PATHS = {
    "chassis.name": "name",
    "chassis.descr": "descr",
    "chassis.mgmt-ip": "address",
    "vlan.vlan-id": "vlan",
    "lldp-med.inventory.manufacturer": "manufacturer",
    "lldp-med.inventory.model": "model",
    "lldp-med.inventory.firmware": "firmware",
    "lldp-med.inventory.software": "software",
    "lldp-med.inventory.serial": "serial",
}
# Kinds of an id: IEEE 802.1AB-2016 sections 8.5.2 and 8.5.3, in lldpd's words.
_IDS = frozenset({"mac", "ip", "ifname", "ifalias", "local", "unhandled"})
RELAY = "Network Connectivity Device"  # LLDP-MED: TIA-1057 section 10.2.2


@dataclass(slots=True)
class Neighbour:
    """What one block tells."""

    line: int
    cells: Cells = field(default_factory=dict)
    able: list[str] = field(default_factory=list)
    protocol: str = "LLDP"

    def put(self, role: str, value: str) -> None:
        """Keep the first value of a role."""
        if value:
            self.cells.setdefault(role, value[:MAX_TEXT])

    def entries(self) -> tuple[Entry, ...]:
        """Give the neighbour, in the words of its protocol."""
        cells = {**self.cells, "able": ", ".join(self.able)}
        if not self.protocol.startswith("CDP"):
            return lldp(cells, self.line)
        platform, _, version = cells.pop("descr", "").partition(" running on")
        return cdp({**cells, "platform": platform, "version": version.strip()}, self.line)


class PlainRows:
    """The blocks of `lldpcli show neighbors`, which a rule parts."""

    def __init__(self) -> None:
        self._now: Neighbour | None = None
        self._long = ""  # the role that may go on in the next line

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line; see `entry.Rows`."""
        text = line.text.rstrip()
        begins = _INTERFACE.fullmatch(text)
        if begins is not None:
            found = self.finish()
            self._now = Neighbour(line.number, {"port": begins[1]}, protocol=begins[2])
            return found
        if not text or _RULE.fullmatch(text) or text == "LLDP neighbors:":
            return ()
        if self._now is None or not text.startswith("  "):
            return None
        if self._long and _GOES_ON.match(text):
            said = f"{self._now.cells[self._long]} {text.strip()}"
            self._now.cells[self._long] = said[:MAX_TEXT]
            return ()
        self._pair(self._now, text)
        return ()

    def _pair(self, now: Neighbour, text: str) -> None:
        self._long = ""
        pair = _PAIR.fullmatch(text)
        if pair is None:
            return
        key, value = pair[1], pair[2].strip()
        role = _KEYS.get(key)
        if key == "Capability":
            name, _, state = value.partition(", ")
            now.able += [name] if state == "on" else []
        elif key == "Device Type":
            now.able += ["Bridge"] if value == RELAY else []
        elif role is not None:
            now.put(role, _id(value) if role in {"chassis", "remote"} else _first(role, value))
            self._long = role if role == "descr" and role in now.cells else ""

    def finish(self) -> tuple[Entry, ...]:
        """Give the neighbour that was being read."""
        now, self._now, self._long = self._now, None, ""
        return now.entries() if now is not None else ()


class ValueRows:
    """The lines of `lldpcli -f keyvalue show neighbors`; each neighbour begins with `via`."""

    def __init__(self) -> None:
        self._now: Neighbour | None = None

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line; see `entry.Rows`."""
        found = _VALUE.fullmatch(line.text.strip())
        if found is None:
            return () if not line.text.strip() else None
        port, path, value = found[1], found[2], found[3].strip()
        if path == "via":
            done = self.finish()
            self._now = Neighbour(line.number, {"port": port}, protocol=value)
            return done
        if self._now is None:
            self._now = Neighbour(line.number, {"port": port})
        self._put(self._now, path, value)
        return ()

    def _put(self, now: Neighbour, path: str, value: str) -> None:
        role = _PATHS.get(path)
        part, _, word = path.partition(".")
        if role is not None:
            now.put(role, _first(role, value))
        elif part in {"chassis", "port"} and word in _IDS:
            now.put("chassis" if part == "chassis" else "remote", value)
        elif part == "chassis" and word.endswith(".enabled"):
            now.able += [word.removesuffix(".enabled")] if value == "on" else []
        elif path == "lldp-med.device-type":
            now.able += ["Bridge"] if value == RELAY else []

    def finish(self) -> tuple[Entry, ...]:
        """Give the neighbour that was being read."""
        now, self._now = self._now, None
        return now.entries() if now is not None else ()


def _id(value: str) -> str:
    """Take the kind of an id away: `mac 44:19:b6:00:10:01`, `ifname eth0`."""
    kind, _, rest = value.partition(" ")
    return rest.strip() if kind in _IDS else value


def _first(role: str, value: str) -> str:
    """Give the number of `20, pvid: yes cameras`."""
    return value.partition(",")[0].strip() if role == "vlan" else value


@dataclass(frozen=True, slots=True)
class _Plain:
    name: str = NAME
    vantage: str = VANTAGE

    def begins(self, line: str) -> PlainRows | None:
        """Start to read at the first interface."""
        return PlainRows() if _INTERFACE.fullmatch(line.rstrip()) else None


@dataclass(frozen=True, slots=True)
class _Values:
    name: str = "lldpd: neighbours, keyvalue"
    vantage: str = VANTAGE

    def begins(self, line: str) -> ValueRows | None:
        """Start to read at the first value."""
        return ValueRows() if _VALUE.fullmatch(line.strip()) else None


NEIGHBOURS = _Plain()
VALUES = _Values()
