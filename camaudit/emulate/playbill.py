"""Which character stands at which address: what a server process is given, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from camaudit.emulate.cast import CAST, find


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One device of a network."""

    character: str
    address: str
    mac: str
    interface: str | None = None  # of its own, where it is on a link; None: behind a router
    six: bool = False  # answers at the link-local IPv6 address of its MAC too


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbill:
    """All devices that one process plays."""

    parts: tuple[Part, ...]
    folders: tuple[str, ...] = (str(CAST),)  # where characters are looked for, in this order
    control: str | None = None  # path of a unix socket that tells what the devices went through

    def to_json(self) -> str:
        """Write it down."""
        return json.dumps(asdict(self))

    @staticmethod
    def of_json(text: str) -> Playbill:
        """Read what `to_json` wrote."""
        given = json.loads(text)
        return Playbill(
            parts=tuple(Part(**one) for one in given["parts"]),
            folders=tuple(given["folders"]),
            control=given["control"],
        )

    def problems(self) -> list[str]:
        """Give the names of characters that no folder has."""
        folders = tuple(Path(one) for one in self.folders)
        missing = []
        for name in sorted({one.character for one in self.parts}):
            try:
                find(name, folders)
            except FileNotFoundError:
                missing.append(name)
        return missing
