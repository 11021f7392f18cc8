"""One row of a table, and what a format of tables is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from camaudit.errors import MalformedError
from camaudit.model.observation import BindingHow

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Channel


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, as a person would have seen it on the screen."""

    number: int  # 1-based, in the file as it is
    text: str  # no end of line, no control characters; backspaces carried out


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a switch, a server or a computer says of one device."""

    line: int  # 1-based, where the entry begins
    mac: str | None  # "00:11:22:33:44:55", lower case
    ip: IPAddress | None = None
    how: BindingHow = BindingHow.TABLE  # how MAC and address belong together, where both are known
    port: str | None = None  # of the switch, as it names it
    switch: str | None = None  # where the table names another one than the prompt does
    vlan: int | None = None  # 1-4094
    age: float | None = None  # seconds since the device was last heard
    begins: float | None = None  # Unix seconds; of a lease
    ends: float | None = None  # Unix seconds; None: no end is given
    remains: float | None = None  # seconds until the lease ends, where that is what is told
    local: bool = False  # begins and ends are what a clock on the wall showed, read as if in UTC
    says: tuple[tuple[Channel, str], ...] = ()  # what the device said of itself: names, LLDP texts
    announced: bool = False  # the device on the port named itself there (LLDP, CDP)
    relays: bool = False  # it says that it is a switch, router or access point
    own: bool = False  # an address of the very device whose table this is


class EarlierError(MalformedError):
    """What began at an earlier line cannot be read; the line that showed it is to be read again."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line  # 1-based, where it began


class Rows(Protocol):
    """Reads the lines of one table, beginning with the one at which it was recognised."""

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line.

        Output: what is complete with it, often nothing; None where the line is none of this table.
        Raises: MalformedError where it is a row of this table that cannot be read, EarlierError
                where that shows of an earlier row.
        """

    def finish(self) -> tuple[Entry, ...]:
        """Give what waited for further lines.

        Raises: EarlierError where it cannot be read.
        """


class Format(Protocol):
    """One format of tables."""

    @property
    def name(self) -> str:
        """Tell whose table it is, and of what: "Cisco: MAC addresses"."""

    @property
    def vantage(self) -> str:
        """Tell from where it was seen: "switch table", "ARP table", "DHCP leases"."""

    def begins(self, line: str) -> Rows | None:
        """Start to read where a line is the heading, or the first row, of such a table."""
