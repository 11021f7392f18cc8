"""Makes newer tables of files that a person has: whole and newer, or nothing is changed.

It downloads nothing. What is made lies in the person's own folder; the shipped tables stay.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit import data, holdings, kev
from camaudit.errors import DataError
from camaudit.geo import build as geo
from camaudit.geo.published import date_of
from camaudit.identify import registry_build
from camaudit.identify.blocks import count_makers
from camaudit.identify.registry import Registry
from camaudit.recognise import Table, parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camaudit.holdings import Held
    from camaudit.recognise import Part
    from camaudit.rulebook.types import Rulebook

LEAST = 0.5  # of the rows held: a table with fewer was cut short
MAX_MAKERS = 10  # that are told of, most gained first


@dataclass(frozen=True, slots=True)
class Counted:
    """One count before and after."""

    what: str  # "ranges of IPv4", "blocks of /24", or a maker
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one table."""

    name: str
    before: str  # ISO date
    after: str
    rows: tuple[Counted, ...]
    makers: tuple[Counted, ...]  # camera makers with more blocks than before, most gained first
    folder: Path


def renew(
    files: Sequence[Path], rulebook: Rulebook, *, date: str | None, at: float
) -> tuple[Change, ...]:
    """Build tables of files and put them in the place of a person's own.

    Input:  files: of one or more tables; date: ISO date where the files say none; at: Unix
            seconds, the day of today.
    Raises: DataError; then everything is as it was.
    """
    base = data.user_folder()
    if base is None:
        raise DataError(f"the system names no folder for data; set {data.VARIABLE} to one")
    try:
        base.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=base) as room:
            return _renew(files, rulebook, date, at, base, Path(room))
    except OSError as error:
        raise DataError(f"{base}: cannot be written: {error.strerror or error}") from error


def _renew(
    files: Sequence[Path], rulebook: Rulebook, date: str | None, at: float, base: Path, room: Path
) -> tuple[Change, ...]:
    grouped: dict[Table, list[Part]] = defaultdict(list)
    problems: list[str] = []
    for number, path in enumerate(files):
        try:
            (room / str(number)).mkdir()
            for part in parts(path, room / str(number)):
                grouped[part.table].append(part)
        except DataError as error:
            problems.append(str(error))
    if problems:
        raise DataError("\n".join(problems))
    if date and len(grouped) > 1:
        raise DataError("--date is of one table; give the files of one table at a time")
    before = {one.id: one for one in (*holdings.tables(at), holdings.exploited(rulebook, at))}
    made = room / "made"
    changes = []
    for table, found in sorted(grouped.items()):
        plain = [part.path for part in found]
        if table is Table.KEV:
            changes.append(_catalogue(found, before[table], rulebook, date, at, made, base))
            continue
        day = date or date_of(plain)
        _newer(before[table], day, at)
        origin = ", ".join(dict.fromkeys(part.origin for part in found))
        if table is Table.REGISTRY:
            registry_build.build(plain, made / "oui_data", day, origin)
        else:
            rest = before[table].folder
            geo.build(table, plain, made / "geo_data", origin=origin, date=day, rest=rest)
        changes.append(_change(before[table], made, rulebook, base))
    (made / "geo_data" / "SOURCE.md").unlink(missing_ok=True)  # it tells of the shipped files
    for folder in sorted(made.iterdir()):
        _swap(folder, base / folder.name, room)
    return tuple(changes)


def _catalogue(
    found: list[Part],
    held: Held,
    rulebook: Rulebook,
    date: str | None,
    at: float,
    made: Path,
    base: Path,
) -> Change:
    """Make a person's own KEV catalogue, and count the flaws of the rules that are in it."""
    if len(found) > 1 or date:
        raise DataError("KEV: give one file, which says its day itself")
    folder = made / kev.NAME
    day = kev.build(found[0].path, folder, found[0].origin)
    _newer(held, day, at)
    now = kev.read(folder)
    old = holdings.flagged(rulebook, kev.load(rulebook.catalogue))
    counts = [Counted("flaws we know of", old, holdings.flagged(rulebook, now))]
    for what, count in held.rows:
        if what == holdings.ENTRIES:
            if len(now.added) < count * LEAST:
                raise DataError(f"KEV: {len(now.added):,} entries, where {count:,} are held")
            counts.append(Counted("in the catalogue", count, len(now.added)))
    return Change(
        name=held.name,
        before=held.date,
        after=day,
        rows=tuple(counts),
        makers=(),
        folder=base / kev.NAME,
    )


def _newer(held: Held, day: str, at: float) -> None:
    if not data.is_day(day):
        raise DataError(f"--date {day!r}: no day like 2026-06-25")
    if day <= held.date:
        raise DataError(f"{held.name} of {day}: not newer than the one held, of {held.date}")
    if day > data.day_of(at):
        raise DataError(f"{held.name} of {day}: that day is still to come")


def _change(held: Held, made: Path, rulebook: Rulebook, base: Path) -> Change:
    """Compare what was made with what is held, and refuse a table that was cut short."""
    name = "oui_data" if held.id == Table.REGISTRY else "geo_data"
    entries = data.entries(made / name)
    entry = entries["" if held.id == Table.REGISTRY else held.id]
    new = holdings.rows_of(entry)
    counts = tuple(Counted(what, old, dict(new).get(what, 0)) for what, old in held.rows)
    for one in counts:
        if one.after < one.before * LEAST:
            raise DataError(
                f"{held.name}: {one.after:,} {one.what}, where {one.before:,} are held: cut short?"
            )
    makers: tuple[Counted, ...] = ()
    if held.id == Table.REGISTRY:
        old = count_makers(Registry.load(held.folder), rulebook)
        now = count_makers(Registry.load(made / name), rulebook)
        gained = (Counted(maker, old[maker], now[maker]) for maker in now)
        more = sorted(
            (one for one in gained if one.after > one.before),
            key=lambda one: (one.before - one.after, one.what),
        )
        makers = tuple(more[:MAX_MAKERS])
    return Change(
        name=held.name,
        before=held.date,
        after=data.date_in(entry, made / name),
        rows=counts,
        makers=makers,
        folder=base / name,
    )


def _swap(new: Path, place: Path, room: Path) -> None:
    """Put a folder in the place of another, which comes back where that fails."""
    old = room / f"{place.name}-old"
    if place.exists():
        place.rename(old)
    try:
        new.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)
