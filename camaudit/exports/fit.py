"""Which devices are sure enough for an inventory, and which values fit into one.

An inventory is believed by those who read it later, so only what is at least likely goes in. All
else stands in a review file beside it, each with the reason: nothing is dropped in silence.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from camaudit.counts.tally import Column
from camaudit.escape import for_csv, for_terminal
from camaudit.exports import csv
from camaudit.exports.file import File
from camaudit.exports.known import known
from camaudit.exports.sheet import MAX_CELL, Cell, sheet
from camaudit.exports.words import say
from camaudit.model.grade import Grade
from camaudit.model.listed import Sight

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.exports.known import Known
    from camaudit.model.audit import Audit

REVIEW = (
    "id", "site", "network", "addresses", "mac", "kind", "built_by", "built_by_grade", "label",
    "model", "exported", "field", "value", "reason",
)  # fmt: skip

# What names a device in every inventory. A file may have been changed, so that they are looked at.
_ID = re.compile(r"dev-[0-9a-f]{12}")
_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}")

MAX_VERSION = 40  # characters


class Went(StrEnum):
    """What became of a row of the review."""

    NOT = "no"
    WITHOUT = "without this value"


class Review:
    """Collects what was not exported, and why."""

    def __init__(self, audit: Audit) -> None:
        self._rows: list[tuple[Cell, ...]] = []
        self._audit = audit

    def chosen(self, accepts: Callable[[Known], str | None]) -> tuple[Known, ...]:
        """Give the devices that are sure enough, and note the others.

        Input:  accepts: the reason why a target has no place for a device; None: it has.
        """
        found = []
        for one in known(self._audit):
            reason = _unsure(one) or accepts(one)
            if reason is None:
                found.append(one)
            else:
                self.refuse(one, reason)
        self._unseen()
        return tuple(found)

    def refuse(self, one: Known, reason: str, field: str = "", value: str = "") -> None:
        """Note that a device was not exported."""
        self._note(one, Went.NOT, field, value, reason)

    def value(self, one: Known, field: str, text: str | None, limit: int) -> str | None:
        """Give a text that another program can take; note one that it cannot, and give None.

        Input:  limit: characters that the field holds there.
        """
        if text is None or (reason := unfit(text, limit)) is None:
            return text
        self._note(one, Went.WITHOUT, field, text, reason)
        return None

    def file(self) -> File:
        """Give the review as a file for people."""
        return File(name="review.csv", content=csv.table(sheet("review", REVIEW, self._rows)))

    def _note(self, one: Known, went: Went, field: str, value: str, reason: str) -> None:
        device, maker = one.device, one.maker
        self._rows.append(
            (
                device.id,
                device.site,
                device.network,
                tuple(str(ip) for ip in device.addresses),
                device.mac,
                one.kind,
                maker.short if maker is not None else None,
                one.grade,
                one.label,
                one.model,
                went,
                field,
                value,
                reason,
            )
        )

    def _unseen(self) -> None:
        """Note the cameras that only lists name: an inventory holds what was seen."""
        cards = {card.id: card.short for card in self._audit.makers}
        for one in self._audit.listed:
            if one.sight is Sight.SEEN:
                continue
            maker = one.stated.maker
            cells: dict[str, Cell] = {
                "id": one.id,
                "site": one.site,
                "addresses": (str(one.ip),) if one.ip is not None else (),
                "mac": one.mac,
                "kind": "camera",
                "built_by": cards.get(maker, maker) if maker is not None else None,
                "built_by_grade": one.stated.grade,
                "label": one.stated.brand,
                "model": one.model,
                "exported": Went.NOT,
                "reason": say("review-unseen", sight=one.sight),
            }
            self._rows.append(tuple(cells.get(name) for name in REVIEW))


def _unsure(one: Known) -> str | None:
    """Say why a device is not sure enough for any inventory."""
    device = one.device
    if not _ID.fullmatch(device.id) or not (device.mac is None or _MAC.fullmatch(device.mac)):
        return say("review-id")
    if one.column is Column.IMITATION or one.identity.imitation:
        return say("review-imitation")
    if one.maker is None or one.grade.rank < Grade.LIKELY.rank:
        return say("review-grade", grade=one.grade)
    if one.column is Column.EITHER:
        return say("review-kind")
    return None


def unfit(text: str, limit: int) -> str | None:
    """Say why another program should not be given a text; None where it may be."""
    if for_terminal(text) != text:
        return say("review-characters")
    if for_csv(text) != text:
        return say("review-formula")
    if text != text.strip():
        return say("review-blanks")
    if not text:
        return say("review-empty")
    if len(text) > min(limit, MAX_CELL):
        return say("review-long", limit=f"{min(limit, MAX_CELL):,}")
    return None


def version_of(audit: Audit) -> str:
    """Give the version that made an audit; a file may have been changed, so it is looked at."""
    return audit.version if unfit(audit.version, MAX_VERSION) is None else say("not-known")
