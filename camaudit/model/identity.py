"""Who built it, whose label is on it, what it is: three answers, each with its grade."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camaudit.model.grade import Grade
    from camaudit.model.observation import Fact


class Kind(StrEnum):
    """What a device is."""

    CAMERA = "camera"
    RECORDER = "recorder"
    ENCODER = "encoder"
    INTERCOM = "intercom"
    ACCESS_PANEL = "access panel"
    VIDEO = "camera, recorder or door phone"  # a camera maker's, nothing says which
    OTHER = "other"  # something is known, and it is no video device
    UNKNOWN = "unknown"


VIDEO_KINDS = frozenset(
    {Kind.CAMERA, Kind.RECORDER, Kind.ENCODER, Kind.INTERCOM, Kind.VIDEO}
)  # described in reports; the rest are counted by kind only


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One signature that matched one fact."""

    fact: Fact
    rule: str  # id of the signature, or "mac-block"
    proves: str  # maker | platform | brand | kind | imitation | nothing
    says: str  # the maker id, brand or kind it speaks for
    weight: float  # log10 likelihood ratio; orders rivals, nothing else
    strong: bool  # specificity unique or family; never for MAC block, DHCP or host names
    because: str  # one sentence
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the three answers: a value with how sure it is and why."""

    value: str | None  # maker id, brand, or kind; None: unknown
    grade: Grade
    evidence: tuple[Evidence, ...]  # strongest first
    rivals: tuple[tuple[str, float], ...]  # other values -> summed weight; a contradiction to show


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a device is, as far as its evidence goes."""

    device: str  # Device.id
    maker: Answer
    brand: Answer
    kind: Answer  # values are those of Kind
    model: str | None
    firmware: str | None
    built_on: str | None  # ISO date of the firmware build or of manufacture, as announced
    serial: str | None
    channels: int | None  # of a recorder
    imitation: bool  # software on a computer that plays a camera: honeypot, emulator, bridge
    contradictions: tuple[str, ...]  # sentences

    @property
    def grade(self) -> Grade:
        """The grade of the maker, which is what a reader means by "how sure"."""
        return self.maker.grade
