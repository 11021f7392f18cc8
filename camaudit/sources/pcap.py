"""A capture file as a source of observations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.capture.windows import CaptureReader
from camaudit.model.coverage import Circumstance, Note
from camaudit.model.endpoint import Endpoints
from camaudit.model.observation import Reason
from camaudit.sources.summed import Sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from camaudit.dissect.dispatch import Reader
    from camaudit.model.observation import Contact, Observation, Shortfall, Watched
    from camaudit.sources.detect import Found
    from camaudit.sources.source import Given

_LOST = {Circumstance.CUT: Reason.SNAPPED, Circumstance.GAPS: Reason.STREAM_GAP}


class CaptureSource:
    """Reads one capture once."""

    hosts: tuple[str, ...] = ()

    def __init__(self, found: Found, given: Given) -> None:
        endpoints = Endpoints()
        self._reader = given.make_reader(endpoints, found.shown)
        self._capture = CaptureReader(
            found.path, found.shown, given.inside, endpoints, given.watcher, self._reader
        )

    @property
    def kind(self) -> str:
        """The format, once it is open: "pcap", "pcapng (gzip)" ..."""
        return self._capture.kind

    @property
    def items(self) -> int:
        """Frames read so far."""
        return self._capture.frames_read

    def observations(self) -> Iterator[Observation | Contact | Watched]:
        """Yield everything that the file says.

        Raises: SourceError where it cannot be read at all.
        """
        sums = Sums()
        for frame in self._capture.frames():
            for one in self._reader.read(frame):
                yield from sums.add(one)
        for one in self._reader.finish():
            yield from sums.add(one)
        yield from sums.flush()
        yield from self._capture.flows()
        yield from self._capture.contacts()
        watched = self._capture.watched()
        if watched is not None:
            yield watched

    def looked(self) -> list[Watched]:
        """Read the file for who spoke in which network, and nothing else."""
        for _ in self._capture.frames():
            pass
        watched = self._capture.watched()
        return [] if watched is None else [watched]

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read."""
        return sorted([*self._capture.shortfalls(), *self._reader.shortfalls()])

    def notes(self) -> tuple[Note, ...]:
        """Tell how the file was recorded, as far as it limits what is in it."""
        return notes_of(self._capture, self._reader, self.shortfalls())


def notes_of(
    capture: CaptureReader, reader: Reader, shortfalls: Sequence[Shortfall]
) -> tuple[Note, ...]:
    """Tell how frames were recorded, by what was noticed and what is missing."""
    notes = [*capture.notes(), *reader.notes()]
    for what, reason in _LOST.items():
        lost = [one for one in shortfalls if one.reason is reason]
        if lost:
            count = sum(one.count for one in lost)
            place = lost[0].place
            notes.append(Note(what=what, about=None, sender=None, count=count, place=place))
    return tuple(sorted(notes, key=_order))


def _order(note: Note) -> tuple[str, str, str]:
    return note.what, note.about or "", "" if note.sender is None else str(note.sender)
