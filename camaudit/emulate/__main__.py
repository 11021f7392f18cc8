"""`python -m camaudit.emulate PLAYBILL READY`: play devices until the standard input ends."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from camaudit.emulate.playbill import Playbill
from camaudit.emulate.server import play


async def _run(playbill: Playbill, ready: Path) -> None:
    done = asyncio.Event()
    loop = asyncio.get_running_loop()

    def heard() -> None:
        if not os.read(0, 100):
            loop.remove_reader(0)
            done.set()

    # Whoever started this process holds the other end: where it dies, this one ends.
    loop.add_reader(0, heard)
    await play(playbill, done, ready.touch)


if __name__ == "__main__":
    asyncio.run(_run(Playbill.of_json(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2])))
