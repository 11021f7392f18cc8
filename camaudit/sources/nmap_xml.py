"""A scan by nmap, as it writes it with -oX: who answered, under which MAC, and what services said.

The file is read host by host and never held; one that was broken off keeps every whole host.
Source: docs/nmap.dtd of nmap 7.93.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError, TreeBuilder

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from camaudit.capture.losses import Losses
from camaudit.encoding import marked
from camaudit.errors import MalformedError, SourceError
from camaudit.model.endpoint import Endpoints, is_usable
from camaudit.model.observation import Binding, BindingHow, Fact, Reason, Seen, Shortfall, Watched
from camaudit.model.talk import Talk
from camaudit.protocols.values import address_from_text
from camaudit.sources.nmap_scripts import Script, observations, speaker
from camaudit.tables.macs import is_device, mac_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO
    from xml.etree.ElementTree import Element

    from camaudit.model.coverage import Note
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Channel, Contact, Observation
    from camaudit.sources.detect import Found
    from camaudit.sources.source import Given

MAX_ELEMENTS = 200_000  # of one host; a scan of all ports with all scripts has some thousands
MAX_PART = 16 << 20  # bytes of one host, and of one value in it
MAX_HEARD = 262_144  # addresses kept to say which networks were looked at
MAX_PORTS = 65_536  # of one host
_SAMPLE = 4_096  # bytes
_TIME = re.compile(r"\d{1,11}")
_TEXT_FORMS = re.compile(rb"# Nmap [\w.]{1,20} scan initiated ")


def recognise(head: bytes) -> bool:
    """Tell whether a file was written by nmap, in any of its forms, by its first bytes."""
    begin = _plain(head[:_SAMPLE])
    return b"<nmaprun" in begin or _TEXT_FORMS.match(begin) is not None


def _plain(begin: bytes) -> bytes:
    """Give the first bytes of a text as if it were not in UTF-16."""
    return begin.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xef\xbb\xbf")


class _TooMuchError(Exception):
    """One host takes more than can be."""


class _Metered:
    """Gives a file to the parser in UTF-8, and refuses to give one part of it without end."""

    def __init__(self, file: BinaryIO) -> None:
        begin = file.read(_SAMPLE)
        file.seek(0)
        encoding = marked(begin) or ""
        self._wide = encoding.startswith("utf-16")
        self._file = file
        self._text = _utf16(file, encoding) if self._wide else None
        self._given = 0

    def read(self, size: int = -1, /) -> bytes:
        """Give some bytes."""
        data = next(self._text, b"") if self._text is not None else self._file.read(size)
        self._given += len(data)
        if self._given > MAX_PART:
            raise _TooMuchError
        return data

    def tick(self) -> None:
        """Begin to count anew: a part has ended."""
        self._given = 0


def _utf16(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Write UTF-16, as PowerShell redirects a program's output, in the UTF-8 that nmap declares."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while data := file.read(_SAMPLE):
        yield decoder.decode(data).encode()


class NmapSource:
    """Reads one file once."""

    def __init__(self, found: Found, _given: Given) -> None:
        self._found = found
        self._endpoints = Endpoints()
        self._hosts = 0
        self._elements = 0
        self._at = 0.0  # when the scan began, then when the last host was done
        self._began: float | None = None
        # Of one host: two scripts may quote the same words.
        self._told: set[tuple[Channel, str, int | None] | None] = set()
        self._hints: dict[IPAddress, str] = {}
        self._heard: set[IPAddress] = set()
        self._losses = Losses(found.shown)

    @property
    def kind(self) -> str:
        """The format."""
        return "nmap XML"

    @property
    def items(self) -> int:
        """Hosts read so far, those that did not answer included."""
        return self._hosts

    @property
    def hosts(self) -> tuple[str, ...]:
        """Nothing: a scan does not say where it was made."""
        return ()

    def observations(self) -> Iterator[Observation | Contact | Watched]:
        """Yield everything that the file says.

        Raises: SourceError where it cannot be read at all, or is the scan in another form.
        """
        shown = self._found.shown
        path = self._found.readable()
        try:
            with path.open("rb") as file:
                if _TEXT_FORMS.match(_plain(file.read(_SAMPLE))):
                    raise SourceError(
                        shown, "a scan by nmap for people to read: scan again with -oX FILE.xml"
                    )
                file.seek(0)
                yield from self._read(_Metered(file))
        except OSError as error:
            raise SourceError(shown, f"cannot be read: {error.strerror or error}") from error
        # Hosts that were up, and that a scan which was broken off did not come to.
        for ip, mac in self._hints.items():
            self._hear(ip)
            yield self._binding(mac, ip, self._seen(self._at, "hosts that were up"))
        if self._hosts or self._heard:
            yield Watched(
                source=shown,
                vantage="nmap scan",
                first=self._began or self._at,
                last=self._at,
                frames=self._hosts,
                heard=tuple(sorted(self._heard, key=lambda ip: (ip.version, int(ip)))),
            )

    def _read(self, file: _Metered) -> Iterator[Observation]:
        root: Element | None = None
        depth = 0
        try:
            for event, element in ElementTree.iterparse(file, ("start", "end"), _parser()):
                if event == "start":
                    depth += 1
                    self._count()
                    if root is None:
                        root = self._root(element)
                    continue
                depth -= 1
                if depth == 1 and root is not None:
                    yield from self._part(element)
                    root.clear()
                    self._elements = 0
                    file.tick()
        except ParseError as error:
            if root is None:
                raise SourceError(self._found.shown, "no XML that can be read") from error
            cut = "no element found" in str(error) or "unclosed token" in str(error)
            reason = Reason.TRUNCATED if cut else Reason.DAMAGED
            self._losses.add(reason, "nmap XML", f"after host {self._hosts}")
        except DefusedXmlException as error:
            raise SourceError(
                self._found.shown, "XML with entities, as nmap writes none"
            ) from error
        except _TooMuchError:
            self._losses.add(Reason.BOUND, "nmap XML of one host", f"after host {self._hosts}")

    def _count(self) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise _TooMuchError

    def _root(self, element: Element) -> Element:
        if element.tag != "nmaprun":
            raise SourceError(self._found.shown, "XML, but not of nmap")
        self._began = _time(element.get("start"))
        self._at = self._began or 0.0
        return element

    def _part(self, element: Element) -> Iterator[Observation]:
        match element.tag:
            case "host":
                self._hosts += 1
                yield from self._host(element)
            case "hosthint":
                ip, mac = _addresses(element)
                if ip is not None and mac is not None and len(self._hints) < MAX_HEARD:
                    self._hints[ip] = mac
            case "prescript" | "postscript":
                for one in element.iter("script"):
                    ip = speaker(one.get("id", ""), one.get("output", ""))
                    if ip is not None and is_usable(ip):
                        self._hear(ip)
                        yield from self._script(
                            one, ip, None, None, self._seen(self._at, "before the hosts")
                        )
            case "runstats":
                finished = element.find("finished")
                if finished is not None:
                    self._at = _time(finished.get("time")) or self._at
            case _:
                pass

    def _host(self, element: Element) -> Iterator[Observation]:
        ip, mac = _addresses(element)
        status = element.find("status")
        if status is None or status.get("state") != "up":
            return
        if ip is None or not is_usable(ip):
            self._losses.add(Reason.MALFORMED, "host without an address", f"host {self._hosts}")
            return
        self._hints.pop(ip, None)
        ports = [one for one in element.iter("port") if _is_open(one)][:MAX_PORTS]
        if status.get("reason") == "user-set" and mac is None and not ports:
            return  # taken for up without a question (-Pn); it never answered
        self._at = _time(element.get("endtime")) or _time(element.get("starttime")) or self._at
        self._hear(ip)
        self._told.clear()
        if mac is not None:
            yield self._binding(mac, ip, self._seen(self._at, f"host {self._hosts}"))
        for one in element.findall("hostscript/script"):
            seen = self._seen(self._at, f"host {self._hosts}")
            yield from self._script(one, ip, mac, None, seen)
        for port in ports:
            number = _port(port.get("portid"))
            place = f"host {self._hosts}, {port.get('protocol', '')[:4]} port {number}"
            for one in port.findall("script"):
                yield from self._script(one, ip, mac, number, self._seen(self._at, place))

    def _script(
        self, element: Element, ip: IPAddress, mac: str | None, port: int | None, seen: Seen
    ) -> Iterator[Observation]:
        about = self._endpoints.get(mac, ip)
        told = self._told
        script = Script(element.get("id", ""), element.get("output", ""), element)
        try:
            for one in observations(script, Talk(about, port, about, None, seen)):
                key = (one.channel, one.value, port) if isinstance(one, Fact) else None
                if key is None or key not in told:
                    told.add(key)
                    yield one
        except MalformedError:
            self._losses.add(Reason.MALFORMED, f"output of {script.name[:40]}", seen.place)

    def _binding(self, mac: str, ip: IPAddress, seen: Seen) -> Binding:
        return Binding(
            mac=mac, ip=ip, valid_from=seen.at, valid_to=seen.at, how=BindingHow.SCAN, seen=seen
        )

    def _seen(self, at: float, place: str) -> Seen:
        return Seen(at=at, source=self._found.shown, place=place)

    def _hear(self, ip: IPAddress) -> None:
        if len(self._heard) < MAX_HEARD:
            self._heard.add(ip)

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read."""
        return self._losses.shortfalls()

    def notes(self) -> tuple[Note, ...]:
        """Tell nothing: what a scan leaves out stands in no part of it."""
        return ()


def _parser() -> DefusedXMLParser:
    """Make a parser of UTF-8, whatever the file declares: nmap writes nothing else."""
    return DefusedXMLParser(target=TreeBuilder(), encoding="utf-8", forbid_dtd=False)


def _addresses(element: Element) -> tuple[IPAddress | None, str | None]:
    ip: IPAddress | None = None
    mac: str | None = None
    for one in element.findall("address"):
        text = one.get("addr", "")
        if one.get("addrtype") == "mac":
            found = mac_of(text)
            mac = found if found is not None and is_device(found) else mac
        else:
            ip = ip or address_from_text(text)
    return ip, mac


def _is_open(port: Element) -> bool:
    state = port.find("state")
    return state is not None and state.get("state") == "open"


def _port(text: str | None) -> int | None:
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0
    return number if 0 < number < 65_536 else None


def _time(text: str | None) -> float | None:
    return float(text) if text and _TIME.fullmatch(text) else None
