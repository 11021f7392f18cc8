"""Whether a camera hangs on a channel, by the words of recorders and of people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.tabular.camera_columns import Field, is_default_name
from camaudit.tabular.columns import plain

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

# A status of a channel on which nothing hangs. "" stands for signs alone, as "-".
_ABSENT = frozenset(
    {
        "", "not added", "never added", "unused", "not used", "not in use", "empty", "free",
        "spare", "disabled", "deactivated", "inactive", "false", "no", "n", "not configured",
        "unassigned", "no camera", "removed", "decommissioned", "not registered", "frei", "leer",
        "nicht belegt", "nein", "libre", "non", "vide", "0",
    }
)  # fmt: skip
# What registers and inventories say of a device that need not be on the network.
_AWAY = frozenset(
    {
        "decommissioned", "retired", "offline", "planned", "inventory", "in stock", "on order",
        "pending install", "pending installation", "stolen", "absent", "missing", "lost", "failed",
        "removed", "disposed", "disposed of", "scrapped", "sold", "end of life", "non operational",
        "not operational", "not in use", "not installed", "out of use", "out of service", "spare",
        "pipeline", "catalog", "purchase", "disposal", "disabled", "inactive", "deinstalled",
        "uninstalled", "unused", "no longer in use", "ausser betrieb", "ausgemustert", "entfernt",
    }
)  # fmt: skip
_PRESENT = re.compile(
    r"(?i)\b(?:online|connected|recording|normal|active|ok|up|working|yes|y|true|enabled|ja|oui|si|"
    r"verbunden|aktiv|registered|in use|live|streaming|1)\b"
)
_NOT = re.compile(r"(?i)\b(?:not|no|offline|nicht|non)\b")
_DOWN = re.compile(r"(?i)offline|disconnect|unreachable|error|fail|abnormal|timeout|exception|loss")
# Channels that carry a camera wired to the recorder itself.
_ANALOG = re.compile(
    r"(?i)\b(?:analog(?:ue)?|bnc|coax(?:ial)?|hdcvi|cvi|hdtvi|tvi|ahd|cvbs)\b|^A\d+$"
)


def is_out(texts: Mapping[Field, str]) -> bool:
    """Tell whether a register says that a camera is not in use: nobody wonders where it is."""
    said, used = texts.get(Field.STATUS, ""), plain(texts.get(Field.USE, ""))
    return is_away(said) or is_away(used) or used in {"no", "n", "false", "nein", "non"}


def is_away(text: str) -> bool:
    """Tell whether a status says that a device is not in use."""
    return plain(text) in _AWAY


def is_down(texts: Mapping[Field, str]) -> bool:
    """Tell whether a list says that nothing answers on a channel."""
    said = [texts.get(one, "") for one in (Field.USE, Field.STATUS)]
    return any(_DOWN.search(one) for one in said)


def in_use(
    texts: Mapping[Field, str],
    columns: Container[Field],
    channel: str | None,
    *,
    addressed: bool,
    typed: bool,
) -> bool | None:
    """Tell whether a camera hangs on a channel.

    Input:  columns: those that the list has; addressed: the row has an address or a MAC;
            typed: a person wrote the row.
    Output: True where it has an address or a status that says so; None where nothing tells.
    """
    said = [text for one in (Field.USE, Field.STATUS) if (text := texts.get(one, ""))]
    if any(plain(one) in _ABSENT for one in said):
        return False
    name = texts.get(Field.NAME, "").strip()
    named = bool(name) and not is_default_name(name)
    if addressed or typed or any(_PRESENT.search(one) and not _NOT.search(one) for one in said):
        return True
    if any(_DOWN.search(one) for one in said):
        return None  # down and without an address: perhaps nothing hangs there any more
    signals = (texts.get(Field.SORT, ""), texts.get(Field.PROTOCOL, ""), channel or "")
    analog = any(_ANALOG.search(one) for one in signals)
    if named and not said and (analog or texts.get(Field.MODEL)):
        return True
    if Field.ADDRESS in columns and not analog and not named:
        return False  # a channel for a camera with an address, and it has none
    return None
