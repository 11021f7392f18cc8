"""What a link tells below IP: who has which MAC, asked by our frames or read from the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.dissect.replies import Said
from camaudit.model.observation import Binding, BindingHow, Seen
from camaudit.protocols.questions import ASK_LINK, WHO_HAS
from camaudit.wire import everybody

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.probe import Reply
    from camaudit.scan.targets import Targets
    from camaudit.wire.gate import Gate
    from camaudit.wire.interfaces import Link

SOURCE = "neighbours"  # of this computer: its own table


async def ask_all(gate: Gate, targets: Targets) -> list[tuple[Reply, ...]]:
    """Ask everybody on the links by frames; give the answers to each question."""
    return [
        await everybody.whois_all(gate, link, probe)
        for link in targets.framed
        for probe in ASK_LINK
    ]


async def ask_for(gate: Gate, asked: tuple[Link, IPAddress]) -> Reply | None:
    """Ask who has an address; None where a run before this one did."""
    link, address = asked
    if any(one.probe == WHO_HAS.name for one in gate.journal.answers(address)):
        return None
    return await gate.whois(link, address, WHO_HAS, again=False)


def known(table: Iterable[tuple[IPAddress, str, str]], targets: Targets, at: float) -> Said:
    """Give what the system's own table says of addresses of the scope on links without frames.

    Input: table: address, MAC, interface; at: Unix seconds at which it was read.
    """
    links = {one.name for one in targets.links if one not in targets.framed}
    return Said(tuple(_bindings(table, links, targets, at)), ())


def _bindings(
    table: Iterable[tuple[IPAddress, str, str]], links: set[str], targets: Targets, at: float
) -> Iterator[Binding]:
    for number, (address, mac, interface) in enumerate(table, 1):
        if interface in links and targets.holds(address):
            yield Binding(
                mac=mac,
                ip=address,
                valid_from=at,
                valid_to=None,
                how=BindingHow.TABLE,
                seen=Seen(at, SOURCE, f"entry {number}"),
            )
