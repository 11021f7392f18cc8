"""The letter to whoever runs the firewall: for the log that the audit had not, and nothing else."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from camaudit.counts.answers import unlogged
from camaudit.guides.letter import END, WHY
from camaudit.reports import text
from camaudit.reports.letters.post import WIDTH, letter, named
from camaudit.reports.sentences import say
from camaudit.rulebook.guide import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.audit import Audit


def render(audit: Audit) -> str:
    """Write the letter; one sentence where the audit lacks no log."""
    blind = unlogged(audit)
    if audit.outbound_looked and not blind.networks:
        none = say("provider-none", day=text.day(audit.at))
        return "\n".join(textwrap.wrap(none, WIDTH)) + "\n"
    return letter(
        say("provider-subject", organisation=named(audit.estate.organisation)),
        say("provider-to"),
        (
            f"{WHY[Person.PROVIDER]} {say('provider-ask')}",
            say("provider-some" if audit.outbound_looked else "provider-all"),
            _asked(blind.ranges),
            say("provider-forms"),
            say("provider-cut"),
            END.splitlines(),
            say("provider-alike"),
        ),
    )


def _asked(ranges: tuple[str, ...]) -> Iterator[str]:
    yield say("provider-period")
    if ranges:
        first, *more = ranges
        yield say("provider-addresses", first=first)
        yield from (say("provider-more", range=one) for one in more)
    else:
        yield say("provider-unknown")
    yield say("provider-send")
