"""Device and identity in, findings out. CHECKS is the whole list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.checks import (
    capability,
    credentials,
    exposure,
    factory,
    outbound,
    placement,
    vulnerability,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camaudit.checks.subject import Subject
    from camaudit.model.finding import Finding

CHECKS: dict[str, Callable[[Subject], Iterator[Finding]]] = {
    "capability": capability.find,
    "credentials": credentials.find,
    "factory": factory.find,
    "outbound": outbound.find,
    "vulnerability": vulnerability.find,
    "exposure": exposure.find,
    "placement": placement.find,
}


def run(subject: Subject) -> list[Finding]:
    """Give every finding of one device, the most severe first."""
    found = [finding for check in CHECKS.values() for finding in check(subject)]
    return sorted(found, key=lambda one: (-one.severity.rank, one.code, one.subject))
