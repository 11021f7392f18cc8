"""Claims of recorders' lists -> cameras: rows that name the same camera, whatever list they are of.

Two rows mean one camera where they agree on MAC, serial number, channel of one recorder, or
address. Addresses of the little networks behind a recorder's own sockets mean something at that
recorder alone. Where rows may mean one camera or two, they count as one: a count is "at least".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from camaudit.identify.spelling import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from camaudit.model.endpoint import IPAddress, IPNetwork
    from camaudit.model.observation import Claim

    Keys = Callable[["_Union", int], Iterator[tuple[str, ...]]]

Sited = tuple[str | None, "Claim"]  # site, claim
MAX_APART = 64  # cameras with one address that MAC or serial number tell apart
MIN_SERIAL = 5  # characters; "1" or "A2" is a number that somebody gave

# Networks behind the sockets of Hikvision's and Dahua's recorders, as they leave the factory.
BEHIND = (
    IPv4Network("192.168.254.0/24"),
    IPv4Network("10.1.1.0/24"),
    IPv4Network("169.254.0.0/16"),
)


@dataclass(slots=True)
class Rows:
    """The list of one recorder."""

    site: str | None
    name: str | None  # as it names the recorder
    claims: list[Claim] = field(default_factory=list)
    own: frozenset[IPAddress] = frozenset()  # addresses of its recorder
    # Addresses of recorders of its site that have a list: there each of their cameras stands.
    told: set[IPAddress] = field(default_factory=set)

    @property
    def used(self) -> list[Claim]:
        """Give the rows of channels in use, but for cameras of another recorder's list."""
        return [
            one
            for one in self.claims
            if one.in_use and (one.ip not in self.told or one.ip in self.own)
        ]


@dataclass(slots=True)
class Bunch:
    """Rows that name one camera."""

    site: str | None
    rows: list[tuple[int, Claim]]  # number of the list, row

    @property
    def macs(self) -> set[str]:
        """Give the MACs that its rows name."""
        return {one.mac for _, one in self.rows if one.mac}

    @property
    def serials(self) -> set[str]:
        """Give the serial numbers that its rows name, written alike."""
        return {found for _, one in self.rows if (found := serial(one.serial))}

    def newest(self) -> list[Claim]:
        """Give its rows, the newest first."""
        return sorted((one for _, one in self.rows), key=lambda one: (-one.seen.at, one.seen))


def serial(text: str | None) -> str | None:
    """Write a serial number without blanks and case; None where it is too short to mean much."""
    bare = "".join(folded(text or "").split())
    return bare if len(bare) >= MIN_SERIAL else None


def lists_of(claims: Iterable[Sited]) -> list[Rows]:
    """Put the rows of each recorder's list together.

    A list that names no recorder is that of its file and sheet; the same rows in two such files
    are one list.
    """
    found: dict[tuple[str, str], Rows] = {}
    for site, claim in claims:
        key = (site or "", _key(claim))
        rows = found.get(key)
        if rows is None:
            rows = found[key] = Rows(site, claim.owner)
        rows.claims.append(claim)
    same: dict[tuple[str, frozenset[object]], Rows] = {}
    lists = []
    for (site_, _), rows in sorted(found.items()):
        if rows.name is None:
            mark = (site_, frozenset(_said(one) for one in rows.claims))
            if mark in same:
                same[mark].claims += rows.claims
                continue
            same[mark] = rows
        lists.append(rows)
    return lists


def _key(claim: Claim) -> str:
    if claim.owner is not None:
        return "named " + " ".join(folded(claim.owner).split())
    sheet, _, _ = claim.seen.place.rpartition(", row ")
    return f"in {claim.seen.source} {sheet}"


def _said(claim: Claim) -> tuple[object, ...]:
    return claim.channel, claim.name, claim.ip, claim.mac, claim.serial, claim.in_use


def bunches(
    lists: Sequence[Rows],
    networks: Sequence[IPNetwork],
    shared: frozenset[tuple[str | None, IPAddress]] = frozenset(),
) -> list[Bunch]:
    """Put the rows in use together that name the same camera.

    Input:  networks: declared, or seen: an address in one of them is no recorder's own;
            shared: site and address of what gives several cameras under one address.
    """
    union = _Union(lists)
    for keys in (_macs, _serials, _channels):
        for _, members in sorted(_grouped(union, keys).items()):
            union.join(members)
    for _, members in sorted(_grouped(union, _addresses(networks, shared)).items()):
        union.join_alike(members)
    return union.bunches()


class _Union:
    """Sets of rows that grow together; each knows its MACs and serial numbers."""

    def __init__(self, lists: Sequence[Rows]) -> None:
        self.rows = [
            (number, rows.site, one) for number, rows in enumerate(lists) for one in rows.used
        ]
        self._of = list(range(len(self.rows)))
        self._members = {at: [at] for at in self._of}
        self._macs = [{one.mac} if one.mac else set() for _, _, one in self.rows]
        self._serials = [{n} if (n := serial(one.serial)) else set() for _, _, one in self.rows]
        self.once = [_channels_once(rows.used) for rows in lists]

    def join(self, members: Sequence[int]) -> None:
        """Join them all."""
        for one in members[1:]:
            self._merge(members[0], one)

    def join_alike(self, members: Sequence[int]) -> None:
        """Join those that no MAC and no serial number tells apart."""
        kept: list[int] = []
        for one in members:
            other = next((at for at in kept if self._agree(at, one)), None)
            if other is not None:
                self._merge(other, one)
            elif len(kept) < MAX_APART:
                kept.append(one)

    def _agree(self, one: int, other: int) -> bool:
        a, b = self._of[one], self._of[other]
        return all(
            not known[a] or not known[b] or bool(known[a] & known[b])
            for known in (self._macs, self._serials)
        )

    def _merge(self, one: int, other: int) -> None:
        large, small = self._of[one], self._of[other]
        if large == small:
            return
        if len(self._members[large]) < len(self._members[small]):
            large, small = small, large
        for at in self._members[small]:
            self._of[at] = large
        self._members[large] += self._members.pop(small)
        self._macs[large] |= self._macs[small]
        self._serials[large] |= self._serials[small]

    def bunches(self) -> list[Bunch]:
        """Give the sets, in the order of their first rows."""
        found = sorted((sorted(members) for members in self._members.values()), key=min)
        return [
            Bunch(self.rows[at[0]][1], [(self.rows[one][0], self.rows[one][2]) for one in at])
            for at in found
        ]


def _grouped(union: _Union, keys: Keys) -> dict[tuple[str, ...], list[int]]:
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, (_, site, _) in enumerate(union.rows):
        for key in keys(union, at):
            found[site or "", *key].append(at)
    return {key: members for key, members in found.items() if len(members) > 1}


def _macs(union: _Union, at: int) -> Iterator[tuple[str, ...]]:
    if (mac := union.rows[at][2].mac) is not None:
        yield (mac,)


def _serials(union: _Union, at: int) -> Iterator[tuple[str, ...]]:
    if (found := serial(union.rows[at][2].serial)) is not None:
        yield (found,)


def _channels(union: _Union, at: int) -> Iterator[tuple[str, ...]]:
    number, _, claim = union.rows[at]
    if claim.channel is not None and union.once[number]:
        yield str(number), channel_key(claim.channel)


def channel_key(text: str) -> str:
    """Write a channel without blanks, case and leading zeros: "D 01" as "d1"."""
    bare = "".join(folded(text).split())
    head = bare.rstrip("0123456789")
    return head + (bare[len(head) :].lstrip("0") or "0" if bare != head else "")


def _channels_once(rows: Sequence[Claim]) -> bool:
    """Tell whether a channel tells the rows of one file apart: else it is another number."""
    seen: dict[tuple[str, str], IPAddress | str | None] = {}
    for one in rows:
        if one.channel is None:
            continue
        key = (one.seen.source, channel_key(one.channel))
        what = one.ip or one.name
        if key in seen and seen[key] != what:
            return False
        seen[key] = what
    return True


def _addresses(
    networks: Sequence[IPNetwork], shared: frozenset[tuple[str | None, IPAddress]]
) -> Keys:
    def keys(union: _Union, at: int) -> Iterator[tuple[str, ...]]:
        number, site, claim = union.rows[at]
        if claim.ip is not None and (site, claim.ip) not in shared:
            yield (str(claim.ip), str(number) if is_behind(claim.ip, networks) else "")

    return keys


def is_behind(ip: IPAddress, networks: Sequence[IPNetwork]) -> bool:
    """Tell whether an address is one of a recorder's own sockets."""
    if ip.is_link_local:
        return True
    inner = any(ip in one for one in BEHIND if ip.version == one.version)
    return inner and not any(ip in one for one in networks if ip.version == one.version)
