"""What a check looks at: a device, what it is, and what is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.checks.around import Around
from camaudit.geo.place import CHINA
from camaudit.identify.models import ModelGrammar
from camaudit.model.finding import Finding, Proof, Severity, finding_id
from camaudit.rulebook.operators import TimeServer
from camaudit.rulebook.types import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from camaudit.checks.began import Before
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
    pools: frozenset[str]  # suffixes of public time pools
    grammar: ModelGrammar
    time_servers: Mapping[str, TimeServer]  # by suffix: run in or for China
    exploited: Mapping[str, str] | None = None  # ISO dates by CVE, of a newer KEV catalogue
    around: Around = field(default_factory=Around)
    listed: frozenset[str] = frozenset()  # recorders whose own camera list was given
    before: Before | None = None  # what an older audit had seen; None: none was given

    def exploited_since(self, flaw: Flaw) -> str | None:
        """Give the ISO date on which a flaw came into the KEV catalogue."""
        if self.exploited is None:
            return flaw.exploited
        return self.exploited.get(flaw.cve or "")

    def cloud(self, name: str) -> CloudEntry | None:
        """Give the entry with the longest suffix of a name."""
        return next((self.clouds[tail] for tail in _tails(name) if tail in self.clouds), None)

    def time_server(self, name: str) -> TimeServer | None:
        """Give the time server in China that a name is one of."""
        servers = self.time_servers
        return next((servers[tail] for tail in _tails(name) if tail in servers), None)

    def is_time_pool(self, name: str) -> bool:
        """Tell whether a name is of a public time pool, whose servers are anybody's."""
        return not self.pools.isdisjoint(_tails(name))


def _tails(name: str) -> Iterator[str]:
    labels = name.rstrip(".").lower().split(".")
    return (".".join(labels[at:]) for at in range(len(labels)))


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
        pools=frozenset(rulebook.time_pools),
        time_servers={one.suffix: one for one in (*_makers_own(rulebook), *rulebook.time_servers)},
        grammar=ModelGrammar(rulebook),
        exploited=exploited,
    )


def _makers_own(rulebook: Rulebook) -> Iterator[TimeServer]:
    """Give the time servers that makers with their headquarters in China run."""
    for maker in rulebook.makers:
        for entry in maker.cloud:
            if maker.country == CHINA and entry.role is Role.TIME:
                yield TimeServer(suffix=entry.suffix, runs=maker.short, references=entry.references)


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
