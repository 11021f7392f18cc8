"""Something about a device that needs a decision or a look."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2s
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.grade import Grade
    from camaudit.model.observation import Seen


class Severity(StrEnum):
    """How bad it is if true."""

    NOTE = "note"
    DECISION = "decision"
    WARNING = "warning"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        """0 (note) to 3 (urgent)."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One thing seen that a finding rests on."""

    what: str  # one plain sentence; foreign text in it is raw
    seen: Seen | None
    rule: str | None  # id of the signature, default, cloud entry
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding; the same device, code and subject give the same id in every run."""

    id: str  # "fnd-" and 10 hex digits
    code: str  # "credentials.default": a section of docs/checks.md
    device: str  # Device.id
    subject: str  # what tells two findings of one code and device apart: a port, a country
    severity: Severity
    grade: Grade
    summary: str  # one sentence for anybody
    remedy: str  # what to do, one or two sentences
    proofs: tuple[Proof, ...]


def finding_id(device: str, code: str, subject: str) -> str:
    """Give the stable id of a finding."""
    digest = blake2s(f"{device}|{code}|{subject}".encode(), digest_size=5)
    return f"fnd-{digest.hexdigest()}"
