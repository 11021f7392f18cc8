"""What a MAC address tells of a maker: never more than a weak hint, and often nothing."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from camaudit.devices.addressbook import VIRTUAL_ROUTERS
from camaudit.model.endpoint import is_local_mac

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.identify.registry import Block, Registry
    from camaudit.rulebook.types import LabelBlocks, Maker, Rulebook

# Words for the legal form of a company, which registries spell in many ways.
_FORM = frozenset(
    {
        "ab", "ag", "as", "bv", "co", "company", "corp", "corporation", "gmbh", "inc",
        "incorporated", "kg", "kk", "limited", "llc", "ltd", "nv", "oy", "plc", "private",
        "pte", "pty", "pvt", "sa", "sas", "spa", "srl", "the",
    }
)  # fmt: skip


def plain_name(name: str) -> str:
    """Fold the name of a company: case, punctuation and the words for its legal form go."""
    joined = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", name.casefold())  # b.v. is bv
    words = re.sub(r"\W+", " ", joined).split()
    kept = [word for word in words if word not in _FORM]
    return " ".join(kept or words)


class Blocks:
    """The MAC registry as the rulebook reads it."""

    def __init__(self, rulebook: Rulebook, registry: Registry) -> None:
        self._registry = registry
        self._makers = {
            plain_name(name): maker for maker in rulebook.makers for name in maker.registrants
        }
        self._labels = {
            plain_name(name): one for one in rulebook.blocks for name in one.registrants
        }
        self._chips = {plain_name(chip.registrant) for chip in rulebook.chips}

    def owner(self, mac: str) -> tuple[Maker | LabelBlocks, Block] | None:
        """Give the maker or the label that registered the block of a MAC, and the block."""
        if is_local_mac(mac) or mac.startswith(VIRTUAL_ROUTERS):
            return None
        block = self._registry.look_up(mac)
        if block is None:
            return None
        owner = self._of(plain_name(block.registrant))
        return (owner, block) if owner is not None else None

    def owned(self) -> Iterator[tuple[Maker | LabelBlocks, Block]]:
        """Yield every block of the registry that a maker or a label registered."""
        owners: dict[str, Maker | LabelBlocks | None] = {}
        for block in self._registry.blocks():
            name = block.registrant
            if name not in owners:
                owners[name] = self._of(plain_name(name))
            owner = owners[name]
            if owner is not None:
                yield owner, block

    def _of(self, name: str) -> Maker | LabelBlocks | None:
        """Give the owner of a registrant's plain name; a maker of chips is none."""
        return None if name in self._chips else self._makers.get(name) or self._labels.get(name)

    def note(self, mac: str) -> str | None:
        """Say why a MAC names no maker, where there is a reason."""
        if mac.startswith(VIRTUAL_ROUTERS):
            return "virtual router"
        if is_local_mac(mac):
            return "locally administered"
        block = self._registry.look_up(mac)
        if block is not None and plain_name(block.registrant) in self._chips:
            return f"Wi-Fi chip or module maker {block.registrant}"
        return None


def count_makers(registry: Registry, rulebook: Rulebook) -> Counter[str]:
    """Count the blocks that makers of cameras registered, by the maker's short name."""
    makers = {
        plain_name(name): maker.short
        for maker in rulebook.makers
        if maker.makes == "video"
        for name in maker.registrants
    }
    found: Counter[str] = Counter()
    for name, count in Counter(registry.registrants()).items():
        maker = makers.get(plain_name(name))
        if maker is not None:
            found[maker] += count
    return found


def mac_note(mac: str, registry: Registry, rulebook: Rulebook) -> str | None:
    """Say why a MAC names no maker, where there is a reason; for many MACs keep a `Blocks`."""
    return Blocks(rulebook, registry).note(mac)
