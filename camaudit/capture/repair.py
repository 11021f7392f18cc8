"""Where a damaged capture goes on: the next place that begins records which make sense together.

Pure functions over a window. A search is bounded (SEARCHED), and so is the number of damages of
a file (MAX_DAMAGES): a hostile file costs no more than a pass over it.

Sources: draft-ietf-opsawg-pcap section 5; draft-ietf-opsawg-pcapng sections 3.1 and 4.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.capture import records

if TYPE_CHECKING:
    from collections.abc import Iterator

SEARCHED = 1 << 18  # bytes behind a damage that are looked through
BLIND = 1 << 14  # the same where no record was read before, so that no time is known
NEEDED = SEARCHED + 4 * records.MAX_CAPTURED  # bytes that a window should have for a search
MAX_DAMAGES = 1_000  # of one file
CHAIN = 3  # records in a row that are believed
NEAR = 1 << 16  # seconds from one record to the next that are believed: 18 hours

# Blocks of which no length is too long: names, statistics, a journal, secrets, custom ones.
UNTOLD = frozenset({4, 5, 9, 10, 0xBAD, 0x40000BAD})
_KINDS = [
    kind.to_bytes(4)
    for kind in (
        *sorted(UNTOLD),
        records.SECTION,
        records.INTERFACE,
        records.PACKET,
        records.SIMPLE,
        records.ENHANCED,
    )
]
_BEGINS = (  # little-endian, big-endian
    re.compile(b"(?=" + b"|".join(re.escape(kind[::-1]) for kind in _KINDS) + b")"),
    re.compile(b"(?=" + b"|".join(re.escape(kind) for kind in _KINDS) + b")"),
)


def pcap_chain(
    buffer: bytes, at: int, end: int, form: tuple[int, int, int], near: int | None, *, last: bool
) -> bool:
    """Tell whether records that make sense together begin at a place.

    Input:  form, as of PCAP_MAGICS: byte order, units of a second, bytes of a record header; near,
            seconds of a record before, None where there is none; last, `end` is that of the file.
    Output: True for CHAIN records in a row, or for fewer that end where the file does: for two, or
            for one where a time before is known.
    """
    big, units, header = form
    fewest = 2 if near is None else 1
    for links in range(CHAIN):
        if at == end and last:
            return links >= fewest
        if end - at < header:
            return links >= 2
        seconds = records.word(buffer, at, big)
        captured = records.word(buffer, at + 8, big)
        wire = records.word(buffer, at + 12, big)
        sizes = 0 < captured <= wire <= records.MAX_CAPTURED
        times = near is None or abs(seconds - near) <= NEAR
        if not (sizes and times and records.word(buffer, at + 4, big) < units):
            return False
        near = seconds
        at += header + captured
        if at > end:
            return links >= 2
    return True


def pcap_goes_on(
    buffer: bytes,
    at: int,
    end: int,
    form: tuple[int, int, int],
    near: int | None,
    *,
    doubted: bool,
    last: bool,
) -> int | None:
    """Find the next record behind a damaged one at `at`; None where none is near.

    Input: doubted, the one at `at` is whole, but of another time: where more of that time follow,
           it is no damage.
    """
    if doubted and pcap_chain(buffer, at, end, form, None, last=last):
        return None
    for place in _pcap_places(buffer, at + 1, end, form[0], near):
        if pcap_chain(buffer, place, end, form, near, last=last):
            return place
    return None


def _pcap_places(buffer: bytes, at: int, end: int, big: int, near: int | None) -> Iterator[int]:
    """Yield where a record could begin: its time is near that of the one before."""
    if near is None:
        yield from range(at, min(end, at + BLIND))
        return
    high = near >> 16
    times = [t.to_bytes(2) for t in (high - 1, high, high + 1) if 0 <= t < 1 << 16]
    pattern = b"|".join(re.escape(time if big else time[::-1]) for time in times)
    stretch = memoryview(buffer)[at + 2 * (1 - big) : min(end, at + SEARCHED)]
    for found in re.finditer(b"(?=" + pattern + b")", stretch):
        yield at + found.start()


def pcap_header(buffer: bytes, at: int, end: int, form: tuple[int, int, int], *, last: bool) -> int:
    """Tell how long record headers are: patched writers kept the mark of a file and wrote more.

    Output: 16, 24 or 28; that of the mark where no other fits better.
    """
    big, units, header = form
    for size in (header, 16, 24, 28):
        if pcap_chain(buffer, at, end, (big, units, size), None, last=last):
            return size
    return header


def next_pcapng_block(buffer: bytes, at: int, end: int, big: int) -> int | None:
    """Find the next block behind a damaged one at `at`: of a known type, with equal lengths."""
    stretch = memoryview(buffer)[at + 4 : min(end, at + SEARCHED)]
    for found in _BEGINS[big].finditer(stretch):
        place = at + 4 + found.start()
        if records.pcapng_block(buffer, place, end, big)[0] == records.WHOLE:
            return place
    return None
