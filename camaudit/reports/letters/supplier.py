"""The letter to every supplier alike, which names no maker, and the table for their replies."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from camaudit.counts.answers import by_site, every_built
from camaudit.counts.papers import columns_of, unseen_of
from camaudit.counts.tally import Column
from camaudit.escape import for_csv
from camaudit.guides.bidders import questions
from camaudit.reports import text
from camaudit.reports.letters.post import WIDTH, letter, named, points
from camaudit.reports.nouns import number_of
from camaudit.reports.packs.basis import kind
from camaudit.reports.sentences import say
from camaudit.tabular.reply import REPLY, THEIRS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.counts.tally import Tally
    from camaudit.model.audit import Audit

TABLE = "letter-supplier.csv"  # the name of the table, as the letter gives it
MAX_CELL = 200  # characters
MAX_SITES = 20  # that the letter counts one by one; the table has all


def render(audit: Audit) -> str:
    """Write the letter: the same audit gives the same text, whoever it is for."""
    built = every_built(audit)
    organisation = named(audit.estate.organisation)
    sites = [_site(site, tally) for site, tally in by_site(built)]
    more = len(sites) - MAX_SITES
    if more > 0:
        sites = [*sites[:MAX_SITES], say("supplier-more", sites=number_of(more, "site"))]
    return letter(
        say("supplier-subject", organisation=organisation),
        say("supplier-to"),
        (
            say(
                "supplier-why",
                day=text.day(audit.at),
                devices=number_of(len(built), "device"),
            ),
            points(sites),
            say("supplier-alike"),
            say("supplier-questions"),
            questions(WIDTH),
            say("supplier-made"),
            say("supplier-table", table=TABLE, first=THEIRS[0]),
            say("supplier-secret"),
        ),
    )


def table(audit: Audit) -> str:
    """Write the table: a row for each device and each camera that is only listed.

    A model that holds the name of a maker or a label is left out: the letter names none.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(REPLY)
    names = _names(audit)
    for one, site, what, model in _rows(audit):
        shown = model if model and not any(name in model.casefold() for name in names) else ""
        cells = (for_csv(cell or "")[:MAX_CELL] for cell in (one, site, what, shown))
        writer.writerow([*cells, *("" for _ in THEIRS)])
    return out.getvalue()


def _site(site: str | None, tally: Tally) -> str:
    return say(
        "supplier-site",
        site=named(site) if site else say("pack-no-site"),
        cameras=number_of(tally.cameras, "camera"),
        recorders=number_of(tally.recorders, "recorder"),
        others=say("supplier-others", devices=number_of(tally.either + tally.other, "device")),
    )


def _rows(audit: Audit) -> Iterator[tuple[str, str | None, str, str | None]]:
    columns = columns_of(audit)
    for device, identity in zip(audit.devices, audit.identities, strict=True):
        if columns[device.id] is not Column.IMITATION:
            yield device.id, device.site, kind(columns[device.id]), identity.model
    for one in unseen_of(audit, columns):
        yield one.id, one.site, kind(Column.CAMERA), one.model


def _names(audit: Audit) -> frozenset[str]:
    """Give the names of makers and labels that the audit knows, folded."""
    names = {name for card in audit.makers for name in (card.id, card.short, card.name)}
    names |= {one.brand.value for one in audit.identities if one.brand.value}
    names |= {name for one in audit.listed for name in (one.make, one.stated.brand) if name}
    return frozenset(name.casefold() for name in names)
