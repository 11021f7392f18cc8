"""Devices by what they are counted as."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from camaudit.model.grade import Grade
from camaudit.model.identity import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.model.identity import Identity


class Column(StrEnum):
    """What a device is counted as."""

    CAMERA = "camera"
    RECORDER = "recorder"
    EITHER = "either"  # a video device; nothing that was seen says which
    OTHER = "other video"  # encoder or door phone
    IMITATION = "imitation"  # software on a computer that plays a camera


_COLUMNS: dict[str | None, Column] = {
    Kind.CAMERA: Column.CAMERA,
    Kind.RECORDER: Column.RECORDER,
    Kind.ENCODER: Column.OTHER,
    Kind.INTERCOM: Column.OTHER,
    Kind.ACCESS_PANEL: Column.OTHER,
}


def column(identity: Identity) -> Column:
    """Give the column a device is counted in; only a likely kind is counted as that kind."""
    if identity.kind.grade.rank < Grade.LIKELY.rank:
        return Column.IMITATION if identity.imitation else Column.EITHER
    return _COLUMNS.get(identity.kind.value, Column.EITHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Devices by column."""

    cameras: int = 0
    recorders: int = 0
    either: int = 0
    other: int = 0
    imitations: int = 0

    @property
    def devices(self) -> int:
        """All of them."""
        return self.cameras + self.recorders + self.either + self.other + self.imitations


def tally_of(columns: Iterable[Column]) -> Tally:
    """Count columns."""
    counted = Counter(columns)
    return Tally(
        cameras=counted[Column.CAMERA],
        recorders=counted[Column.RECORDER],
        either=counted[Column.EITHER],
        other=counted[Column.OTHER],
        imitations=counted[Column.IMITATION],
    )
