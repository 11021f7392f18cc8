"""Lines a second of a switch's MAC table: the lines alone, and with what they say.

    python bench/tables.py [LINES] [ROUNDS]

A table of LINES (200,000) rows of `show mac address-table`, on ports with eight MACs each, is made
in memory. The best of ROUNDS (5) is shown, in time of the processor.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit.errors import SourceError
from camaudit.model.progress import Silent
from camaudit.sources.detect import Found
from camaudit.sources.source import Given
from camaudit.sources.table import TableSource
from camaudit.tables import FORMATS
from camaudit.tables.transcript import Transcript
from camaudit.tables.walker import Walker

if TYPE_CHECKING:
    from collections.abc import Callable

    from camaudit.dissect.dispatch import Reader
    from camaudit.model.endpoint import Endpoints

HEAD = "SW-1#show mac address-table\r\nVlan    Mac Address       Type        Ports\r\n"


def table(lines: int) -> bytes:
    """Make the log of a terminal."""
    rows = (
        f"  {number % 40 + 10:>3}    4447.{number >> 16:04x}.{number & 65535:04x}    DYNAMIC"
        f"     Gi{number // 384 + 1}/0/{number // 8 % 48 + 1}\r\n"
        for number in range(lines)
    )
    return (HEAD + "".join(rows)).encode()


def no_reader(_ends: Endpoints, _source: str) -> Reader:
    """Refuse: a table needs no reader of frames."""
    raise SourceError("bench", "a table has no frames")


def best(rounds: int, work: Callable[[], int]) -> tuple[float, int]:
    """Give the shortest time of several, and what was counted."""
    times, count = [], 0
    for _ in range(rounds):
        begin = time.process_time()
        count = work()
        times.append(time.process_time() - begin)
    return min(times), count


def main() -> None:
    """Measure and print."""
    lines, rounds = (int(text) for text in [*sys.argv[1:], "200000", "5"][:2])
    data = table(lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "switch.log")
        path.write_bytes(data)
        given = Given(
            inside=lambda _: True,
            as_of=0.0,
            zone=UTC,
            knows=lambda _: False,
            make_reader=no_reader,
            watcher=Silent(),
        )
        steps: dict[str, Callable[[], int]] = {
            "lines": lambda: sum(1 for _ in Transcript(io.BytesIO(data)).read()),
            "entries": lambda: sum(
                1 for _ in Walker(list(FORMATS.values())).walk(Transcript(io.BytesIO(data)).read())
            ),
            "observations": lambda: sum(
                1 for _ in TableSource(Found(path, path.name, None), given).observations()
            ),
        }
        for name, work in steps.items():
            seconds, count = best(rounds, work)
            print(f"{name:<13}{count:>9,}   {lines / seconds:>9,.0f} lines a second")


if __name__ == "__main__":
    main()
