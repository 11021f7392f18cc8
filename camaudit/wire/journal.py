"""What was sent, written before it is sent, so that a run that is cut off can be gone on with.

One JSON object a line, in a file that only its owner reads: a head, then for each question one line
before it goes and one when its answer is in. A line is handed to the operating system whole before
the question goes: what ends this program (kill -9) loses none; what ends the computer may lose the
last second. A last line that is cut short counts as not written.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, BinaryIO, Self

from camaudit.errors import JournalError
from camaudit.model.probe import Outcome, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from camaudit.model.endpoint import IPAddress, IPNetwork

FORMAT = "camaudit journal 1"
MAX_LINE = 1 << 18  # bytes; 64 KiB of an answer take 88 KiB


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a journal is of: a run goes on with its own journal only."""

    version: str  # of camaudit
    estate: str  # SHA-256 of the estate file, hex
    level: str  # of Level
    questions: str  # SHA-256 over all questions, hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A question on its way."""

    serial: int
    probe: str  # Probe.name
    to: IPAddress
    port: int
    at: float  # Unix seconds


class Journal:
    """Takes notes of one run; `None` as path takes none."""

    def __init__(self, path: Path | None, head: Head) -> None:
        """Open or go on with a journal.

        Raises: JournalError where it cannot be written, or is of another scan.
        """
        self.path = path
        self.last_serial = 0
        self.last_at = 0.0  # Unix seconds of the last question of a run before this one
        self._places: dict[IPAddress, list[int]] = {}  # of answers of such a run, in the file
        self._done: set[tuple[str, str]] = set()  # calls that such a run finished
        self._file: BinaryIO | None = None
        if path is None:
            return
        try:
            fresh = not path.exists()
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            self._file = os.fdopen(descriptor, "r+b", buffering=0)
            whole = 0 if fresh else self._read(head)
            self._file.truncate(whole)
            self._file.seek(whole)
        except OSError as error:
            raise JournalError(f"{path}: cannot be written: {error.strerror or error}") from error
        if whole == 0:
            self._line(
                {
                    "journal": FORMAT,
                    "camaudit": head.version,
                    "estate": head.estate,
                    "level": head.level,
                    "questions": head.questions,
                }
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def asking(self, one: Asking) -> None:
        """Note a question before it goes."""
        self._line(
            {
                "n": one.serial,
                "ask": one.probe,
                "to": str(one.to),
                "port": one.port,
                "at": round(one.at, 3),
            }
        )

    def answer(self, serial: int, reply: Reply) -> None:
        """Note what came of a question; the gate has blotted out what may be secret in it."""
        self._line(
            {
                "n": serial,
                "of": reply.probe,
                "from": str(reply.address),
                "port": reply.port,
                "own": reply.own_port,
                "outcome": reply.outcome.value,
                "at": round(reply.at, 6),
                "sent": b64encode(reply.sent).decode(),
                "got": b64encode(reply.received).decode(),
                "mac": reply.mac,
            }
        )

    def done(self, probe: str, network: IPNetwork) -> None:
        """Note that a call to everybody in a network is over."""
        self._line({"done": probe, "in": str(network)})

    def is_done(self, probe: str, network: IPNetwork) -> bool:
        """Tell whether a run before this one finished a call."""
        return (probe, str(network)) in self._done

    def answers(self, host: IPAddress) -> tuple[Reply, ...]:
        """Give what a run before this one heard from a host."""
        return tuple(self._reply(place) for place in self._places.get(host, ()))

    def hosts(self) -> Iterator[IPAddress]:
        """Yield the hosts of which a run before this one heard, sorted."""
        yield from sorted(self._places, key=lambda ip: (ip.version, int(ip)))

    def _line(self, said: dict[str, object]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(said, separators=(",", ":")).encode() + b"\n")

    def _read(self, head: Head) -> int:
        """Read what is there; give the length of its whole lines.

        Raises: JournalError where it is no journal, or that of another scan.
        """
        file = self._file
        assert file is not None  # noqa: S101 - opened by the caller
        place = 0
        pending = b""
        while block := file.read(1 << 20):
            pending += block
            *lines, pending = pending.split(b"\n")
            for line in lines:
                self._take(line, place, head)
                place += len(line) + 1
        return place

    def _take(self, line: bytes, place: int, head: Head) -> None:
        try:
            said = json.loads(line)
            if place == 0:
                self._compare(said, head)
            elif "ask" in said:
                self.last_serial = max(self.last_serial, int(said["n"]))
                self.last_at = float(said["at"])
            elif "done" in said:
                self._done.add((str(said["done"]), str(said["in"])))
            else:
                self.last_serial = max(self.last_serial, int(said["n"]))
                self._places.setdefault(ip_address(said["from"]), []).append(place)
        except (ValueError, KeyError, TypeError) as error:
            raise JournalError(f"{self.path}: byte {place}: not a line of a journal") from error

    def _compare(self, said: dict[str, object], head: Head) -> None:
        if said.get("journal") != FORMAT:
            raise JournalError(f"{self.path}: not a journal of camaudit; name another file")
        mine = {"estate": head.estate, "level": head.level, "questions": head.questions}
        for what, value in mine.items():
            if said[what] != value:
                raise JournalError(
                    f"{self.path}: was written with another {what}; begin a new journal"
                )

    def _reply(self, place: int) -> Reply:
        file = self._file
        assert file is not None  # noqa: S101 - places are known of a file alone
        end = file.tell()
        file.seek(place)
        line = b""
        while not line.endswith(b"\n") and (block := file.read(1 << 16)):
            line += block
            if b"\n" in line:
                line = line[: line.index(b"\n") + 1]
        file.seek(end)
        said = json.loads(line)
        return Reply(
            probe=str(said["of"]),
            address=ip_address(said["from"]),
            port=int(said["port"]),
            own_port=int(said["own"]),
            sent=b64decode(said["sent"]),
            received=b64decode(said["got"]),
            outcome=Outcome(said["outcome"]),
            at=float(said["at"]),
            mac=said["mac"],
        )
