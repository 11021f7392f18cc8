"""A scan by Nessus, exported as CSV: MACs of hosts, and what services said, word for word.

Only plugins that quote the device are read. What Nessus thinks of it (the maker of a card, an
operating system, a device type, a flaw) is its own opinion and is never looked at.
Source: the plugins' pages at Tenable; their numbers do not change.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.capture.losses import Losses
from camaudit.errors import MalformedError, SourceError, UsageError
from camaudit.model.endpoint import Endpoints, is_usable
from camaudit.model.observation import (
    Binding,
    BindingHow,
    Channel,
    Reason,
    Seen,
    Shortfall,
    Watched,
)
from camaudit.model.talk import Talk
from camaudit.protocols import auth, ftp, page, telnet
from camaudit.protocols.values import address_from_text, facts_of
from camaudit.scrub import scrub_text
from camaudit.tables.macs import is_device, macs_in
from camaudit.tabular.columns import plain
from camaudit.tabular.delimited import Delimited, beginnings
from camaudit.tabular.row import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from camaudit.model.coverage import Note
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Contact, Fact, Observation
    from camaudit.sources.detect import Found
    from camaudit.sources.source import Given

MAX_TEXT = 16_384  # characters of one output that are looked at
MAX_HEARD = 262_144  # addresses
_NEEDS = frozenset({"plugin id", "host", "plugin output"})
_ABOVE = 5  # rows in which the headings are looked for
_MACS = frozenset({"35716", "86420"})  # of cards, with makers that Nessus looked up
_AFTER = re.compile(r"[^\n]{0,200}:\s*\n+")  # "The remote web server type is :"
_SNIP = re.compile(r"-{3,}\s*snip\s*-{3,}\s*\n(.*?)(?:\n-{3,}\s*snip|\Z)", re.DOTALL)
_DESCR = re.compile(r"sysDescr\s*:\s*(.+)")
_OID = re.compile(r"sysObjectID\s*:\s*([0-9.]{3,80})")
_HEAD = re.compile(r"(?im)^\s*(server|www-authenticate)\s*:\s*(.+)$")
_BODY = "Response Body"


def recognise(path: Path) -> bool:
    """Tell whether a file is such an export, by its headings."""
    try:
        return any(_headings(row) for _, rows in beginnings(path) for row in rows[:_ABOVE])
    except OSError:
        return False


def _score(cells: Sequence[str]) -> int:
    return 1 if _headings(Row(1, tuple(cells))) else 0


def _headings(row: Row) -> dict[str, int] | None:
    names = {plain(text): at for at, text in reversed(list(enumerate(row.cells))) if text}
    return names if set(names) >= _NEEDS else None


class NessusSource:
    """Reads one file once."""

    def __init__(self, found: Found, given: Given) -> None:
        self._found = found
        self._as_of = given.as_of
        self._endpoints = Endpoints()
        self._items = 0
        self._moment = 0.0
        self._heard: set[IPAddress] = set()
        self._bound: set[tuple[str, IPAddress]] = set()
        self._losses = Losses(found.shown)

    @property
    def kind(self) -> str:
        """The format."""
        return "Nessus (CSV)"

    @property
    def items(self) -> int:
        """Rows read so far."""
        return self._items

    @property
    def hosts(self) -> tuple[str, ...]:
        """Nothing: a scan does not say where it was made."""
        return ()

    def observations(self) -> Iterator[Observation | Contact | Watched]:
        """Yield everything that the file says.

        Raises: SourceError where it cannot be read.
        """
        path = self._found.readable()
        columns: dict[str, int] | None = None
        try:
            self._moment = path.stat().st_mtime if self._as_of is None else self._as_of
            for row in Delimited(path, _score).rows():
                if columns is None or _headings(row):
                    columns = columns or _headings(row)
                    continue
                self._items += not row.empty
                yield from self._row(row, columns)
        except (UsageError, OSError) as error:
            raise SourceError(self._found.shown, str(error)) from error
        if columns is None:
            raise SourceError(self._found.shown, "no export of Nessus: no column of plugin output")
        yield Watched(
            source=self._found.shown,
            vantage="scan by Nessus",
            first=self._moment,
            last=self._moment,
            frames=self._items,
            heard=tuple(sorted(self._heard, key=lambda ip: (ip.version, int(ip)))),
        )

    def _row(self, row: Row, columns: dict[str, int]) -> Iterator[Observation]:
        place = f"row {row.number}"
        if row.damaged:
            self._losses.add(Reason.DAMAGED, "row", place)
            return
        if row.empty:
            return

        def cell(name: str) -> str:
            return row.cell(columns[name]) if name in columns else ""

        ip = address_from_text(cell("host")) or address_from_text(cell("ip address"))
        plugin = cell("plugin id")
        if not (plugin.isascii() and plugin.isdigit()):
            self._losses.add(Reason.MALFORMED, "row without a plugin", place)
            return
        if ip is None or not is_usable(ip):
            self._losses.add(Reason.NOT_RECOGNISED, "host by a name alone", place)
            return
        if len(self._heard) < MAX_HEARD:
            self._heard.add(ip)
        seen = Seen(at=self._moment, source=self._found.shown, place=place)
        output = cell("plugin output")[:MAX_TEXT]
        if plugin in _MACS:
            yield from self._mac(output, ip, seen)
        reader = _READERS.get(plugin)
        if reader is None:
            return
        about = self._endpoints.get(None, ip)
        talk = Talk(about, _port(cell("port")), about, None, seen)
        try:
            yield from reader(output, talk)
        except MalformedError:
            self._losses.add(Reason.MALFORMED, f"output of plugin {plugin[:8]}", place)

    def _mac(self, output: str, ip: IPAddress, seen: Seen) -> Iterator[Binding]:
        """Bind the one MAC of a host; of several nobody tells which has the address."""
        macs = {mac for _, _, mac in macs_in(output) if is_device(mac)}
        if len(macs) != 1:
            return
        (mac,) = macs
        if (mac, ip) not in self._bound:
            self._bound.add((mac, ip))
            yield Binding(
                mac=mac, ip=ip, valid_from=seen.at, valid_to=seen.at, how=BindingHow.SCAN, seen=seen
            )

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read."""
        return self._losses.shortfalls()

    def notes(self) -> tuple[Note, ...]:
        """Tell nothing: an export has no circumstances of its own."""
        return ()


def _port(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return number if 0 < number < 65_536 else None


def _said(talk: Talk, *said: tuple[Channel, str | None]) -> Iterator[Fact]:
    yield from facts_of(talk.sender, talk.sender_port, talk, said)


def _quoted(output: str) -> str:
    """Give what stands behind the sentence that introduces it, or between two marks."""
    between = _SNIP.search(output)
    return between[1] if between is not None else _AFTER.sub("", output.lstrip(), count=1)


def _server(output: str, talk: Talk) -> Iterator[Fact]:
    lines = _quoted(output).strip().splitlines()
    yield from _said(talk, *((Channel.HTTP_SERVER, scrub_text(line)) for line in lines[:1]))


def _page(output: str, talk: Talk) -> Iterator[Fact]:
    """Read the head and the title of a page that Nessus fetched."""
    head, _, body = output.partition(_BODY)
    yield from _head(head, talk, Channel.HTTP_SERVER, Channel.HTTP_REALM)
    yield from _said(talk, (Channel.HTTP_TITLE, page.title(body)))


def _rtsp(output: str, talk: Talk) -> Iterator[Fact]:
    yield from _head(output, talk, Channel.RTSP_SERVER, Channel.RTSP_REALM)


def _head(text: str, talk: Talk, server: Channel, realm: Channel) -> Iterator[Fact]:
    for name, value in _HEAD.findall(text):
        if name.lower() == "server":
            yield from _said(talk, (server, scrub_text(value.strip())))
        else:
            yield from _said(talk, *((realm, one) for one in auth.realms(value)))


def _ftp(output: str, talk: Talk) -> Iterator[Fact]:
    lines = _quoted(output).strip().encode("utf-8", "replace").splitlines()
    if lines and lines[0].startswith(b"220"):
        yield from ftp.observations(ftp.parse(b"\r\n".join([*lines, b"220 ", b""])), talk)


def _telnet(output: str, talk: Talk) -> Iterator[Fact]:
    banner = telnet.parse(_quoted(output).encode("utf-8", "replace"), ended=True)
    yield from telnet.observations(banner, talk)


def _snmp(output: str, talk: Talk) -> Iterator[Fact]:
    description, name = _DESCR.search(output), _OID.search(output)
    yield from _said(
        talk,
        (Channel.SNMP_DESCR, scrub_text(description[1].strip()) if description else None),
        (Channel.SNMP_OID, name[1].strip(".") if name else None),
    )


_READERS: dict[str, Callable[[str, Talk], Iterator[Fact]]] = {
    "10092": _ftp,  # FTP Server Detection
    "10107": _server,  # HTTP Server Type and Version
    "10281": _telnet,  # Telnet Server Detection
    "10762": _rtsp,  # RTSP Server Type / Version Detection
    "10800": _snmp,  # SNMP Query System Information Disclosure
    "24260": _page,  # HyperText Transfer Protocol (HTTP) Information
}
