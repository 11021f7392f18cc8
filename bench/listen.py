"""Listening while 500 emulated devices announce themselves and video flows: found, drops, CPU.

    python bench/listen.py [SECONDS [DEVICES [PACKETS A SECOND]]]

60 seconds, 500 devices and 5,000 packets of video a second (300,000 a minute) unless said. Linux,
as root: a cable between two interfaces in a network of its own, nothing leaves it. The share of a
processor is that of the whole program, its start and its reports in it.
"""

from __future__ import annotations

import json
import runpy
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TEST = HERE.parent / "tests" / "netns" / "test_listen.py"


def main() -> None:
    """Measure once."""
    given = [int(one) for one in sys.argv[1:4]]
    seconds, devices, video = (*given, *(60, 500, 5_000)[len(given) :])
    listen = runpy.run_path(str(TEST))["listen"]
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        found = listen(
            Path(folder), str(devices), str(seconds), str(video), "mirror",
            seconds=f"{seconds + 6}s",
        )  # fmt: skip
        took = time.monotonic() - began
    audit = found["audit"]
    played = found["played"]
    seen = sum(one["mac"].startswith("44:19:b6:00:") for one in audit["devices"])
    drops = [one for one in audit["shortfalls"] if "had no room" in one["what"]]
    print(f"sent: {json.dumps(played)} in {seconds} s")
    print(
        f"found: {seen} of {devices}; frames that passed the filter: {audit['files'][0]['items']}"
    )
    print(f"frames without room: {sum(one['count'] for one in drops)}")
    print(f"packets sent by the listener: {found['sent']}")
    print(f"processor: {found['cpu']:.1f} s in {took:.0f} s, {found['cpu'] / took:.1%} of one")


if __name__ == "__main__":
    main()
