"""The governor's page: the first page of report.html alone, on one side of A4; its public form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.reports import page, text
from camaudit.reports.html import environment
from camaudit.reports.nouns import number_of
from camaudit.reports.public import bared
from camaudit.reports.sentences import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.counts.tables import Tables
    from camaudit.model.audit import Audit


def render(audit: Audit) -> str:
    """Write the page for those who decide, INTERNAL."""
    template = environment().get_template("governor.html")
    return template.render(audit=audit, page=page.make(audit), alone=True, public=False)


def public(audit: Audit) -> str:
    """Write the page for anybody: what could help to break in is left out, and it says so."""
    bare = bared(audit)
    made = page.make(bare)
    blind = (*_unseen(made.counted), *text.blind_counts(bare, made.counted, "public-files-why"))
    template = environment().get_template("governor.html")
    return template.render(
        audit=bare, page=replace(made, blind=blind), alone=True, public=True
    )  # fmt: skip


def _unseen(counted: Tables) -> Iterator[tuple[str, str]]:
    """Say what nobody looked at, in numbers: a name of a network is none of the public's."""
    if counted.not_looked:
        number, every = len(counted.not_looked), len(counted.networks)
        yield say("public-networks"), say("public-networks-why", number=number, all=every)
    if not counted.outbound.looked:
        yield say("blind-outbound"), say("public-outbound-why")
    elif counted.outbound.without_lines:
        networks = number_of(len(counted.outbound.without_lines), "network")
        yield say("blind-outbound"), say("public-lines-why", networks=networks)
