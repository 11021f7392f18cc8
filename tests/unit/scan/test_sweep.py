"""A sweep: how often an address is tried at which nobody is, and one at which somebody may be."""

import asyncio
import sys
from collections import Counter
from datetime import UTC
from ipaddress import ip_address
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "wire"))

from played import HEAD, Script, clock, play

from camaudit.estate import parse
from camaudit.model.probe import Level, Outcome
from camaudit.scan.run import Scan
from camaudit.scan.targets import targets
from camaudit.wire.authority import scope
from camaudit.wire.gate import BRIEF, Gate
from camaudit.wire.journal import Journal

ESTATE = parse(
    b"""organisation: Example Hill School
authority:
  {name: A. Example, role: network manager, statement: Yes., from: 2026-01-01, until: 2099-01-01}
sites:
  - name: Main building
    networks:
      - {cidr: 10.30.0.8/29, purpose: cameras}
""",
    "estate.yaml",
)
HOST = "10.30.0.9"
DATAGRAMS = {("udp", 3702): 2, ("udp", 37810): 1}  # two forms of one question, and another
ONCE = {("connect", 80): 1, ("connect", 554): 1, ("connect", 443): 1}
TWICE = dict.fromkeys(ONCE, 2)
OPEN = {("connect", HOST, 554): Outcome.REFUSED}
# One that refuses is there: ports that stay silent after it are tried twice, and the others, too.
AFTER = {("connect", 80): 1, ("connect", 554): 1, ("connect", 443): 2, ("connect", 8080): 2}


class Waited(Script):
    """A network that keeps how long each connection to the host was waited for."""

    def __init__(self, says):
        super().__init__(says)
        self.waits = []

    async def connect(self, target, port, *, wait):
        if str(target) == HOST:
            self.waits.append(wait)
        return await super().connect(target, port, wait=wait)


@pytest.mark.parametrize(
    ("sweep", "known", "says", "sent", "waits"),
    [
        (True, (), {}, DATAGRAMS | ONCE, [2, BRIEF, BRIEF]),
        (False, (), {}, DATAGRAMS | {("udp", 3702): 3}, []),
        (False, (HOST,), {}, DATAGRAMS | {("udp", 3702): 3} | TWICE, [2] * 6),
        (True, (HOST,), {}, DATAGRAMS | TWICE, [2] * 6),
        (True, (), OPEN, DATAGRAMS | AFTER, [2, BRIEF, 2, 2, 2, 2]),
    ],
    ids=["swept", "not-swept", "named", "swept-and-named", "there"],
)
def test_only_where_somebody_may_be_silence_is_tried_again(sweep, known, says, sent, waits):
    script = Waited(says)

    async def run():
        gate = Gate(
            scope=scope(ESTATE, UTC), wire=script, journal=Journal(None, HEAD), clock=clock,
            sleep=asyncio.sleep, agent="camaudit/test",
        )  # fmt: skip
        named = tuple(map(ip_address, known))
        whom = targets(ESTATE, gate.scope, [], Level.LOOK, known=named, sweep=sweep)
        await Scan(gate, whom, lambda _: None, lambda _: frozenset()).run()

    play(run())
    assert Counter((kind, port) for kind, to, port in script.kinds() if to == HOST) == sent
    assert script.waits == waits
