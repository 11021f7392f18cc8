"""The walk sheet of a site: whoever goes round with it writes down what the labels say.

An Excel workbook that prints on A4, one row a camera, in the order in which one walks: by switch
port, then by address. Filled in, it is read back by `camaudit audit` (sources/walk_sheet).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.exports.file import File
from camaudit.exports.known import known
from camaudit.exports.sheet import sheet
from camaudit.exports.slug import slugs
from camaudit.exports.words import say
from camaudit.exports.workbook import Leaf, workbook
from camaudit.model.listed import Sight
from camaudit.reports.text import day, sockets
from camaudit.tabular.walk_columns import WALK

if TYPE_CHECKING:
    from camaudit.exports.file import Wanted
    from camaudit.exports.known import Known
    from camaudit.exports.sheet import Cell
    from camaudit.model.audit import Audit
    from camaudit.model.listed import Listed

_WIDTHS = (5, 17, 22, 13, 17, 20, 14, 17, 20, 16, 12, 12, 14)
_FIGURES = re.compile(r"(\d+)")
_BLANKS = (None,) * 7  # to be filled in by hand


def export(audit: Audit, _: Wanted) -> tuple[File, ...]:
    """Write a sheet for each site with a camera, or with what may be one."""
    rows: dict[str | None, list[tuple[Cell, ...]]] = {}
    for one in sorted(known(audit), key=_walk):
        rows.setdefault(one.device.site, []).append(_seen(one))
    for camera in audit.listed:
        if camera.sight in {Sight.NOT_SEEN, Sight.MOVED}:
            rows.setdefault(camera.site, []).append(_listed(camera))
    named = slugs(site for site in rows if site is not None)
    order = sorted(rows, key=lambda site: (site is None, site or ""))
    return tuple(
        File(
            name="walk-sheet.xlsx" if site is None else f"walk-sheet-{named[site]}.xlsx",
            content=_workbook(audit, site, rows[site]),
        )
        for site in order
    )


def _workbook(audit: Audit, site: str | None, rows: list[tuple[Cell, ...]]) -> bytes:
    name = audit.estate.organisation or say("no-estate")
    title = say("walk-title", name=name)
    if site is not None:
        title = say("walk-site", name=name, site=site)
    numbered = [(number, *row) for number, row in enumerate(rows, 1)]
    leaf = Leaf(
        title="Labels",
        sheet=sheet("labels", WALK, numbered),
        above=(title, say("walk-answer", day=day(audit.at)), say("walk-how"), say("walk-back")),
        by_hand=True,
        widths=_WIDTHS,
    )
    return workbook([leaf])


def _walk(one: Known) -> tuple[object, ...]:
    """Give what sorts the devices: by switch port, those of none by address."""
    ports = sockets(one.device)
    addresses = one.device.addresses
    ip = (addresses[0].version, int(addresses[0])) if addresses else (9, 0)
    return (not ports, _natural(ports[0] if ports else ""), ip, one.device.id)


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """Give what sorts "Gi1/0/2" before "Gi1/0/10"."""
    parts = _FIGURES.split(text)
    return tuple((int(one[:12]), "") if one.isdecimal() else (-1, one) for one in parts)


def _seen(one: Known) -> tuple[Cell, ...]:
    device, listed = one.device, one.listed
    where = sockets(device) or ([device.network] if device.network else [])
    guess = say("walk-unknown", kind=one.kind)
    if one.maker is not None:
        guess = say(
            "walk-guess",
            kind=one.kind,
            maker=one.maker.short,
            model=one.model or "",
            grade=one.grade,
        )
    return (
        device.id,
        tuple(where) + (_place(listed) if listed is not None else ()),
        str(device.addresses[0]) if device.addresses else None,
        device.mac,
        " ".join(guess.split()),
        *_BLANKS,
    )


def _listed(one: Listed) -> tuple[Cell, ...]:
    return (
        one.id,
        _place(one),
        str(one.ip) if one.ip is not None else None,
        one.mac,
        say("walk-unseen"),
        *_BLANKS,
    )


def _place(one: Listed) -> tuple[str, ...]:
    """Say what a recorder's list knows of where a camera hangs."""
    channel = say("walk-listed", recorder=one.recorder_name or "", channel=one.channel or "")
    return tuple(text for text in (channel, one.name, one.place) if text)
