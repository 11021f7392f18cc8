"""`camaudit check`: 200 rows as a whole process, and a million rows of CSV with the peak of memory.

    python bench/check.py [ROWS]

The list is tests/procurement/tender.csv, repeated; every hundredth row gets a model of its own, so
that not every answer is one already given.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).parents[1]
TENDER = ROOT / "tests" / "procurement" / "tender.csv"
HEADER = 4  # row of the headings in the tender


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_001
    with TENDER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.csv"
        _write(small, rows[: HEADER + 200])
        runs = [_run(small) for _ in range(5)]
        best, busy = min(run[0] for run in runs), min(run[1] for run in runs)
        print(f"200 rows, whole process, best of 5: {best:.2f} s ({busy:.2f} s of processor time)")
        large = Path(folder) / "large.csv"
        body = islice(cycle(rows[HEADER:]), count)
        _write(large, [*rows[:HEADER], *(_own(row, at) for at, row in enumerate(body))])
        size = large.stat().st_size
        seconds, busy, peak = _run(large)
        print(
            f"{count:,} rows ({size / 1e6:.0f} MB): {seconds:.1f} s ({busy:.1f} s of processor "
            f"time), {count / busy:,.0f} rows a second of it, peak {peak / 1024:.0f} MB"
        )


def _own(row: list[str], at: int) -> list[str]:
    return [*row[:2], f"{row[2]}-{at}", *row[3:]] if at % 100 == 0 and row[2] else row


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _run(path: Path) -> tuple[float, float, int]:
    """Run the command; give seconds, those of the processor, and peak of resident memory in KiB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "camaudit", "check", path, "--quiet"], check=True, cwd=ROOT
    )
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, busy, after.ru_maxrss


if __name__ == "__main__":
    main()
