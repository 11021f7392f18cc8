"""Which rules and tables are held, how old they are, and whether they are what they should be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from camaudit import data, kev
from camaudit.errors import DataError
from camaudit.identify.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from camaudit.rulebook.types import Rulebook


_FLAGGED = "flaws of the vendor list in it"
ENTRIES = "entries"  # of the whole KEV catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One table, or the rules."""

    id: str  # "rules", "registry", "ipfire", "dbip", "asn", "kev"
    name: str
    date: str  # ISO date
    months: int  # whole ones, to the day asked about
    digest: str  # SHA-256, hex
    rows: tuple[tuple[str, int], ...]  # what is counted, and how many
    licence: str
    attribution: str | None  # words that the licence asks to be shown
    origin: str | None  # where it was taken from
    folder: Path
    own: bool  # a person's own, newer than the shipped


@dataclass(frozen=True, slots=True)
class Checked:
    """One file and what is wrong with it."""

    path: Path
    problem: str | None  # None: it is what its manifest says


def held(rulebook: Rulebook, at: float) -> tuple[Held, ...]:
    """Tell of the rules and tables in use, at a time in Unix seconds.

    Raises: DataError.
    """
    return (_rules(rulebook, at), *tables(at), exploited(rulebook, at))


def tables(at: float) -> tuple[Held, ...]:
    """Tell of the tables in use, at a time in Unix seconds.

    Raises: DataError.
    """
    return (_registry(at), *_addresses(at))


def exploited(rulebook: Rulebook, at: float) -> Held:
    """Tell of the KEV catalogue: a person's own, or the one that the rules were held against.

    Raises: DataError.
    """
    own = kev.load(rulebook.catalogue)
    if own is None:
        date = rulebook.catalogue or rulebook.date
        return Held(
            id="kev",
            name="KEV",
            date=date,
            months=data.age_months(date, at),
            digest=rulebook.digest,
            rows=((_FLAGGED, flagged(rulebook, None)),),
            licence=kev.LICENCE,
            attribution=None,
            origin="the days that the vendor list names, of which later ones came singly",
            folder=data.shipped("rules"),
            own=False,
        )
    folder = kev.own_folder() or data.shipped("rules")
    (entry,) = data.entries(folder).values()
    return Held(
        id="kev",
        name="KEV",
        date=own.date,
        months=data.age_months(own.date, at),
        digest=own.digest,
        rows=((_FLAGGED, flagged(rulebook, own)), (ENTRIES, len(own.added))),
        licence=kev.LICENCE,
        attribution=None,
        origin=_text(entry, "origin"),
        folder=folder,
        own=True,
    )


def flagged(rulebook: Rulebook, own: kev.Catalogue | None) -> int:
    """Count the flaws of the rules that are known to be exploited."""
    if own is None:
        return sum(one.exploited is not None for one in rulebook.flaws)
    return sum(one.cve in own.added for one in rulebook.flaws)


def check() -> Iterator[Checked]:
    """Hold every file of the shipped tables, and of a person's own, against its manifest.

    Raises: DataError where camaudit lacks its own tables.
    """
    for name in sorted(data.TABLES):
        for folder in (data.shipped(name), data.own(name)):
            if folder is not None:
                yield from _folder(name, folder)
    catalogue = kev.own_folder()
    if catalogue is not None:
        try:
            kev.read(catalogue)
        except DataError as error:
            yield Checked(catalogue, str(error))
        else:
            yield Checked(catalogue, None)


def _rules(rulebook: Rulebook, at: float) -> Held:
    counts = (
        ("makers", len(rulebook.makers)),
        ("signatures", len(rulebook.signatures)),
        ("labels", sum(len(maker.brands) for maker in rulebook.makers)),
        ("factory logins", len(rulebook.defaults)),
        ("flaws", len(rulebook.flaws)),
    )
    return Held(
        id="rules",
        name="vendor list",
        date=rulebook.date,
        months=data.age_months(rulebook.date, at),
        digest=rulebook.digest,
        rows=counts,
        licence="GPL-2.0-or-later; facts, each with its source",
        attribution=None,
        origin=None,
        folder=data.shipped("rules"),
        own=False,
    )


def _registry(at: float) -> Held:
    folder = data.folder("oui_data")
    (entry,) = data.entries(folder).values()
    return _held("registry", "MAC registry", folder, entry, at)


def _addresses(at: float) -> Iterator[Held]:
    folder = data.folder("geo_data")
    for stem, entry in sorted(data.entries(folder).items()):
        yield _held(stem, _text(entry, "name") or stem, folder, entry, at)


def rows_of(entry: Mapping[str, object]) -> tuple[tuple[str, int], ...]:
    """Give what a manifest counts of a table: rows by IP version, or blocks by size."""
    found = []
    for key, unit in (("rows", "ranges of"), ("blocks", "blocks of")):
        counts = entry.get(key)
        counted = counts.items() if isinstance(counts, dict) else ()
        found += [(f"{unit} {what}", number) for what, number in counted if isinstance(number, int)]
    return tuple(found)


def _held(name: str, shown: str, folder: Path, entry: Mapping[str, object], at: float) -> Held:
    date = data.date_in(entry, folder)
    return Held(
        id=name,
        name=shown,
        date=date,
        months=data.age_months(date, at),
        digest=_text(entry, "sha256") or "",
        rows=rows_of(entry),
        licence=_text(entry, "licence") or "not stated",
        attribution=_text(entry, "attribution"),
        origin=_text(entry, "origin"),
        folder=folder,
        own=folder == data.own(folder.name),
    )


def _text(entry: Mapping[str, object], key: str) -> str | None:
    value = entry.get(key)
    return value if isinstance(value, str) else None


def _folder(name: str, folder: Path) -> Iterator[Checked]:
    if name == "oui_data":
        try:
            Registry.load(folder)
        except DataError as error:
            yield Checked(folder, str(error))
        else:
            yield Checked(folder, None)
        return
    manifest = folder / "manifest.json"
    try:
        found = json.loads(manifest.read_text(encoding="utf-8"))
        stems = {stem: (one["sha256"], dict(one["files"])) for stem, one in found["tables"].items()}
        whole = "".join(f"{stem} {digest}\n" for stem, (digest, _) in sorted(stems.items()))
        files = {**found["files"], **{k: v for _, part in stems.values() for k, v in part.items()}}
        total = found["sha256"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        yield Checked(manifest, f"{manifest}: cannot be read; {data.mend(manifest)}")
        return
    if sha256(whole.encode()).hexdigest() != total:
        text = f"{manifest}: its own sha256 is not that of its tables; {data.mend(manifest)}"
        yield Checked(manifest, text)
    for one, digest in sorted(files.items()):
        yield _file(folder / one, digest)


def _file(path: Path, digest: object) -> Checked:
    try:
        same = sha256(path.read_bytes()).hexdigest() == digest
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
    else:
        problem = "" if same else "not the file that manifest.json describes"
    return Checked(path, f"{path}: {problem}; {data.mend(path)}" if problem else None)
