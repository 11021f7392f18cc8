"""Whose an audit is, and names for sites and files that stay apart when audits are put together."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from hashlib import blake2s, sha256
from typing import TYPE_CHECKING, cast

from camaudit import document
from camaudit.derive.rewrite import rewritten, with_ids
from camaudit.model.action import Exemption
from camaudit.model.audit import Audit, EstateUsed, Other, Part
from camaudit.model.coverage import Coverage, FileRead, Look
from camaudit.model.device import Device
from camaudit.model.listed import CameraList, Listed, Registered
from camaudit.model.observation import Seen, Shortfall

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_SITES = (
    (Coverage, "site"), (Device, "site"), (EstateUsed, "sites"), (EstateUsed, "sensitive_sites"),
    (Exemption, "site"), (FileRead, "site"), (CameraList, "site"), (Listed, "site"),
    (Registered, "site"), (Other, "site"),
)  # fmt: skip
_SOURCES = (
    (FileRead, "path"), (Look, "source"), (Seen, "source"), (Shortfall, "source"),
    (CameraList, "sources"),
)  # fmt: skip
_MAY_BE_NONE = frozenset({Exemption, FileRead})  # no site: any site, or of all sites


def digest_of(audit: Audit) -> str:
    """Name an audit by its bytes."""
    digest = sha256()
    for piece in document.lines(audit):
        digest.update(piece.encode())
    return digest.hexdigest()


def in_one_order(audits: Sequence[Audit]) -> list[Audit]:
    """Give each audit once, in an order that does not depend on how they were given."""
    by_digest = {digest_of(replace(one, run=None)): replace(one, run=None) for one in audits}
    keys = sorted(by_digest, key=lambda one: (owner(by_digest[one]), by_digest[one].at, one))
    return [by_digest[key] for key in keys]


def owner(audit: Audit) -> str:
    """Name whose audit it is: its organisation; without one it is nobody's but its own."""
    if audit.estate.organisation is not None:
        return audit.estate.organisation
    return f"no estate file, {digest_of(audit)[:8]}"


def apart(audits: Sequence[Audit]) -> list[Audit]:
    """Give sites and files of different owners different names, and files of one owner too.

    Input:  audits in one order. A site becomes "Owner: site", a file "Owner/path". An audit that
            was put together of several owners has such names already.
    """
    owners = {owner(one) for one in audits}
    named = [one if len(owners) < 2 or _is_named(one) else _named(one) for one in audits]
    files: dict[str, set[str | None]] = defaultdict(set)
    for one in named:
        for file in one.files:
            files[file.path].add(file.digest)
    twice = {path for path, digests in files.items() if len(digests) > 1}
    return [_with_sources(one, _other_names(one, twice)) for one in named]


def _is_named(audit: Audit) -> bool:
    return len({one.organisation for one in audit.parts}) > 1


def _named(audit: Audit) -> Audit:
    whose = owner(audit)

    def site(old: object) -> str:
        return whose if old is None else f"{whose}: {old}"

    def where(old: object) -> str | None:
        return None if old is None else site(old)

    paths = {file.path for file in audit.files}

    def source(old: object) -> object:
        return f"{whose}/{old}" if old in paths else old  # what is no file is of a scan

    table: dict[tuple[type, str], Callable[[object], object]] = {
        key: where if key[0] in _MAY_BE_NONE else site for key in _SITES
    }
    table |= dict.fromkeys(_SOURCES, source)
    table[Part, "sites"] = site
    table[Exemption, "place"] = lambda old: f"{whose}/{old}"
    return with_ids(audit, rewritten(audit, table), _camera)


def _camera(site: str | None, old: str) -> str:
    return f"lst-{blake2s(f'{site}|{old}'.encode(), digest_size=6).hexdigest()}"


def _other_names(audit: Audit, twice: set[str]) -> dict[str, str]:
    """Give new paths to files that share their path with another file: by their hash."""
    return {
        file.path: f"{file.path} ({(file.digest or 'unreadable')[:8]})"
        for file in audit.files
        if file.path in twice
    }


def _with_sources(audit: Audit, names: Mapping[str, str]) -> Audit:
    if not names:
        return audit
    table: dict[tuple[type, str], Callable[[object], object]] = dict.fromkeys(
        _SOURCES, lambda old: names.get(cast("str", old), old)
    )
    return rewritten(audit, table)


def parts_of(audit: Audit) -> tuple[Part, ...]:
    """Give what an audit was put together of; a single one is its own part."""
    if audit.parts:
        return audit.parts
    sites = {one.site for one in audit.devices} | {one.site for one in audit.coverage}
    rules = [one.date for one in audit.data if one.name == "rules"]
    return (
        Part(
            organisation=audit.estate.organisation,
            estate=audit.estate.digest,
            at=audit.at,
            version=audit.version,
            rules=max(rules, default=""),
            sites=tuple(sorted(sites, key=lambda one: (one is None, one or ""))),
            devices=len(audit.devices),
        ),
    )


def part_order(one: Part) -> tuple[str, float, str, str, str, int]:
    """Give what sorts parts."""
    sites = "|".join(site or "" for site in one.sites)
    return (one.organisation or "", one.at, one.estate or "", one.version, sites, one.devices)


def same_name(parts: Sequence[Part]) -> tuple[str, ...]:
    """Give the organisations that several estate files name: they are taken as one."""
    files: Counter[str] = Counter()
    for name, _ in {(one.organisation, one.estate) for one in parts}:
        if name is not None:
            files[name] += 1
    return tuple(sorted(name for name, count in files.items() if count > 1))
