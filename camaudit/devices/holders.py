"""Who held an address when, strictly: for logs, whose lines name an address and no device.

Theory of operation. Each binding says for some time that a MAC held an address: a lease while it
lasts, a sighting (ARP, a table, an answer) at its moment and AROUND it. Two sightings of one MAC
with nobody else between them say it for the time between, up to BRIDGE. A reservation says it where
nobody else is seen. Where two MACs are seen at one address together, there are two such addresses,
or two devices that fight for one: it is nobody's. Tables hold for some time what their switch or
router saw last, so that two of them tell no order within AROUND. What is left belongs to nobody for
sure: where all that is known of the address is one device, it is at most possibly that device's;
where the device before and the one after differ, it is nobody's.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from camaudit.devices.turns import in_doubt
from camaudit.model.observation import BindingHow
from camaudit.model.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Binding

AROUND = 1_800.0  # seconds: an address hardly changes hands sooner
BRIDGE = 691_200.0  # seconds, 8 days: the lease that Windows' DHCP server gives by default

Held = tuple[float, float, str, float]  # from, to, MAC, seconds around it that it speaks for too
_NOBODY = ""  # in place of a MAC: several are seen there


def spans(
    ip: IPAddress, bindings: Iterable[Binding], zone: tzinfo | None = None
) -> tuple[Span, ...]:
    """Cut all time into stretches by who held an address.

    Input:  the bindings of one address, those of routers left out, in any order; zone: in which
            times of logs were read that are written without one; None: all tell theirs.
    Output: sorted, without a gap; empty where there is no binding.
    """
    every = list(bindings)
    reserved = {one.mac for one in every if one.how is BindingHow.RESERVATION}
    taken = (one for one in every if one.how is not BindingHow.RESERVATION)
    held = _bridged(_apart(_contested(taken)))
    if not held and not reserved:
        return ()
    only = next(iter(reserved)) if len(reserved) == 1 else None
    found: list[Span] = []
    edges = [(-inf, -inf, None), *(one[:3] for one in held), (inf, inf, None)]
    for before, after in pairwise(edges):
        if before[1] < after[0]:
            found += _between(ip, before, after, only)
        if after[2] is not None and after[0] < after[1]:
            found.append(Span(ip, after[0], after[1], after[2] or None, None))
    return tuple(found) if zone is None else in_doubt(ip, tuple(found), zone)


def address_only(ip: IPAddress, moments: Sequence[float]) -> tuple[Span, ...]:
    """Cut time for an address of which no MAC is known, by when a device was seen there.

    Input: moments, sorted, at least one: all of the same device.
    """
    found: list[Span] = []
    edges = [-inf, *moments, inf]
    for before, after in pairwise(edges):
        if before == after:
            continue
        if -inf < before and after < inf:
            half = (before + after) / 2
            found += [Span(ip, before, half, None, before), Span(ip, half, after, None, after)]
        else:
            found.append(Span(ip, before, after, None, after if before == -inf else before))
    return tuple(found)


def at(found: Sequence[Span], when: float) -> Span | None:
    """Give the stretch in which a time lies."""
    place = bisect_left(found, when, key=lambda one: one.ends)
    while place < len(found) and found[place].ends <= when:
        place += 1
    return found[place] if place < len(found) else None


def _held(one: Binding) -> Held:
    if one.how is BindingHow.DHCP and one.valid_to is not None:
        return (one.valid_from, max(one.valid_from, one.valid_to), one.mac, 0.0)
    last = one.valid_from if one.valid_to is None else one.valid_to
    return (one.valid_from, max(one.valid_from, last), one.mac, AROUND)


def _contested(every: Iterable[Binding]) -> list[Held]:
    """Take the sightings of several MACs that are there together for nobody's; keep all else."""
    found: list[Held] = []
    seen: list[tuple[float, float, str, bool]] = []
    for one in every:
        begins, ends, mac, margin = held = _held(one)
        if margin:
            seen.append((begins, ends, mac, one.how is BindingHow.TABLE))
        else:
            found.append(held)
    run: list[Held] = []
    last, kept = -inf, False  # the end of the run; whether a table ends it
    for begins, ends, mac, table in [*sorted(seen), (inf, inf, _NOBODY, False)]:
        if begins - last > (AROUND if table or kept else 0.0):
            together = len({one[2] for one in run}) > 1
            found += [(run[0][0], last, _NOBODY, AROUND)] if together else run
            run, last = [], -inf
        run.append((begins, ends, mac, AROUND))
        if ends >= last:
            last, kept = ends, table
    return found


def _apart(held: Iterable[Held]) -> list[Held]:
    """Let a later holder end an earlier one's time, and join what one MAC has without a break.

    Of a lease during which somebody else was seen, what comes after that is not known.
    """
    found: list[Held] = []
    for begins, ends, mac, margin in sorted(held):
        one = (begins, ends, mac, margin)
        if found and found[-1][1] >= begins:
            first, last, before, around = found[-1]
            if before == mac:
                found[-1] = (first, max(last, ends), mac, around if last >= ends else margin)
                continue
            found[-1] = (first, begins, before, 0.0)
        found.append(one)
    return found


def _bridged(held: list[Held]) -> list[Held]:
    """Widen sightings by what is around them, and close what lies between two of one MAC."""
    found: list[Held] = []
    for place, (begins, ends, mac, margin) in enumerate(held):
        if found and found[-1][2] == mac and begins - found[-1][1] <= BRIDGE:
            begins = found.pop()[0]  # noqa: PLW2901 - one stretch from here on
        else:
            before = held[place - 1][1] if place else -inf
            begins -= min(margin, (begins - before) / 2)  # noqa: PLW2901
        after = held[place + 1][0] if place + 1 < len(held) else inf
        found.append((begins, ends + min(margin, (after - ends) / 2), mac, margin))
    return found


def _between(
    ip: IPAddress,
    before: tuple[float, float, str | None],
    after: tuple[float, float, str | None],
    reserved: str | None,
) -> list[Span]:
    """Say what is known of a stretch for which no binding speaks."""
    begins, ends = before[1], after[0]
    near = {one[2] for one in (before, after) if one[2] is not None}
    if _NOBODY in near:
        return [Span(ip, begins, ends, None, None)]
    if reserved is not None and near <= {reserved}:
        return [Span(ip, begins, ends, reserved, None)]
    if len(near) != 1:
        return [Span(ip, begins, ends, None, None)]
    mac = near.pop()
    if before[2] is None or after[2] is None:
        return [Span(ip, begins, ends, mac, ends if before[2] is None else begins)]
    half = (begins + ends) / 2
    return [Span(ip, begins, half, mac, begins), Span(ip, half, ends, mac, ends)]
