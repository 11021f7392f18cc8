"""Listening while 500 emulated devices announce themselves and video flows: found, drops, CPU.

    python bench/listen.py [SECONDS [DEVICES [PACKETS A SECOND]]] [--write]

60 seconds, 500 devices and 5,000 packets of video a second (300,000 a minute) unless said. Linux,
as root: a cable between two interfaces in a network of its own, nothing leaves it. The share of a
processor is that of the whole program, its start and its reports in it. With --write what is heard
is kept as well, and read again at the end.
"""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from camaudit import document

HERE = Path(__file__).resolve().parent
TEST = HERE.parent / "tests" / "netns" / "test_listen.py"


def main() -> None:
    """Measure once."""
    writes = "--write" in sys.argv
    given = [int(one) for one in sys.argv[1:] if one != "--write"]
    seconds, devices, video = (*given, *(60, 500, 5_000)[len(given) :])
    listen = runpy.run_path(str(TEST))["listen"]
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept.pcapng"
        began = time.monotonic()
        found = listen(
            Path(folder), str(devices), str(seconds), str(video), "mirror",
            seconds=f"{seconds + 6}s", more=("--write", str(kept)) if writes else (),
        )  # fmt: skip
        took = time.monotonic() - began
        again = known(kept) if writes else 0
        size = kept.stat().st_size if writes else 0
    audit = found["audit"]
    played = found["played"]
    seen = cameras(audit)
    drops = [one for one in audit["shortfalls"] if "had no room" in one["what"]]
    print(f"sent: {json.dumps(played)} in {seconds} s")
    print(
        f"found: {seen} of {devices}; frames that passed the filter: {audit['files'][0]['items']}"
    )
    print(f"frames without room: {sum(one['count'] for one in drops)}")
    print(f"packets sent by the listener: {found['sent']}")
    print(f"processor: {found['cpu']:.1f} s in {took:.0f} s, {found['cpu'] / took:.1%} of one")
    if writes:
        print(f"kept: {size:,} bytes; read again they show {again} of {devices}")


def cameras(audit: dict[str, list[dict[str, str]]]) -> int:
    """Count the devices that were emulated."""
    return sum((one["mac"] or "").startswith("44:19:b6:00:") for one in audit["devices"])


def known(kept: Path) -> int:
    """Audit what was kept; count the devices that were emulated."""
    out = kept.parent / "again"
    run = [sys.executable, "-m", "camaudit", "audit", str(kept), "--quiet", "-o", str(out)]
    subprocess.run(run, check=False, stdout=subprocess.DEVNULL)
    return cameras(document.spelled_out((out / "audit.json").read_text("utf-8"))["audit"])


if __name__ == "__main__":
    main()
