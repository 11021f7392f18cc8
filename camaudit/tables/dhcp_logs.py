"""Logs of DHCP servers that tell who was given which address: Windows, dnsmasq, ISC.

Windows names the time of each line, in month, day and year whatever its language, on the server's
clock. Syslog has no year: there only the last holder of an address counts, as of the file's date.
Users' names, which Windows writes too, are never looked at.
Source: "Analyze DHCP server log files" (Microsoft), and the head of every DhcpSrvLog file;
log_packet() in rfc2131.c of dnsmasq; ack_lease() in dhcp.c of ISC DHCP.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.endpoint import is_usable
from camaudit.model.observation import BindingHow
from camaudit.protocols.values import address_from_text
from camaudit.tables.entry import Entry
from camaudit.tables.leases import LEASES, MAX_ADDRESSES, Leases
from camaudit.tables.macs import is_device, mac_of
from camaudit.tables.pairs import named

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress
    from camaudit.tables.entry import Line

_HEADING = re.compile(r"ID,Date,Time,Description,IP Address,Host Name,MAC Address.*", re.IGNORECASE)
_TITLE = re.compile(r"\s*Microsoft DHCP Service Activity Log\s*")
_EVENT = re.compile(r"(\d{2,5}),(\d{2}/\d{2}/\d{2}),(\d{2}:\d{2}:\d{2}),(.*)")
_GIVEN = frozenset({10, 11, 20})  # leased, renewed, BOOTP
_ENDED = frozenset({12, 13, 16, 17, 18})  # released, in use by another, deleted, expired
_ACK = re.compile(
    r".{0,80}\bDHCPACK(?:"
    r"\([\w.@:-]{1,32}\) (?P<ip>[0-9.]{7,15}) (?P<mac>[0-9a-f:]{17})(?: (?P<name>\S+))?"
    r"| on (?P<ip2>[0-9.]{7,15}) to (?P<mac2>[0-9a-f:]{17})(?: \((?P<name2>[^()]*)\))?"
    r"(?: via \S+)?.*)"
)
_OF_DHCP = re.compile(r".{0,80}\b(?:dnsmasq-dhcp\[\d+\]|dhcpd(?:\[\d+\])?): .*")
_OF_SERVER = re.compile(r".{0,80}\b(?:dnsmasq(?:-\w+)?|dhcpd)(?:\[\d+\])?: .*")


class WindowsLog:
    """DhcpSrvLog-Mon.log and its brothers."""

    name = "Windows DHCP: log"
    vantage = LEASES

    def begins(self, line: str) -> WindowsLogRows | None:
        """Start to read at the title of the file, or at the headings."""
        return WindowsLogRows() if _TITLE.fullmatch(line) or _HEADING.match(line) else None


class WindowsLogRows:
    """The events of one file, in their order."""

    def __init__(self) -> None:
        self._leases = Leases()
        self._begun = False

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line; above the headings stand words that say what the numbers mean.

        Raises: MalformedError where an event has no time, or an address that cannot be read.
        """
        text = line.text.strip()
        if _HEADING.match(text):
            self._begun = True
            return ()
        if not self._begun or not text:
            return ()
        found = _EVENT.fullmatch(text)
        if found is None:
            if text[:1].isdigit() and "," in text:
                raise MalformedError("an event that cannot be read")
            return None
        return self._event(line.number, int(found[1]), found)

    def _event(self, number: int, event: int, found: re.Match[str]) -> tuple[Entry, ...]:
        if event not in _GIVEN and event not in _ENDED:
            return ()
        ip_text, name, mac_text = [*found[4].split(",")[1:4], "", "", ""][:3]
        ip, at = address_from_text(ip_text), _wall(found[2], found[3])
        if ip is None:
            raise MalformedError("an event without an address")
        if event in _ENDED:
            return self._leases.drop(ip, at)
        mac = mac_of(mac_text)
        if mac is None or not is_device(mac) or not is_usable(ip):
            return ()  # a client by another mark
        entry = Entry(
            line=number,
            mac=mac,
            ip=ip,
            how=BindingHow.DHCP,
            begins=at,
            local=True,
            says=named(name),
        )
        return self._leases.hold(entry)

    def finish(self) -> tuple[Entry, ...]:
        """Give the last holder of each address."""
        return self._leases.finish()


def _wall(day: str, time: str) -> float:
    """Read what the server's clock showed, as if in UTC."""
    try:
        when = datetime.strptime(f"{day} {time}", "%m/%d/%y %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        raise MalformedError("an event at no time") from None
    return when.replace(tzinfo=UTC).timestamp()


class SyslogAcks:
    """Acknowledgements of dnsmasq and of ISC DHCP in a syslog."""

    name = "DHCP server: log"
    vantage = LEASES

    def begins(self, line: str) -> SyslogAckRows | None:
        """Start to read at a line of such a server."""
        return SyslogAckRows() if _ACK.fullmatch(line) or _OF_DHCP.fullmatch(line) else None


class SyslogAckRows:
    """The lines of one log."""

    def __init__(self) -> None:
        self._held: dict[IPAddress, Entry] = {}

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line; who was given an address later takes the place of who had it before."""
        found = _ACK.fullmatch(line.text)
        if found is None:
            return () if not line.text.strip() or _OF_SERVER.fullmatch(line.text) else None
        parts = found.groupdict()
        ip = address_from_text(parts["ip"] or parts["ip2"])
        mac = mac_of(parts["mac"] or parts["mac2"])
        if ip is None or mac is None or not is_device(mac) or not is_usable(ip):
            return ()
        if ip in self._held or len(self._held) < MAX_ADDRESSES:
            says = named(parts["name"] or parts["name2"] or "")
            self._held[ip] = Entry(line=line.number, mac=mac, ip=ip, how=BindingHow.LOG, says=says)
        return ()

    def finish(self) -> tuple[Entry, ...]:
        """Give the last holder of each address, in the order of the file."""
        held, self._held = self._held, {}
        return tuple(sorted(held.values(), key=lambda entry: entry.line))
