"""A scan that is killed at every line of its journal, and gone on with: nothing is lost.

The network is a script that answers the same question in the same way, and counts.
"""

import asyncio
import json
import sys
from collections import Counter
from dataclasses import fields, is_dataclass
from datetime import UTC
from enum import Enum
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "wire"))

from played import HEAD, MAC, OTHER_MAC, arp, clock, play

from camaudit.estate import parse
from camaudit.model.probe import Level, Outcome
from camaudit.scan.run import Scan
from camaudit.scan.targets import targets
from camaudit.wire.authority import scope
from camaudit.wire.gate import Gate
from camaudit.wire.interfaces import Link
from camaudit.wire.journal import Journal

ESTATE = parse(
    b"""organisation: Example Hill School
authority:
  {name: A. Example, role: network manager, statement: Yes., from: 2026-01-01, until: 2099-01-01}
sites:
  - name: Main building
    networks:
      - {cidr: 10.20.2.32/29, purpose: cameras}
      - {cidr: 10.30.0.8/29, purpose: cameras}
""",
    "estate.yaml",
)
CAMERA, PRINTER, FAR, SLOW = map(
    ip_address, ("10.20.2.33", "10.20.2.34", "10.30.0.9", "10.20.2.35")
)
LINK = Link("cams", ip_address("10.20.2.38"), ip_network("10.20.2.32/29"), 2, MAC)
SOAP = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
    b' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"'
    b' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"><s:Header>'
    b"<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></s:Header>"
    b"<s:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference>"
    b"<a:Address>urn:uuid:4d454930-0000-1000-8000-001122334455</a:Address></a:EndpointReference>"
    b"<d:Types>dn:NetworkVideoTransmitter</d:Types>"
    b"<d:Scopes>onvif://www.onvif.org/name/ACME onvif://www.onvif.org/hardware/AC-100</d:Scopes>"
    b"<d:XAddrs>http://10.20.2.33/onvif/device_service</d:XAddrs></d:ProbeMatch></d:ProbeMatches>"
    b"</s:Body></s:Envelope>"
)
PAGE = b"HTTP/1.1 200 OK\r\nServer: ACME/1\r\nContent-Length: 19\r\n\r\n<title>ACME</title>"
NOT_THERE = b"HTTP/1.1 404 Not Found\r\nServer: ACME/1\r\nContent-Length: 0\r\n\r\n"
OPTIONS = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: ACME RTSP\r\nPublic: OPTIONS, DESCRIBE\r\n\r\n"
LOCKED = b'RTSP/1.0 401 No\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="ACME", nonce="1"\r\n\r\n'


class Town:
    """The network. `sent` counts the questions of all runs, by whom they were for."""

    def __init__(self):
        self.sent = Counter()
        self.under_way = None

    async def _travel(self, what):
        self.sent[what] += 1
        self.under_way = what
        await asyncio.sleep(0.01)

    async def connect(self, target, port, *, wait):
        await self._travel(("connect", target, port))
        if (target, port) in {(CAMERA, 80), (CAMERA, 554), (PRINTER, 80)}:
            return Open(self, target, port)
        await asyncio.sleep(wait if target == SLOW else 0)
        return Outcome.SILENT if target == SLOW else Outcome.REFUSED

    async def ask(self, target, port, data, *, wait, most):
        await self._travel(("udp", target, port, data[:40] + data[-60:]))
        if target == FAR and port == 3702:
            return 50_000, [(3702, SOAP[:most])]
        await asyncio.sleep(wait)
        return 50_000, Outcome.SILENT

    async def call(self, _link, call, data, *, wait, hear):
        await self._travel(("call", call.group, call.probe.name, len(data)))
        if call.probe.ports == (3702,) and call.group.version == 4:
            for sender in (CAMERA, ip_address("192.0.2.1")):
                hear(sender, 3702, SOAP, 50_000)
        await asyncio.sleep(wait)

    async def frame(self, link, data, wanted, *, wait, first):
        await self._travel(("frame", ip_address(data[38:42]) if len(data) == 42 else None))
        macs = {CAMERA: OTHER_MAC, PRINTER: "02:00:00:00:00:34", SLOW: "02:00:00:00:00:35"}
        got = [arp(mac, ip, link.mac, link.address) for ip, mac in macs.items()]
        got = [one for one in got if wanted(one)]
        await asyncio.sleep(0 if got and first else wait)
        return got[:1] if first else []


class Open:
    own_port = 40_000

    def __init__(self, town, target, port):
        self._town, self._key = town, (target, port)

    async def exchange(self, data, complete, *, wait, most):
        line = data.partition(b"\r\n")[0]
        await self._town._travel(("tcp", *self._key, line, data[-80:]))
        answer = PAGE if line.startswith(b"GET / ") else NOT_THERE
        if line.endswith(b"RTSP/1.0"):
            answer = OPTIONS if line.startswith(b"OPTIONS") else LOCKED
        assert complete(answer)
        await asyncio.sleep(wait / 10)
        return Outcome.ANSWERED, answer[:most]

    async def close(self):
        pass


class Killed(BaseException):
    """The program is gone, as by kill -9."""


def scan(town, path, kill_at=None, how="after"):
    """Run a scan, to its end or until so many lines were written; give what it heard."""
    heard = []

    async def run():
        with Journal(path, HEAD) as journal:
            lines = [0]
            write = journal._line

            def line(said):
                lines[0] += 1
                if lines[0] != kill_at:
                    write(said)
                    return
                if how == "after":
                    write(said)
                elif how == "torn":
                    journal._file.write(json.dumps(said).encode()[:-5])
                raise Killed

            journal._line = line
            gate = Gate(
                scope=scope(ESTATE, UTC), wire=town, journal=journal, clock=clock,
                sleep=asyncio.sleep, agent="camaudit/test",
            )  # fmt: skip
            made = Scan(
                gate,
                targets(ESTATE, gate.scope, [LINK], Level.LOOK),
                lambda said: heard.extend(said.observations),
                lambda _facts: frozenset(),
            )
            await made.run()
            assert made.stopped is None
            return lines[0]

    return play(run()), heard


def shown(value):
    """Write a noun without its times, which differ from run to run."""
    if isinstance(value, float):
        return "time"
    if is_dataclass(value):
        return type(value).__name__, *(shown(getattr(value, one.name)) for one in fields(value))
    if isinstance(value, (tuple, list)):
        return tuple(map(shown, value))
    return value.value if isinstance(value, Enum) else str(value)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    town, path = Town(), tmp_path_factory.mktemp("whole") / "journal.jsonl"
    lines, heard = scan(town, path)
    assert len(heard) > 10
    again = Counter()
    town.sent, sent = again, town.sent
    _, heard_again = scan(town, path)
    assert again == Counter()  # a run that was at its end asks nobody
    assert Counter(map(shown, heard_again)) == Counter(map(shown, heard))
    return lines, Counter(map(shown, heard)), sent


@pytest.mark.parametrize("how", ["before", "after", "torn"])
@pytest.mark.parametrize("part", range(4))
def test_wherever_it_is_killed_the_answer_is_the_same_and_nobody_is_asked_twice(
    whole, tmp_path, how, part
):
    lines, heard, sent = whole
    for kill_at in range(1 + part, lines + 1, 4):
        town, path = Town(), tmp_path / f"{kill_at}.jsonl"
        with pytest.raises(Killed):
            scan(town, path, kill_at, how)
        _, found = scan(town, path)
        assert Counter(map(shown, found)) == heard, kill_at
        more = town.sent - sent
        # What was under way when it was killed, and no more; each once more.
        assert all(town.sent[one] <= sent[one] + 1 for one in more), kill_at
        assert len([one for one in more if one[0] != "connect"]) <= 8, kill_at
