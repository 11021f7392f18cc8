"""What the pipeline asks of an input, whatever its form, and what it gives to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from camaudit.model.endpoint import is_inside_by_default
from camaudit.model.progress import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import tzinfo

    from camaudit.dissect.dispatch import Reader
    from camaudit.model.coverage import Note
    from camaudit.model.endpoint import Endpoints, IPAddress
    from camaudit.model.observation import Contact, Observation, Shortfall, Watched
    from camaudit.model.progress import Watcher
    from camaudit.model.span import Span
    from camaudit.sources.keeping import Keeper


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What every source is given: it has no clock, no estate and no rules of its own."""

    inside: Callable[[IPAddress], bool]  # what counts as inside
    as_of: float | None  # Unix seconds at which tables without a time were true; None: file's date
    zone: tzinfo  # of times that are written without one
    knows: Callable[[str], bool]  # whether a rule says anything of a DNS name
    make_reader: Callable[[Endpoints, str], Reader]  # so that no source names a login
    watcher: Watcher
    keeps: Callable[[IPAddress], bool] = is_inside_by_default  # whose lines of logs are kept
    stop: Stop = field(default_factory=Stop)
    keeper: Keeper | None = None  # makes files of the frames that are read


class Source(Protocol):
    """One file."""

    @property
    def kind(self) -> str:
        """The format, once the file was read: "pcap (gzip)", "Zeek conn" ..."""

    @property
    def items(self) -> int:
        """Frames, lines or rows read."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names of the switches, routers or servers that speak in the file, as in their prompts.

        Known once the file is open; they may tell the site.
        """

    def observations(self) -> Iterator[Observation | Contact | Watched]:
        """Yield everything that the file says; of a log, all but its flows.

        Raises: SourceError where it cannot be read at all.
        """

    def shortfalls(self) -> list[Shortfall]:
        """Give what could not be read."""

    def notes(self) -> tuple[Note, ...]:
        """Tell how the file was recorded, as far as it limits what is in it."""


@runtime_checkable
class Log(Source, Protocol):
    """A file of many rows, aggregated before one becomes an object."""

    def flows(self, spans: Mapping[IPAddress, tuple[Span, ...]]) -> Iterator[Observation | Watched]:
        """Yield the flows of the given addresses, one for each span, peer, port and action.

        Input: who held each address when; rows of other addresses inside are only counted.
        """
