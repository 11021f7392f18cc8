"""Who registered a MAC block: the IEEE registry, packed (oui_data/SOURCE.md)."""

from __future__ import annotations

import lzma
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camaudit.errors import DataError
from camaudit.model.endpoint import is_local_mac, is_multicast_mac

if TYPE_CHECKING:
    from pathlib import Path

_SIZES = (9, 7, 6)  # hex digits of MA-S, MA-M and MA-L: the longest prefix wins


@dataclass(frozen=True, slots=True)
class Block:
    """One block and who registered it."""

    prefix: str  # "bc:34:00:0/28"
    bits: int  # 24, 28 or 36
    registrant: str


class Registry:
    """Looks MAC blocks up."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    @classmethod
    def load(cls, folder: Path) -> Registry:
        """Read oui_data/registry.tsv.xz: prefix in hex, tab, registrant.

        Raises: DataError where the file is missing or damaged.
        """
        path = folder / "registry.tsv.xz"
        try:
            text = lzma.decompress(path.read_bytes()).decode("utf-8")
        except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
            raise DataError(f"{path}: cannot be read; reinstall camaudit") from error
        return cls(dict(line.split("\t", 1) for line in text.splitlines()))

    def look_up(self, mac: str) -> Block | None:
        """Give the block of a MAC; None where nobody registered it, or nobody could."""
        if is_local_mac(mac) or is_multicast_mac(mac):
            return None
        digits = mac.replace(":", "")
        for size in _SIZES:
            registrant = self._names.get(digits[:size])
            if registrant is not None:
                pairs = [digits[at : min(at + 2, size)] for at in range(0, size, 2)]
                return Block(f"{':'.join(pairs)}/{size * 4}", size * 4, registrant)
        return None

    def __len__(self) -> int:
        return len(self._names)
