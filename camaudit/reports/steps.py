"""What to do next, and what each step would send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.counts import Tables
    from camaudit.model.audit import Audit

MAX_STEPS = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; only commands that exist are named."""

    what: str
    sends: int  # packets
    minutes: int


def do_next(audit: Audit, counted: Tables) -> list[Step]:
    """Give the next steps, the most useful first."""
    steps: list[Step] = []
    urgent = sum(1 for one in audit.findings if one.severity.rank >= 3)
    if urgent:
        steps.append(Step(f"Mend the {urgent} urgent finding(s): see the report's page 1", 0, 20))
    if audit.estate.organisation is None:
        steps.append(
            Step("Say which networks are yours: camaudit estate init --from FOLDER", 0, 10)
        )
    if counted.not_looked:
        steps.append(
            Step(f"Record a capture in: {counted.not_looked[0]}; then camaudit audit FILE", 0, 15)
        )
    if counted.recorders:
        steps.append(Step("Copy the camera lists of the recorders: they may hide cameras", 0, 15))
    if counted.either:
        steps.append(Step("Read the labels of the devices counted as either", 0, 15))
    if not audit.outbound_looked:
        steps.append(Step("Record a capture at the uplink to see where cameras call", 0, 15))
    return steps[:MAX_STEPS] or [Step("Keep this answer; audit again next term", 0, 5)]
