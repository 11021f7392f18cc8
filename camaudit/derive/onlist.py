"""What documents say of a camera: the rows of recorders' lists, and of suppliers' replies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from camaudit.escape import for_display
from camaudit.model.listed import Sight
from camaudit.outline import Node, node

if TYPE_CHECKING:
    from collections.abc import Collection

    from camaudit.model.audit import Audit
    from camaudit.model.listed import Listed

MAX_QUOTE = 120  # characters of what a list says


def camera(audit: Audit, found: Listed) -> list[Node]:
    """Tell what lists say of a camera, and what was seen of it."""
    short = {card.id: card.short for card in audit.makers}
    told = (
        ("Recorder", found.recorder_name),
        ("Channel", found.channel),
        ("Name", found.name),
        ("Place", found.place),
        ("Address", None if found.ip is None else str(found.ip)),
        ("MAC address", found.mac),
        ("Serial number", found.serial),
        ("Make", found.make),
        ("Model", found.model),
        ("Firmware", found.firmware),
    )
    said = [f"{what}: {for_display(text, MAX_QUOTE)}" for what, text in told if text]
    rows = [
        f"{for_display(one.source, MAX_QUOTE)}, {one.place}, {_day(one.at)}" for one in found.seen
    ]
    maker, stated = found.stated.maker, found.stated
    built = f"{short.get(maker, maker)}, {stated.grade}" if maker is not None else "not known"
    why = [stated.because] if stated.because is not None else []
    return [
        node(f"Camera {found.id}: {_sight(found)}", said),
        node("Rows that name it", rows),
        node(f"Built by, as the list says: {built}", why),
        Node("A list is no evidence that a camera is there; its maker is likely at most."),
    ]


def stated(audit: Audit, ids: Collection[str]) -> list[Node]:
    """Tell what suppliers state of devices, or of listed cameras, in their own words."""
    told = [one for one in audit.statements if {one.device, one.listed} & set(ids)]
    shown = [
        node(
            f"Stated by supplier, {one.on or 'day not given'}"
            f" ({for_display(one.seen.source, MAX_QUOTE)}, {one.seen.place})",
            [f"{what}: {for_display(text, MAX_QUOTE)}" for what, text in one.answers],
        )
        for one in told
    ]
    return [*shown, Node("What a supplier states is no observation.")] if shown else []


def _sight(found: Listed) -> str:
    if found.sight is Sight.SEEN:
        return f"{found.sight} as {found.device}, by its {found.agreed}"
    return found.sight.value


def _day(at: float) -> str:
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return f"{at:.0f} s"
