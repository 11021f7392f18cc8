"""What all packs say of one audit: what the figures rest on, and the figures that several give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.counts.answers import by_site, countries_of, every_built, every_finding, models_of
from camaudit.counts.decisions import joined
from camaudit.counts.makers import makers_of
from camaudit.counts.tables import tables
from camaudit.counts.tally import Column
from camaudit.model.grade import Grade
from camaudit.reports import text
from camaudit.reports.glossary import GRADES
from camaudit.reports.nouns import number_of
from camaudit.reports.packs.form import Figure, Open, Table
from camaudit.reports.sentences import GAPS, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from camaudit.counts.answers import ModelRow
    from camaudit.counts.papers import Built
    from camaudit.counts.tables import Tables
    from camaudit.model.audit import Audit

MAX_ROWS = 60  # of one table; more are counted
CAPABILITY = "capability."  # codes of findings about what a device can do
_KINDS = {
    Column.CAMERA: "kind-camera",
    Column.RECORDER: "kind-recorder",
    Column.EITHER: "kind-either",
    Column.OTHER: "kind-other-video",
}


@dataclass(frozen=True, slots=True)
class Basis:
    """One audit, counted."""

    audit: Audit
    counted: Tables
    built: tuple[Built, ...]  # devices, and cameras that are only listed

    @property
    def day(self) -> str:
        """The day that all figures are of."""
        return text.day(self.audit.at)

    @property
    def organisation(self) -> str:
        """Whose cameras they are."""
        return self.audit.estate.organisation or say("no-estate")

    @property
    def of_all(self) -> str:
        """Give n: everything that was recognised."""
        return of_all(self.built)

    @property
    def of_seen(self) -> str:
        """Give n: what was seen."""
        seen = sum(one.device is not None for one in self.built)
        return say("pack-of-seen", devices=number_of(seen, "device"))


def basis(audit: Audit) -> Basis:
    """Count an audit for a pack."""
    return Basis(audit, tables(audit), every_built(audit))


def of_all(built: Sequence[Built]) -> str:
    """Give n of some devices, and how many of them are only listed."""
    seen = sum(one.device is not None for one in built)
    devices = number_of(len(built), "device")
    return say("pack-of-all", devices=devices, seen=f"{seen:,}", listed=f"{len(built) - seen:,}")


def rests_on(base: Basis) -> tuple[str, ...]:
    """Say what all figures rest on: what was looked at, read, sent, with which tables."""
    audit, counted = base.audit, base.counted
    said = [say("basis-made", version=audit.version, day=base.day)]
    if audit.estate.organisation is None:
        said.append(say("basis-no-estate"))
    else:
        every = len(counted.networks)
        said.append(say("basis-coverage", looked=counted.looked, all=every))
    said.append(" ".join([_complete(counted), *(GAPS[gap] for gap in counted.gaps)]))
    said += [say("basis-not-none"), _read(audit, counted), _sent(audit, counted)]
    said += [say("basis-grade", grade=one.capitalize(), means=means) for one, means in _grades()]
    said.append(say("basis-oui"))
    others = sum(one.count for one in audit.others)
    said.append(say("basis-other", devices=number_of(others, "device")))
    dated = "; ".join(f"{one.name} {one.date}" for one in audit.data)
    return (*said, say("basis-data", tables=dated))


def _complete(counted: Tables) -> str:
    return say("not-complete") if counted.gaps else say("complete")


def _grades() -> list[tuple[str, str]]:
    return [(name, means) for name, means in GRADES.items() if name != Grade.UNKNOWN]


def _read(audit: Audit, counted: Tables) -> str:
    kinds = sorted({one.kind for one in audit.files if one.kind})
    said = say(
        "page-how-files",
        files=number_of(counted.files.total, "file"),
        frames=number_of(counted.files.items, "frame"),
        kinds=f" ({', '.join(kinds)})" if kinds else "",
    )
    looks = [look for one in audit.coverage for look in (*one.looks, *one.logs)]
    if not looks:
        return said
    times = min(one.first for one in looks), max(one.last for one in looks)
    return f"{said} {say('page-how-times', span=text.span(times))}"


def _sent(audit: Audit, counted: Tables) -> str:
    sent = audit.sent
    if sent is None:
        return say("page-how-none", packets=counted.packets_sent)
    questions = sum(line.questions for line in sent.lines)
    return say(
        "page-how-sent",
        questions=number_of(questions, "question"),
        span=text.span((sent.began, sent.ended)),
        who=sent.approved_by,
        credentials=sent.credentials,
        packets=f"{sent.packets:,}",
    )


def totals(base: Basis) -> Iterator[Figure]:
    """Give how many there are: cameras at least, and what may be more."""
    papers, tally = base.counted.papers, base.counted.tally
    yield _figure("pack-total", _at_least(papers.cameras), base.of_all, "pack-how-cameras")
    if papers.unseen:
        yield _figure("pack-seen", f"{papers.seen:,}", base.of_seen, "pack-how-seen")
        yield _figure("pack-listed", f"{papers.unseen:,}", base.of_all, "pack-how-listed")
    yield _figure(
        "pack-recorders-total", _at_least(papers.recorders), base.of_all, "pack-how-recorders"
    )
    if tally.either:
        value = say("pack-up-to", number=f"{tally.either:,}")
        yield _figure("pack-either-total", value, base.of_seen, "pack-how-either")
    if tally.other:
        yield _figure("pack-other-total", f"{tally.other:,}", base.of_seen, "pack-how-other")
    if papers.without_list:
        hidden = base.counted.hidden
        value = say("pack-hidden-unknown")
        if hidden is not None:
            value = say("pack-up-to", number=f"{hidden:,}")
        without = number_of(papers.without_list, "recorder")
        yield _figure("pack-hidden-total", value, without, "pack-how-hidden")


def _figure(what: str, value: str, of: str, how: str) -> Figure:
    return Figure(what=say(what), value=value, of=of, how=say(how))


def _at_least(number: int) -> str:
    return say("pack-at-least", number=f"{number:,}")


def makers(base: Basis) -> Table:
    """Give the devices by who built them."""
    rows = [
        (
            row.name or say("pack-unknown"),
            row.label or "-",
            f"{row.tally.cameras:,}",
            f"{row.tally.recorders:,}",
            f"{row.tally.either + row.tally.other:,}",
            text.sureness(row),
        )
        for row in makers_of(base.audit, base.built)
    ]
    heads = (
        "pack-maker",
        "pack-label",
        "pack-cameras",
        "pack-recorders",
        "pack-others",
        "pack-sure",
    )
    return table("pack-makers-caption", heads, rows, base.of_all, "pack-how-maker")


def countries(base: Basis) -> Table:
    """Give the devices by the country of the firms that built them."""
    rows = [
        (
            row.country or say("pack-unknown"),
            text.listed(row.makers) or "-",
            f"{row.likely.devices:,}",
            f"{row.likely.cameras:,}",
            f"{row.likely.recorders:,}",
            f"{row.possible:,}",
        )
        for row in countries_of(base.audit, base.built)
    ]
    heads = (
        "pack-country",
        "pack-makers",
        "pack-likely",
        "pack-cameras",
        "pack-recorders",
        "pack-possible",
    )
    return table("pack-countries-caption", heads, rows, base.of_all, "pack-how-country")


def models(base: Basis, built: Sequence[Built]) -> Table:
    """Give some devices by model."""
    rows = [_model(row) for row in models_of(base.audit, built)]
    heads = ("pack-model", "pack-maker", "pack-label", "pack-kind", "pack-devices", "pack-sure")
    return table("pack-models-caption", heads, rows, of_all(built), "pack-how-model")


def _model(row: ModelRow) -> tuple[str, ...]:
    return (
        row.model or say("pack-unknown"),
        row.maker or say("pack-unknown"),
        row.label or "-",
        kind(row.column),
        f"{row.devices:,}",
        row.grade,
    )


def kind(column: Column) -> str:
    """Say what a device is counted as."""
    return say(_KINDS[column])


def abilities(base: Basis) -> Table:
    """Give what devices can do, in the words of the findings."""
    found = joined(one for one in every_finding(base.audit) if one.code.startswith(CAPABILITY))
    rows = [(one.summary.rstrip("."), f"{len(one.devices):,}", one.grade) for one in found]
    heads = ("pack-function", "pack-devices", "pack-sure")
    return table("pack-can-caption", heads, rows, base.of_seen, "pack-how-can")


def sites(base: Basis) -> Table:
    """Give the devices by site."""
    rows = [
        (
            site or say("pack-no-site"),
            f"{tally.cameras:,}",
            f"{tally.recorders:,}",
            f"{tally.either + tally.other:,}",
        )
        for site, tally in by_site(base.built)
    ]
    heads = ("pack-site", "pack-cameras", "pack-recorders", "pack-others")
    return table("pack-sites-caption", heads, rows, base.of_all, "pack-how-site")


def table(
    caption: str, heads: Iterable[str], rows: Sequence[tuple[str, ...]], of: str, how: str
) -> Table:
    """Make a table of at most MAX_ROWS rows; the words are given by their keys."""
    return Table(
        caption=say(caption),
        head=tuple(say(one) for one in heads),
        rows=tuple(rows[:MAX_ROWS]),
        of=of,
        how=say(how),
        more=max(0, len(rows) - MAX_ROWS),
    )


def opened(what: str, who: str, **values: object) -> Open:
    """Leave something open; the words are given by their keys."""
    return Open(what=say(what, **values), who=say(who))


def open_models(built: Sequence[Built]) -> tuple[Open, ...]:
    """Leave the models open that nothing gives."""
    without = sum(one.model is None for one in built)
    devices = number_of(without, "device")
    return (opened("pack-open-models", "pack-who-label", devices=devices),) if without else ()


def open_makers(built: Sequence[Built]) -> tuple[Open, ...]:
    """Leave the makers open of which nothing seen is more than one weak sign."""
    without = sum(one.grade.rank < Grade.LIKELY.rank for one in built)
    devices = number_of(without, "device")
    return (opened("pack-open-makers", "pack-who-label", devices=devices),) if without else ()


def open_listed(base: Basis) -> tuple[Open, ...]:
    """Leave open what cameras can do that only a list names."""
    unseen = base.counted.papers.unseen
    cameras = number_of(unseen, "camera")
    return (opened("pack-open-listed", "pack-who-sheet", cameras=cameras),) if unseen else ()
