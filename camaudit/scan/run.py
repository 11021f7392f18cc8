"""The scan itself: everybody on each link, then address by address, then a look at those known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from camaudit.dissect.replies import read
from camaudit.errors import RefusedError, StoppedError
from camaudit.model.observation import Fact
from camaudit.model.probe import Level, Outcome
from camaudit.model.progress import Phase, SilentScan
from camaudit.protocols.order import next_question, stays_open
from camaudit.protocols.questions import ALL, ASK_GROUP, ASK_UNICAST, WHO_HAS
from camaudit.scan import below
from camaudit.wire import everybody
from camaudit.wire.crew import each
from camaudit.wire.frames import neighbours

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Sequence

    from camaudit.dissect.replies import Said
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.probe import Call, Question, Reply
    from camaudit.model.progress import ScanWatcher
    from camaudit.scan.targets import Targets
    from camaudit.wire.gate import Gate
    from camaudit.wire.interfaces import Link

T = TypeVar("T", bound="IPAddress | tuple[Link, IPAddress]")
HOLDS = 6.0  # seconds that one address takes at most while others go on, at the pace overall
CALLS = 4  # languages in which a link is asked at a time
MAX_FACTS = 256  # kept of one address for the choice of the next question
_LOOK = frozenset(name for name, probe in ALL.items() if probe.level is Level.LOOK)
_CALLED = frozenset(call.probe.name for call in ASK_GROUP)
ENOUGH = 3  # devices on a link: one of so many answers, or something keeps the answers away
_THERE = frozenset({Outcome.ANSWERED, Outcome.REFUSED, Outcome.RESET, Outcome.UNREADABLE})


@dataclass(slots=True)
class Scan:
    """One scan. What is heard goes to `hear` at once: memory stays flat."""

    gate: Gate
    targets: Targets
    hear: Callable[[Said], None]
    makers: Callable[[Sequence[Fact]], frozenset[str]]  # that facts point to, by id
    there: set[IPAddress] = field(default_factory=set)  # addresses at which somebody is
    watcher: ScanWatcher = field(default_factory=SilentScan)
    replies: int = 0  # that came, of whatever outcome but silence
    stopped: str | None = None  # why it ended before its end
    unheard: tuple[str, ...] = ()  # links with devices of which none answered what all were asked
    _heard: set[Link] = field(default_factory=set)  # links on which somebody did
    _pointed: set[IPAddress] = field(default_factory=set)  # whose words point to a maker
    _named: frozenset[IPAddress] = field(init=False)  # by files: somebody should be there
    _facts: dict[IPAddress, list[Fact]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep who is named where it is quickly found."""
        self._named = frozenset(self.targets.known)

    async def run(self) -> None:
        """Do all of it; what ends it early is told in `stopped`."""
        try:
            self._hear_again()
            await self._ask_links()
            await self._ask_below()
            await self._each(Phase.ONE_BY_ONE, self.targets.unicast(), self._ask)
            if self.targets.level is Level.LOOK:
                more = len({*self.targets.known, *self._facts})
                await self._each(Phase.LOOK, self.targets.looked(self._facts), self._look, more)
        except (RefusedError, StoppedError) as error:
            self.stopped = str(error)
        known = neighbours()
        self.hear(below.known(known, self.targets, self.gate.clock()))
        there = self.there | {address for address, _, _ in known}
        self.unheard = tuple(
            f"{link.name} ({link.network})"
            for link in self.targets.links
            if link not in self._heard and sum(one in link.network for one in there) >= ENOUGH
        )

    def _hear_again(self) -> None:
        """Take what a run before this one heard by datagram; what it saw is gone on with."""
        journal = self.gate.journal
        for host in journal.hosts():
            for replies in journal.heard(host):
                if replies[0].probe not in _LOOK:
                    self._take(host, replies)
                if replies[0].probe in _CALLED:
                    self._heard |= {one for one in self.targets.links if host in one.network}

    async def _ask_links(self) -> None:
        """Ask everybody on each link, in a few languages at a time: each waits for its answers."""
        calls = [
            (link, call)
            for call in ASK_GROUP
            for link in self.targets.links
            if call.group.version == link.address.version
        ]
        self.watcher.phase(Phase.EVERYBODY, len(calls))
        await each(calls, self._call, CALLS * len(self.targets.links))

    async def _call(self, asked: tuple[Link, Call]) -> None:
        replies = await everybody.call(self.gate, *asked)
        if replies:
            self._heard.add(asked[0])
        self._take_each(replies)
        self.watcher.asked(None, self.gate.ledger.packets())

    def _take_each(self, replies: Iterable[Reply]) -> None:
        """Take the answers to one call, host by host."""
        by_host: dict[IPAddress, list[Reply]] = {}
        for reply in replies:
            by_host.setdefault(reply.address, []).append(reply)
        for address in sorted(by_host, key=lambda ip: (ip.version, int(ip))):
            self._take(address, by_host[address])

    async def _ask_below(self) -> None:
        """Ask by frames where that is possible: everybody, then for each address of the links."""
        for replies in await below.ask_all(self.gate, self.targets):
            self._take_each(replies)
        await self._each(Phase.FRAMES, self.targets.asked_for(), self._ask_for)

    async def _ask_for(self, asked: tuple[Link, IPAddress]) -> None:
        reply = await below.ask_for(self.gate, asked)
        if reply is not None:
            self._take(reply.address, [reply])

    async def _each(
        self,
        phase: Phase,
        addresses: Iterable[T],
        work: Callable[[T], Coroutine[None, None, None]],
        more: int = 0,  # addresses beside those of networks
    ) -> None:
        self.watcher.phase(phase, self.targets.count(phase) + more)

        async def watched(one: T) -> None:
            await work(one)
            address = one[1] if isinstance(one, tuple) else one
            self.watcher.asked(address, self.gate.ledger.packets())

        await each(addresses, watched, max(8, round(self.gate.limits.per_second * HOLDS)))

    async def _ask(self, address: IPAddress) -> None:
        """Ask one address by datagram, in each language once; of ONVIF's two forms one that works.

        Only the first question is asked again where it meets silence: a network is full of
        addresses without anybody. In a sweep none is: whoever lost it is looked at all the same.
        """
        insists = not self.targets.sweep
        earlier = {one.probe: one.outcome for one in self.gate.journal.answers(address)}
        met: set[tuple[int, ...]] = set()  # ports whose protocol was answered
        for at, probe in enumerate(ASK_UNICAST):
            if probe.ports in met:
                continue
            outcome = earlier.get(probe.name)
            if outcome is None:
                replies = await self.gate.ask(address, probe, again=insists and at == 0)
                self._take(address, replies)
                outcome = replies[0].outcome
            if outcome is Outcome.ANSWERED:
                met.add(probe.ports)

    async def _look(self, address: IPAddress) -> None:
        """Look at one address: few questions, each chosen after what was said before."""
        replies = [one for one in self.gate.journal.answers(address) if one.probe in _LOOK]
        facts = [*self._facts.get(address, ()), *_facts_of(read(replies))]
        try:
            question = self._next(address, facts, replies)
            while question is not None:
                question = await self._talk(address, question, facts, replies)
        except RefusedError:
            if self.gate.refusal(None) is not None:
                raise  # the hours are over: for all
            # This one is left alone; what it said stands.
        finally:
            self._take(address, replies)

    async def _talk(
        self, address: IPAddress, question: Question, facts: list[Fact], replies: list[Reply]
    ) -> Question | None:
        """Ask over one connection as long as it stays open; give what another is needed for."""
        # Where nobody was ever heard the next port is the second try: most of a sweep is empty. Of
        # whom the first port met nothing, not even twice, the others are tried by one packet each.
        there = address in self.there or any(one.outcome in _THERE for one in replies)
        expected = there or address in self._named
        brief = not expected and bool(replies)
        connection = self.gate.connect(address, question.port, again=expected, brief=brief)
        async with connection as line:
            while True:
                replies.append(await line.ask(question.probe))
                facts += _facts_of(read(replies[-1:]))
                wanted = self._next(address, facts, replies)
                if wanted is None or wanted.port != question.port or not stays_open(replies[-1]):
                    return wanted
                question = wanted

    def _next(
        self, address: IPAddress, facts: Sequence[Fact], replies: Sequence[Reply]
    ) -> Question | None:
        makers = self.makers(facts) if facts else frozenset()
        if makers:
            self._point(address)
            self.gate.breaker.belongs(address, min(makers))
        return next_question(address, facts, replies, makers)

    def _take(self, address: IPAddress, replies: Sequence[Reply]) -> None:
        """Pass on what was said, and remember what bears on the next question."""
        if address not in self.there and any(one.outcome in _THERE for one in replies):
            self.there.add(address)
            self.watcher.answered(address)
        self.replies += sum(bool(one.received) for one in replies)
        answers = [one for one in replies if one.received]
        if not answers:
            return
        said = read(replies)
        spoke = any(one.probe != WHO_HAS.name for one in answers)
        if spoke or self.targets.is_curious(address):
            known = self._facts.setdefault(address, [])
            known += _facts_of(said)[: MAX_FACTS - len(known)]
            if address not in self._pointed and self.makers(known):
                self._point(address)
        self.hear(said)

    def _point(self, address: IPAddress) -> None:
        if address not in self._pointed:
            self._pointed.add(address)
            self.watcher.pointed(address)


def _facts_of(said: Said) -> list[Fact]:
    return [one for one in said.observations if isinstance(one, Fact)]
