"""Interfaces that are listened to as a source of observations: a capture without a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from camaudit.capture.windows import CaptureReader
from camaudit.model.coverage import Circumstance, Note
from camaudit.model.endpoint import Endpoints, is_usable
from camaudit.model.observation import Reason, Shortfall
from camaudit.sources.pcap import notes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from camaudit.model.frame import Frame
    from camaudit.model.observation import Contact, Observation, Watched
    from camaudit.sources.source import Given
    from camaudit.wire.listen import Listening

VANTAGE = "listening"
_MOST_PAIRS = 65_536  # of others, who to whom


class LiveSource:
    """Listens once.

    Input: listening: open; own: MACs of this computer, lower case; hear: told of observations as
           they come.
    """

    hosts: tuple[str, ...] = ()

    def __init__(
        self,
        listening: Listening,
        given: Given,
        own: frozenset[str],
        hear: Callable[[Observation], None],
    ) -> None:
        endpoints = Endpoints()
        self.shown = f"listening: {', '.join(listening.names)}"
        self._listening = listening
        self._own = own
        self._hear = hear
        self._spoke: set[tuple[str, str]] = set()  # of others: who to whom
        self._mirrored = False
        self._reader = given.make_reader(endpoints, self.shown)
        self._capture = CaptureReader(
            None, self.shown, given.inside, endpoints, given.watcher, self._reader,
            content=listening.content, keep=None if given.keeper is None else given.keeper.begin,
        )  # fmt: skip
        self._keeper = given.keeper
        self._unkept: list[Shortfall] = []
        if self._capture.kept is not None:
            self._reader.keep(self._capture.kept, later=True)

    @property
    def kind(self) -> str:
        """How long it was listened."""
        return f"{VANTAGE}, {self._listening.listened:.0f} s"

    @property
    def items(self) -> int:
        """Frames that passed the filter."""
        return self._capture.frames_read

    def observations(self) -> Iterator[Observation | Contact | Watched]:
        """Yield everything that is heard, as it comes; sums at the end.

        Raises: OSError where an interface is gone.
        """
        for frame in self._capture.frames():
            if not self._mirrored:
                self._mirrored = self._is_between_others(frame)
            for one in self._reader.read(frame):
                self._hear(one)
                yield one
        yield from self._reader.finish()
        if self._keeper is not None and self._capture.kept is not None:
            self._unkept = self._keeper.finish(self._capture.kept, self.shown)
        yield from self._capture.flows()
        yield from self._capture.contacts()
        watched = self._capture.watched()
        if watched is not None:
            yield replace(watched, vantage=VANTAGE)

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read, and what the system had no room for."""
        dropped = [
            Shortfall(self.shown, Reason.BOUND, "frames that the system had no room for", count, on)
            for on, count in sorted(self._listening.dropped().items())
        ]
        if self._listening.interrupted:
            what = f"listening for {self._listening.seconds:.0f} s, ended by hand"
            after = f"after {self._listening.listened:.0f} s"
            dropped.append(Shortfall(self.shown, Reason.TRUNCATED, what, 1, after))
        read = [*self._capture.shortfalls(), *self._reader.shortfalls()]
        return sorted([*read, *dropped, *self._unkept])

    def notes(self) -> tuple[Note, ...]:
        """Tell how much could be heard."""
        heard = notes_of(self._capture, self._reader, self.shown, self.shortfalls())
        if self._mirrored or not self.items:
            return heard
        only = Note(
            what=Circumstance.ANNOUNCEMENTS, about=None, sender=None, count=self.items, place=""
        )
        return (only, *heard)

    def _is_between_others(self, frame: Frame) -> bool:
        """Tell whether two other computers speak to each other: a mirrored port hears that.

        A switch that does not know yet where somebody is tells everybody, so one direction proves
        nothing: who answers is known to it.
        """
        source, target = frame.source_mac, frame.target_mac
        if source is None or target is None or not is_usable(frame.target):
            return False
        if source.lower() in self._own or target.lower() in self._own:
            return False
        if int(target[:2], 16) & 1 or len(self._spoke) > _MOST_PAIRS:
            return False
        self._spoke.add((source, target))
        return (target, source) in self._spoke
