"""Which MAC an address belonged to, when; and which MACs only speak for others."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from camaudit.devices.holders import at, spans
from camaudit.model.endpoint import is_multicast_mac
from camaudit.model.observation import BindingHow
from camaudit.smallest import Smallest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from camaudit.model.endpoint import Endpoint, IPAddress
    from camaudit.model.observation import Binding, Fact, Flow, LoginSeen, Lookup
    from camaudit.model.span import Span

Key = tuple[str, ...]  # ("mac", MAC), ("ip", address) or ("service", address, port)

MAX_BINDINGS = 200_000  # kept of one site
MANY = 3  # IPv4 addresses of one MAC in the lines of logs: the MAC of the router before the log
MAX_ROUTERS = 65_536  # MACs that spoke for addresses outside
SAME_DAY = 86_400.0  # seconds: at one address sooner, two MACs are there together, not in turn
SAME_MOMENT = 60.0  # seconds within which one device does not announce two addresses
VIRTUAL_ROUTERS = (
    "00:00:5e:00:01:",  # VRRP for IPv4, and CARP (RFC 9568 section 7.3)
    "00:00:5e:00:02:",  # VRRP for IPv6
    "00:00:0c:07:ac:",  # HSRP
    "00:00:0c:9f:f",  # HSRP version 2
    "00:07:b4:",  # GLBP
)

_GIVEN = frozenset({BindingHow.DHCP, BindingHow.RESERVATION})  # by a server: nobody else's address


class _Timeline:
    """Who held an address when, looked up without going through all of its bindings."""

    __slots__ = ("_begins", "_held", "macs")

    def __init__(self, points: list[tuple[float, str, float]]) -> None:
        """Take (from, MAC, to) in order of time."""
        self._begins = [begin for begin, _, _ in points]
        self._held: list[tuple[str, float, bool]] = []  # MAC, to, whether another one follows
        self.macs = frozenset(mac for _, mac, _ in points)
        follow: set[str] = set()
        for _, mac, end in reversed(points):
            self._held.append((mac, end, bool(follow - {mac})))
            follow.add(mac)
            if len(follow) > 2:
                follow.pop()
        self._held.reverse()

    def holder(self, at: float) -> str | None:
        """Give the MAC that had the address at a time, None where nobody is known to."""
        place = bisect_right(self._begins, at) - 1
        if place < 0:
            return None
        mac, end, others_follow = self._held[place]
        return mac if at <= end or not others_follow else None


class AddressBook:
    """The bindings of one site."""

    def __init__(self) -> None:
        self._kept: Smallest[str, Binding] = Smallest(MAX_BINDINGS)
        self._bindings: dict[IPAddress, list[Binding]] = {}  # by `settle`
        self._senders: dict[IPAddress, dict[str, tuple[float, str]]] = defaultdict(dict)
        self._began: dict[str, float] = {}
        self._outside: set[str] = set()
        self._relays: frozenset[str] = frozenset()
        self._clones: frozenset[str] = frozenset()
        self._points: dict[IPAddress, _Timeline] = {}
        self._by_mac: dict[str, list[Binding]] = {}
        self._contested: frozenset[str] = frozenset()
        self._spans: dict[IPAddress, tuple[Span, ...]] = {}
        self._zone: tzinfo | None = None

    def source_began(self, source: str, at: float) -> None:
        """Note when a source began to see."""
        self._began[source] = min(at, self._began.get(source, at))

    def bind(self, binding: Binding) -> None:
        """Take one binding."""
        key = (
            f"{binding.ip}|{binding.mac}|{binding.how}|{binding.valid_from!r}|{binding.valid_to!r}"
        )
        self._kept.add(f"{key}|{binding.seen}", binding, lambda old, _: old, lambda _: 1)

    @property
    def dropped(self) -> int:
        """Tell how many bindings had no room."""
        return self._kept.dropped

    def sent(self, mac: str, ip: IPAddress, said: Fact | Flow | LoginSeen | Lookup) -> None:
        """Note that frames with this MAC carried something of this address."""
        here = (said.seen.at, said.seen.source)
        known = self._senders[ip].get(mac)
        self._senders[ip][mac] = min(here, known) if known else here

    def spoke_for_outside(self, mac: str) -> None:
        """Note that a MAC sent for an address that is not inside: it is a router's."""
        self.is_router(mac)

    def is_router(self, mac: str) -> None:
        """Note that a MAC is a router's or a switch's own."""
        if len(self._outside) < MAX_ROUTERS:
            self._outside.add(mac)

    def settle(self, zone: tzinfo | None = None) -> None:
        """Decide who is a relay, and order the bindings of each address in time.

        Input: zone: in which logs were read that write none; None: there are no such logs.
        """
        self._zone = zone
        claims: dict[str, set[IPAddress]] = defaultdict(set)
        holders: dict[IPAddress, set[str]] = defaultdict(set)
        by_mac: dict[str, list[Binding]] = defaultdict(list)
        by_ip: dict[IPAddress, list[Binding]] = defaultdict(list)
        for binding in self._kept:
            holders[binding.ip].add(binding.mac)
            claims[binding.mac].add(binding.ip)
            by_mac[binding.mac].append(binding)
            by_ip[binding.ip].append(binding)
        self._bindings = dict(by_ip)
        for ip, senders in self._senders.items():
            for mac in senders:
                claims[mac].add(ip)
        relays = set(self._outside)
        for mac, bindings in by_mac.items():
            logged = {b.ip for b in bindings if b.how is BindingHow.LOG and b.ip.version == 4}
            if len(logged) >= MANY:
                relays.add(mac)
        together = {ip: _together(bindings) for ip, bindings in by_ip.items()}
        for mac, addresses in claims.items():
            own = {one.ip for one in by_mac.get(mac, ()) if one.how not in _GIVEN}
            others = sum(
                1
                for ip in addresses
                if not ip.is_link_local
                and any(holder != mac for holder in holders[ip])
                and (mac in self._senders.get(ip, ()) or (ip in own and mac in together[ip]))
            )
            if others >= 2 and _holds_more_than(mac, addresses, holders):
                relays.add(mac)
            if mac.startswith(VIRTUAL_ROUTERS):
                relays.add(mac)
        self._relays = frozenset(relays)
        self._by_mac = dict(by_mac)
        sent = {mac for senders in self._senders.values() for mac in senders}
        # Whose frames were seen is one device: one MAC on one segment.
        self._clones = frozenset(
            mac for mac, bindings in by_mac.items() if mac not in sent and _is_cloned(bindings)
        )
        self._contested = frozenset(
            str(binding.ip) for mac in self._clones for binding in by_mac[mac]
        )
        for ip in {*self._bindings, *self._senders}:
            self._points[ip] = self._timeline(ip)

    def _timeline(self, ip: IPAddress) -> _Timeline:
        """Order the bindings of an address; a relay counts only where nobody else does."""
        known = [b for b in self._bindings.get(ip, ()) if not is_multicast_mac(b.mac)]
        own = [b for b in known if b.mac not in self._relays] or known
        points = [
            (b.valid_from, b.mac, float("inf") if b.valid_to is None else b.valid_to, b.seen.source)
            for b in own
            if b.mac not in self._clones
        ]
        if not points:
            points = [
                (at, mac, float("inf"), source)
                for mac, (at, source) in self._senders[ip].items()
                if mac not in self._relays
            ]
        points.sort()
        if points:
            first = points[0]
            began = min(first[0], self._beginning(first[3], first[0]))
            points[0] = (began, *first[1:])
        return _Timeline([point[:3] for point in points])

    def _beginning(self, source: str, at: float) -> float:
        """Give when a source began to see; a part of one ("probe:arp") as the whole of it."""
        found = self._began.get(source)
        if found is None:
            found = self._began.get(source.partition(":")[0], at)
        return found

    def owner(self, about: Endpoint, at: float) -> Key:
        """Give the device that an endpoint was at a time."""
        mac, ip = about.mac, about.ip
        if about.service is not None and ip is not None:
            return ("service", str(ip), str(about.service))
        if mac is not None and (ip is None or (mac not in self._relays and self._at_home(mac, ip))):
            return ("mac", mac)
        if ip is None:
            return ("mac", mac or "")
        held = self._points[ip].holder(at) if ip in self._points else None
        return ("mac", held) if held else ("ip", str(ip))

    def _at_home(self, mac: str, ip: IPAddress) -> bool:
        """Tell whether an address may be the MAC's own: nobody else holds it instead."""
        points = self._points.get(ip)
        return points is None or not points.macs or mac in points.macs

    def spans(self, ip: IPAddress) -> tuple[Span, ...]:
        """Cut all time by who held an address; empty where no binding speaks of it."""
        found = self._spans.get(ip)
        if found is None:
            found = self._spans[ip] = spans(ip, self.known(ip), self._zone)
        return found

    def known(self, ip: IPAddress) -> list[Binding]:
        """Give the bindings of an address, those of routers left out."""
        return [
            one
            for one in self._bindings.get(ip, ())
            if not is_multicast_mac(one.mac)
            and one.mac not in self._relays
            and one.mac not in self._clones
        ]

    def holder(self, about: Endpoint, first: float, last: float) -> tuple[Key, float | None]:
        """Give the device that a line of a log is of, strictly.

        Input:  first, last: from when to when the line speaks.
        Output: where nobody is known to have held the address at the time, but all that is known
                of it is one device: that one, and the nearest time at which it is known.
        """
        if about.mac is not None or about.ip is None:
            return self.owner(about, first), None
        found = self.spans(about.ip)
        begin, end = at(found, first), at(found, last)
        if begin is None or end is None or begin.mac is None or begin.mac != end.mac:
            return ("ip", str(about.ip)), None
        held_on = end.held_on if begin.held_on is None else begin.held_on
        return ("mac", begin.mac), held_on

    def pairs(self) -> list[tuple[str, IPAddress]]:
        """Give every (MAC, address) that belongs together at some time."""
        return [(mac, ip) for ip, points in self._points.items() for mac in points.macs]

    def bindings_of(self, mac: str) -> tuple[Binding, ...]:
        """Give the first binding of each address and kind of knowledge of one MAC."""
        first: dict[tuple[IPAddress, BindingHow], Binding] = {}
        for binding in self._by_mac.get(mac, ()):
            key = (binding.ip, binding.how)
            if key not in first or (binding.valid_from, binding.seen) < (
                first[key].valid_from,
                first[key].seen,
            ):
                first[key] = binding
        return tuple(
            first[key]
            for key in sorted(first, key=lambda key: (key[0].version, int(key[0]), key[1]))
        )

    def notes(self, mac: str) -> list[str]:
        """Give what is to be said of a MAC."""
        if mac.startswith(VIRTUAL_ROUTERS):
            return ["router", "virtual-router"]
        return ["router"] if mac in self._relays else []

    def is_relay(self, mac: str) -> bool:
        """Tell whether a MAC speaks for others: a router's, a proxy's."""
        return mac in self._relays

    def is_contested(self, ip_text: str) -> bool:
        """Tell whether an address announced a MAC that another address announced as well."""
        return ip_text in self._contested


def _together(bindings: list[Binding]) -> set[str]:
    """Give the MACs that were at an address within a day of another one there.

    Addresses change hands: who had one last month, and another one since, speaks for nobody.
    """
    found: set[str] = set()
    latest: list[tuple[float, str]] = []  # of two MACs, the latest end first
    for begin, end, mac in sorted(_span(one) for one in bindings):
        other = next((one for one in latest if one[1] != mac), None)
        if other is not None and begin - other[0] <= SAME_DAY:
            found.update((mac, other[1]))
        longest = max([end, *(one[0] for one in latest if one[1] == mac)])
        rest = [one for one in latest if one[1] != mac]
        latest = sorted([(longest, mac), *rest], reverse=True)[:2]
    return found


def _span(one: Binding) -> tuple[float, float, str]:
    if one.how is BindingHow.RESERVATION:
        return -inf, inf, one.mac
    return one.valid_from, inf if one.valid_to is None else one.valid_to, one.mac


def _holds_more_than(
    mac: str, addresses: set[IPAddress], holders: Mapping[IPAddress, set[str]]
) -> bool:
    """Tell a relay from its victims: a victim holds one address, a relay many."""
    v4 = [holders[ip] for ip in addresses if ip.version == 4]
    if len(v4) > 2:
        return True
    few, *more = sorted(v4, key=len) or [set()]
    return not any(holder != mac and all(holder in one for one in more) for holder in few)


def _is_cloned(bindings: list[Binding]) -> bool:
    """Tell whether two devices say that they have one MAC: they are kept apart."""
    words = sorted(
        (binding.valid_from, str(binding.ip))
        for binding in bindings
        if binding.ip.version == 4 and binding.how is BindingHow.OWN_WORD
    )
    return any(
        first[1] != second[1] and second[0] - first[0] < SAME_MOMENT
        for first, second in pairwise(words)
    )
