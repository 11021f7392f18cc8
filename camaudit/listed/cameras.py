"""Rows that name one camera -> that camera as the audit holds it."""

from __future__ import annotations

import re
from hashlib import blake2s
from typing import TYPE_CHECKING

from camaudit.listed.bunch import serial
from camaudit.model.listed import Listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from camaudit.listed.bunch import Bunch, Rows
    from camaudit.listed.match import Found
    from camaudit.listed.stated import Stater
    from camaudit.model.observation import Claim

MAX_CHANNELS = 16  # of one camera that are named
MAX_NAMES = 4  # that several channels give to one camera
SEVERAL = " / "  # between them
MAX_ROWS = 32  # of one camera that are kept
_FIGURES = re.compile(r"(\d+)")


def listed_of(
    found: Iterable[tuple[Bunch, Found]],
    lists: Sequence[Rows],
    of: Mapping[int, str],
    stater: Stater,
) -> tuple[Listed, ...]:
    """Make the cameras, sorted by site, recorder and channel.

    Input:  of: number of a list -> Device.id of its recorder.
    """
    made: list[Listed] = []
    ids: set[str] = set()
    for bunch, one in found:
        listed = _listed(bunch, one, lists, of, stater, ids)
        ids.add(listed.id)
        made.append(listed)
    made.sort(
        key=lambda one: (
            one.site or "",
            one.recorder_name or "",
            _natural(one.channel or ""),
            one.id,
        )
    )
    return tuple(made)


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """Give what sorts "D2" before "D10"."""
    parts = _FIGURES.split(text)
    return tuple((int(one[:12]), "") if one.isdecimal() else (-1, one) for one in parts)


def _listed(
    bunch: Bunch,
    found: Found,
    lists: Sequence[Rows],
    of: Mapping[int, str],
    stater: Stater,
    ids: set[str],
) -> Listed:
    rows = bunch.newest()

    def first(get: Callable[[Claim], str | None]) -> str | None:
        return next((text for one in rows if (text := get(one))), None)

    number = min(at for at, _ in bunch.rows)
    name = lists[number].name
    source = rows[0].seen.source
    make, model = first(lambda one: one.make), first(lambda one: one.model)
    ip = next((one.ip for one in rows if one.ip is not None), None)
    mac, its_serial = first(lambda one: one.mac), first(lambda one: one.serial)
    channels = sorted({one.channel for one in rows if one.channel}, key=_natural)
    names = list(dict.fromkeys(one.name for one in rows if one.name))
    channel = ", ".join(channels[:MAX_CHANNELS]) or None
    of_list = (name or source, channel or rows[0].name or rows[0].seen.place)
    strongest = (mac,) if mac else (serial(its_serial),) if serial(its_serial) else of_list
    return Listed(
        id=_id((bunch.site, *strongest), ids),
        site=bunch.site,
        sight=found.sight,
        device=found.judged[0].id if found.judged is not None else None,
        agreed=found.agreed,
        recorder=next((of[at] for at, _ in sorted(bunch.rows, key=_number) if at in of), None),
        recorder_name=name or source.rpartition("/")[2],
        channel=channel,
        name=SEVERAL.join(names[:MAX_NAMES]) or None,
        ip=ip,
        mac=mac,
        serial=its_serial,
        firmware=first(lambda one: one.firmware),
        place=first(lambda one: one.place),
        make=make,
        model=model,
        stated=stater.read(make, model),
        seen=tuple(sorted({one.seen for one in rows})[:MAX_ROWS]),
    )


def _number(row: tuple[int, Claim]) -> int:
    return row[0]


def _id(parts: Sequence[str | None], taken: set[str]) -> str:
    """Name a camera by what tells it best: the same in every run."""
    text = "|".join(one or "" for one in parts)
    made = f"lst-{blake2s(text.encode(), digest_size=6).hexdigest()}"
    again = 1
    while made in taken:
        again += 1
        made = f"lst-{blake2s(f'{text}|{again}'.encode(), digest_size=6).hexdigest()}"
    return made
