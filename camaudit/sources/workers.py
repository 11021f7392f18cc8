"""Several recordings read at once, each by a process of its own.

What a recording says comes back whole and is taken in the order of the files, so that the answer
is the same whatever the number of processes. They are spawned: the other ways of starting one open
a socket or copy threads that hold locks. How far each is stands in memory that all share.
"""

from __future__ import annotations

import os
import pickle
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as Waiting
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from typing import TYPE_CHECKING, Self

from camaudit.model.progress import Silent, Stop
from camaudit.sources.detect import size_of
from camaudit.sources.recording import Recording

if TYPE_CHECKING:
    from collections.abc import MutableSequence, Sequence
    from concurrent.futures import Future

    from camaudit.model.observation import Contact, Observation, Watched
    from camaudit.model.progress import Watcher
    from camaudit.sources.detect import Found
    from camaudit.sources.recording import Part
    from camaudit.sources.source import Given

    Said = tuple[list[Observation | Contact | Watched], list[Part]]

WORTH = 1 << 26  # bytes of all captures from which on the start of a process is
AHEAD = 2  # recordings for each process that may be read and wait for their turn
OFTEN = 0.2  # seconds between two looks at how far they are

_STOP, _DONE, _FRAMES = 0, 1, 2  # places in what is shared; the last two for each recording


def processors() -> int:
    """Give how many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers:
    """Reads recordings side by side; a context, at whose end no process is left."""

    def __init__(self, jobs: int, recordings: Sequence[Sequence[Found]], given: Given) -> None:
        """Begin.

        Input: jobs: processes, at least 1.
        """
        self._recordings = recordings
        self._given = given
        context = get_context("spawn")
        self._shared: MutableSequence[int] = context.RawArray("q", 1 + 2 * len(recordings))
        # What a reader of captures does not ask for stays here: it need not be able to travel.
        told = replace(given, knows=_nothing, keeps=given.inside, watcher=Silent(), stop=Stop())
        self._pool = ProcessPoolExecutor(
            jobs, mp_context=context, initializer=_begin, initargs=(told, self._shared)
        )
        self._most = jobs * (1 + AHEAD)
        self._asked: dict[int, Future[bytes]] = {}
        self._next = 0  # recording that nobody was asked to read
        self._shown: set[int] = set()
        self._broken = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._shared[_STOP] = 1
        self._pool.shutdown(wait=True, cancel_futures=True)

    def said(self, index: int) -> Said | None:
        """Give what a recording said and what became of its files; wait for it.

        Output: None where a process ended by itself (no memory left) and nothing is known of it.
        """
        if self._broken:
            return None
        try:
            while self._next < len(self._recordings) and self._next < index + self._most:
                files = self._recordings[self._next]
                self._asked[self._next] = self._pool.submit(_read, self._next, files)
                self._next += 1
            asked = self._asked.pop(index)
            while True:
                self._shared[_STOP] = int(self._given.stop.asked)
                self._tell(index)
                try:
                    found = asked.result(OFTEN)
                    break
                except Waiting:
                    continue
        except BrokenProcessPool:
            self._broken = True
            return None
        self._tell(index, ended=True)
        said: Said = pickle.loads(found)  # noqa: S301 - made by a process of ours
        return said

    def _tell(self, index: int, *, ended: bool = False) -> None:
        """Tell how far those are that are read."""
        watcher = self._given.watcher
        for one in (index, *self._asked):
            done, frames = self._shared[_DONE + 2 * one], self._shared[_FRAMES + 2 * one]
            name = _name(self._recordings[one])
            if done and one not in self._shown:
                self._shown.add(one)
                watcher.begin(name, sum(size_of(found) for found in self._recordings[one]))
            if one in self._shown:
                watcher.advance(name, done, frames)
        if ended and index in self._shown:
            self._shown.discard(index)
            watcher.end(_name(self._recordings[index]))


def _name(files: Sequence[Found]) -> str:
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return files[0].shown + more


def _nothing(_: str) -> bool:
    return False


class _Told:
    """In a process of theirs: a Watcher that writes down how far a recording is."""

    def __init__(self, shared: MutableSequence[int], index: int) -> None:
        self._shared = shared
        self._done, self._frames = _DONE + 2 * index, _FRAMES + 2 * index
        self._before = (0, 0)

    def begin(self, source: str, size: int | None) -> None:  # noqa: ARG002 - as Watcher has it
        """Go on behind the file before."""
        self._before = self._shared[self._done], self._shared[self._frames]

    def whole(self, files: int, size: int) -> None:
        """Say nothing."""

    def advance(self, source: str, done: int, frames: int) -> None:  # noqa: ARG002 - as Watcher
        """Write it down."""
        self._shared[self._done] = self._before[0] + done
        self._shared[self._frames] = self._before[1] + frames

    def end(self, source: str) -> None:
        """Say nothing."""


class _Stop(Stop):
    """In a process of theirs: asked where the one that began it was."""

    def __init__(self, shared: MutableSequence[int]) -> None:
        self._shared = shared
        self.heeded = True

    @property
    def asked(self) -> bool:  # type: ignore[override]
        """Tell whether to end."""
        return bool(self._shared[_STOP])


_told: list[tuple[Given, MutableSequence[int]]] = []  # in a process of theirs, what it was given


def _begin(given: Given, shared: MutableSequence[int]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began it says when to end
    _told.append((given, shared))


def _read(index: int, files: Sequence[Found]) -> bytes:
    given, shared = _told[0]
    here: Watcher = _Told(shared, index)
    recording = Recording(files, replace(given, watcher=here, stop=_Stop(shared)))
    said = list(recording.observations())
    return pickle.dumps((said, recording.parts()), pickle.HIGHEST_PROTOCOL)
