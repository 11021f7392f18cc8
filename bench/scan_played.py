"""A scan of a /16 at the default pace, in simulated time: how long it takes, what it holds.

    python bench/scan_played.py [PREFIX DEVICES]

The whole program runs, with its journal and its answer; only time and sockets are others: the clock
jumps to whatever is waited for, and the emulated devices (2,000) are asked by calls instead of over
a network. TLS is refused, as it needs a real one. Nothing is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scan import DEVICES, WIDE, judged

from camaudit import cli, document
from camaudit.emulate import mixed
from camaudit.emulate.cast import find
from camaudit.emulate.line import Line
from camaudit.emulate.player import Player
from camaudit.emulate.speeches import SPEECHES
from camaudit.model.probe import Outcome
from camaudit.scan import scanner
from camaudit.wire import crew

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from camaudit.emulate.character import Service
    from camaudit.emulate.stage import Network
    from camaudit.model.endpoint import IPAddress

TRAVEL = 0.01  # seconds to a device and back


class _Loop(asyncio.SelectorEventLoop):
    """A loop whose clock jumps to the next thing that waits."""

    now = 0.0

    def time(self) -> float:
        return _Loop.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            _Loop.now = max(_Loop.now, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


class _Talk:
    """A connection to an emulated device; the writer of its answers, too."""

    own_port = 40_000

    def __init__(self, player: Player, service: Service) -> None:
        self._reader = asyncio.StreamReader()
        self._said, self._spoke = b"", asyncio.Event()
        talk = SPEECHES[service.speaks].talk
        assert talk is not None  # noqa: S101 - those with a connection alone come here
        line = Line(self._reader, self, player)  # type: ignore[arg-type]
        self._task = asyncio.ensure_future(talk(line, service, player))
        self._task.add_done_callback(lambda _: self._spoke.set())

    def write(self, data: bytes) -> None:
        self._said += data
        self._spoke.set()

    async def drain(self) -> None:
        pass

    async def exchange(
        self, data: bytes, complete: Callable[[bytes], bool], *, wait: float, most: int
    ) -> tuple[Outcome, bytes]:
        self._said = b""
        self._reader.feed_data(data)
        with contextlib.suppress(TimeoutError):
            while not (self._said and complete(self._said)) and not self._task.done():
                self._spoke.clear()
                async with asyncio.timeout(wait):
                    await self._spoke.wait()
        await asyncio.sleep(TRAVEL)
        return (Outcome.ANSWERED if self._said else Outcome.RESET), self._said[:most]

    async def close(self) -> None:
        self._reader.feed_eof()
        with contextlib.suppress(OSError, EOFError):
            await self._task


class _Town:
    """The Wire of the gate: devices in this process."""

    def __init__(self, network: Network) -> None:
        self.sends = 0
        self._services: dict[tuple[str, bool, int], tuple[Player, Service]] = {}
        self._there = set()
        for part in network.parts:
            player = Player(find(part.character), part.address, part.mac)
            self._there.add(part.address)
            for service in player.character.services:
                speech = SPEECHES[service.speaks]
                if not speech.encrypted and speech.link is None:
                    key = part.address, speech.talk is not None, service.port
                    self._services[key] = player, service

    async def connect(self, target: IPAddress, port: int, *, wait: float) -> _Talk | Outcome:
        self.sends += 1
        found = self._services.get((str(target), True, port))
        there = str(target) in self._there
        await asyncio.sleep(TRAVEL if there else wait)
        if found is None:
            return Outcome.REFUSED if there else Outcome.SILENT
        return _Talk(*found)

    async def ask(
        self, target: IPAddress, port: int, data: bytes, *, wait: float, most: int
    ) -> tuple[int, list[tuple[int, bytes]] | Outcome]:
        self.sends += 1
        found = self._services.get((str(target), False, port))
        told = ()
        if found is not None:
            answer = SPEECHES[found[1].speaks].answer
            told = () if answer is None else answer(data, found[1], found[0])
        await asyncio.sleep(TRAVEL if told else wait)
        return 50_000, [(port, one.data[:most]) for one in told] or Outcome.SILENT

    def close(self) -> None:
        pass


def main() -> None:
    """Run the whole program in simulated time; print what it took."""
    prefix, count = (sys.argv[1], int(sys.argv[2])) if len(sys.argv) > 2 else (WIDE, DEVICES)
    print(f"{prefix}, {count:,} devices, the default pace in simulated time", flush=True)
    network = mixed.sparse(count, prefix)
    town = _Town(network)
    begin = datetime(2026, 11, 26, 18, tzinfo=UTC).timestamp()

    def run(work: Coroutine[None, None, None]) -> None:
        with asyncio.Runner(loop_factory=_Loop) as runner:
            runner.run(work)

    crew.clock, crew.ticks, crew.run = lambda: begin + _Loop.now, lambda: _Loop.now, run
    scanner.Sockets = lambda: town  # type: ignore[assignment,misc,return-value]
    scanner.own_links = tuple  # type: ignore[assignment]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "estate.yaml").write_text(mixed.estate((network,)), "utf-8")
        code = cli.main(
            ["audit", "--estate", str(folder / "estate.yaml"), "--scan", "look", "--sweep",
             "--quiet", "-o", str(folder / "answer")]
        )  # fmt: skip
        usage = resource.getrusage(resource.RUSAGE_SELF)
        journal = (folder / "answer" / "journal.jsonl").stat().st_size
        told = document.spelled_out((folder / "answer" / "audit.json").read_text("utf-8"))["audit"]
    found, right, wrongly, video = judged(network, told)
    print(
        f"camaudit: {_Loop.now / 3600:.1f} simulated hours, {town.sends:,} connections and"
        f" datagrams, {usage.ru_utime + usage.ru_stime:,.0f} s CPU; ended with {code}\n"
        f"  peak {usage.ru_maxrss / 1e3:,.0f} MB, of which {before / 1e3:,.0f} MB were there"
        f" with the devices before the scan; journal {journal / 1e6:,.0f} MB\n"
        f"  found: {found:,} of {video:,} cameras and recorders ({right:,} with their maker),"
        f" {wrongly} wrongly"
    )


if __name__ == "__main__":
    main()
