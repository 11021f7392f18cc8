"""estate.yaml -> Estate, every problem at once (DESIGN section 3)."""

from __future__ import annotations

import codecs
import contextlib
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from ipaddress import ip_network
from typing import TYPE_CHECKING, TypeVar

import netaddr

from camaudit import yamlfile
from camaudit.errors import EstateError
from camaudit.model.estate import Authority, Estate, Network, Purpose, Sensitivity, Site

if TYPE_CHECKING:
    from pathlib import Path

    from camaudit.model.endpoint import IPNetwork

E = TypeVar("E", bound=StrEnum)

LARGEST_V4 = 16  # prefix length; wider needs `large: true`
LARGEST_V6 = 48
# What a proposal asks a person to fill in; an estate file that still says so approves nothing.
ORGANISATION, SITE = "NAME OF THE ORGANISATION", "NAME OF THE SITE"
APPROVER, ROLE = "WHO APPROVED", "IN WHAT ROLE"
_TO_FILL_IN = frozenset({ORGANISATION, SITE, APPROVER, ROLE})
_HOURS = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d")
_DAYS = frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun"})


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the parts of one file; problems gather in its nodes."""

    nodes: dict[str, yamlfile.Node]
    owner: yamlfile.Node
    name: str

    def text(self, key: str, *, needed: bool = False) -> str | None:
        node = self.nodes.get(key)
        if node is None:
            if needed:
                self.owner.wrong(f"{self.name}{key}: missing")
            return None
        value = (node.text(key) or "").strip()
        if not value:
            node.wrong(f"{key}: empty")
            return None
        if value in _TO_FILL_IN:
            node.wrong(f"{key}: {value!r} is still to be filled in")
        return value

    def choice(self, key: str, kind: type[E], default: E) -> E:
        value = self.text(key)
        if value is None:
            return default
        try:
            return kind(value)
        except ValueError:
            self.nodes[key].wrong(f"{key}: {value!r} is none of {', '.join(kind)}")
            return default

    def flag(self, key: str) -> bool:
        value = self.text(key)
        if value not in (None, "true", "false"):
            self.nodes[key].wrong(f"{key}: {value!r} is neither true nor false")
        return value == "true"

    def number(self, key: str, low: int, high: int) -> int | None:
        value = self.text(key)
        if value is None:
            return None
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            self.nodes[key].wrong(f"{key}: {value!r} is no whole number from {low} to {high}")
            return None
        return int(value)

    def day(self, key: str) -> date | None:
        value = self.text(key, needed=True)
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.nodes[key].wrong(f"{key}: {value!r} is no date such as 2026-11-01")
            return None

    def texts(self, key: str) -> list[tuple[str, yamlfile.Node]]:
        node = self.nodes.get(key)
        if node is None:
            return []
        return [(text, item) for item in node.items(key) if (text := item.text(key))]


def load(path: Path) -> Estate:
    """Read an estate file.

    Raises: EstateError with every problem, one a line as `file:line: what`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EstateError(f"{path}: cannot be read: {error.strerror or error}") from error
    return parse(data, str(path))


def parse(data: bytes, shown: str) -> Estate:
    """Read an estate from bytes; `shown` is the file's name in messages."""
    root, problems = yamlfile.parse(_as_utf8(data), shown)
    estate = _estate(root, sha256(data).hexdigest()) if root is not None else None
    if problems.found or estate is None:
        found = sorted(problems.found, key=lambda problem: problem.line)
        raise EstateError("\n".join(str(problem) for problem in found))
    return estate


def _as_utf8(data: bytes) -> bytes:
    """Read UTF-16 as well: what `>` writes in Windows PowerShell."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode("utf-16").encode()
    return data


def _reader(node: yamlfile.Node, known: set[str], name: str) -> _Reader:
    return _Reader(node.mapping(known, name.rstrip(": ") or "estate"), node, name)


def _estate(root: yamlfile.Node, digest: str) -> Estate:
    top = _reader(root, {"organisation", "authority", "expected_cameras", "sites", "inside"}, "")
    sites_node = top.nodes.get("sites")
    sites = [_site(node) for node in sites_node.items("sites")] if sites_node else []
    if sites_node is None:
        root.wrong("sites: missing; name at least one site with its networks")
    elif not sites and sites_node.is_list:
        sites_node.wrong("sites: none is named")
    names = [site.name for site in sites]
    if sites_node is not None:
        for name in sorted({name for name in names if names.count(name) > 1}):
            sites_node.wrong(f"sites: two are named {name!r}")
    authority = top.nodes.get("authority")
    return Estate(
        organisation=top.text("organisation", needed=True) or "",
        authority=_authority(authority) if authority else None,
        expected_cameras=top.number("expected_cameras", 0, 1_000_000),
        sites=tuple(sites),
        inside=tuple(net for text, node in top.texts("inside") if (net := _range(text, node))),
        digest=digest,
    )


def _authority(node: yamlfile.Node) -> Authority | None:
    part = _reader(
        node, {"name", "role", "statement", "from", "until", "hours", "contact"}, "authority: "
    )
    begin, end = part.day("from"), part.day("until")
    name, role = part.text("name", needed=True), part.text("role", needed=True)
    statement = part.text("statement", needed=True)
    hours = part.texts("hours")
    for text, item in hours:
        if text not in _DAYS and not _HOURS.fullmatch(text):
            item.wrong(f"hours: {text!r} is neither a time span such as 18:00-06:00 nor a day")
        elif text[:5] == text[6:]:
            item.wrong(f"hours: {text!r} begins when it ends; leave hours away to allow any hour")
    if begin and end and end < begin:
        part.nodes["until"].wrong(f"until: {end} is before {begin}")
    contact = part.text("contact")
    if not (begin and end and name and role and statement):
        return None
    return Authority(
        name=name,
        role=role,
        statement=statement,
        valid_from=begin,
        valid_until=end,
        hours=tuple(text for text, _ in hours),
        contact=contact,
    )


def _site(node: yamlfile.Node) -> Site:
    part = _reader(node, {"name", "sensitivity", "networks", "exclude", "devices"}, "site: ")
    networks = part.nodes.get("networks")
    if networks is None:
        node.wrong("site: networks: missing")
    found = [_network(item) for item in networks.items("networks")] if networks else []
    return Site(
        name=part.text("name", needed=True) or "",
        sensitivity=part.choice("sensitivity", Sensitivity, Sensitivity.NORMAL),
        networks=tuple(network for network in found if network),
        exclude=tuple(net for text, at in part.texts("exclude") if (net := _range(text, at))),
        devices=tuple(text for text, _ in part.texts("devices")),
    )


def _network(node: yamlfile.Node) -> Network | None:
    part = _reader(
        node, {"cidr", "purpose", "vlan", "name", "publicly_routed", "large"}, "network: "
    )
    text = part.text("cidr", needed=True)
    purpose = part.choice("purpose", Purpose, Purpose.MIXED)
    vlan = part.number("vlan", 1, 4094)
    name = part.text("name")
    large = part.flag("large")
    owned = part.text("publicly_routed")
    if owned not in (None, "owned"):
        part.nodes["publicly_routed"].wrong(f"publicly_routed: {owned!r}; the one answer is owned")
    cidr = _range(text, part.nodes["cidr"]) if text else None
    if cidr is None:
        return None
    if cidr.prefixlen < (LARGEST_V4 if cidr.version == 4 else LARGEST_V6) and not large:
        part.nodes["cidr"].wrong(f"cidr: {cidr} is very large; say large: true if it is meant")
    if not cidr.is_private and owned != "owned":
        part.nodes["cidr"].wrong(
            f"cidr: {cidr} is a public range; say publicly_routed: owned if it is yours"
        )
    return Network(
        cidr=cidr,
        name=name or str(cidr),
        purpose=purpose,
        vlan=vlan,
        publicly_routed=owned == "owned",
        large=large,
    )


def _range(text: str, node: yamlfile.Node) -> IPNetwork | None:
    """Read an operator's range; netaddr says what is wrong with it, ipaddress goes on."""
    try:
        read = netaddr.IPNetwork(text)
    except (netaddr.AddrFormatError, ValueError):
        node.wrong(f"{text!r} is no network such as 10.20.2.0/24")
        return None
    if read.ip != read.network:
        node.wrong(f"{text} has host bits set; the network is {read.cidr}")
        return None
    return ip_network(str(read.cidr))
