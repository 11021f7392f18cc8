"""Time that is played, and a network that is a script: what a gate sends, and when, is kept."""

import asyncio
from datetime import UTC, date, datetime
from ipaddress import ip_address, ip_network

from camaudit.model.probe import Call, Level, Outcome, Probe, Transport
from camaudit.model.scope import Scope
from camaudit.wire.gate import Gate
from camaudit.wire.interfaces import Link
from camaudit.wire.journal import Head, Journal

BEGIN = datetime(2026, 11, 26, 20, 0, tzinfo=UTC).timestamp()  # a Thursday
HEAD = Head(version="1.0", estate="e" * 64, level="look", questions="q" * 64)
ONE, TWO, FAR = map(ip_address, ("10.20.2.31", "10.20.2.32", "192.0.2.1"))
SCOPE = Scope(
    networks=(ip_network("10.20.2.0/24"),),
    exclude=(ip_network("10.20.2.5/32"),),
    valid_from=date(2026, 11, 1),
    valid_until=date(2026, 11, 30),
)
MAC, OTHER_MAC = "02:00:00:00:00:fe", "02:00:00:00:00:31"
LINK = Link("cams", ip_address("10.20.2.254"), ip_network("10.20.2.0/24"), 2, MAC)


class PlayedLoop(asyncio.SelectorEventLoop):
    """A loop whose clock jumps to the next thing that waits."""

    now = 0.0

    def time(self):
        return self.now

    def _run_once(self):
        if not self._ready and self._scheduled:
            self.now = max(self.now, self._scheduled[0].when())
        super()._run_once()


def play(work):
    """Run a coroutine in played time."""
    with asyncio.Runner(loop_factory=PlayedLoop) as runner:
        return runner.run(work)


def clock():
    return BEGIN + asyncio.get_running_loop().time()


class Played:
    """A connection of the script."""

    own_port = 40_000

    def __init__(self, script, target, port, answers):
        self._script, self._key, self._answers = script, (target, port), answers

    async def exchange(self, data, complete, *, wait, most):
        self._script.note("tcp", *self._key, data)
        answer = self._answers.pop(0) if self._answers else b"HTTP/1.1 200 OK\r\n\r\n"
        if isinstance(answer, Outcome):
            await asyncio.sleep(wait if answer is Outcome.SILENT else 0)
            return answer, b""
        assert complete(answer)
        return Outcome.ANSWERED, answer[:most]

    async def close(self):
        self._script.open.discard(self._key)


class Script:
    """A network. What is in `says` is answered in turn; what is not is silent."""

    def __init__(self, says=None, then=None):
        self.says = says or {}  # (kind, address, port) -> list of answers
        self.then = then or (lambda *_: None)  # is called at every send, before the answer
        self.sent = []  # (seconds, kind, address, port, bytes)
        self.open = set()  # connections

    def note(self, kind, target, port, data):
        at = asyncio.get_running_loop().time()
        self.sent.append((at, kind, target, port, data))
        self.then(self, kind, target, port)

    def kinds(self):
        return [(kind, str(target), port) for _, kind, target, port, _ in self.sent]

    def _answer(self, kind, target, port):
        answers = self.says.get((kind, str(target), port))
        if isinstance(answers, list):
            return answers.pop(0) if answers else Outcome.SILENT
        return Outcome.SILENT if answers is None else answers

    async def connect(self, target, port, *, wait):
        self.note("connect", target, port, b"")
        answer = self._answer("connect", target, port)
        if isinstance(answer, Outcome):
            await asyncio.sleep(wait if answer is Outcome.SILENT else 0)
            return answer
        assert not {one for one in self.open if one[0] == target}, "two connections to one host"
        self.open.add((target, port))
        return Played(self, target, port, answer)

    async def ask(self, target, port, data, *, wait, most):
        self.note("udp", target, port, data)
        answer = self._answer("udp", target, port)
        if isinstance(answer, Outcome):
            await asyncio.sleep(wait if answer is Outcome.SILENT else 0)
            return 50_000, answer
        return 50_000, [(port, answer[:most])]

    async def call(self, link, call, data, *, wait, hear):
        assert link.address in link.network
        self.note("call", call.group, call.probe.ports[0], data)
        answer = self.says.get(("call", str(call.group), call.probe.ports[0]))
        for said in answer or ():
            hear(*said, 50_000)
        await asyncio.sleep(wait)
        return Outcome.UNREACHABLE if answer is None else None

    async def frame(self, link, data, wanted, *, wait, first):
        self.note("frame", link.address, int.from_bytes(data[12:14]), data)
        answer = self.says.get(("frame", link.name, int.from_bytes(data[12:14])), [])
        if isinstance(answer, Outcome):
            return answer
        got = [one for one in answer if wanted(one)]
        await asyncio.sleep(0 if first and got else wait)
        return got[:1] if first else got


def gate(script, journal=None, **given):
    """Make a gate onto a script; inside of `play` alone."""
    made = {"scope": SCOPE, "clock": clock, "sleep": asyncio.sleep, "agent": "camaudit/test"}
    return Gate(wire=script, journal=journal or Journal(None, HEAD), **{**made, **given})


def probe(name="question", transport=Transport.UDP, ports=(3702,), payload=b"hello", level="ask"):
    return Probe(
        name=name,
        level=Level(level),
        transport=transport,
        ports=ports,
        payload=payload if callable(payload) else lambda _: payload,
        complete=lambda _: True,
        says="asks",
        source="a test",
    )


UDP = probe()
PAGE = probe("page", Transport.TCP, (80,), b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "look")
POST = probe("post", Transport.TCP, (80,), b"POST /onvif HTTP/1.1\r\n\r\nx", "look")


def everybody(group="239.255.255.250", times=2, joins=None, what=UDP):
    return Call(
        probe=what,
        group=ip_address(group),
        times=times,
        own_port=None,
        joins=ip_address(joins) if joins else None,
    )


def arp(sender_mac, sender, target_mac, target, operation=2):
    """Write an ARP frame."""
    ends = [
        bytes.fromhex(mac.replace(":", "")) + ip_address(address).packed
        for mac, address in ((sender_mac, sender), (target_mac, target))
    ]
    to = b"\xff" * 6 if operation == 1 else ends[1][:6]
    head = to + ends[0][:6] + b"\x08\x06\x00\x01\x08\x00\x06\x04" + operation.to_bytes(2)
    return head + b"".join(ends)


def _who_has(asked):
    return arp(asked.own_mac, asked.own_address, "00:00:00:00:00:00", asked.address, operation=1)


WHO_HAS = probe("arp", Transport.LINK, (), _who_has)
