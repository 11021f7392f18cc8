"""A text file with tables of switches, routers, servers or computers as a source of observations.

A table holds for one moment: the one that the operator named, else the date of its file. An entry
that tells its age holds from then on; a lease tells its own times.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from camaudit.errors import SourceError
from camaudit.model.endpoint import Endpoints, is_usable
from camaudit.model.observation import (
    MAX_VALUE,
    Binding,
    BindingHow,
    Fact,
    OwnMac,
    Reason,
    Seen,
    Shortfall,
    Sighting,
    Watched,
)
from camaudit.sources.sockets import Sockets
from camaudit.sources.unpacked import Unpacked
from camaudit.tables import FORMATS
from camaudit.tables.generic import GENERIC
from camaudit.tables.prompts import named, prompt
from camaudit.tables.transcript import Transcript
from camaudit.tables.walker import Row, Unread, Walker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from camaudit.model.coverage import Note
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Contact, Observation
    from camaudit.sources.detect import Found
    from camaudit.sources.source import Given
    from camaudit.tables.entry import Entry, Line

MAX_HEARD = 262_144  # addresses kept to say which networks were looked at
MAX_OWN = 4_096  # MACs of the switches and routers of one file
SWITCH_TABLE = "switch table"
GIVE_UP = 50_000  # lines without any table, after which there will be none: it is a log, or a book
_ROWS = frozenset({Reason.DAMAGED, Reason.MALFORMED})  # what shows that there was a table
RECOGNISED_WITHIN = 200  # lines in which a table has to begin, to be told by it
OLD_DAYS = 30  # after its end a lease is no sign that the device is still there
DAY = 86_400.0  # seconds
NAMED_WITHIN = 2_000  # lines in which the name of the device is looked for


def recognise(path: Path) -> bool:
    """Tell whether a table of a known format begins near the top of a file.

    Raises: OSError.
    """
    formats = [one for one in FORMATS.values() if one is not GENERIC]
    with path.open("rb") as file:
        lines = islice(Transcript(file).read(), RECOGNISED_WITHIN)
        return any(one.begins(line.text) is not None for line in lines for one in formats)


def device_named(path: Path) -> str | None:
    """Give the first name of a device in the prompts, or settings, of a file; None without one.

    Raises: OSError.
    """
    with path.open("rb") as file:
        for line in Transcript(Unpacked(file)).read():
            found = prompt(line.text)
            name = found.name if found else named(line.text, None)
            if name is not None:
                return name
            if line.number >= NAMED_WITHIN:
                break
    return None


class TableSource:
    """Reads one file once."""

    nothing = (
        "text without a table that is known and whole, or a MAC outside of one: `camaudit guide` "
        "tells what is read and how to get it"
    )
    unit = "line"

    def __init__(self, found: Found, given: Given) -> None:
        self._found = found
        self._given = given
        self._endpoints = Endpoints()
        self._names: dict[str, None] = {}  # of the formats, in the order in which they came
        self._unread: Counter[tuple[Reason, str]] = Counter()
        self._first: dict[tuple[Reason, str], int] = {}  # line
        self._heard: dict[str, set[IPAddress]] = {}  # by vantage
        self._vlans: dict[str, set[int]] = {}  # by vantage
        self._rows: Counter[str] = Counter()  # by vantage
        self._moment = 0.0
        self._lines = 0
        self._sockets = Sockets()
        # Of the device whose tables these are: what tells it, two of which are enough; where seen.
        self._own: dict[str, tuple[set[str], Seen]] = {}

    @property
    def hosts(self) -> tuple[str, ...]:
        """The device whose words the file begins with, as in its prompt."""
        name = device_named(self._found.path)
        return () if name is None else (name,)

    @property
    def kind(self) -> str:
        """The tables that were found: "Cisco: MAC addresses, Cisco: ARP"."""
        return ", ".join(self._names)

    @property
    def items(self) -> int:
        """Lines read so far."""
        return self._lines

    def observations(self) -> Iterator[Observation | Contact | Watched]:
        """Yield everything that the file says.

        Raises: SourceError where it cannot be read, or holds neither a known table nor a MAC.
        """
        path = self._found.readable()
        try:
            modified = path.stat().st_mtime
            given = self._given.as_of
            self._moment = modified if given is None else given
            for one in self._walk(path):
                if isinstance(one, Unread):
                    self._note_unread(one)
                else:
                    yield from self._row(one)
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            raise SourceError(self._found.shown, reason) from error
        if not self._names and not any(reason in _ROWS for reason, _ in self._unread):
            raise SourceError(self._found.shown, self.nothing)
        for entry, mac in self._sockets.joined():
            if mac is None and entry.ip is None:
                key = (Reason.NOT_RECOGNISED, "neighbour that tells no address")
                self._unread[key] += 1
                self._first.setdefault(key, entry.line)
                continue
            yield from self._said(entry, mac)
            if mac is not None and entry.ip is not None:
                yield self._binding(entry, mac, entry.ip)
        yield from self._sockets.finish()
        yield from self._own_macs()
        yield from self._watched()

    def _walk(self, path: Path) -> Iterator[Row | Unread]:
        """Say what the lines of the file are.

        Raises: OSError.
        """
        with path.open("rb") as file:
            content = Unpacked(file)
            transcript = Transcript(content)
            yield from Walker(list(FORMATS.values())).walk(self._until(transcript))
        self._lines = transcript.lines
        if content.cut:
            key = (Reason.TRUNCATED, "compressed file")
            self._unread[key] = 1
            self._first[key] = transcript.lines
        if transcript.cut and transcript.first_cut is not None:
            key = (Reason.TRUNCATED, "longer line than any table has")
            self._unread[key] = transcript.cut
            self._first[key] = transcript.first_cut

    def _until(self, transcript: Transcript) -> Iterator[Line]:
        """Give the lines, up to where it is plain that there is no table.

        Raises: SourceError there.
        """
        for line in transcript.read():
            if line.number > GIVE_UP and not self._names:
                raise SourceError(self._found.shown, self.nothing)
            yield line

    def _row(self, row: Row) -> Iterator[Observation]:
        entry = row.entry
        self._names.setdefault(row.format.name)
        vantage = row.format.vantage
        self._rows[vantage] += 1
        if entry.own:
            self._note_own(entry, vantage)
            return  # of the switch or router itself: no device of others
        if entry.ip is not None and not is_usable(entry.ip):
            return
        if self._ran_out_long_ago(entry):
            key = (Reason.OLD, f"lease that ran out over {OLD_DAYS} days before")
            self._unread[key] += 1
            self._first.setdefault(key, entry.line)
            return
        if entry.vlan is not None and entry.mac is not None:
            self._vlans.setdefault(vantage, set()).add(entry.vlan)
        heard = self._heard.setdefault(vantage, set())
        reserved = entry.how is BindingHow.RESERVATION  # says nothing of who is there
        if entry.mac is not None and entry.ip is not None:
            if self._holds(entry) and len(heard) < MAX_HEARD and not reserved:
                heard.add(entry.ip)
            self._sockets.knows(entry.mac, entry.ip)
            yield self._binding(entry, entry.mac, entry.ip)
        if entry.mac is not None or (entry.ip is not None and entry.port is None):
            yield from self._said(entry, entry.mac)
        if entry.port is not None:
            switch = entry.switch or row.device or PurePosixPath(self._found.shown).name
            yield from self._sockets.add(switch, entry, self._seen(entry))
        elif entry.mac is not None and entry.ip is None:
            yield Sighting(mac=entry.mac, vlan=entry.vlan, seen=self._seen(entry))

    def _ran_out_long_ago(self, entry: Entry) -> bool:
        """Tell whether a lease says nothing of who is there today."""
        if entry.how is not BindingHow.DHCP:
            return False
        _, ends = self._times(entry)
        return ends is not None and ends < self._moment - OLD_DAYS * DAY

    def _note_own(self, entry: Entry, vantage: str) -> None:
        """Note the MAC of a switch, or of a router, which has one address in each of its networks.

        A computer tells its own MAC in its ARP table as well, with one address.
        """
        if entry.mac is None or (entry.mac not in self._own and len(self._own) >= MAX_OWN):
            return
        told, _ = self._own.setdefault(entry.mac, (set(), self._seen(entry)))
        if vantage == SWITCH_TABLE:
            told.update(("a switch", "its own"))
        elif len(told) < 2 and entry.ip is not None:
            told.add(str(entry.ip))

    def _own_macs(self) -> Iterator[OwnMac]:
        for mac in sorted(self._own):
            told, seen = self._own[mac]
            if len(told) > 1:
                yield OwnMac(mac=mac, seen=seen)

    def _said(self, entry: Entry, mac: str | None) -> Iterator[Fact]:
        """Say what the device said of itself."""
        about = self._endpoints.get(mac, entry.ip)
        for channel, value in entry.says:
            yield Fact(
                about=about,
                channel=channel,
                value=value[:MAX_VALUE],
                port=None,
                seen=self._seen(entry),
            )

    def _binding(self, entry: Entry, mac: str, ip: IPAddress) -> Binding:
        begins, ends = self._times(entry)
        how = BindingHow.OWN_WORD if entry.announced else entry.how
        if how is not BindingHow.RESERVATION:
            # Without an end of its own an entry holds for the table's moment only.
            ends = max(begins, self._moment if ends is None else ends)
        return Binding(
            mac=mac, ip=ip, valid_from=begins, valid_to=ends, how=how, seen=self._seen(entry)
        )

    def _times(self, entry: Entry) -> tuple[float, float | None]:
        """Give from when to when an entry holds, as far as it tells an end."""
        begins = self._absolute(entry, entry.begins)
        ends = self._absolute(entry, entry.ends)
        if ends is None and entry.remains is not None:
            ends = self._moment + entry.remains
        if begins is None:
            begins = self._moment - (entry.age or 0.0)
            if ends is not None:
                begins = min(begins, ends)
        return begins, ends

    def _absolute(self, entry: Entry, at: float | None) -> float | None:
        if at is None or not entry.local:
            return at
        wall = datetime.fromtimestamp(at, UTC)
        return wall.replace(tzinfo=self._given.zone).timestamp()

    def _holds(self, entry: Entry) -> bool:
        """Tell whether an entry says that the device was there at the table's moment."""
        _, ends = self._times(entry)
        return ends is None or ends >= self._moment

    def _seen(self, entry: Entry) -> Seen:
        begins, _ = self._times(entry)
        return Seen(at=begins, source=self._found.shown, place=f"{self.unit} {entry.line}")

    def _note_unread(self, unread: Unread) -> None:
        if unread.damaged:
            key = (Reason.DAMAGED, "MAC that a spreadsheet took for a number")
        elif unread.why is not None:
            key = (Reason.MALFORMED, f"row of {unread.format}")
        else:
            key = (Reason.NOT_RECOGNISED, f"line in {unread.format}" if unread.format else "line")
        self._unread[key] += 1
        self._first.setdefault(key, unread.line)

    def _watched(self) -> Iterator[Watched]:
        """Say which networks the tables looked at: by addresses, or by the VLANs of MACs."""
        for vantage in sorted(self._rows):
            heard = self._heard.get(vantage, set())
            yield Watched(
                source=self._found.shown,
                vantage=vantage,
                first=self._moment,
                last=self._moment,
                frames=self._rows[vantage],
                heard=tuple(sorted(heard, key=lambda ip: (ip.version, int(ip)))),
                vlans=tuple(sorted(self._vlans.get(vantage, ()))),
            )

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read."""
        shown = self._found.shown
        found = [
            Shortfall(shown, reason, what, count, f"{self.unit} {self._first[reason, what]}")
            for (reason, what), count in self._unread.items()
        ]
        if self._sockets.dropped:
            what = "ports of switches"
            found.append(Shortfall(shown, Reason.BOUND, what, self._sockets.dropped, ""))
        return sorted(found)

    def notes(self) -> tuple[Note, ...]:
        """Tell nothing: a table has no circumstances of its own."""
        return ()
