"""The differences between two audits, in words."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from camaudit.derive.changes import Cause, What
from camaudit.escape import for_display
from camaudit.outline import Node, node

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.derive.changes import Change, Changes, Side

MAX_SHOWN = 12  # of one sort on the screen; --json has them all
_QUOTE = 160  # characters
_HEADS = {
    Cause.ESTATE: "CHANGED ON THE NETWORK",
    Cause.COVERAGE: "LOOKED AT OTHERWISE: says nothing of the network",
    Cause.KNOWLEDGE: "KNOWN OTHERWISE: the same evidence, other rules or tables",
}
_NONE = {
    Cause.ESTATE: "Nothing, as far as both looked.",
    Cause.COVERAGE: "Nothing: both looked at the same.",
    Cause.KNOWLEDGE: "Nothing: the same rules and tables.",
}
_WORDS = {
    (What.OPENED, Cause.ESTATE): "Findings that are new",
    (What.OPENED, Cause.COVERAGE): "Findings where nobody had looked, or not so closely",
    (What.OPENED, Cause.KNOWLEDGE): "Findings by new rules, of what was seen before too",
    (What.CLOSED, Cause.ESTATE): "Findings that are no more",
    (What.CLOSED, Cause.COVERAGE): "Findings that were not looked at again: they may hold",
    (What.CLOSED, Cause.KNOWLEDGE): "Findings that the rules of today do not make",
    (What.COME, Cause.ESTATE): "Devices that are new",
    (What.NOT_SEEN, Cause.ESTATE): "Devices not seen this time",
    (What.NOT_LOOKED, Cause.COVERAGE): "Devices of networks that were not looked at this time",
    (What.FIRST_LOOKED, Cause.COVERAGE): "Devices of networks that were not looked at before",
}


def page(found: Changes) -> Iterator[Node]:
    """Give the screen: two audits in short, then the differences by cause."""
    yield Node(f"Old: {_side(found.old)}")
    yield Node(f"New: {_side(found.new)}")
    if found.old.organisation != found.new.organisation:
        yield Node("They are not of one organisation: most of what follows comes from that.")
    if found.new.at < found.old.at:
        yield Node("The new audit is older than the old one.")
    yield Node(
        f"Devices known again: {found.by_mac} by MAC address, {found.by_serial} by serial number, "
        f"{found.by_address} by site and address."
    )
    for cause in Cause:
        changes = found.of(cause)
        under = list(_sorts(changes)) if changes else [Node(_NONE[cause])]
        yield node(_HEADS[cause], under)


def _side(side: Side) -> str:
    whose = for_display(side.organisation or "no estate file", 60)
    return (
        f"{whose}, {_day(side.at)}: cameras at least {side.cameras}, recorders {side.recorders}, "
        f"either {side.either}; {side.looked} of {side.networks} networks looked at."
    )


def _day(at: float) -> str:
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return f"{at:.0f} s"


def _sorts(changes: Sequence[Change]) -> Iterator[Node]:
    counted = Counter(one.what for one in changes)
    for what in What:
        if counted[what]:
            own = [one for one in changes if one.what is what]
            more = len(own) - MAX_SHOWN
            rest = [Node(f"... and {more} more: camaudit diff --json")] if more > 0 else []
            words = _WORDS.get((what, own[0].cause), what.value.capitalize())
            yield node(f"{words}: {len(own)}", [*map(_line, own[:MAX_SHOWN]), *rest])


def _line(one: Change) -> Node:
    said = [part for part in (one.severity, one.at, one.subject) if part]
    head = for_display(": ".join([", ".join(said)] if said else ["-"]), _QUOTE)
    if one.what in {What.OPENED, What.CLOSED}:
        return node(head, [for_display(one.new or one.old or "", _QUOTE)])
    old = "not told" if one.old is None else for_display(one.old, _QUOTE)
    new = "not told" if one.new is None else for_display(one.new, _QUOTE)
    if one.what in {What.COME, What.FIRST_LOOKED, What.LISTED}:
        return node(head, [new])
    if one.what in {What.NOT_LOOKED, What.UNLISTED}:
        return node(head, [old])
    if one.what is What.NOT_SEEN:
        return node(head, [f"was {old}; {new}"])
    return node(head, [f"{old} -> {new}"])
