"""exceptions.yaml: findings that somebody accepted until a day; every mistake is told at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from camaudit import yamlfile
from camaudit.checks.actions import actions
from camaudit.errors import ExceptionsError
from camaudit.model.action import Exemption
from camaudit.rulebook.read import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from camaudit.model.device import Device
    from camaudit.model.estate import Estate
    from camaudit.model.finding import Finding
    from camaudit.model.identity import Identity
    from camaudit.rulebook.types import Maker

_KEYS = ("code", "site", "network", "device", "maker", "reason", "owner", "until")
_REACH = ("site", "network", "device", "maker")
_DEVICE = re.compile(r"dev-[0-9a-f]{12}|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a row may use."""

    makers: Sequence[Maker]
    estate: Estate | None


def load(path: Path, known: Known) -> tuple[Exemption, ...]:
    """Read an exceptions file; whether a row has expired, and what it holds, `hold` says.

    Raises: ExceptionsError with every mistake, one a line as `file:line: what`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ExceptionsError(f"{path}: cannot be read: {error.strerror or error}") from error
    root, problems = yamlfile.parse(data, str(path))
    rows: tuple[Exemption, ...] = ()
    if root is not None:
        top = Part(root, ("exceptions",), "exceptions file")
        parts = top.parts("exceptions", _KEYS, needed=True)
        rows = tuple(_row(part, known, path.name) for part in parts)
    if problems.found:
        found = sorted(problems.found, key=lambda problem: problem.line)
        raise ExceptionsError("\n".join(str(problem) for problem in found))
    return rows


def _row(part: Part, known: Known, name: str) -> Exemption:
    _code(part)
    if not any(key in part.nodes for key in _REACH):
        part.node.wrong(f"none of {', '.join(_REACH)} says which devices are meant")
    until = part.need("until")
    if until and not _is_day(until):
        part.wrong("until", f"{until!r} is no date such as 2027-03-31")
    return Exemption(
        place=f"{name}:{part.line}",
        code=part.need("code"),
        site=_site(part, known.estate),
        network=_network(part, known.estate),
        device=_device(part),
        maker=_maker(part, known.makers),
        reason=part.need("reason"),
        owner=part.need("owner"),
        until=until,
        expired=False,
        held=(),
        back=0,
    )


def _code(part: Part) -> None:
    codes = sorted(actions().by_code)
    families = sorted({one.partition(".")[0] for one in codes})
    said = part.text("code")
    if said and said not in (*codes, *families):
        near = get_close_matches(said, (*codes, *families), 1, 0.6)
        hint = f"; did you mean {near[0]}?" if near else f"; families are {', '.join(families)}"
        part.wrong("code", f"{said!r} is no code of a finding{hint}")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text  # others read 20270331 too
    except ValueError:
        return False


def _site(part: Part, estate: Estate | None) -> str | None:
    said = part.text("site")
    names = [site.name for site in estate.sites] if estate else []
    if said is not None and said not in names:
        shown = f"sites are {', '.join(names)}" if names else "only an estate file names sites"
        part.wrong("site", f"{said!r} is no site; {shown}")
    return said


def _network(part: Part, estate: Estate | None) -> str | None:
    said = part.text("network")
    names = [net.name for site in estate.sites for net in site.networks] if estate else []
    if said is not None and said not in names and not _is_range(said):
        shown = f"networks are {', '.join(names)}" if names else "write it as 10.20.2.0/24"
        part.wrong("network", f"{said!r} is no network; {shown}")
    return said


def _is_range(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _device(part: Part) -> str | None:
    said = part.text("device")
    if said is None:
        return None
    wanted = said.lower()
    if _DEVICE.fullmatch(wanted):
        return wanted if wanted.startswith("dev-") else wanted.replace("-", ":")
    try:
        return str(ip_address(wanted))
    except ValueError:
        part.wrong("device", f"{said!r} is no IP address, MAC address or id (dev-...)")
        return said


def _maker(part: Part, makers: Sequence[Maker]) -> str | None:
    said = part.text("maker")
    if said is None:
        return None
    names = {name.casefold(): one.id for one in makers for name in (one.name, one.short, one.id)}
    found = names.get(said.casefold())
    if found is None:
        near = get_close_matches(said.casefold(), names, 1, 0.6)
        hint = f"; did you mean {names[near[0]]}?" if near else "; see: camaudit vendors"
        part.wrong("maker", f"{said!r} is no maker{hint}")
    return found


def hold(
    rows: Sequence[Exemption],
    findings: Iterable[Finding],
    devices: Sequence[tuple[Device, Identity]],
    day: str,
) -> tuple[list[Finding], tuple[Exemption, ...]]:
    """Set findings apart that a row accepts; those of a row that has ended count again.

    Input:  day: ISO date of the answer; the last day of a row is `until` itself.
    Output: the findings that count, and the rows with what they hold; of several the first counts.
    """
    by_id = {device.id: (device, identity) for device, identity in devices}
    counted: list[Finding] = []
    held: list[list[Finding]] = [[] for _ in rows]
    back = [0 for _ in rows]
    for finding in findings:
        device, identity = by_id[finding.device]
        met = [at for at, row in enumerate(rows) if _meets(row, finding, device, identity)]
        valid = next((at for at in met if rows[at].until >= day), None)
        if valid is not None:
            held[valid].append(finding)
            continue
        counted.append(finding)
        if met:
            back[met[0]] += 1
    return counted, tuple(
        _settled(row, tuple(held[at]), back[at], day) for at, row in enumerate(rows)
    )


def _settled(row: Exemption, held: tuple[Finding, ...], back: int, day: str) -> Exemption:
    return replace(row, expired=row.until < day, held=held, back=back)


def _meets(row: Exemption, finding: Finding, device: Device, identity: Identity) -> bool:
    return (
        row.code in {finding.code, finding.code.partition(".")[0]}
        and row.site in {None, device.site}
        and (row.network is None or _lies_in(row.network, device))
        and row.device in {None, device.id, device.mac, *map(str, device.addresses)}
        and row.maker in {None, identity.maker.value}
    )


def _lies_in(network: str, device: Device) -> bool:
    if network == device.network:
        return True
    if not _is_range(network):
        return False
    wanted = ip_network(network)
    return any(one in wanted for one in device.addresses)
