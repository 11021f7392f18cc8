"""The first screen: plain lines of at most 80 columns, the same on a terminal and in a pipe."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from camaudit.counts import tables
from camaudit.escape import for_display
from camaudit.reports.sentences import WITNESS_WORDS
from camaudit.reports.steps import do_next

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.counts import MakerRow, NetworkRow, Tables
    from camaudit.model.audit import Audit

WIDTH = 80  # columns
MAX_ROWS = 20


def render(audit: Audit, report: str | None) -> list[str]:
    """Give the first screen; `report` is the path of the page, where one was written."""
    counted = tables(audit)
    lines = [*_head(audit, counted), "", *_networks(counted), "", *_makers(counted)]
    lines += [*_not_looked(audit, counted), *_findings(audit), "", *_next(audit, counted), ""]
    lines += list(_foot(audit, counted, report))
    return [line.rstrip() for line in lines]


def day(at: float) -> str:
    """Write a day as people read it."""
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment.day} {moment:%B %Y}"


def _head(audit: Audit, counted: Tables) -> Iterator[str]:
    name = for_display(audit.estate.organisation or "NO ESTATE FILE", 50).upper()
    yield f"{name}{day(audit.at):>{max(1, WIDTH - len(name))}}"
    yield ""
    total = f"  Cameras: at least {counted.cameras}."
    if counted.expected is not None:
        total += f"   You expected {counted.expected}."
    if not counted.complete:
        total += "   This answer is NOT complete."
    yield total


def _networks(counted: Tables) -> Iterator[str]:
    yield f"  {'':<30}{'cameras':>8}{'recorders':>11}{'either':>8}   looked at by"
    for row in counted.networks[:MAX_ROWS]:
        yield _network(row)
    if len(counted.networks) > MAX_ROWS:
        yield f"  ... and {len(counted.networks) - MAX_ROWS} more networks: see the report"
    yield "  0 = looked, none recognised.   - = not looked, so nothing is known."
    if counted.either:
        yield "  either = a video device; nothing seen says whether camera, recorder or door phone."


def _network(row: NetworkRow) -> str:
    name = for_display(f"{row.site}: {row.network}" if row.site else row.network, 29)
    cells = [row.cameras, row.recorders, row.either]
    shown = ["-" if cell is None else str(cell) for cell in cells]
    looked = ", ".join(row.looked_by) or ("NOT LOOKED" if row.cameras is None else "")
    return f"  {name:<30}{shown[0]:>8}{shown[1]:>11}{shown[2]:>8}   {looked}"


def _makers(counted: Tables) -> Iterator[str]:
    if not counted.makers:
        yield "  Built by        nothing recognised"
    for number, row in enumerate(counted.makers[:MAX_ROWS]):
        yield from _maker("Built by" if number == 0 else "", row)


def _maker(title: str, row: MakerRow) -> Iterator[str]:
    name = row.maker or "not known"
    label = f" (label: {row.label})" if row.label else ""
    sure = ", ".join(f"{count} {grade}" for grade, count in row.grades)
    seen = ", ".join(WITNESS_WORDS.get(one, one) for one in row.witnesses[:4])
    text = f"{name}{for_display(label, 40)}: {sure}{f' ({seen})' if seen else ''}"
    for place, line in enumerate(textwrap.wrap(text, WIDTH - 18)):
        yield f"  {title if place == 0 else '':<16}{line}"


def _not_looked(audit: Audit, counted: Tables) -> Iterator[str]:
    missing = [for_display(one, 60) for one in counted.not_looked[:5]]
    if not audit.outbound_looked:
        missing.append("where the cameras call (no traffic that leaves was in the files)")
    if counted.unjudged:
        missing.append(f"passwords of {counted.unjudged} devices (we never try a login)")
    if audit.estate.organisation is None:
        missing.append("coverage unknown: no networks declared")
    for number, text in enumerate(missing):
        yield f"  {'Not looked' if number == 0 else '':<16}{text}"


def _findings(audit: Audit) -> Iterator[str]:
    urgent = [one for one in audit.findings if one.severity.rank >= 1]
    grouped: dict[str, int] = {}
    for one in urgent:
        grouped[one.summary] = grouped.get(one.summary, 0) + 1
    if grouped:
        yield ""
        yield "  NEEDS A DECISION                                                    devices"
    for text, count in list(grouped.items())[:8]:
        lines = textwrap.wrap(for_display(text, 300), 64)
        yield f"  {lines[0]:<66}{count:>9}"
        yield from (f"  {line}" for line in lines[1:])


def _next(audit: Audit, counted: Tables) -> Iterator[str]:
    yield f"  {'DO NEXT':<62}{'sends':>6}{'minutes':>9}"
    for number, step in enumerate(do_next(audit, counted), 1):
        lines = textwrap.wrap(step.what, 58)
        yield f"  {number} {lines[0]:<60}{step.sends:>6}{step.minutes:>9}"
        yield from (f"    {line}" for line in lines[1:])


def _tail(path: str, limit: int = 60) -> str:
    """Show a path; of a long one its end, which tells files apart."""
    return for_display(path if len(path) <= limit else f"…{path[1 - limit :]}", 400)


def _foot(audit: Audit, counted: Tables, report: str | None) -> Iterator[str]:
    read = f"  Read: {counted.files_read} files"
    if counted.files_partly:
        read += f", {counted.files_partly} partly"
    if counted.files_unknown:
        read += f", {counted.files_unknown} not recognised"
    yield f"{read}; {counted.items} frames."
    for one in [file for file in audit.files if file.message][:8]:
        yield f"    {_tail(one.path)}: {for_display(one.message or '', 120)}"
    yield f"  Sent by this audit: {counted.packets_sent} packets."
    if report:
        yield f"  Report: {report}"
