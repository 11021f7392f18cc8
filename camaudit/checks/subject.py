"""What a check looks at: a device, what it is, and what is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.checks.around import Around
from camaudit.identify.models import ModelGrammar
from camaudit.model.finding import Finding, Proof, Severity, finding_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from camaudit.geo.place import Places
    from camaudit.model.device import Device
    from camaudit.model.grade import Grade
    from camaudit.model.identity import Identity
    from camaudit.rulebook.flaw import Flaw
    from camaudit.rulebook.types import CloudEntry, Default, Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """The rules and tables that checks need, indexed once."""

    rulebook: Rulebook
    places: Places
    defaults: dict[str, Default]
    clouds: dict[str, CloudEntry]  # by suffix
    grammar: ModelGrammar
    exploited: Mapping[str, str] | None = None  # ISO dates by CVE, of a newer KEV catalogue
    around: Around = field(default_factory=Around)

    def exploited_since(self, flaw: Flaw) -> str | None:
        """Give the ISO date on which a flaw came into the KEV catalogue."""
        if self.exploited is None:
            return flaw.exploited
        return self.exploited.get(flaw.cve or "")

    def cloud(self, name: str) -> CloudEntry | None:
        """Give the entry with the longest suffix of a name."""
        labels = name.split(".")
        tails = (".".join(labels[at:]) for at in range(len(labels)))
        return next((self.clouds[tail] for tail in tails if tail in self.clouds), None)


def knowledge(
    rulebook: Rulebook, places: Places, exploited: Mapping[str, str] | None = None
) -> Knowledge:
    """Index the rules for checks.

    Input:  exploited: days by CVE of a KEV catalogue that is newer than the rules.
    """
    return Knowledge(
        rulebook=rulebook,
        places=places,
        defaults={one.id: one for one in rulebook.defaults},
        clouds={one.suffix: one for one in rulebook.cloud},
        grammar=ModelGrammar(rulebook),
        exploited=exploited,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One device under the eyes of a check."""

    device: Device
    identity: Identity
    known: Knowledge

    def finding(
        self,
        code: str,
        subject: str,
        severity: Severity,
        grade: Grade,
        summary: str,
        remedy: str,
        proofs: tuple[Proof, ...],
    ) -> Finding:
        """Make a finding about this device."""
        return Finding(
            id=finding_id(self.device.id, code, subject),
            code=code,
            device=self.device.id,
            subject=subject,
            severity=severity,
            grade=grade,
            summary=summary,
            remedy=remedy,
            proofs=proofs,
        )
