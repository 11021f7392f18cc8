"""Flows of logs go to the devices that held the addresses at the time.

A log is read after everything else, when it is known which devices are worth a line and who held
their addresses when. What nobody is known to have held goes to nobody and is counted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from camaudit.devices.holders import address_only
from camaudit.devices.merge import flow_key, flow_order, merge_flows, names_by_answer, same_contacts
from camaudit.model.observation import UNCHARGED, Reason, Shortfall
from camaudit.model.span import Span
from camaudit.smallest import Smallest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from camaudit.model.device import Device
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Flow

MAX_PEERS = 4_096  # flows kept of one device

Spans = dict["IPAddress", tuple["Span", ...]]


class Charges:
    """Takes the flows of logs in any order; gives the devices with them."""

    def __init__(
        self,
        devices: Sequence[Device],
        held: Callable[[Device, IPAddress], tuple[Span, ...]],
        several: Callable[[IPAddress], bool] = lambda _: False,
        knows: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """Take the devices that are worth a line.

        Input:  held: who held an address of a device when; empty where no binding says so;
                several: whether more than one site has an address; knows: whether a rule says
                anything of a name: of contacts that may be somebody else's no other name is kept.
        """
        self._knows = knows
        self._devices = devices
        self._several = several
        self._nobodys: set[IPAddress] = set()  # in logs of all sites
        self._by_site: dict[str | None, Spans] = defaultdict(dict)
        self._owners: dict[tuple[str | None, str], str] = {}  # (site, MAC or address) -> device id
        self._flows: dict[str, dict[str, Smallest[str, Flow]]] = {}  # by device and log
        self._strangers: dict[tuple[str, Reason, str], int] = defaultdict(int)
        for device in devices:
            if device.service is not None:
                continue  # a program on loopback: no log tells of it
            if device.mac is not None:
                self._owners[device.site, device.mac] = device.id
            for ip in device.addresses:
                self._take(device, ip, held)

    def _take(
        self,
        device: Device,
        ip: IPAddress,
        held: Callable[[Device, IPAddress], tuple[Span, ...]],
    ) -> None:
        known = held(device, ip)
        if not known and device.mac is None:
            moments = {one.seen.at for one in device.facts}
            moments |= {one.seen.at for one in device.lookups}
            known = address_only(ip, sorted(moments) or [device.first])
            self._owners[device.site, str(ip)] = device.id
        if known:
            self._by_site[device.site][ip] = known

    def spans(self, site: str | None) -> tuple[Spans, int]:
        """Give who held which address when, for a log of a site (None: of all sites).

        Output: the spans, and how many addresses are nobody's because several sites have them.
        """
        if site is not None:
            return dict(self._by_site.get(site, {})), 0
        found: Spans = {}
        twice = self._nobodys
        for here in self._by_site.values():
            twice |= found.keys() & here.keys()
            found.update(here)
        twice |= {ip for ip in found if self._several(ip)}
        found.update({ip: (Span(ip, -inf, inf, None, None),) for ip in twice})
        return found, len(twice)

    def add(self, flow: Flow, site: str | None, log: str = "") -> None:
        """Take one flow of a log of a site.

        Input: log: files of one log add up; another log may have seen the same contacts.
        """
        owner = self._owner(flow, site)
        if owner is None:
            reason = Reason.NO_HOLDER if flow.about.mac is None else Reason.OTHERS
            self._strangers[flow.seen.source, reason, flow.seen.place] += flow.tries
            return
        kept = self._flows.setdefault(owner, {}).setdefault(log, Smallest(MAX_PEERS))
        kept.add(flow_key(flow), flow, merge_flows, lambda one: one.tries)

    def _owner(self, flow: Flow, site: str | None) -> str | None:
        name = flow.about.mac or str(flow.about.ip)
        if site is not None:
            return self._owners.get((site, name))
        if flow.about.mac is None and flow.about.ip in self._nobodys:
            return None
        owners = {self._owners.get((one, name)) for one in self._by_site} - {None}
        return owners.pop() if len(owners) == 1 else None

    def _named(self, flow: Flow, answered: set[str]) -> Flow:
        """Give a flow with the names of its peer."""
        names = {*flow.names, *answered}
        if flow.held_on is not None:
            names = {name for name in names if self._knows(name)}
        return replace(flow, names=tuple(sorted(names)))

    def finish(self) -> tuple[Mapping[str, Device], tuple[Shortfall, ...]]:
        """Give the devices that flows were charged to, by id, and what nobody was charged with."""
        charged: dict[str, Device] = {}
        dropped = 0
        for device in self._devices:
            kept = self._flows.get(device.id)
            if kept is None:
                continue
            names = names_by_answer(device.lookups)
            own = [self._named(flow, names.get(flow.peer, set())) for flow in _once(kept)]
            dropped += sum(one.dropped for one in kept.values())
            flows = sorted([*device.flows, *own], key=flow_order)
            charged[device.id] = replace(
                device,
                flows=tuple(flows),
                first=min([device.first, *(one.first for one in own if one.held_on is None)]),
                last=max([device.last, *(one.last for one in own if one.held_on is None)]),
            )
        short = [
            Shortfall(source, reason, UNCHARGED, count, place)
            for (source, reason, place), count in sorted(self._strangers.items())
        ]
        if dropped:
            short.append(Shortfall("", Reason.BOUND, "contacts of devices", dropped, ""))
        return charged, tuple(short)


def _once(logs: Mapping[str, Iterable[Flow]]) -> list[Flow]:
    """Give the flows of one device, those that several logs have once."""
    found: dict[str, Flow] = {}
    for log in sorted(logs):
        for flow in logs[log]:
            key = flow_key(flow)
            found[key] = same_contacts(found[key], flow) if key in found else flow
    return list(found.values())
