"""Progress on a terminal (rich); implements model.progress.Watcher."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

from camaudit.escape import for_display

_NAME = 30  # characters of a file's name


class _Named(TextColumn):
    """The packets of a bar."""

    def render(self, task: Task) -> Text:
        """Give them, where any were counted."""
        packets = task.fields.get("packets", 0)
        return Text(f"{packets:,} packets" if packets else "")


class Progress:
    """Shows one bar for each file being read and one for all captures, on standard error."""

    def __init__(self, console: Console | None = None) -> None:
        self._bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=12),
            DownloadColumn(),
            TransferSpeedColumn(),
            _Named(""),
            TimeRemainingColumn(compact=True),
            console=console or Console(stderr=True),
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._read: dict[str, tuple[int, int]] = {}  # bytes and packets so far
        self._all: TaskID | None = None
        self._before = (0, 0)  # bytes and packets of those that were read

    def whole(self, files: int, size: int) -> None:
        """Begin the bar of all, where there are several."""
        if files > 1:
            self._all = self._bars.add_task(f"{files:,} captures", total=size)

    def begin(self, source: str, size: int | None) -> None:
        """Begin a bar."""
        self._bars.start()
        name = Text(for_display(source, _NAME)).plain
        self._tasks[source] = self._bars.add_task(name, total=size)

    def advance(self, source: str, done: int, frames: int) -> None:
        """Move a bar."""
        self._bars.update(self._tasks[source], completed=done, packets=frames)
        if self._all is not None:
            self._read[source] = done, frames
            done = self._before[0] + sum(one for one, _ in self._read.values())
            frames = self._before[1] + sum(one for _, one in self._read.values())
            self._bars.update(self._all, completed=done, packets=frames)

    def end(self, source: str) -> None:
        """Take a bar away."""
        self._bars.remove_task(self._tasks.pop(source))
        if self._all is not None:
            done, frames = self._read.pop(source, (0, 0))
            self._before = self._before[0] + done, self._before[1] + frames
        if not self._tasks:
            self._bars.stop()
