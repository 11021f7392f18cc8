"""Reads the files of one recording one after the other, and says what became of each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from camaudit.capture.windows import DISORDER, ENDED
from camaudit.errors import SourceError
from camaudit.sources import detect
from camaudit.sources.pcap import CaptureSource
from camaudit.sources.rings import first_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from camaudit.model.coverage import Note
    from camaudit.model.observation import Contact, Observation, Shortfall, Watched
    from camaudit.sources.detect import Found
    from camaudit.sources.source import Given

SILENCE = 60.0  # seconds at most between the frames of two files of one recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What became of one file; a Source that has been read."""

    kind: str
    items: int
    digest: str | None  # None where it was not read to its end
    problem: str | None
    short: tuple[Shortfall, ...]
    told: tuple[Note, ...]
    hosts: tuple[str, ...] = ()

    def observations(self) -> Iterator[Observation | Contact | Watched]:
        """Yield nothing: all was said."""
        return iter(())

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read."""
        return list(self.short)

    def notes(self) -> tuple[Note, ...]:
        """Tell how the file was recorded, as far as it limits what is in it."""
        return self.told


@dataclass(slots=True)
class _Read:
    """A file on its way."""

    source: CaptureSource | None = None
    kind: str = ""
    items: int = 0
    digest: Future[str | None] | None = None
    problem: str | None = None


class Recording:
    """Reads files that may be of one recording: `observations` first, then `parts`."""

    def __init__(self, files: Sequence[Found], given: Given) -> None:
        self._files = files
        self._given = given
        self._read = [_Read() for _ in files]
        self._source: CaptureSource | None = None  # what is read now

    def observations(self) -> Iterator[Observation | Contact | Watched]:
        """Yield everything that the files say; what cannot be read is a part's problem."""
        stop = Event()
        with ThreadPoolExecutor(1) as beside:  # hashing leaves room for others
            try:
                for found, read in zip(self._files, self._read, strict=True):
                    if self._given.stop.asked:
                        read.problem = f"not read: {ENDED}"
                        continue
                    try:
                        yield from self._one(found, read, beside, stop)
                    except SourceError as error:
                        read.problem = error.reason
                    except OSError as error:
                        read.problem = f"cannot be read: {error.strerror or error}"
                if self._source is not None:
                    yield from self._source.rest()
            except (KeyboardInterrupt, GeneratorExit):
                stop.set()  # nobody waits for the rest of a large file
                raise
            finally:
                if self._given.stop.asked:
                    stop.set()

    def _one(
        self, found: Found, read: _Read, beside: ThreadPoolExecutor, stop: Event
    ) -> Iterator[Observation | Contact | Watched]:
        source, before = self._source, self._source
        if before is not None and self._follows(found, before):
            before.go_on(found)
        else:
            source = CaptureSource(found, self._given)
            if before is not None:
                yield from before.rest()
        assert source is not None  # noqa: S101 - of two, one
        self._source = read.source = source
        read.kind = source.kind
        read.digest = beside.submit(detect.digest, found.path, stop, source.size)
        try:
            yield from source.said()
        finally:
            read.items = source.items

    @staticmethod
    def _follows(found: Found, before: CaptureSource) -> bool:
        """Tell whether a file goes on where the one before ended; one without a frame does."""
        at = first_time(found.path, found.shown)
        return at is None or before.last - DISORDER <= at <= before.last + SILENCE

    def parts(self) -> list[Part]:
        """Say what became of each file, in their order."""
        short = {id(read.source): read.source.shortfalls() for read in self._read if read.source}
        return [
            self._part(found, read, short.get(id(read.source), []))
            for found, read in zip(self._files, self._read, strict=True)
        ]

    @staticmethod
    def _part(found: Found, read: _Read, every: Sequence[Shortfall]) -> Part:
        short = [one for one in every if one.source == found.shown]
        return Part(
            kind=read.kind,
            items=read.items,
            digest=None if read.digest is None else read.digest.result(),
            problem=read.problem,
            short=tuple(short),
            told=() if read.source is None else read.source.notes_of(found.shown, short),
        )
