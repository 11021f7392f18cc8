"""What a scan from this computer would meet: rights, interfaces, authority, hours, tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import RefusedError
from camaudit.model.probe import Level
from camaudit.scan.targets import ASKED, targets
from camaudit.wire.authority import scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from camaudit.model.endpoint import IPAddress, IPNetwork
    from camaudit.model.estate import Estate, Network
    from camaudit.wire.interfaces import Link

FINE, LOOK, TOLD = "fine", "look", "note"  # nothing to do; something to do; good to know


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    state: str  # FINE, LOOK or TOLD
    about: str  # "rights", "interface", "network", "authority", "tables", "speed"
    says: str  # what it is, and where it is LOOK, what to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Computer:
    """What this computer is, as far as a scan goes; asked of the system, nothing is sent."""

    system: str  # as sys.platform has it
    links: tuple[Link, ...]
    no_frames: str | None  # why it sends no frames of its own; None: it does
    neighbours: tuple[tuple[IPAddress, str, str], ...]  # that it knows: address, MAC, interface
    npcap: bool  # the capture driver of Windows is installed
    compiled: bool  # Numba is: large captures are read by compiled code
    old: tuple[tuple[str, int], ...]  # tables that are too old, and their months


def checks(
    computer: Computer, estate: Estate | None, zone: tzinfo | None, now: float
) -> list[Check]:
    """Look at everything.

    Input: zone: of the hours in the estate file, None: this computer's; now: Unix seconds.
    """
    found = list(_interfaces(computer, estate))
    if estate is None:
        found.append(
            Check(
                TOLD,
                "authority",
                "no estate file was given (--estate FILE): files can be read, nothing can be asked."
                " Begin one with: camaudit estate init",
            )
        )
    else:
        found += _authority(estate, zone, now)
        found += _networks(computer, estate, zone)
    found += _rights(computer)
    found += _rest(computer)
    return found


def _interfaces(computer: Computer, estate: Estate | None) -> Iterator[Check]:
    if not computer.links:
        yield Check(
            LOOK, "interface", "none is up but loopback: plug in a cable, or join a network"
        )
    for link in computer.links:
        known = sum(name == link.name for _, _, name in computer.neighbours)
        seen = f"; neighbours that the system knows there: {known}" if known else ""
        where = f"{link.name} {link.text}"
        if estate is None:
            yield Check(TOLD, "interface", f"{where}{seen}")
            continue
        homes = [
            f"{site.name}, {network.name}"
            for site in estate.sites
            for network in site.networks
            if _holds(network.cidr, link)
        ]
        if homes:
            yield Check(FINE, "interface", f"{where} lies in {homes[0]}{seen}")
        else:
            yield Check(
                TOLD,
                "interface",
                f"{where} lies in no declared network: nobody on it is asked. Declare it in the"
                f" estate file if it is yours{seen}",
            )


def _holds(network: IPNetwork, link: Link) -> bool:
    """Tell whether a declared network holds all of a link's."""
    return link.network[0] in network and link.network[-1] in network


def _authority(estate: Estate, zone: tzinfo | None, now: float) -> Iterator[Check]:
    try:
        closed = scope(estate, zone).closed(now)
    except RefusedError as error:
        yield Check(LOOK, "authority", str(error))
        return
    authority = estate.authority
    assert authority is not None  # noqa: S101 - `scope` refuses without
    who = f"{authority.name}, {authority.role}, until {authority.valid_until}"
    if closed is not None:
        yield Check(LOOK, "authority", f"{who}: {closed}")
    else:
        hours = f"; hours: {', '.join(authority.hours)}" if authority.hours else ""
        yield Check(FINE, "authority", f"{who}{hours}; something may be sent now")


def _networks(computer: Computer, estate: Estate, zone: tzinfo | None) -> Iterator[Check]:
    try:
        made = targets(
            estate, scope(estate, zone), computer.links, Level.ASK, no_frames=computer.no_frames
        )
    except RefusedError:
        return  # told as the authority
    for site in estate.sites:
        for network in site.networks:
            where = f"{site.name}, {network.name} ({network.cidr})"
            if network.cidr in made.routed:
                yield Check(
                    TOLD,
                    "network",
                    f"{where} is reached through a router: each address is asked alone, what is"
                    " told by multicast and the MACs are not seen. Tables of its switch and router"
                    " tell them (camaudit guide), or a scan from inside",
                )
            elif any(_holds(network.cidr, link) for link in made.links):
                yield Check(FINE, "network", f"{where} is on a link of this computer")
            elif network.purpose not in ASKED:
                yield Check(TOLD, "network", f"{where} is not asked: it is no camera network")
            else:
                yield Check(LOOK, "network", f"{where} is not asked: {_why(made.passed, network)}")


def _why(passed: Sequence[str], network: Network) -> str:
    named = f"{network.name} ({network.cidr}): "
    return next(
        (one.removeprefix(named) for one in passed if one.startswith(named)),
        "a link of this computer lies in a part of it",
    )


def _rights(computer: Computer) -> Iterator[Check]:
    if computer.no_frames is None:
        yield Check(FINE, "rights", "ARP and SADP below IP can be asked: frames can be sent")
    else:
        yield Check(
            TOLD,
            "rights",
            f"no ARP and no SADP below IP: {computer.no_frames}. All else needs no rights; MACs are"
            " those that the system knows itself",
        )
    if computer.system == "win32":
        yield Check(
            FINE if computer.npcap else TOLD,
            "rights",
            "Npcap is installed: Wireshark can record what camaudit reads"
            if computer.npcap
            else "Npcap is not installed: scans and files do not need it, recordings do"
            " (`pktmon` records without it; docs/getting-data.md)",
        )
    yield Check(
        TOLD,
        "firewall",
        "answers to multicast come to UDP ports of their own (3702, 5353, 37020 ...): a firewall on"
        " this computer may drop them. A scan says so where nobody on a link answered"
        + (
            " (Windows: allow python.exe on private networks)" if computer.system == "win32" else ""
        ),
    )


def _rest(computer: Computer) -> Iterator[Check]:
    if computer.compiled:
        yield Check(FINE, "speed", "Numba is installed: large captures are read by compiled code")
    else:
        yield Check(
            TOLD, "speed", "Numba is not installed (extra `fast`): large captures take long"
        )
    for name, months in computer.old:
        yield Check(
            LOOK, "tables", f"{name} is {months} months old: camaudit data update (docs/data.md)"
        )
    if not computer.old:
        yield Check(FINE, "tables", "rules and tables are not old")
