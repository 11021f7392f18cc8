"""Measures how fast the logs of firewalls, DNS servers and proxies are read whole.

    python bench/firewall_logs.py [LINES] [FORMAT ...]

Of each format the row of its first case (tests/unit/flows/cases) is written LINES times (200,000)
with forty cameras, many peers, ports and times, and read as an audit reads it: look-ups, bindings
and the flows of the cameras. Printed are lines a second of the wall clock and of the processor.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from math import inf
from pathlib import Path

import yaml

from camaudit.flows import FIREWALLS, HEADED, NAMES
from camaudit.model.progress import Silent
from camaudit.model.span import Span
from camaudit.sources.detect import Found
from camaudit.sources.logfile import LogSource
from camaudit.sources.source import Given

CASES = Path(__file__).parents[1] / "tests" / "unit" / "flows" / "cases"
CAMERAS = 40
INSIDE = ip_network("10.0.0.0/8")


def sample(kind: str) -> tuple[list[str], str]:
    """Give the lines above the first row of a format, and that row."""
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            if case["kind"] == kind:
                lines = case["lines"].splitlines()
                at = next(i for i, one in enumerate(lines) if "10.20.30.41" in one)
                head = [one for one in lines[:at] if one.startswith(("#", '"', "num", "Z", "D"))]
                return head, lines[at]
    raise SystemExit(f"{kind}: no such format")


def write(path: Path, kind: str, count: int) -> None:
    """Write a log of many rows."""
    head, row = sample(kind)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in head)
        for at in range(count):
            camera, peer = at % CAMERAS, f"203.0.{113 + at % 3}.{at * 7 % 250 + 1}"
            one = row.replace("10.20.30.41", f"10.20.30.{41 + camera}")
            one = one.replace("203.0.113.77", peer).replace("40122", str(1024 + at * 31 % 60000))
            one = one.replace("lite", f"l{at % 900 + 100}").replace(
                ":14:0", f":{at // 600 % 60:02}:0"
            )
            file.write(one.replace("00:00:5e:00:53:01", f"00:00:5e:00:53:{camera:02x}") + "\n")


def measure(kind: str, count: int) -> None:
    """Read a log and print what it took."""
    cameras = [ip_address(f"10.20.30.{41 + at}") for at in range(CAMERAS)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.log"
        write(path, kind, count)
        given = Given(
            inside=lambda ip: ip in INSIDE, as_of=datetime(2026, 11, 23, tzinfo=UTC).timestamp(),
            zone=UTC, knows=lambda _: True, make_reader=lambda *_: None, watcher=Silent(),
        )  # fmt: skip
        wall, cpu = time.perf_counter(), time.process_time()
        log = LogSource(Found(path, "sample.log", None), given)
        said = sum(1 for _ in log.observations())
        said += sum(
            1 for _ in log.flows({ip: (Span(ip, -inf, inf, None, None),) for ip in cameras})
        )
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        lost = sum(one.count for one in log.shortfalls())
        size = path.stat().st_size / 1e6
    print(
        f"{kind:28} {size:6.1f} MB {wall:6.2f} s {count / wall:9,.0f} lines/s "
        f"{count / cpu:9,.0f} lines/CPU-s  {said} observations, {lost} lines lost"
    )


def main() -> None:
    """Measure each format that was named, or all."""
    words = sys.argv[1:]
    count = int(words.pop(0)) if words and words[0].isdigit() else 200_000
    for kind in words or [one.name for one in (*FIREWALLS, *NAMES, *HEADED)]:
        measure(kind, count)


if __name__ == "__main__":
    main()
