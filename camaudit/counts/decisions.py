"""Findings that say the same of several devices, joined."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.model.finding import Finding, Severity
    from camaudit.model.grade import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Findings that say the same of several devices."""

    code: str
    severity: Severity
    grade: Grade  # the surest
    summary: str
    remedy: str
    devices: tuple[str, ...]  # ids, each once


def joined(findings: Iterable[Finding]) -> tuple[Decision, ...]:
    """Join findings that say the same of several devices."""
    groups: dict[tuple[str, Severity, str, str], list[Finding]] = defaultdict(list)
    for one in findings:
        groups[one.code, one.severity, one.summary, one.remedy].append(one)
    joined = [
        Decision(
            code=code,
            severity=severity,
            grade=max((one.grade for one in members), key=lambda grade: grade.rank),
            summary=summary,
            remedy=remedy,
            devices=tuple(sorted({one.device for one in members})),
        )
        for (code, severity, summary, remedy), members in groups.items()
    ]
    joined.sort(key=lambda one: (-one.severity.rank, -one.grade.rank, one.code, one.summary))
    return tuple(joined)
