"""Progress on a terminal; implements model.progress.Watcher."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TransferSpeedColumn
from rich.progress import Progress as Bars
from rich.text import Text

from camaudit.escape import for_display


class Progress:
    """Shows one bar for each file being read, on standard error."""

    def __init__(self) -> None:
        self._bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}

    def begin(self, source: str, size: int | None) -> None:
        """Begin a bar."""
        self._bars.start()
        name = Text(for_display(source, 40)).plain
        self._tasks[source] = self._bars.add_task(name, total=size)

    def advance(self, source: str, done: int) -> None:
        """Move a bar."""
        self._bars.update(self._tasks[source], completed=done)

    def end(self, source: str) -> None:
        """Take a bar away."""
        self._bars.remove_task(self._tasks.pop(source))
        if not self._tasks:
            self._bars.stop()
