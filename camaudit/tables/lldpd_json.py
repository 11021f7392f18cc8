"""LLDP and CDP neighbours as lldpd prints them in JSON: `lldpcli -f json show neighbors`.

Source: lldpcli(8), `-f json`, and the output of lldpd 1.0.16 (tests/real). What is a list there is
no list where it has one member.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.tables.lldpd import RELAY, VANTAGE, Neighbour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.tables.entry import Entry, Line

MAX_LINES = 2_000  # of one neighbour
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_PORT = re.compile(r'\s*"(?!(?:lldp|interface)")[^"\\]{1,64}"\s*:\s*\{\s*')
_BETWEEN = re.compile(r'[\s{}\[\],]*|\s*"(?:lldp|interface)"\s*:\s*[\[{]\s*')
_BEGINS = re.compile(r'\s*(?:\{\s*)?"lldp"\s*:.*')


class JsonRows:
    """The lines of one answer: each neighbour is given as soon as it is whole."""

    def __init__(self) -> None:
        self._lines: list[str] = []  # of the neighbour that is being read
        self._began = 0
        self._depth = 0
        self._fresh = True

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line; see `entry.Rows`.

        Raises: MalformedError where a neighbour is no JSON, or too long.
        """
        text, fresh, self._fresh = line.text, self._fresh, False
        if fresh and text.rstrip().endswith("}"):  # all in one line
            return tuple(_answer(line.number, _loaded(text)))
        if not self._lines:
            if not _PORT.fullmatch(text):
                return () if fresh or _BETWEEN.fullmatch(text) else None
            self._began, self._depth = line.number, 0
        self._lines.append(text)
        bare = _TEXT.sub("", text)
        self._depth += bare.count("{") + bare.count("[") - bare.count("}") - bare.count("]")
        if self._depth > 0 and len(self._lines) < MAX_LINES:
            return ()
        whole, self._lines = self._lines, []
        root = _loaded("{" + "\n".join(whole).rstrip().rstrip(",") + "}")
        found = [_neighbour(self._began, *pair).entries() for pair in _pairs(root)]
        return tuple(entry for entries in found for entry in entries)

    def finish(self) -> tuple[Entry, ...]:
        """Give nothing: a neighbour that was cut is not known whole."""
        return ()


def _loaded(text: str) -> object:
    try:
        root: object = json.loads(text if text.lstrip().startswith("{") else "{" + text)
    except (ValueError, RecursionError) as error:
        raise MalformedError("a neighbour that is no JSON") from error
    return root


def _answer(number: int, root: object) -> Iterator[Entry]:
    for member in _several(_member(_member(root, "lldp"), "interface")):
        for port, told in _pairs(member):
            yield from _neighbour(number, port, told).entries()


def _neighbour(number: int, port: str, told: object) -> Neighbour:
    now = Neighbour(number, {"port": port[:64]}, protocol=_text(_member(told, "via")) or "LLDP")
    chassis = _member(told, "chassis")
    if _member(chassis, "id") is None:  # its only key is the name that it has
        name, chassis = next(iter(_pairs(chassis)), ("", None))
        now.put("name", name)
    now.put("chassis", _text(_member(_member(chassis, "id"), "value")))
    now.put("descr", _text(_member(chassis, "descr")))
    for address in _several(_member(chassis, "mgmt-ip")):
        now.put("address", _text(address))
    for able in _several(_member(chassis, "capability")):
        now.able += [_text(_member(able, "type"))] if _member(able, "enabled") is True else []
    now.put("remote", _text(_member(_member(_member(told, "port"), "id"), "value")))
    for vlan in _several(_member(told, "vlan")):
        now.put("vlan", _text(_member(vlan, "vlan-id")))
    med = _member(told, "lldp-med")
    now.able += ["Bridge"] if _member(med, "device-type") == RELAY else []
    for key in ("manufacturer", "model", "firmware", "software", "serial"):
        now.put(key, _text(_member(_member(med, "inventory"), key)))
    return now


def _member(node: object, key: str) -> object:
    return node.get(key) if isinstance(node, dict) else None


def _pairs(node: object) -> list[tuple[str, object]]:
    return [(str(key), value) for key, value in node.items()] if isinstance(node, dict) else []


def _several(node: object) -> list[object]:
    if node is None:
        return []
    return node if isinstance(node, list) else [node]


def _text(node: object) -> str:
    return node if isinstance(node, str) else ""


@dataclass(frozen=True, slots=True)
class _Json:
    name: str = "lldpd: neighbours, JSON"
    vantage: str = VANTAGE

    def begins(self, line: str) -> JsonRows | None:
        """Start to read at the key of the whole."""
        return JsonRows() if _BEGINS.fullmatch(line) else None


JSON = _Json()
