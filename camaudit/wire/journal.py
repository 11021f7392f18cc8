"""What was sent, written before it is sent, so that a run that is cut off can be gone on with.

One JSON object a line, in a file that only its owner reads: a head, then for each question one line
before it goes and one when its answer is in. A line is handed to the operating system whole before
the question goes: what ends this program (kill -9) loses none; what ends the computer may lose the
last second. A last line that is cut short counts as not written.

A run that goes on asks nothing that has an answer, silence included. A question that was under way
when the other run ended may never have gone: it is asked again, and counts as asked twice.
"""

from __future__ import annotations

import json
import os
import sys
from base64 import b64decode, b64encode
from collections import Counter
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from camaudit.errors import JournalError, StoppedError
from camaudit.model.probe import Outcome, Reply
from camaudit.wire.breaker import Halt
from camaudit.wire.ledger import NOTHING, Ledger, Question

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from camaudit.model.endpoint import IPAddress

FORMAT = "camaudit journal 1"
_BEGINS = b'{"journal":"camaudit '
CONNECT = "connect"  # in the place of a question: a connection is opened
_Called = tuple[str, str, str]  # question, group, link
SYNCED = 1.0  # seconds, at most, whose lines the end of the computer itself may lose


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
    link: str | None = None  # "10.20.2.9/24": own address and network, of a question to everybody
    question: Question = NOTHING  # of a connection


class Journal:
    """Takes notes of one run; `None` as path takes none.

    Its methods that write raise StoppedError where the file takes no more: nothing is sent then.
    """

    def __init__(self, path: Path | None, head: Head) -> None:
        """Open or go on with a journal.

        Raises: JournalError where it cannot be written, or is of another scan.
        """
        self.path = path
        self.last_serial = 0
        self.last_at = 0.0  # Unix seconds of the last question of a run before this one
        self.first_at: float | None = None  # of the first one
        self.runs = 1  # with this one
        self.ledger = Ledger()  # of what such runs sent; the gate goes on with it
        # Of answers of such a run: place in the file, and the call (None: asked alone), by host.
        self._places: dict[IPAddress, list[tuple[int, _Called | None]]] = {}
        self.halts: list[Halt] = []  # of such a run
        self._open: dict[int, tuple[str, IPAddress, int]] = {}  # its questions without an answer
        self._under_way: Counter[tuple[str, IPAddress, int]] = Counter()  # the same, counted
        self._called: Counter[_Called] = Counter()  # its questions to everybody
        self._done: set[_Called] = set()  # those that it finished
        # Its connections, tries among them, since the last answer over one.
        self._connected: Counter[tuple[IPAddress, int]] = Counter()
        self._synced = 0.0
        self._file: BinaryIO | None = None
        if path is None:
            return
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            self._file = os.fdopen(descriptor, "r+b", buffering=0)
            _lock(descriptor)
            self._begin(head)
        except OSError as error:
            self.close()
            raise JournalError(f"{path}: cannot be written: {error.strerror or error}") from error
        except (JournalError, StoppedError) as error:
            self.close()
            raise JournalError(str(error)) from error

    def _begin(self, head: Head) -> None:
        file = self._file
        assert file is not None  # noqa: S101 - opened by the caller
        whole = self._read(file, head)
        file.truncate(whole)
        file.seek(whole)
        self._under_way.update(self._open.values())
        self._open = {}
        if whole:
            self.runs += 1
            self._line({"run": self.runs})
            return
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
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def asking(self, one: Asking) -> None:
        """Note a question before it goes."""
        said: dict[str, object] = {
            "n": one.serial,
            "ask": one.probe,
            "to": str(one.to),
            "port": one.port,
            "at": round(one.at, 3),
        }
        if one.link is not None:
            said["on"] = one.link
        if one.probe != CONNECT:
            said |= {"bytes": one.question.size, "packets": one.question.packets}
        if one.question.secret:
            said["secret"] = True
        self._line(said)
        if self._file is not None and not 0 <= one.at - self._synced < SYNCED:
            os.fsync(self._file.fileno())
            self._synced = one.at

    def answer(self, serial: int, reply: Reply, call: tuple[IPAddress, str] | None = None) -> None:
        """Note what came of a question; the gate has blotted out what may be secret in it.

        Input: call: group and link of a question to everybody.
        """
        asked = {} if call is None else {"to": str(call[0]), "on": call[1]}
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
                **asked,
            }
        )

    def done(self, probe: str, group: IPAddress, link: str) -> None:
        """Note that a call to everybody on a link is over."""
        self._line({"done": probe, "to": str(group), "on": link})

    def halted(self, halt: Halt) -> None:
        """Note that a device stopped answering."""
        self._line({"halt": str(halt.host), "kind": halt.kind, "at": halt.at, "why": halt.why})

    def is_done(self, probe: str, group: IPAddress, link: str) -> bool:
        """Tell whether a run before this one finished a call."""
        return (probe, str(group), link) in self._done

    def called(self, probe: str, group: IPAddress, link: str) -> int:
        """Count how often a run before this one made a call."""
        return self._called[probe, str(group), link]

    def under_way(self, probe: str, to: IPAddress, port: int) -> int:
        """Count the questions of a run before this one that got no answer, nor silence."""
        return self._under_way[probe, to, port]

    def answers(self, host: IPAddress) -> tuple[Reply, ...]:
        """Give what a run before this one heard from a host."""
        return tuple(self._reply(place) for place, _ in self._places.get(host, ()))

    def tried(self, host: IPAddress, port: int) -> int:
        """Count the connections of a run before this one of which nothing came, nor silence."""
        return self._connected[host, port]

    def heard(self, host: IPAddress) -> list[tuple[Reply, ...]]:
        """Give the same in groups, one a question; without those to everybody that go on."""
        groups: dict[tuple[str, _Called | None], list[Reply]] = {}
        for place, call in self._places.get(host, ()):
            if call is None or call in self._done:
                reply = self._reply(place)
                groups.setdefault((reply.probe, call), []).append(reply)
        return [tuple(one) for one in groups.values()]

    def begun(self, probe: str, group: IPAddress, link: str) -> list[Reply]:
        """Give what a run before this one heard from everybody, of a call that it did not end."""
        asked = probe, str(group), link
        places = (one for kept in self._places.values() for one in kept)
        return [self._reply(place) for place, call in sorted(places, key=_place) if call == asked]

    def met(self, host: IPAddress) -> tuple[Reply, ...]:
        """Give of these what came, or did not come, over TCP."""
        return tuple(one for one in self.answers(host) if (host, one.port) in self._connected)

    def hosts(self) -> Iterator[IPAddress]:
        """Yield the hosts of which a run before this one heard, sorted."""
        yield from sorted(self._places, key=lambda ip: (ip.version, int(ip)))

    def _line(self, said: dict[str, object]) -> None:
        if self._file is None:
            return
        line = memoryview(json.dumps(said, separators=(",", ":")).encode() + b"\n")
        try:
            while line:
                line = line[self._file.write(line) :]
        except OSError as error:
            reason = error.strerror or error
            raise StoppedError(
                f"{self.path}: cannot be written: {reason}; nothing more is sent"
            ) from error

    def _read(self, file: BinaryIO, head: Head) -> int:
        """Read what is there; give the length of its whole lines.

        Raises: JournalError where it is no journal, or that of another scan.
        """
        place = 0
        pending = b""
        while block := file.read(1 << 20):
            pending += block
            *lines, pending = pending.split(b"\n")
            for line in lines:
                self._take(line, place, head)
                place += len(line) + 1
        if not place and not pending.startswith(_BEGINS[: len(pending)]):
            raise JournalError(f"{self.path}: not a journal of camaudit; name another file")
        return place

    def _take(self, line: bytes, place: int, head: Head) -> None:
        try:
            said = json.loads(line)
            if not isinstance(said, dict):
                raise TypeError(line)  # noqa: TRY301 - told as what json finds
            if place == 0:
                self._compare(said, head)
            elif "ask" in said:
                self._take_question(said)
            elif "run" in said:
                self.runs = int(said["run"])
            elif "done" in said:
                self._done.add((said["done"], said["to"], said["on"]))
            elif "halt" in said:
                host, at = ip_address(said["halt"]), float(said["at"])
                self.halts.append(Halt(host=host, kind=said["kind"], at=at, why=str(said["why"])))
            else:
                self._see(int(said["n"]))
                answered = self._open.pop(int(said["n"]), None)
                if answered is not None:
                    self._under_way.pop(answered, None)
                host = ip_address(said["from"])
                if (host, said["port"]) in self._connected:
                    self._connected[host, int(said["port"])] = 0
                    size = len(b64decode(said["got"]))
                    self.ledger.answered(str(said["of"]), host, size)
                call = (str(said["of"]), str(said["to"]), str(said["on"])) if "on" in said else None
                self._places.setdefault(host, []).append((place, call))
        except (ValueError, KeyError, TypeError) as error:
            raise JournalError(f"{self.path}: byte {place}: not a line of a journal") from error

    def _take_question(self, said: dict[str, Any]) -> None:
        number, link = int(said["n"]), said.get("on")
        asked = probe, host, _ = str(said["ask"]), ip_address(said["to"]), int(said["port"])
        self._see(number)
        self.last_at = float(said["at"])
        self.first_at = self.last_at if self.first_at is None else self.first_at
        if probe == CONNECT:
            self._connected[asked[1:]] += 1
            self.ledger.connected(host)
            return
        size, packets = int(said["bytes"]), int(said["packets"])
        sent = Question(size, packets, secret="secret" in said)
        self.ledger.asked(probe, host if link is None else None, sent)
        if link is not None:
            self._called[probe, str(host), link] += 1
            return
        if number in self._open:  # the same datagram once more
            self._under_way[asked] += 1
        self._open[number] = asked

    def _see(self, number: int) -> None:
        self.last_serial = max(self.last_serial, number)

    def _compare(self, said: dict[str, object], head: Head) -> None:
        if said.get("journal") != FORMAT:
            raise JournalError(f"{self.path}: not a journal of camaudit; name another file")
        mine = {"estate": head.estate, "level": head.level, "questions": head.questions}
        for what, value in mine.items():
            if said[what] != value:
                raise JournalError(f"{self.path}: was written with {_OTHER[what]}; begin a new one")

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


def _place(one: tuple[int, _Called | None]) -> int:
    return one[0]


_OTHER = {
    "estate": "another estate file",
    "level": "another --scan",
    "questions": "a version that asks other questions",
}


def _lock(descriptor: int) -> None:
    """Keep a second run off the file; the lock ends with this process, however it ends.

    Raises: OSError where another one has it.
    """
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - Windows alone has it

        os.lseek(descriptor, 1 << 40, os.SEEK_SET)  # locked bytes cannot be read, by us neither
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        import fcntl  # noqa: PLC0415 - Windows has none

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
