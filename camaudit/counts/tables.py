"""Everything that outputs count, made from an Audit at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.counts.decisions import joined
from camaudit.counts.makers import built_by_named, lists_of, makers_of, sites_of
from camaudit.counts.networks import networks_of
from camaudit.counts.outbound import outbound_of
from camaudit.counts.papers import built, columns_of, papers_of, register_of
from camaudit.counts.steps import gaps_of, steps_of
from camaudit.counts.tally import Column, tally_of
from camaudit.model.coverage import FileOutcome
from camaudit.model.finding import Severity
from camaudit.model.observation import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from camaudit.counts.decisions import Decision
    from camaudit.counts.makers import MakerRow, NamedList, SiteMaker
    from camaudit.counts.networks import NetworkRow
    from camaudit.counts.outbound import Outbound
    from camaudit.counts.papers import Papers, Register
    from camaudit.counts.steps import Gap, Step
    from camaudit.counts.tally import Tally
    from camaudit.model.action import Exemption
    from camaudit.model.audit import Audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Inputs by how they ended."""

    read: int
    partly: int
    unknown: int
    items: int  # frames or lines
    unread: int  # messages, streams or frames that were there and could not be read or kept

    @property
    def total(self) -> int:
        """All of them."""
        return self.read + self.partly + self.unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Everything that outputs count."""

    tally: Tally  # what was seen on the network
    papers: Papers  # with what recorders' lists add: cameras "at least so many"
    register: Register | None  # None: none was given
    channels: int | None  # that recorders without a list announce; None: none does
    hidden: int | None  # of these, those of which no camera was seen to send to its recorder
    expected: int | None
    networks: tuple[NetworkRow, ...]
    empty_networks: int  # undeclared ones in which nothing was recognised: not among networks
    not_looked: tuple[NetworkRow, ...]
    makers: tuple[MakerRow, ...]
    sites: tuple[SiteMaker, ...]
    lists: tuple[NamedList, ...]  # of makers that are at least likely; the widest first
    described: tuple[NamedList, ...]  # policies that describe the country of such a maker
    named: Tally  # devices likely by a maker that a list names
    gaps: tuple[Gap, ...]  # empty: the answer is complete
    decisions: tuple[Decision, ...]  # most severe first
    notes: tuple[Decision, ...]  # findings that need none
    excepted: int  # findings that somebody accepted: in none of the two
    ended: tuple[Exemption, ...]  # rows of the exceptions file whose findings count again
    steps: tuple[Step, ...]  # the most useful first
    outbound: Outbound  # where they call
    files: Files
    packets_sent: int

    @property
    def looked(self) -> int:
        """Networks that were looked at."""
        return len(self.networks) - len(self.not_looked)


def tables(audit: Audit) -> Tables:
    """Count an audit."""
    columns = columns_of(audit)
    tally = tally_of(columns.values())
    papers = papers_of(audit, columns)
    makers_built = built(audit, columns)
    networks, empty = networks_of(audit, columns)
    not_looked = tuple(row for row in networks if row.tally is None)
    files = _files(audit)
    gaps = gaps_of(audit, tally, papers, not_looked)
    every = joined(audit.findings)
    decisions = tuple(one for one in every if one.severity is not Severity.NOTE)
    channels, known = _channels(audit, columns, papers)
    return Tables(
        tally=tally,
        papers=papers,
        register=register_of(audit),
        channels=channels,
        hidden=channels - known if channels is not None else None,
        expected=audit.estate.expected_cameras,
        networks=networks,
        empty_networks=empty,
        not_looked=not_looked,
        makers=makers_of(audit, makers_built),
        sites=sites_of(audit, makers_built),
        lists=lists_of(audit, makers_built, {one.id: one.named_on for one in audit.makers}),
        described=lists_of(audit, makers_built, {one.id: one.described_in for one in audit.makers}),
        named=built_by_named(audit, makers_built),
        gaps=gaps,
        decisions=decisions,
        notes=tuple(one for one in every if one.severity is Severity.NOTE),
        excepted=sum(len(one.held) for one in audit.exemptions),
        ended=tuple(one for one in audit.exemptions if one.expired),
        steps=steps_of(audit, gaps, tally, papers, not_looked),
        outbound=outbound_of(audit),
        files=files,
        packets_sent=audit.sent.packets if audit.sent else 0,
    )


def _channels(
    audit: Audit, columns: Mapping[str, Column], papers: Papers
) -> tuple[int | None, int]:
    """Sum the channels of recorders without a list, and the cameras seen to send to them.

    Output: None for the channels where no such recorder announces any, or each has a list.
    """
    open_ = {
        one.device: one.channels
        for one in audit.identities
        if columns[one.device] is Column.RECORDER
        and one.channels
        and one.device not in papers.listed
    }
    if not open_ or not papers.without_list:
        return None, 0
    known = sum(
        min(one.channels, len(one.cameras)) for one in audit.recorders if one.device in open_
    )
    return sum(open_.values()), known


def _files(audit: Audit) -> Files:
    outcomes = Counter(one.outcome for one in audit.files)
    return Files(
        read=outcomes[FileOutcome.READ],
        partly=outcomes[FileOutcome.PARTLY],
        unknown=outcomes[FileOutcome.NOT_RECOGNISED],
        items=sum(one.items for one in audit.files),
        # Lines of hosts that are no video devices are left out on purpose: that loses nothing.
        unread=sum(one.count for one in audit.shortfalls if one.reason is not Reason.OTHERS),
    )
