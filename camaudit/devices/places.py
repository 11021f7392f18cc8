"""Where on which switch a device stands, from the tables of many files.

What one table cannot know another tells: a port that leads on to another switch is no device's
place, and where several switches see one MAC, the one nearest to it has the fewest at the port.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.model.observation import Attachment, Sighting, Uplink
from camaudit.smallest import Smallest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from camaudit.model.observation import Seen

MAX_PLACES = 64  # ports kept of one MAC
MAX_MACS = 200_000  # of one site


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where one device stands, as far as switches tell."""

    attachments: tuple[Attachment, ...]  # sorted by time, switch and port
    vlans: frozenset[int]
    first: float | None  # Unix seconds of the first table that has it


NOWHERE = Where(attachments=(), vlans=frozenset(), first=None)


class Places:
    """What the switches of one site say."""

    def __init__(self) -> None:
        self._attachments: dict[str, Smallest[str, Attachment]] = {}
        self._vlans: dict[str, set[int]] = defaultdict(set)
        self._first: dict[str, float] = {}
        self._uplinks: set[tuple[str, str]] = set()
        self._crowds: dict[tuple[str, str], set[str]] = defaultdict(set)  # MACs by port
        self.dropped = 0

    def add(self, said: Attachment | Sighting | Uplink) -> None:
        """Take what a table says, in any order."""
        if isinstance(said, Uplink):
            self._uplinks.add((said.switch, said.port))
            return
        if said.mac not in self._first and len(self._first) >= MAX_MACS:
            self.dropped += 1
            return
        self._note(said.mac, said.seen, said.vlan)
        if isinstance(said, Attachment):
            kept = self._attachments.setdefault(said.mac, Smallest(MAX_PLACES))
            kept.add(
                f"{said.switch}|{said.port}|{said.vlan}|{said.ip}", said, _earlier, lambda _: 1
            )
            self._crowds[said.switch, said.port].add(said.mac)

    def _note(self, mac: str, seen: Seen, vlan: int | None) -> None:
        self._first[mac] = min(seen.at, self._first.get(mac, seen.at))
        if vlan is not None:
            self._vlans[mac].add(vlan)

    def macs(self) -> Iterable[str]:
        """Give every MAC that a switch saw."""
        return self._first.keys()

    def of(self, mac: str) -> Where:
        """Say where a MAC stands."""
        if mac not in self._first:
            return NOWHERE
        found = [
            one
            for one in self._attachments.get(mac, ())
            if (one.switch, one.port) not in self._uplinks
        ]
        switches = {one.switch for one in found}
        if len(switches) > 1:
            fewest = min(len(self._crowds[one.switch, one.port]) for one in found)
            found = [one for one in found if len(self._crowds[one.switch, one.port]) == fewest]
        found.sort(key=lambda one: (one.seen, one.switch, one.port))
        return Where(
            attachments=tuple(found),
            vlans=frozenset(self._vlans.get(mac, ())),
            first=self._first[mac],
        )


def _earlier(one: Attachment, other: Attachment) -> Attachment:
    return min(one, other, key=lambda attachment: attachment.seen)
