"""Who registered a MAC block: the IEEE registry, packed (oui_data/SOURCE.md).

A name is the registrant's at the date of the listing: it may sell the block's devices under other
names, and its country says nothing of where they were made. So a block is a hint, never a verdict.
"""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from camaudit.data import mend
from camaudit.errors import DataError
from camaudit.model.endpoint import is_local_mac, is_multicast_mac

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "registry.tsv.xz"
PRIVATE = "Private"  # the registrant of a block whose owner asked not to be named
SIZES = (9, 7, 6)  # hex digits of MA-S, MA-M and MA-L: the longest prefix wins


@dataclass(frozen=True, slots=True)
class Block:
    """One block and who registered it."""

    prefix: str  # "bc:34:00:0/28"
    bits: int  # 24, 28 or 36
    registrant: str  # as registered; PRIVATE where it is not told


class Registry:
    """Looks MAC blocks up."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names  # registrant by prefix: 6, 7 or 9 hex digits in lower case

    @classmethod
    def load(cls, folder: Path) -> Registry:
        """Read registry.tsv.xz (prefix in hex, tab, registrant) and see that it is the dated one.

        Raises: DataError where a file is missing or damaged.
        """
        path = folder / FILE
        try:
            digest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["sha256"]
            packed = path.read_bytes()
            if sha256(packed).hexdigest() != digest:
                raise DataError(f"{path}: not the file that manifest.json describes; {mend(path)}")
            lines = lzma.decompress(packed).decode("utf-8").split("\n")
            return cls(dict(line.split("\t", 1) for line in lines if line))
        except (OSError, ValueError, KeyError, TypeError, lzma.LZMAError) as error:
            raise DataError(f"{path}: cannot be read; {mend(path)}") from error

    def look_up(self, mac: str) -> Block | None:
        """Give the block of a MAC ("00:11:22:33:44:55", lower case) that is registered.

        Output: None for a MAC that was locally administered, is a group's, or has no block: its
                maker did not register it, so it names nobody.
        """
        if is_local_mac(mac) or is_multicast_mac(mac):
            return None
        digits = mac.replace(":", "")
        for size in SIZES:
            registrant = self._names.get(digits[:size])
            if registrant is not None:
                return _block(digits[:size], registrant)
        return None

    def registrants(self) -> Iterator[str]:
        """Yield the registrant of every block, in the order of the prefixes."""
        yield from self._names.values()

    def blocks(self) -> Iterator[Block]:
        """Yield every block, in the order of the table."""
        for digits, registrant in self._names.items():
            yield _block(digits, registrant)

    def __len__(self) -> int:
        return len(self._names)


def _block(digits: str, registrant: str) -> Block:
    pairs = [digits[at : at + 2] for at in range(0, len(digits), 2)]
    return Block(f"{':'.join(pairs)}/{len(digits) * 4}", len(digits) * 4, registrant)
