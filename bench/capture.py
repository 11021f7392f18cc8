"""Frames a second: the header walk alone, the reader of captures, and reading with dissection.

    python bench/capture.py FOLDER [ROUNDS]

FOLDER holds captures. The best of ROUNDS (5) is shown, in time of the processor: a machine that
does something else meanwhile changes little. What is compared is compared in turns, on one machine.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from camaudit.capture import headers
from camaudit.capture.content import Window
from camaudit.capture.formats import open_file, pieces, recognise
from camaudit.capture.losses import Losses
from camaudit.capture.packets import pcap_packets, pcapng_packets
from camaudit.capture.windows import CaptureReader
from camaudit.dissect.dispatch import Reader
from camaudit.errors import SourceError
from camaudit.model.endpoint import Endpoints, is_inside_by_default
from camaudit.model.progress import Silent

if TYPE_CHECKING:
    from collections.abc import Callable


def packets(path: Path) -> list[tuple[bytes, int, int, int, int]]:
    """Give the frames of a file as the header walk takes them."""
    form = recognise(path, path.name)
    with open_file(path, path.name) as file:
        window = Window(pieces(file, form.packing))
        each = pcap_packets if form.kind == "pcap" else pcapng_packets
        return [one[:5] for one in each(window, Losses(path.name)) if one[4] >= 0]


def walk(frames: list[tuple[bytes, int, int, int, int]]) -> None:
    """Locate the headers of every frame."""
    for frame in frames:
        headers.locate(*frame)


def read(paths: list[Path], *, dissect: bool) -> None:
    """Read every file as an audit does, with or without looking into the frames."""
    for path in paths:
        ends = Endpoints()
        capture = CaptureReader(path, path.name, is_inside_by_default, ends, Silent())
        reader = Reader(None, ends, path.name)
        for frame in capture.frames():
            if dissect:
                for _ in reader.read(frame):
                    pass
        for _ in reader.finish():
            pass
        for _ in capture.flows():
            pass


def best(rounds: int, task: Callable[[], None]) -> float:
    """Give the shortest time of a task, in seconds of the processor."""
    found: list[float] = []
    for _ in range(rounds):
        begun = time.process_time()
        task()
        found.append(time.process_time() - begun)
    return min(found)


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    paths: list[Path] = []
    frames: list[tuple[bytes, int, int, int, int]] = []
    for path in sorted(one for one in Path(sys.argv[1]).rglob("*") if one.is_file()):
        try:
            frames += packets(path)
        except SourceError:
            continue
        paths.append(path)
    print(f"{len(paths)} files, {len(frames):,} frames, best of {rounds}")
    for name, seconds in (
        ("header walk", best(rounds, lambda: walk(frames))),
        ("reader", best(rounds, lambda: read(paths, dissect=False))),
        ("reader and dissection", best(rounds, lambda: read(paths, dissect=True))),
    ):
        print(f"  {name:<22}{len(frames) / seconds:>12,.0f} frames/s")


if __name__ == "__main__":
    main()
