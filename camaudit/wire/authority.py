"""The estate file as the authority: what may be sent where and when (DESIGN section 3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.errors import RefusedError, UsageError
from camaudit.model.scope import DAY, Scope, Window

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from camaudit.model.estate import Estate

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def scope(estate: Estate | None, zone: tzinfo | None, sites: Sequence[str] = ()) -> Scope:
    """Give what an estate file allows.

    Input:  zone: of the hours and days in the file (None: this computer's); sites: names; empty:
            all of them.
    Raises: RefusedError where there is no authority, UsageError where a site is not declared.
    """
    if estate is None:
        raise RefusedError("nothing is sent without an estate file: camaudit estate init")
    authority = estate.authority
    if authority is None:
        raise RefusedError(
            "nothing is sent: the estate file has no `authority` (who approved, until when)"
        )
    known = {one.name for one in estate.sites}
    for name in sites:
        if name not in known:
            raise UsageError(f"--site {name!r}: the estate file has {', '.join(sorted(known))}")
    chosen = [one for one in estate.sites if not sites or one.name in sites]
    return Scope(
        networks=tuple(network.cidr for one in chosen for network in one.networks),
        # What one site excludes stays excluded, whichever site is asked.
        exclude=tuple(gone for one in estate.sites for gone in one.exclude),
        valid_from=authority.valid_from,
        valid_until=authority.valid_until,
        hours=tuple(window(text) for text in authority.hours),
        zone=zone,
    )


def window(text: str) -> Window:
    """Read "18:00-06:00", or a day of the week: "sat"."""
    if text in _DAYS:
        return Window(0, DAY, _DAYS.index(text))
    begins, _, ends = text.partition("-")
    return Window(_minute(begins), _minute(ends), None)


def _minute(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


def may_listen(estate: Estate | None, now: float, zone: tzinfo | None) -> None:
    """See that somebody approved this today; hours are for what sends, and listening does not.

    Input:  now: Unix seconds; zone: of the days in the file (None: this computer's).
    Raises: RefusedError where there is no authority, or none today.
    """
    if estate is None:
        raise RefusedError(
            "--listen: nothing is heard without an estate file (--estate FILE), which says which"
            " networks are yours and who approved it; begin one with: camaudit estate init"
        )
    if estate.authority is None:
        raise RefusedError(
            "--listen: the estate file has no `authority` (who approved, until when)"
        )
    closed = replace(scope(estate, zone), hours=()).closed(now)
    if closed is not None:
        raise RefusedError(f"--listen: {closed}")
