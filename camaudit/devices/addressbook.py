"""Which MAC an address belonged to, when; and which MACs only speak for others."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from camaudit.model.endpoint import is_multicast_mac
from camaudit.model.observation import Binding, BindingHow

if TYPE_CHECKING:
    from camaudit.model.endpoint import Endpoint, IPAddress
    from camaudit.model.observation import Fact, Flow, LoginSeen, Lookup

Key = tuple[str, ...]  # ("mac", MAC), ("ip", address) or ("service", address, port)

SAME_MOMENT = 60.0  # seconds within which one device does not announce two addresses
VIRTUAL_ROUTERS = (
    "00:00:5e:00:01:",  # VRRP for IPv4, and CARP (RFC 9568 section 7.3)
    "00:00:5e:00:02:",  # VRRP for IPv6
    "00:00:0c:07:ac:",  # HSRP
    "00:00:0c:9f:f",  # HSRP version 2
    "00:07:b4:",  # GLBP
)


class AddressBook:
    """The bindings of one site."""

    def __init__(self) -> None:
        self._bindings: dict[IPAddress, set[Binding]] = defaultdict(set)
        self._senders: dict[IPAddress, dict[str, tuple[float, str]]] = defaultdict(dict)
        self._began: dict[str, float] = {}
        self._outside: set[str] = set()
        self._relays: frozenset[str] = frozenset()
        self._clones: frozenset[str] = frozenset()
        self._points: dict[IPAddress, list[tuple[float, str, float]]] = {}

    def source_began(self, source: str, at: float) -> None:
        """Note when a source began to see."""
        self._began[source] = min(at, self._began.get(source, at))

    def bind(self, binding: Binding) -> None:
        """Take one binding."""
        self._bindings[binding.ip].add(binding)

    def sent(self, mac: str, ip: IPAddress, said: Fact | Flow | LoginSeen | Lookup) -> None:
        """Note that frames with this MAC carried something of this address."""
        here = (said.seen.at, said.seen.source)
        known = self._senders[ip].get(mac)
        self._senders[ip][mac] = min(here, known) if known else here

    def spoke_for_outside(self, mac: str) -> None:
        """Note that a MAC sent for an address that is not inside: it is a router's."""
        self._outside.add(mac)

    def settle(self) -> None:
        """Decide who is a relay, and order the bindings of each address in time."""
        claims: dict[str, set[IPAddress]] = defaultdict(set)
        holders: dict[IPAddress, set[str]] = defaultdict(set)
        for ip, bindings in self._bindings.items():
            for binding in bindings:
                holders[ip].add(binding.mac)
                claims[binding.mac].add(ip)
        for ip, senders in self._senders.items():
            for mac in senders:
                claims[mac].add(ip)
        relays = set(self._outside)
        for mac, addresses in claims.items():
            others = sum(
                1
                for ip in addresses
                if not ip.is_link_local and any(holder != mac for holder in holders[ip])
            )
            if others >= 2 and self._holds_more_than(mac, addresses):
                relays.add(mac)
            if mac.startswith(VIRTUAL_ROUTERS):
                relays.add(mac)
        self._relays = frozenset(relays)
        self._clones = frozenset(mac for mac in claims if self._is_cloned(mac))
        for ip in {*self._bindings, *self._senders}:
            self._points[ip] = self._timeline(ip)

    def _holds_more_than(self, mac: str, addresses: set[IPAddress]) -> bool:
        """Tell a relay from its victims: a victim holds one address, a relay many."""
        v4 = {ip for ip in addresses if ip.version == 4}
        rivals = {binding.mac for ip in v4 for binding in self._bindings[ip] if binding.mac != mac}
        return (
            all(
                len(v4) > sum(1 for ip in v4 if any(b.mac == rival for b in self._bindings[ip]))
                for rival in rivals
            )
            or len(v4) > 2
        )

    def _is_cloned(self, mac: str) -> bool:
        """Tell whether two devices say that they have this MAC: they are kept apart."""
        words = sorted(
            (binding.valid_from, str(ip))
            for ip, bindings in self._bindings.items()
            if ip.version == 4
            for binding in bindings
            if binding.mac == mac and binding.how is BindingHow.OWN_WORD
        )
        if any(mac in senders for senders in self._senders.values()):
            return False  # its frames were seen: one MAC on one segment is one device
        return any(
            first[1] != second[1] and second[0] - first[0] < SAME_MOMENT
            for first, second in pairwise(words)
        )

    def _timeline(self, ip: IPAddress) -> list[tuple[float, str, float]]:
        """Give (from, MAC, to) in order of time; a relay counts only where nobody else does."""
        known = [b for b in self._bindings[ip] if not is_multicast_mac(b.mac)]
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
            began = min(first[0], self._began.get(first[3], first[0]))
            points[0] = (began, *first[1:])
        return [point[:3] for point in points]

    def owner(self, about: Endpoint, at: float) -> Key:
        """Give the device that an endpoint was at a time."""
        mac, ip = about.mac, about.ip
        if about.service is not None and ip is not None:
            return ("service", str(ip), str(about.service))
        if mac is not None and (ip is None or (mac not in self._relays and self._at_home(mac, ip))):
            return ("mac", mac)
        if ip is None:
            return ("mac", mac or "")
        held = self._holder(ip, at)
        return ("mac", held) if held else ("ip", str(ip))

    def _at_home(self, mac: str, ip: IPAddress) -> bool:
        """Tell whether an address may be the MAC's own: nobody else holds it instead."""
        points = self._points.get(ip, [])
        return not points or any(point[1] == mac for point in points)

    def _holder(self, ip: IPAddress, at: float) -> str | None:
        held: str | None = None
        points = self._points.get(ip, [])
        for place, (begin, mac, end) in enumerate(points):
            if begin > at:
                break
            later_others = any(point[1] != mac for point in points[place + 1 :])
            held = mac if at <= end or not later_others else None
        return held

    def pairs(self) -> list[tuple[str, IPAddress]]:
        """Give every (MAC, address) that belongs together at some time."""
        return [(point[1], ip) for ip, points in self._points.items() for point in points]

    def bindings_of(self, mac: str) -> tuple[Binding, ...]:
        """Give the first binding of each address and kind of knowledge of one MAC."""
        first: dict[tuple[IPAddress, BindingHow], Binding] = {}
        for ip, bindings in self._bindings.items():
            for binding in bindings:
                key = (ip, binding.how)
                if binding.mac == mac and (
                    key not in first
                    or (binding.valid_from, binding.seen) < (first[key].valid_from, first[key].seen)
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

    def is_contested(self, ip_text: str) -> bool:
        """Tell whether an address announced a MAC that another address announced as well."""
        return any(
            binding.mac in self._clones
            for ip, bindings in self._bindings.items()
            if str(ip) == ip_text
            for binding in bindings
        )
