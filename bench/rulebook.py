"""A cold and a warm rulebook: in one process, and as `camaudit audit` of a small capture.

    python bench/rulebook.py [RUNS]

Cold: no cache, every file is parsed and checked. Warm: the same files were read before. The two
take turns, so that the ratios are those of one run on one machine; the best of all is printed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
CAPTURE = ROOT / "examples" / "school" / "captures" / "sports-hall" / "hall.pcap"
_LOAD = (
    "import time; began = time.perf_counter(); from pathlib import Path; "
    "from camaudit.rulebook.kept import load; load([Path('rules')], Path({cache!r}), 'bench'); "
    "print(time.perf_counter() - began)"
)


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "cache"
        _report("import and load", *_both(runs, cache, lambda: _load(cache / "camaudit")))
        out = Path(folder) / "out"
        _report("audit of a small capture", *_both(runs, cache, lambda: _audit(cache, out)))
        (kept,) = (cache / "camaudit").glob("*.json")
        size = sum(one.stat().st_size for one in (ROOT / "rules").rglob("*.yaml"))
        print(f"rules {size / 1e3:.0f} kB, kept as {kept.stat().st_size / 1e3:.0f} kB")


def _both(runs: int, cache: Path, measure: Callable[[], float]) -> tuple[float, float]:
    """Give the best of cold and of warm runs, in seconds."""
    cold, warm = [], []
    for _ in range(runs):
        shutil.rmtree(cache, ignore_errors=True)
        cold.append(measure())
        warm.append(measure())
    return min(cold), min(warm)


def _report(what: str, cold: float, warm: float) -> None:
    print(
        f"{what}: cold {cold * 1e3:.0f} ms, warm {warm * 1e3:.0f} ms, cold/warm {cold / warm:.2f}"
    )


def _load(cache: Path) -> float:
    code = _LOAD.format(cache=str(cache))
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True
    )
    return float(done.stdout)


def _audit(cache: Path, out: Path) -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "camaudit", "audit", CAPTURE, "-o", out, "--quiet"],
        check=True,
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
    )
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
