"""Where, and when, something may be sent: asked at every send, with the time as an argument."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import IPv6Address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from camaudit.model.endpoint import IPAddress, IPNetwork

DAY = 24 * 60  # minutes
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")  # whatever the computer's language


@dataclass(frozen=True, slots=True)
class Window:
    """Hours in which something may be sent, of every day or of one day of the week."""

    begins: int  # minutes since midnight
    ends: int  # the first minute outside; before `begins`: on the next day
    weekday: int | None  # 0 is Monday; None: every day

    def holds(self, weekday: int, minute: int) -> bool:
        """Tell whether a moment lies in it."""
        if self.weekday is not None and self.weekday != weekday:
            return False
        if self.begins < self.ends:
            return self.begins <= minute < self.ends
        return minute >= self.begins or minute < self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The networks whose owner asked for this, and when; empty: nothing may be sent."""

    networks: tuple[IPNetwork, ...] = ()
    exclude: tuple[IPNetwork, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None  # the last day
    hours: tuple[Window, ...] = ()  # empty: at any hour
    zone: tzinfo | None = UTC  # of the hours and days; None: this computer's
    _spans: tuple[tuple[int, int, int], ...] = field(default=(), init=False, repr=False)
    _never: frozenset[IPAddress] = field(default=frozenset(), init=False, repr=False)

    def __post_init__(self) -> None:
        """Work out what is asked at every send: spans of addresses, and those that mean many."""
        spans = sorted(
            (one.version, int(one.network_address), int(one.broadcast_address))
            for one in self.networks
        )
        merged: list[tuple[int, int, int]] = []
        for version, first, last in spans:
            if merged and merged[-1][0] == version and first <= merged[-1][2] + 1:
                merged[-1] = (version, merged[-1][1], max(merged[-1][2], last))
            else:
                merged.append((version, first, last))
        object.__setattr__(self, "_spans", tuple(merged))
        hosts = {one.network_address for one in self.networks if one.num_addresses == 1}
        # IPv6 has no broadcast; its first address is that of every router (RFC 4291 section 2.6.1).
        ends = {
            end
            for one in self.networks
            if one.num_addresses > 2
            for end in (one[0], one[-1])[: 2 if one.version == 4 else 1]
        }
        object.__setattr__(self, "_never", frozenset(ends - hosts))

    def covers(self, target: IPAddress, now: float) -> bool:
        """Tell whether something may be sent to an address now (Unix seconds)."""
        return self.refusal(target, now) is None

    def refusal(self, target: IPAddress, now: float) -> str | None:
        """Say why nothing may be sent to an address now; None where it may.

        Input: target: one that is not mapped or scoped (`plain`); now: Unix seconds.
        """
        return self.closed(now) or self.outside(target)

    def closed(self, now: float) -> str | None:
        """Say why nothing may be sent at all at a time (Unix seconds); None where it may."""
        if self.valid_from is None or self.valid_until is None:
            return "no authority: the estate file names nobody who approved it; add `authority`"
        local = datetime.fromtimestamp(now, self.zone)
        if local.date() < self.valid_from:
            return (
                f"the authority begins on {self.valid_from}, today is {local.date()}; wait for it"
            )
        if local.date() > self.valid_until:
            return (
                f"the authority ended on {self.valid_until}, today is {local.date()};"
                " have it approved anew in the estate file"
            )
        minute = local.hour * 60 + local.minute
        if self.hours and not any(one.holds(local.weekday(), minute) for one in self.hours):
            return (
                f"{_DAYS[local.weekday()]} {local:%H:%M} is outside the hours that the authority"
                " allows; go on with the journal (--resume) when they begin"
            )
        return None

    def outside(self, target: IPAddress) -> str | None:  # noqa: PLR0911 - one for each reason
        """Say why an address is none to send to, at whatever time; None where it is."""
        if target != plain(target):
            return f"{target} is another address in disguise"
        if target.is_loopback or target.is_link_local or _is_no_host(target):
            return f"{target} belongs to no network"
        if target.is_multicast or target in self._never:
            return f"{target} stands for many hosts"
        if not self._declared(target):
            return f"{target} is in none of the {len(self.networks)} declared networks"
        if any(target in one for one in self.exclude):
            return f"{target} is excluded in the estate file"
        if target.version == 4 and int(target) & 0xFF in {0, 255} and not self._is_host(target):
            return f"{target} may stand for many hosts; list it as a host (/32) if it is one"
        return None

    def holds(self, network: IPNetwork) -> bool:
        """Tell whether a whole network lies in one that is declared, and is not excluded whole.

        A question to everybody on a link is heard by single hosts that are excluded, too.
        """
        declared = any(_contains(one, network) for one in self.networks)
        return declared and not any(_contains(one, network) for one in self.exclude)

    def _declared(self, target: IPAddress) -> bool:
        key: tuple[int, int] = (target.version, int(target))
        at = bisect_right(self._spans, key, key=_begin) - 1
        if at < 0:
            return False
        version, first, last = self._spans[at]
        return version == target.version and first <= int(target) <= last

    def _is_host(self, target: IPAddress) -> bool:
        return any(one.num_addresses == 1 and target in one for one in self.networks)


def _contains(outer: IPNetwork, inner: IPNetwork) -> bool:
    return (
        outer.version == inner.version
        and int(outer[0]) <= int(inner[0])
        and int(inner[-1]) <= int(outer[-1])
    )


def _is_no_host(target: IPAddress) -> bool:
    """Tell addresses that no host has: 0/8 (RFC 1122 section 3.2.1.3), 240/4 (RFC 1112 section 4).

    The last of them is everybody on a link; in IPv6 only the unspecified one is meant.
    """
    if target.version == 4:
        return int(target) >> 24 == 0 or int(target) >> 28 == 15
    return target.is_unspecified


def _begin(span: tuple[int, int, int]) -> tuple[int, int]:
    return span[0], span[1]


def plain(target: IPAddress) -> IPAddress:
    """Take the disguise off an address: IPv4 mapped into IPv6 (RFC 4291 2.5.5.2), and a zone."""
    if isinstance(target, IPv6Address):
        if target.ipv4_mapped is not None:
            return target.ipv4_mapped
        if target.scope_id is not None:
            return IPv6Address(int(target))
    return target
