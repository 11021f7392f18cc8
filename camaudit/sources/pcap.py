"""A recording as a source of observations: one capture file, or several that follow each other."""

from __future__ import annotations

from dataclasses import replace
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
    """Reads one recording once: a file, and those that `go_on` names; or one file alone."""

    hosts: tuple[str, ...] = ()

    def __init__(self, found: Found, given: Given) -> None:
        endpoints = Endpoints()
        self._reader = given.make_reader(endpoints, found.shown)
        self._capture = CaptureReader(
            found.path, found.shown, given.inside, endpoints, given.watcher, self._reader,
            stop=given.stop, keep=None if given.keeper is None else given.keeper.begin,
        )  # fmt: skip
        self._keeper = given.keeper
        self._unkept: list[Shortfall] = []
        if self._capture.kept is not None:
            self._reader.keep(self._capture.kept)
        self._shown = found.shown  # the file that is read
        self._sums = Sums()

    @property
    def kind(self) -> str:
        """The format, once it is open: "pcap", "pcapng (gzip)" ..."""
        return self._capture.kind

    @property
    def items(self) -> int:
        """Frames read of the file so far."""
        return self._capture.frames_read - self._capture.numbers.before

    @property
    def size(self) -> int:
        """Bytes of the file that are read."""
        return self._capture.size

    @property
    def last(self) -> float:
        """Unix seconds of the latest frame so far; -inf before the first."""
        return self._capture.last

    def go_on(self, found: Found) -> None:
        """Go on with another file of the same recording; then ask what it says.

        Raises: SourceError where it cannot be read at all; OSError.
        """
        self._capture.go_on(found.path, found.shown)
        self._reader.number_by(self._capture.numbers.of)
        self._shown = found.shown

    def observations(self) -> Iterator[Observation | Contact | Watched]:
        """Yield everything that one file says.

        Raises: SourceError where it cannot be read at all.
        """
        yield from self.said()
        yield from self.rest()

    def said(self) -> Iterator[Observation | Contact | Watched]:
        """Yield what the frames of the file say, one after the other.

        Raises: SourceError where it cannot be read at all.
        """
        for frame in self._capture.frames(more=True):
            self._reader.judged_before = self._capture.marks.kept
            yield from remarked(self._capture, self._reader)
            for one in self._reader.read(frame):
                yield from self._sums.add(one)
        yield from remarked(self._capture, self._reader)

    def rest(self) -> Iterator[Observation | Contact | Watched]:
        """Yield what is known at the end of the last file: sums, flows, who was heard."""
        for frame in self._capture.left():
            for one in self._reader.read(frame):
                yield from self._sums.add(one)
        for one in self._reader.finish():
            yield from self._sums.add(one)
        yield from self._sums.flush()
        if self._keeper is not None and self._capture.kept is not None:
            self._unkept = self._keeper.finish(self._capture.kept, self._shown)
        yield from self._capture.flows()
        yield from self._capture.contacts()
        watched = self._capture.watched()
        if watched is not None:
            yield watched
            # Whoever speaks in a later file had his address from the beginning of the recording on.
            for name in self._capture.numbers.names[1:]:
                yield replace(watched, source=name, frames=0, heard=(), passing=())

    def looked(self) -> list[Watched]:
        """Read the file for who spoke in which network, and nothing else."""
        for _ in self._capture.frames():
            pass
        watched = self._capture.watched()
        return [] if watched is None else [watched]

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read."""
        read = [*self._capture.shortfalls(), *self._reader.shortfalls()]
        return sorted([*read, *self._unkept])

    def notes(self) -> tuple[Note, ...]:
        """Tell how the file was recorded, as far as it limits what is in it."""
        return self.notes_of(self._shown, self.shortfalls())

    def notes_of(self, shown: str, shortfalls: Sequence[Shortfall]) -> tuple[Note, ...]:
        """Tell how a file of the recording was recorded, by what could not be read of it."""
        return notes_of(self._capture, self._reader, shown, shortfalls)


def remarked(capture: CaptureReader, reader: Reader) -> Iterator[Observation]:
    """Yield what a capture that camaudit wrote says beside its last frames."""
    for number, at, text in capture.marks.remarks:
        yield from reader.told(text, at, capture.numbers.source, f"frame {number}")
    capture.marks.remarks.clear()


def notes_of(
    capture: CaptureReader, reader: Reader, shown: str, shortfalls: Sequence[Shortfall]
) -> tuple[Note, ...]:
    """Tell how frames were recorded, by what was noticed and what is missing."""
    began = reader.one_sided_from
    here = began is None or began.source == shown
    notes = [*capture.notes(shown), *(reader.notes() if here else ())]
    for what, reason in _LOST.items():
        lost = [one for one in shortfalls if one.reason is reason]
        if lost:
            count = sum(one.count for one in lost)
            place = lost[0].place
            notes.append(Note(what=what, about=None, sender=None, count=count, place=place))
    return tuple(sorted(notes, key=_order))


def _order(note: Note) -> tuple[str, str, str]:
    return note.what, note.about or "", "" if note.sender is None else str(note.sender)
