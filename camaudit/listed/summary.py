"""The list of each recorder in numbers: channels in use, empty, and those that nothing tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.listed.bunch import channel_key
from camaudit.model.listed import CameraList

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from camaudit.listed.bunch import Rows
    from camaudit.model.observation import Claim


def summaries(lists: Sequence[Rows], of: Mapping[int, str]) -> tuple[CameraList, ...]:
    """Count the channels of each list; of two files of one recorder the newer one counts.

    Input:  of: number of a list -> Device.id of its recorder.
    """
    made = [_summary(rows, of.get(at)) for at, rows in enumerate(lists) if rows.claims]
    return tuple(sorted(made, key=lambda one: (one.site or "", one.name or "", one.sources)))


def _summary(rows: Rows, recorder: str | None) -> CameraList:
    newest: dict[object, Claim] = {}
    for one in sorted(rows.claims, key=lambda one: one.seen):
        newest[_what(one)] = one
    said = [one.in_use for one in newest.values()]
    return CameraList(
        site=rows.site,
        recorder=recorder,
        name=rows.name,
        sources=tuple(sorted({one.seen.source for one in rows.claims})),
        at=max(one.seen.at for one in rows.claims),
        numbered=any(one.channel is not None for one in rows.claims),
        in_use=said.count(True),
        empty=said.count(False),
        unsaid=said.count(None),
    )


def _what(claim: Claim) -> object:
    """Tell the channels of a list apart; without a channel, its rows."""
    if claim.channel is not None:
        return channel_key(claim.channel), claim.ip
    return claim.mac or claim.ip or claim.serial or claim.name or claim.seen
