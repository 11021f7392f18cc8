"""Kea: the file of leases that it keeps, answers of its control agent, reservations.

Source: Kea 2.2 to 3.0, Administrator Reference Manual, "Memfile Basic Storage", "lease_cmds",
"Host Reservations in DHCPv4"; lease.h for the states.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.model.observation import BindingHow
from camaudit.protocols.dhcp6 import duid_mac
from camaudit.protocols.values import address_from_text
from camaudit.tables.entry import Entry
from camaudit.tables.leases import LEASES, RESERVATIONS, Leases
from camaudit.tables.macs import is_device, mac_of
from camaudit.tables.objects import JsonFormat
from camaudit.tables.pairs import named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from camaudit.tables.entry import Line

FOREVER = 0xFFFFFFFF
_HEADING = re.compile(r"address,(?:hwaddr|duid),(?:client_id,)?valid_lifetime,expire,.*\bstate\b.*")
_COMMA = "&#x2c"  # within a field
_DECLINED = "1"
_HELD = frozenset({"0", "2", "3", "4"})  # assigned, expired, released, registered
_PREFIX = "2"  # lease_type of a delegated prefix, which is no address


class KeaLeases:
    """kea-leases4.csv and kea-leases6.csv: a row is added for each change."""

    name = "Kea: leases"
    vantage = LEASES

    def begins(self, line: str) -> KeaRows | None:
        """Start to read at the heading."""
        return KeaRows() if _HEADING.fullmatch(line.strip()) else None


class KeaRows:
    """The rows of one file."""

    def __init__(self) -> None:
        self._columns: list[str] = []
        self._leases = Leases()

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line.

        Raises: MalformedError where a row has too few columns or no address.
        """
        text = line.text.strip()
        if not text:
            return ()
        cells = text.split(",")
        if _HEADING.fullmatch(text):
            self._columns = cells
            return ()
        if len(cells) < 2:
            return None
        if "state" not in self._columns or len(cells) <= self._columns.index("state"):
            raise MalformedError(f"{len(cells)} columns of {len(self._columns)}")
        return self._lease(line.number, dict(zip(self._columns, cells, strict=False)))

    def finish(self) -> tuple[Entry, ...]:
        """Give the last holder of each address."""
        return self._leases.finish()

    def _lease(self, number: int, row: Mapping[str, str]) -> tuple[Entry, ...]:
        ip = address_from_text(row["address"])
        length, until, state = row["valid_lifetime"], row["expire"], row["state"]
        if ip is None or not (_is_number(length) and _is_number(until)):
            raise MalformedError("no address or no times")
        if state != _DECLINED and state not in _HELD:
            raise MalformedError(f"state {state[:20]!r}")
        seconds, end = int(length), int(until)
        begin = float(end - seconds) if end >= seconds else None
        if state == _DECLINED:
            return self._leases.drop(ip, begin)
        mac = mac_of(row.get("hwaddr", "")) or mac_of_duid(row.get("duid", ""))
        if not seconds or row.get("lease_type") == _PREFIX or mac is None or not is_device(mac):
            return ()  # taken out of the file: the row before tells how long it was held
        return self._leases.hold(
            Entry(
                line=number,
                mac=mac,
                ip=ip,
                how=BindingHow.DHCP,
                begins=begin,
                ends=None if seconds == FOREVER else float(end),
                says=named(row.get("hostname", "").replace(_COMMA, ",")),
            )
        )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12


def mac_of_duid(text: str) -> str | None:
    """Give the MAC that an identifier in hex holds; None where it holds none."""
    try:
        return duid_mac(bytes.fromhex(text.replace(":", "")))
    except ValueError:
        return None


def answer(number: int, fields: Mapping[str, str]) -> Entry | None:
    """Make an entry of an answer to lease4-get-all or lease6-get-all.

    Raises: MalformedError where the address cannot be read.
    """
    mac = mac_of(fields.get("hw-address", "")) or mac_of_duid(fields.get("duid", ""))
    state = fields.get("state", "0")
    if mac is None or not is_device(mac) or state == _DECLINED or fields.get("type") == "IA_PD":
        return None
    ip = address_from_text(fields["ip-address"])
    if ip is None:
        raise MalformedError("a lease without an address")
    begin, seconds = fields.get("cltt", ""), fields.get("valid-lft", "")
    timed = _is_number(begin) and _is_number(seconds)
    endless = not timed or int(seconds) == FOREVER
    return Entry(
        line=number,
        mac=mac,
        ip=ip,
        how=BindingHow.DHCP,
        begins=float(begin) if timed else None,
        ends=None if endless else float(int(begin) + int(seconds)),
        says=named(fields.get("hostname", "")),
    )


def reservation(number: int, fields: Mapping[str, str]) -> Entry | None:
    """Make an entry of a reservation; its name was given by a person and is not kept.

    Raises: MalformedError where the address cannot be read.
    """
    mac = mac_of(fields.get("hw-address", "")) or mac_of_duid(fields.get("duid", ""))
    text = fields.get("ip-address") or fields.get("ip-addresses", "")
    if mac is None or not is_device(mac) or not text:
        return None
    ip = address_from_text(text)
    if ip is None:
        raise MalformedError("a reservation without an address")
    return Entry(line=number, mac=mac, ip=ip, how=BindingHow.RESERVATION)


KEA_ANSWERS = JsonFormat(
    "Kea: leases from its control agent",
    LEASES,
    r'"(?:cltt|valid-lft)"\s*:',
    ("ip-address",),
    "hw-address duid cltt valid-lft state hostname type",
    answer,
)
KEA_RESERVATIONS = JsonFormat(
    "Kea: reservations",
    RESERVATIONS,
    r'"(?:Dhcp[46]|reservations|hw-address)"\s*:',
    (),
    "hw-address duid ip-address ip-addresses",
    reservation,
)
