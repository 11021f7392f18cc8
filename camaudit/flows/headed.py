"""Firewall logs exported as a CSV with a line of names: Palo Alto, Check Point, and any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.flows.dates import order, written
from camaudit.flows.format import Format, Kind, Lines, Part, literal
from camaudit.flows.outerside import outer
from camaudit.flows.pairs import HIDDEN, cells
from camaudit.flows.pattern import pack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Names of columns, in lower case without spaces, "_", "-" and dots: what each is called where.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "begin": ("starttime", "sessionstarttime", "firstpacket", "starttimeutc"),
    "when": (
        "generatetime", "generatedtime", "receivetime", "timestamp", "datetime", "datetimeutc",
        "time", "eventtime", "logtime", "timegenerated", "date", "zeitstempel", "zeit",
    ),
    "day": ("date", "datum"),
    "clock": ("time", "uhrzeit"),
    "lasted": ("elapsedtime(sec)", "duration", "durationsec", "elapsedtime", "sessionduration"),
    "src": (
        "sourceaddress", "sourceip", "sourceipaddress", "srcip", "srcaddr", "srcaddress", "source",
        "src", "clientip", "quelle", "quelladresse", "quellip", "ipsource", "adressesource",
    ),
    "dst": (
        "destinationaddress", "destinationip", "destinationipaddress", "dstip", "dstaddr",
        "dstaddress", "destination", "dst", "dest", "destip", "serverip", "ziel", "zieladresse",
        "zielip", "ipdestination", "adressedestination",
    ),
    "src_port": ("sourceport", "srcport", "sport", "quellport", "portsource"),
    "dst_port": ("destinationport", "dstport", "destport", "dport", "zielport", "port",
                 "portdestination"),
    "service": ("service", "dienst"),
    "proto": ("ipprotocol", "protocol", "proto", "transport", "protokoll", "protocole"),
    "action": ("action", "ruleaction", "verdict", "status", "result", "disposition", "aktion"),
    "sent": ("bytessent", "sentbytes", "sentbyte", "bytesout", "outbytes"),
    "received": ("bytesreceived", "receivedbytes", "rcvdbyte", "recvbytes", "bytesin", "inbytes",
                 "bytesrecv"),
    "total": ("bytes", "totalbytes", "bytestotal"),
    "country": ("destinationcountry", "dstcountry", "destcountry", "destinationlocation"),
    "from_country": ("sourcecountry", "srccountry", "sourcelocation"),
    "session": ("sessionid",),
    "name": ("hostname", "urldomain", "destinationhost", "fqdn"),
    "type": ("type",),
}  # fmt: skip
_REFUSED = "drop|den(y|ied)|block|reject|reset|refus|verwei|prevent|discard"
_PASSED = "allow|accept|permit|pass|forward|ok|trust|erlaub|zugelassen|autoris"
_ADDRESS = r"(\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})"
MAX_HEADER = 4_096  # characters of a line of names
_PALO_ALTO = "threat/contenttype"
_CHECK_POINT = frozenset({"origin", "blade", "orig", "i/fname", "i/fdir", "accessrulename"})


@dataclass(frozen=True, slots=True)
class _Header:
    """The line of names of one file."""

    line: str
    delimiter: str
    width: int  # columns
    has: Mapping[str, str]  # what a column is -> SQL that reads it
    plain: frozenset[str]  # all names, simplified

    def get(self, what: str) -> str:
        """Write the SQL of a column, NULL where there is none."""
        return self.has.get(what, "NULL::VARCHAR")


def _simple(name: str) -> str:
    return name.strip().strip('"').casefold().translate(dict.fromkeys(map(ord, " _-.")))


def _header(head: Sequence[str]) -> tuple[int, _Header] | None:
    """Find the line that names a source, a target, a time and what became of it."""
    for number, line in enumerate(head):
        for delimiter in ",;\t|":
            made = _read(line, delimiter)
            if {"src", "dst", "action"} <= made.has.keys() and (
                {"dst_port", "service"} & made.has.keys() and {"when", "begin"} & made.has.keys()
            ):
                return number, made
    return None


def _read(line: str, delimiter: str) -> _Header:
    names = line.split(delimiter) if len(line) <= MAX_HEADER else []
    places = {_simple(name): place for place, name in reversed(list(enumerate(names, 1)))}
    first = {
        what: next((places[one] for one in spellings if one in places), None)
        for what, spellings in _COLUMNS.items()
    }
    has = {
        what: f"nullif(trim(f[{place}]), '')" for what, place in first.items() if place is not None
    }
    return _Header(line, delimiter, len(names), has, frozenset(places))


def _of(head: Sequence[str]) -> str | None:
    found = _header(head)
    if found is None:
        return None
    if _PALO_ALTO in found[1].plain:
        return "Palo Alto"
    return "Check Point" if _CHECK_POINT & found[1].plain else "other"


def _parts(head: Sequence[str]) -> tuple[Part, ...]:
    found = _header(head)
    if found is None:
        return ()
    number, header = found
    get = header.get
    when = get("begin") if "begin" in header.has else get("when")
    if "begin" not in header.has and {"day", "clock"} <= header.has.keys():
        when = f"{get('day')} || ' ' || {get('clock')}"
    twice = {
        "time": f"replace({when}, {HIDDEN}, '')",
        "action": f"lower({get('action')})",
        "service": f"lower({get('service')})",
        "country": f"replace({get('country')}, {HIDDEN}, ',')",
        "here": f"replace({get('from_country')}, {HIDDEN}, ',')",
    }
    began = written("g.time", order(head[number + 1 :]))
    lasted = f"coalesce(TRY_CAST({get('lasted')} AS BIGINT), 0) * 1000000"
    # "https (TCP/443)", "tcp-8666", "443": the number and the protocol, where they are written
    port = "nullif(regexp_extract(g.service, '(\\d{1,5})\\)?$', 1), '')"
    proto = "nullif(regexp_extract(g.service, '\\b(tcp|udp|icmp)\\b', 1), '')"
    traffic = r""" AND regexp_matches(text, '[,"]TRAFFIC[,"]')"""
    return (
        Part(
            kind=Kind.FLOWS,
            sure=True,
            reads=Lines(once=cells("text", header.delimiter), then=pack(twice)),
            mine=f"text <> {literal(header.line)}" + traffic * (_PALO_ALTO in header.plain),
            columns={
                "t": began,
                "t_end": f"{began} + {lasted}",
                # a row of another width was cut, or a text in it holds the delimiter
                "src": f"CASE WHEN len(f) = {header.width} THEN "
                f"nullif(regexp_extract({get('src')}, '{_ADDRESS}', 1), '') END",
                "src_port": get("src_port"),
                "dst": f"nullif(regexp_extract({get('dst')}, '{_ADDRESS}', 1), '')",
                "dst_port": f"coalesce({get('dst_port')}, {port})",
                "proto": f"coalesce({get('proto')}, {proto})",
                "bytes_src": get("sent"),
                "bytes_dst": get("received"),
                "bytes_total": get("total"),
                "answered": f"TRY_CAST({get('received')} AS BIGINT) > 0",
                "action": f"CASE WHEN regexp_matches(g.action, '{_REFUSED}') THEN 'denied' "
                f"WHEN regexp_matches(g.action, '{_PASSED}') THEN 'allowed' ELSE 'unknown' END",
                "opener": "'src'",
                "name": get("name"),
                "name_kind": "'http-host'",
                "country": outer("g.country", "g.here"),
                "session": f"nullif({get('session')}, '0') || '@' || g.time",
            },
        ),
    )


def _format(key: str, name: str) -> Format:
    return Format(
        name=name,
        vantage="firewall log",
        detect=lambda head: _of(head) == key,
        parts=_parts,
        notes=("only what was on the page that was exported is in it",),
    )


PALO_ALTO = _format("Palo Alto", "Palo Alto CSV")
CHECK_POINT = _format("Check Point", "Check Point CSV")
OTHER = _format("other", "firewall CSV")
