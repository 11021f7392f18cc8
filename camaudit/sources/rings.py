"""Which captures are files of one recording: those that a recorder began one after the other.

Told by the names that recorders give, then by the files themselves: each goes on where the one
before ended. Sources: manual pages of dumpcap (-b: NAME_00001_20261127093000.pcapng, or time and
number the other way round) and of tcpdump (-C: NAME, NAME1, NAME2 ...; -W: NAME00, NAME01 ...;
-G: whatever `strftime` makes of the name).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.capture.content import Window
from camaudit.capture.formats import open_file, pieces, recognise
from camaudit.capture.losses import Losses
from camaudit.capture.packets import pcap_packets, pcapng_packets
from camaudit.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from camaudit.sources.detect import Found

_NUMBERED = re.compile(r"_\d{5,}(?=_|\.|$)")  # dumpcap's number of the file
_DATED = re.compile(r"(?<!\d)(19|20)\d\d[-_.]?\d\d[-_.]?\d\d([-_.T ]{0,2}\d\d([-_.:]?\d\d){0,2})?")
_COUNTED = re.compile(r"(\.\w*?[a-z])\d+$", re.IGNORECASE)  # trace.pcap1
_PACKED = re.compile(r"\.(gz|zst)$", re.IGNORECASE)


def first_time(path: Path, shown: str) -> float | None:
    """Give the time of a capture's first frame in Unix seconds; None where it has none.

    Raises: SourceError where it cannot be opened or is not a capture.
    """
    form = recognise(path, shown)
    read = pcap_packets if form.kind == "pcap" else pcapng_packets
    with open_file(path, shown) as file:
        packet = next(read(Window(pieces(file, form.packing)), Losses(shown)), None)
    return None if packet is None else packet[5]


def recordings(captures: Sequence[Found]) -> list[list[Found]]:
    """Put files together that their names tell to be of one recording.

    Output: in the order of their first files; those of one by the times of their first frames.
    """
    found: dict[object, list[Found]] = {}
    for one in captures:
        stem = _stem(one.path.name)
        key = one.shown if stem is None else (one.path.parent, one.site, stem)
        found.setdefault(key, []).append(one)
    return [files if len(files) == 1 else sorted(files, key=_began) for files in found.values()]


def _began(found: Found) -> tuple[float, str]:
    """Give what orders the files of a recording; an empty one comes last: nothing was written."""
    try:
        at = first_time(found.path, found.shown)
    except (SourceError, OSError):
        at = None
    return float("inf") if at is None else at, found.shown


def _stem(name: str) -> str | None:
    """Give what the names of a recording have in common; None where nothing says there are more.

    The first file of `tcpdump -C` has no number: any name may be one.
    """
    plain = _PACKED.sub("", name)
    if _DATED.search(plain):
        return _DATED.sub("@", _NUMBERED.sub("_#", plain))
    return _COUNTED.sub(r"\1", plain) if "." in plain else None
