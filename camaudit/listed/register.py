"""The camera register beside what the network and the recorders show: each camera once."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.identify.spelling import folded
from camaudit.listed.bunch import serial
from camaudit.listed.cameras import SEVERAL
from camaudit.listed.match import is_video
from camaudit.model.grade import Grade
from camaudit.model.identity import Kind
from camaudit.model.listed import Agreed, Registered, Sight, Standing
from camaudit.model.observation import Document
from camaudit.tabular.camera_columns import is_default_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from camaudit.listed.bunch import Sited
    from camaudit.listed.match import Judged, Seen
    from camaudit.listed.stated import Stater
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.listed import Listed
    from camaudit.model.observation import Claim

MIN_NAME = 3  # characters of a name that tells cameras apart
# Kinds that a register of cameras need not name.
_NO_CAMERA = frozenset({Kind.RECORDER, Kind.ENCODER, Kind.INTERCOM, Kind.ACCESS_PANEL})

_Met = tuple[Agreed, "str | None", "str | None"]  # on what; Device.id; Listed.id


def registered(
    rows: Sequence[Sited],
    listed: Sequence[Listed],
    seen: Seen,
    stater: Stater,
    elsewhere: Callable[[Sited], bool] = lambda _: False,
) -> tuple[Registered, ...]:
    """Compare the rows of the register with the cameras that are known otherwise.

    Input:  elsewhere: whether a row is of a site that is not declared, where nobody looked.
    Output: a row for each row of the register, and one for each camera that none names; nothing
            without a register. Sites of which no row speaks are left out.
    """
    if not rows:
        return ()
    away = [one for one in rows if elsewhere(one)]
    rows = [one for one in rows if not elsewhere(one)]
    book = _Book(listed, seen, rows)
    found = [_row(site, claim, book.find(site, claim), stater) for site, claim in rows]
    found += [
        replace(_row(site, claim, None, stater), standing=Standing.ELSEWHERE)
        for site, claim in away
    ]
    met = {one for row in found for one in (row.device, row.listed) if one is not None}
    sites = {site for site, _ in rows}
    found += _unnamed(listed, seen, met, None if None in sites else sites)
    order = list(Standing)
    found.sort(
        key=lambda one: (
            one.site or "",
            order.index(one.standing),
            one.seen is None,
            one.seen.source if one.seen else one.device or one.listed or "",
            _number(one.seen.place) if one.seen else 0,
        )
    )
    return tuple(found)


def _number(place: str) -> int:
    last = place.rpartition(" ")[2]
    return int(last) if last.isascii() and last.isdigit() else 0


def _row(site: str | None, claim: Claim, met: _Met | None, stater: Stater) -> Registered:
    agreed, device, listed = met or (None, None, None)
    label = claim.document is Document.INVENTORY  # its manufacturer is what the housing says
    if device is not None:
        standing = Standing.BOTH if claim.in_use is not False else Standing.STILL
    elif listed is not None:
        standing = Standing.LISTED
    else:
        gone = claim.in_use is False or claim.down
        standing = Standing.AWAY if gone else Standing.PAPER
    return Registered(
        site=site,
        standing=standing,
        agreed=agreed,
        device=device,
        listed=listed,
        name=claim.name,
        place=claim.place,
        make=claim.make,
        model=claim.model,
        stated=(stater.read_label if label else stater.read)(claim.make, claim.model),
        seen=claim.seen,
        status=claim.status,
    )


def _unnamed(
    listed: Sequence[Listed], seen: Seen, met: set[str], sites: set[str | None] | None
) -> Iterator[Registered]:
    """Yield the cameras that no row names."""
    by_device = {one.device: one for one in listed if one.device is not None}
    for device, identity in seen.judged:
        own = by_device.get(device.id)
        if (sites is not None and device.site not in sites) or device.id in met:
            continue
        sure = identity.kind.grade.rank >= Grade.LIKELY.rank
        no_camera = sure and identity.kind.value in _NO_CAMERA
        if own is None and (no_camera or identity.imitation or not is_video(identity)):
            continue
        yield Registered(
            site=device.site,
            standing=Standing.NETWORK,
            agreed=None,
            device=device.id,
            listed=own.id if own is not None else None,
            name=own.name if own is not None else None,
            place=own.place if own is not None else None,
            make=None,
            model=identity.model or (own.model if own is not None else None),
            stated=None,
            seen=None,
        )
    for one in listed:
        if one.sight not in {Sight.NOT_SEEN, Sight.MOVED} or one.id in met:
            continue
        if sites is None or one.site in sites:
            yield Registered(
                site=one.site,
                standing=Standing.LIST_ONLY,
                agreed=None,
                device=None,
                listed=one.id,
                name=one.name,
                place=one.place,
                make=one.make,
                model=one.model,
                stated=one.stated,
                seen=None,
            )


class _Book:
    """The cameras that are known otherwise, by what a row may name of them."""

    def __init__(self, listed: Sequence[Listed], seen: Seen, rows: Sequence[Sited]) -> None:
        self._seen = seen
        counted = [one for one in listed if one.sight is not Sight.REPLACED]
        self._by_device = {one.device: one for one in counted if one.device is not None}
        self._by: dict[tuple[str, str | None, str], list[Listed]] = defaultdict(list)
        for one in counted:
            for what, text in _marks(one):
                self._by[what, one.site, text].append(one)
        self._named = Counter((site, folded(one.name)) for site, one in rows if one.name)
        self._macs = {(one[0].site, one[0].mac): one for one in seen.judged if one[0].mac}
        self._ids = {(one[0].site, one[0].id): one for one in seen.judged}
        self._serials: dict[tuple[str | None, str], list[Judged]] = defaultdict(list)
        for judged in seen.judged:
            if (number := serial(judged[1].serial)) is not None:
                self._serials[judged[0].site, number].append(judged)

    def find(self, site: str | None, claim: Claim) -> _Met | None:
        """Tell which camera a row names, and by what: the surest first."""
        device = self._device(site, claim)
        if device is not None and device[0] is not Agreed.ADDRESS:
            return device
        number = serial(claim.serial)
        channel = None
        if claim.owner and claim.channel:
            channel = f"{folded(claim.owner)}|{folded(claim.channel)}"
        for agreed, what, text in (
            (Agreed.MAC, "mac", claim.mac),
            (Agreed.SERIAL, "serial", number),
            *((Agreed.ADDRESS, "ip", str(ip)) for ip in _addresses(claim)),
            (Agreed.CHANNEL, "channel", channel),
        ):
            if device is not None and agreed is Agreed.ADDRESS:
                return device
            if text and (one := self._only(what, site, text)) is not None:
                return agreed, one.device, one.id
        return self._by_name(site, claim)

    def _device(self, site: str | None, claim: Claim) -> _Met | None:
        """Find the seen camera that a row names by MAC, serial number or address."""
        number = serial(claim.serial)
        one = self._macs.get((site, claim.mac)) if claim.mac else None
        if one is not None and self._is_camera(one):
            return self._met(Agreed.MAC, one)
        kept = self._ids.get((site, claim.of)) if claim.of else None
        if kept is not None and self._is_camera(kept):
            return self._met(Agreed.KEPT, kept)
        known = self._serials.get((site, number), []) if number else []
        if len(known) == 1 and self._is_camera(known[0]):
            return self._met(Agreed.SERIAL, known[0])
        held = {
            one[0].id: one
            for ip in _addresses(claim)
            if (one := self._seen.holder(site, ip, claim.seen.at)) is not None
            and self._is_camera(one)
            and not _differs(one, claim)
        }
        # Addresses of two cameras in one row: nothing says which of them it is.
        return self._met(Agreed.ADDRESS, *held.values()) if len(held) == 1 else None

    def _by_name(self, site: str | None, claim: Claim) -> _Met | None:
        """Compare names, and places with names, that stand once on either side."""
        for text in (claim.name, claim.place):
            if text is None or len(text) < MIN_NAME or is_default_name(text):
                continue
            if text is claim.name and self._named[site, folded(text)] > 1:
                continue
            one = self._only("name", site, folded(text))
            if one is not None:
                return Agreed.NAME, one.device, one.id
        return None

    def _is_camera(self, judged: Judged) -> bool:
        device, identity = judged
        return device.id in self._by_device or is_video(identity)

    def _met(self, agreed: Agreed, judged: Judged) -> _Met:
        own = self._by_device.get(judged[0].id)
        return agreed, judged[0].id, own.id if own is not None else None

    def _only(self, what: str, site: str | None, text: str) -> Listed | None:
        found = self._by.get((what, site, text), [])
        return found[0] if len(found) == 1 else None


def _addresses(claim: Claim) -> tuple[IPAddress, ...]:
    return (claim.ip, *claim.also) if claim.ip is not None else ()


def _differs(judged: Judged, claim: Claim) -> bool:
    """Tell whether MAC or serial number say that a row names another camera than this one."""
    device, identity = judged
    own, number = serial(identity.serial), serial(claim.serial)
    return bool(
        (claim.mac and device.mac and claim.mac != device.mac) or (own and number and own != number)
    )


def _marks(one: Listed) -> Iterator[tuple[str, str]]:
    if one.mac:
        yield "mac", one.mac
    if number := serial(one.serial):
        yield "serial", number
    if one.ip is not None:
        yield "ip", str(one.ip)
    if one.recorder_name and one.channel:
        for channel in one.channel.split(", "):
            yield "channel", f"{folded(one.recorder_name)}|{folded(channel)}"
    names = (one.name or "").split(SEVERAL)
    for text in {folded(text) for text in (*names, one.place) if text}:
        yield "name", text
