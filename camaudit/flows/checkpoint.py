"""Logs of Check Point gateways: what Log Exporter and its elders send to a syslog server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import Format, Kind, Lines, Part
from camaudit.flows.outerside import outer
from camaudit.flows.pattern import pack
from camaudit.flows.stamps import OTHERS, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How one form writes a pair: what stands before a key and behind it, and what ends a value."""

    before: str
    behind: str
    end: str

    def word(self, *keys: str) -> str:
        """Write the SQL of the value of the first of several keys that has one."""
        found = (
            f"nullif(regexp_extract(f, '{re2.escape(self.before + key + self.behind)}"
            f"([^{self.end}]*)', 1), '')"
            for key in keys
        )
        return f"coalesce({', '.join(found)})"

    def fits(self, line: str) -> bool:
        """Tell whether a line has a source and an action in this form."""
        return all(f"{self.before}{key}{self.behind}" in _spaced(line) for key in ("src", "dst"))


# Source: Check Point, sk122323 (Log Exporter: forms syslog, generic and splunk), and of the older
# CPLogToSyslog. What stands inside the quotes of the first form has its own quotes escaped.
_FORMS = (
    _Spelling(" ", ':"', '"'),  # [action:"Accept"; src:"10.0.0.1"; ...]
    _Spelling("|", '="', '"'),  # |action="Accept"|src="10.0.0.1"|
    _Spelling("|", "=", "|"),  # |action=Accept|src=10.0.0.1|
    _Spelling(" ", ": ", ";"),  # Action: accept; src: 10.0.0.1; ...
)
_ROW = re2.compile(r"[\[;| ][Aa]ction[:=]")
_SPACED = "concat('|', replace(text, '[', '[ '))"


def _spaced(line: str) -> str:
    return "|" + line.replace("[", "[ ")


def _form(head: Sequence[str]) -> _Spelling | None:
    rows = [line for line in head if _ROW.search(line)]
    return next((form for form in _FORMS if any(form.fits(line) for line in rows)), None)


def _detect(head: Sequence[str]) -> bool:
    return _form(head) is not None


def _parts(head: Sequence[str]) -> tuple[Part, ...]:
    form = _form(head)
    if form is None:
        return ()
    word = form.word
    twice = {
        "back": f"TRY_CAST({word('client_inbound_bytes', 'received_bytes')} AS BIGINT)",
        "verdict": f"lower({word('action', 'Action', 'rule_action')})",
        "time": word("time"),
        "begin": word("start_time"),
    }
    before = "split_part(left(text, 160), '[', 1)"
    begin = (
        "CASE WHEN g.begin IS NOT NULL THEN epoch(g.begin) "
        "WHEN regexp_full_match(g.time, '\\d{10,13}') THEN epoch(g.time) "
        f"WHEN g.time IS NOT NULL THEN iso(g.time) ELSE {stamp(before)} END"
    )
    return (
        Part(
            kind=Kind.FLOWS,
            sure=True,
            reads=Lines(once=_SPACED, then=pack(twice)),
            mine="regexp_matches(text, '[\\[;| ]src[:=]') AND regexp_matches(text, '[;| ]dst[:=]')",
            columns={
                "t": begin,
                "t_end": f"greatest({begin}, coalesce(epoch(g.time), 0))",
                "src": word("src"),
                "src_port": word("s_port", "sport_svc"),
                "dst": word("dst"),
                "dst_port": word("service", "svc", "d_port"),
                "proto": word("proto"),
                "bytes_src": word("client_outbound_bytes", "sent_bytes"),
                "bytes_dst": "g.back",
                "bytes_total": word("bytes"),
                "answered": "g.back > 0",
                "action": "CASE WHEN regexp_matches(g.verdict, 'drop|reject|block|prevent') "
                "THEN 'denied' WHEN regexp_matches(g.verdict, 'accept|allow|crypt|bypass') "
                "THEN 'allowed' ELSE 'unknown' END",
                "opener": "'src'",
                "country": outer(word("dst_country"), word("src_country")),
                # one log is written again with each update, under the same number
                "session": word("loguid"),
            },
        ),
    )


FORMAT = Format(
    name="Check Point",
    vantage="firewall log",
    detect=_detect,
    parts=_parts,
    passes=f"contains(text, 'action') OR contains(text, 'Action') OR ({OTHERS})",
    notes=("bytes are written only where the rule's tracking includes accounting",),
)
