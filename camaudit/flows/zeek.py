"""Zeek's logs, as TSV and as JSON lines.

Columns are known by the names in `#fields` (or by the keys), never by their place: versions append
columns, and sites leave some out. User names, passwords and the paths of requests are not read.

Sources: docs.zeek.org, "Zeek Log Formats and Inspection", and the record of each stream
(Conn::Info, DNS::Info, SSL::Info, HTTP::Info, DHCP::Info, Software::Info, Known::DevicesInfo).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.flows.format import Format, Json, Kind, Part, Table, literal, name
from camaudit.model.observation import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_COLUMNS = 512
_ANSWERED = ("SF", "S1", "S2", "S3", "RSTO", "RSTR")  # of conn_state
_REFUSED = ("S0", "REJ", "RSTOS0", "SH")
# JSON logs need not say which they are: keys that only one of them has.
_KEYS = {
    "conn": {"conn_state"},
    "dns": {"qclass_name", "qtype_name", "rcode_name", "rejected"},
    "ssl": {"established", "server_name", "cipher"},
    "http": {"trans_depth", "status_code"},
    "x509": {"certificate.subject", "certificate.serial"},
    "dhcp": {"msg_types", "assigned_addr", "assigned_ip"},
    "software": {"software_type"},
    "known_services": {"port_num", "port_proto"},
}


@dataclass(frozen=True, slots=True)
class _Log:
    """How one log is written."""

    path: str  # "conn"
    fields: tuple[str, ...] | None  # None: JSON
    unset: str
    sample: str  # its first time, as written
    keys: frozenset[str] = frozenset()  # of the first lines, in JSON

    def reads(self, wanted: Sequence[str]) -> Table | Json:
        if self.fields is None:
            return Json(values={one: f"/{one}" for one in wanted})
        return Table(columns=self.fields, delimiter="\t", quote="", null=self.unset)

    def get(self, field: str) -> str:
        """Write a field; NULL where the log has none of this name."""
        return name(field) if self.fields is None or field in self.fields else "NULL"

    def first(self, *fields: str) -> str:
        """Write the first of several fields that the log has; of JSON, that a line has."""
        if self.fields is None:
            # Which of them a line has may differ, unless the first lines have the first.
            asked = fields[:1] if fields[0] in self.keys else fields
            return f"coalesce({', '.join(name(field) for field in asked)})"
        return next((name(field) for field in fields if field in self.fields), "NULL")

    def has(self, field: str) -> str:
        """Write the condition that a line holds a field: over columns, or over the text of JSON."""
        if self.fields is None:
            return f"contains(text, {literal(json.dumps(field) + ':')})"
        return f"{self.get(field)} IS NOT NULL"

    def time(self, field: str = "ts") -> str:
        text = self.get(field)
        if "T" in self.sample:
            return f"iso({text})"
        if "." in self.sample:  # seconds, as Zeek writes them
            return f"TRY_CAST(round(TRY_CAST({text} AS DOUBLE) * 1e6) AS BIGINT)"
        return f"epoch({text})"

    def seconds(self, field: str) -> str:
        """Write a duration in microseconds."""
        return f"micro({self.get(field)})"

    def many(self, field: str) -> str:
        """Write a list of texts."""
        text = self.get(field)
        if self.fields is None:
            return f"TRY(json_extract_string({text}, '$[*]'))"
        return f"string_split({text}, ',')"


# What the first lines are asked for: fields of a policy that a site may have loaded, and those
# that make others needless. Each field that is not looked for saves time.
_ASKED = ("orig_l2_addr", "orig_ip_bytes", "resp_ip_bytes", "resp_pkts")


def _log(head: Sequence[str]) -> _Log | None:
    """Tell which log the first lines are of; None: none of Zeek's."""
    if head and head[0].startswith("#separator"):
        return _tsv(head)
    first = next((line for line in head if line.strip()), "")
    if not first.startswith("{"):
        return None
    try:
        row = json.loads(first)
    except ValueError:
        return None
    if not isinstance(row, dict) or "ts" not in row:
        return None
    said = row.get("_path")
    path = said if isinstance(said, str) else _path_of(set(row))
    keys = frozenset(key for key in _ASKED if any(f'"{key}":' in line for line in head))
    return None if path is None else _Log(path, None, "-", str(row["ts"]), keys)


def _path_of(keys: set[str]) -> str | None:
    if "event_type" in keys:
        return None  # Suricata's
    found = next((path for path, some in _KEYS.items() if some & keys), None)
    if found is None and "mac" in keys:
        return "known_devices"
    return found or ("known_hosts" if keys <= {"ts", "host"} else None)


def _tsv(head: Sequence[str]) -> _Log | None:
    said: dict[str, str] = {}
    for line in head:
        if line.startswith("#"):
            key, _, value = line[1:].replace("\t", " ", 1).partition(" ")
            said.setdefault(key, value)
    fields = tuple(said.get("fields", "").split("\t"))
    separated = said.get("separator", "").strip().lower() == r"\x09"
    if not (separated and 1 < len(fields) <= MAX_COLUMNS and len(set(fields)) == len(fields)):
        return None
    rows = [line.split("\t") for line in head if line and not line.startswith("#")]
    sample = rows[0][0] if rows else ""
    return _Log(said.get("path", ""), fields, said.get("unset_field", "-"), sample)


_CONN = (
    "ts", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "duration", "orig_bytes",
    "resp_bytes", "conn_state", "orig_ip_bytes", "resp_ip_bytes", "resp_pkts", "orig_l2_addr",
    "resp_l2_addr",
)  # fmt: skip


def _conn(log: _Log) -> tuple[Part, ...]:
    state = log.get("conn_state")
    back = f"TRY_CAST({log.first('resp_pkts', 'resp_bytes')} AS BIGINT) > 0"
    columns = {
        "t": log.time(),
        "t_end": f"{log.time()} + {log.seconds('duration')}",
        "src": log.get("id.orig_h"),
        "src_port": log.get("id.orig_p"),
        "dst": log.get("id.resp_h"),
        "dst_port": log.get("id.resp_p"),
        "proto": log.get("proto"),
        # What TCP says of lost segments may be absurd: bytes of packets are counted.
        "bytes_src": log.first("orig_ip_bytes", "orig_bytes"),
        "bytes_dst": log.first("resp_ip_bytes", "resp_bytes"),
        "answered": f"coalesce({back} AND coalesce({state} NOT IN {_REFUSED}, true),"
        f" {state} IN {_ANSWERED})",
        "opener": f"CASE WHEN {state} = 'OTH' THEN 'unknown' ELSE 'src' END",
    }
    if "orig_l2_addr" in (log.fields or log.keys):
        columns |= {"src_mac": log.get("orig_l2_addr"), "dst_mac": log.get("resp_l2_addr")}
    used = [field for field in _CONN if any(name(field) in one for one in columns.values())]
    return (Part(kind=Kind.FLOWS, reads=log.reads(used), columns=columns),)


def _names(log: _Log, field: str, kind: str, answers: str | None = None) -> Part:
    columns = {
        "t": log.time(),
        "client": log.get("id.orig_h"),
        "name": log.get(field),
        "kind": literal(kind),
    }
    if answers:
        columns["answers"] = log.many(answers)
    wanted = ("ts", "id.orig_h", field, *([answers] if answers else ()))
    return Part(kind=Kind.NAMES, reads=log.reads(wanted), columns=columns, mine=log.has(field))


def _facts(log: _Log, value: str, channel: Channel, address: str, port: str | None = None) -> Part:
    columns = {
        "t": log.time(),
        "address": log.get(address),
        "channel": literal(channel),
        "value": log.get(value),
    }
    if port:
        columns["port"] = log.get(port)
    wanted = ("ts", value, address, *([port] if port else ()))
    return Part(kind=Kind.FACTS, reads=log.reads(wanted), columns=columns, mine=log.has(value))


def _ssl(log: _Log) -> tuple[Part, ...]:
    return (
        _names(log, "server_name", "sni"),
        # Until Zeek 5 the certificate of the server stands here as well.
        *(
            _facts(log, field, channel, "id.resp_h", "id.resp_p")
            for field, channel in (("subject", Channel.TLS_SUBJECT), ("issuer", Channel.TLS_ISSUER))
            if log.fields is None or field in log.fields
        ),
    )


def _http(log: _Log) -> tuple[Part, ...]:
    host = _names(log, "host", "http-host")
    plain = {**host.columns, "name": f"regexp_replace({log.get('host')}, ':[0-9]+$', '')"}
    return (
        Part(kind=Kind.NAMES, reads=host.reads, columns=plain, mine=host.mine),
        _facts(log, "user_agent", Channel.HTTP_AGENT, "id.orig_h"),
    )


_DHCP = (
    "ts", "mac", "assigned_addr", "assigned_ip", "host_name", "client_fqdn", "lease_time",
    "client_software",
)  # fmt: skip


def _dhcp(log: _Log) -> tuple[Part, ...]:
    """Read leases: `assigned_addr` since Bro 2.6, `assigned_ip` before."""
    given = [
        one for one in ("assigned_addr", "assigned_ip") if log.fields is None or one in log.fields
    ]
    address = log.first("assigned_addr", "assigned_ip")
    leases = Part(
        kind=Kind.LEASES,
        reads=log.reads(_DHCP),
        columns={
            "t": log.time(),
            "mac": log.get("mac"),
            "ip": address,
            "name": log.first("host_name", "client_fqdn"),
            "ends": f"{log.time()} + {log.seconds('lease_time')}",
        },
        # A discovery that nobody answered gives no address.
        mine=" OR ".join(log.has(one) for one in given) or "false",
    )
    if log.fields is not None and "client_software" not in log.fields:
        return (leases,)
    return (leases, _facts(log, "client_software", Channel.DHCP_VENDOR_CLASS, "mac"))


def _software(log: _Log) -> tuple[Part, ...]:
    sort = log.get("software_type")
    wanted = ("ts", "host", "host_p", "software_type", "unparsed_version")
    channel = (
        f"CASE {sort} WHEN 'HTTP::BROWSER' THEN '{Channel.HTTP_AGENT}'"
        f" WHEN 'HTTP::SERVER' THEN '{Channel.HTTP_SERVER}' END"
    )
    return (
        Part(
            kind=Kind.FACTS,
            reads=log.reads(wanted),
            columns={
                "t": log.time(),
                "address": log.get("host"),
                "port": log.get("host_p"),
                "channel": channel,
                "value": log.get("unparsed_version"),
            },
            mine="contains(text, '\"HTTP::BROWSER\"') OR contains(text, '\"HTTP::SERVER\"')"
            if log.fields is None
            else f"{sort} IN ('HTTP::BROWSER', 'HTTP::SERVER')",
        ),
    )


def _devices(log: _Log) -> tuple[Part, ...]:
    return (_facts(log, "dhcp_host_name", Channel.DHCP_HOSTNAME, "mac"),)


def _nothing(_log: _Log) -> tuple[Part, ...]:
    """Read nothing: such a log names certificates, hosts or ports, and nobody's device."""
    return ()


_PARTS: dict[str, Callable[[_Log], tuple[Part, ...]]] = {
    "conn": _conn,
    "dns": lambda log: (_names(log, "query", "dns", "answers"),),
    "ssl": _ssl,
    "http": _http,
    "dhcp": _dhcp,
    "software": _software,
    "known_devices": _devices,
    "known_hosts": _nothing,
    "known_services": _nothing,
    "x509": _nothing,
}


def _format(path: str, *, as_json: bool) -> Format:
    def detect(head: Sequence[str]) -> bool:
        log = _log(head)
        return log is not None and log.path == path and (log.fields is None) == as_json

    def parts(head: Sequence[str]) -> tuple[Part, ...]:
        log = _log(head)
        return () if log is None else _PARTS[path](log)

    return Format(
        name=f"Zeek {path}{' (JSON)' if as_json else ''}",
        vantage="DNS log" if path == "dns" else "Zeek log",
        detect=detect,
        parts=parts,
        passes="json_valid(text)" if as_json else "true",
    )


ZEEK = tuple(_format(path, as_json=as_json) for path in _PARTS for as_json in (False, True))
