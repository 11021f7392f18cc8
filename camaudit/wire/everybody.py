"""Questions to everybody on a link: each answer is noted as soon as it comes.

Answers of hosts outside the scope are counted and dropped.
"""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from camaudit.errors import StoppedError
from camaudit.model.probe import Outcome
from camaudit.model.scope import plain
from camaudit.scrub import blot_cookies
from camaudit.wire.frames import sender_of

if TYPE_CHECKING:
    from camaudit.model.endpoint import IPAddress
    from camaudit.model.probe import Call, Probe, Reply
    from camaudit.wire.interfaces import Link
    from camaudit.wire.wayout import WayOut

MOST_CALLS = 3  # of one question to everybody on a link, runs that were cut off included
MOST_FRAMES = 2
_EVERYBODY = IPv4Address("255.255.255.255")


async def call(way: WayOut, link: Link, call: Call) -> tuple[Reply, ...]:
    """Ask everybody on a link, as often as the call says.

    Output: the answers of hosts in the scope; others are dropped and counted.
    Raises: RefusedError where the link, or all of its network, is not in one declared network.
    """
    way.allow_link(link)
    probe, group = call.probe, call.group
    if not group.is_multicast and group != _EVERYBODY:
        raise AssertionError(f"{group} is no address of everybody on a link")
    if way.journal.is_done(probe.name, group, link.text):
        return ()
    before = way.journal.called(probe.name, group, link.text)
    # The answers to the latest of a run that was cut off may be lost.
    times = min(max(call.times - before, 1), MOST_CALLS - before)
    heard = _Heard(way, link, probe, group)
    for _ in range(times):
        serial, data = await way.leave(
            group, probe.ports[0], probe, begins=True, link=link, everybody=True,
            joins=call.joins is not None,
        )  # fmt: skip

        def hear(
            sender: IPAddress, port: int, raw: bytes, own: int,
            serial: int = serial, data: bytes = data,
        ) -> None:  # fmt: skip
            address = plain(sender)
            if address != link.address:
                heard.take(serial, data, own, address, port, blot_cookies(raw))

        await way.wire.call(link, call, data, wait=way.limits.wait, hear=hear)
        heard.end()
    return heard.done()


async def whois_all(way: WayOut, link: Link, probe: Probe) -> tuple[Reply, ...]:
    """Ask everybody on a link by a frame (SADP), once.

    Output: as of `call`.
    Raises: RefusedError as `call` does.
    """
    way.allow_link(link)
    if way.journal.is_done(probe.name, _EVERYBODY, link.text):
        return ()
    heard = _Heard(way, link, probe, _EVERYBODY)
    if way.journal.called(probe.name, _EVERYBODY, link.text) >= MOST_FRAMES:
        return tuple(heard.replies)
    serial, data = await way.leave(_EVERYBODY, 0, probe, begins=True, link=link, everybody=True)

    def hear(frame: bytes) -> bool:
        sender = sender_of(frame)
        if sender is None:
            way.ledger.outside += 1
        else:
            mac, address = sender
            heard.take(serial, data, 0, address, 0, frame, mac)
        return False

    await way.wire.frame(link, data, hear, wait=way.limits.wait, first=False)
    heard.end()
    return heard.done()


class _Heard:
    """What is heard of those who were all asked the same, each thing once."""

    def __init__(self, way: WayOut, link: Link, probe: Probe, group: IPAddress) -> None:
        self._way = way
        self._asked = probe, group, link.text
        # Those of a run that was cut off come first.
        self.replies = way.journal.begun(probe.name, group, link.text)
        self._seen = {(one.address, one.port, one.received) for one in self.replies}
        self._failed: StoppedError | None = None  # the journal takes no more

    def take(
        self, serial: int, sent: bytes, own_port: int, address: IPAddress, port: int,
        received: bytes, mac: str | None = None,
    ) -> None:  # fmt: skip
        """Note an answer at once: a run that is cut off while others are awaited has it."""
        probe, group, link = self._asked
        if self._way.scope.outside(address) is not None:
            self._way.ledger.outside += 1
        elif self._failed is None and (address, port, received) not in self._seen:
            self._seen.add((address, port, received))
            try:
                reply = self._way.reply(
                    serial, probe, address, port, own_port, sent, received, Outcome.ANSWERED, mac,
                    call=(group, link),
                )  # fmt: skip
            except StoppedError as error:
                self._failed = error
            else:
                self.replies.append(reply)

    def end(self) -> None:
        """Raise what was met while answers came in: nobody stood above to hear of it."""
        if self._failed is not None:
            raise self._failed

    def done(self) -> tuple[Reply, ...]:
        """Note that no more of them is awaited; give the answers."""
        probe, group, link = self._asked
        self._way.journal.done(probe.name, group, link)
        return tuple(self.replies)
