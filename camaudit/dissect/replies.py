"""What devices answered to our own questions, read by the parsers of the captures.

A reply is made into the frames that a capture would hold of it, so there is no second reader of
any protocol. Our own side says nothing: it makes no device, and asks for nobody's count.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address
from itertools import groupby
from typing import TYPE_CHECKING

from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoints
from camaudit.model.frame import Frame
from camaudit.model.observation import Binding, BindingHow, Channel, Fact, Lookup, Seen
from camaudit.model.probe import Transport
from camaudit.protocols.questions import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from camaudit.model.endpoint import IPAddress
    from camaudit.model.observation import Observation, Shortfall
    from camaudit.model.probe import Reply

SOURCE = "probe"  # of what could not be read; a fact names the question: "probe:rtsp-options"
# Stand for this computer: addresses that no device has (RFC 7600 section 4.8, RFC 6666).
OURS: dict[int, IPAddress] = {4: IPv4Address("192.0.0.8"), 6: IPv6Address("100::1")}
_OUR_ADDRESSES = frozenset(OURS.values())
# That a path was given is a sign where somebody else asked for it. We choose it ourselves.
_OWN_CHOICE = frozenset({Channel.HTTP_PATH, Channel.RTSP_PATH})
_FIN, _SYN, _ACK, _PUSH = 1, 2, 16, 8
_TCP, _UDP, _NO_IP = 6, 17, -1
_HEAD = 14  # bytes of an Ethernet frame before what it carries
_IPV4, _IPV6, _VLAN = 0x0800, 0x86DD, 0x8100


@dataclass(frozen=True, slots=True)
class Said:
    """What replies say, and what of them could not be read."""

    observations: tuple[Observation, ...]
    shortfalls: tuple[Shortfall, ...]


def read(replies: Sequence[Reply]) -> Said:
    """Read all replies of one target, or of one call to everybody.

    Input:  replies in the order in which they came; those of one connection have one own_port.
    Output: observations whose place is "reply N", the Nth of that address to that question. What a
            device says several times to one question it says once: how often it is asked is our
            doing, and not the same where a run was cut off.
    """
    numbers = _numbers(replies)

    def place(number: int) -> tuple[str, str]:
        return f"{SOURCE}:{replies[number].probe}", f"reply {numbers[number]}"

    reader = Reader(None, Endpoints(), SOURCE, place)
    said = [one for frame in _frames(replies) for one in reader.read(frame)]
    said += reader.finish()
    said += _bindings(replies, numbers)
    told = _once(one for one in said if _of_a_device(one))
    return Said(tuple(told), tuple(reader.shortfalls()))


def _once(said: Iterable[Observation]) -> Iterator[Observation]:
    """Leave out what was said before, and how often it was."""
    known: set[tuple[object, ...]] = set()
    for one in said:
        if isinstance(one, Fact):
            key = (one.about, one.channel, one.value, one.port)
            if key in known:
                continue
            known.add(key)
            yield replace(one, count=1, last=None)
        else:
            yield one


def _numbers(replies: Iterable[Reply]) -> list[int]:
    """Count the replies of each address to each question."""
    seen: Counter[tuple[str, str]] = Counter()
    numbers = []
    for one in replies:
        seen[one.probe, str(one.address)] += 1
        numbers.append(seen[one.probe, str(one.address)])
    return numbers


def _of_a_device(one: Observation) -> bool:
    if isinstance(one, Lookup):
        return one.client.ip not in _OUR_ADDRESSES
    if not isinstance(one, Fact):
        return True
    return one.about.ip not in _OUR_ADDRESSES and one.channel not in _OWN_CHOICE


def _bindings(replies: Sequence[Reply], numbers: Sequence[int]) -> Iterator[Binding]:
    """Bind the MAC of a frame that came over no router to the address in it."""
    known: set[tuple[str, str]] = set()
    for reply, number in zip(replies, numbers, strict=True):
        if reply.mac is None or (reply.mac, str(reply.address)) in known:
            continue
        known.add((reply.mac, str(reply.address)))
        yield Binding(
            mac=reply.mac,
            ip=reply.address,
            valid_from=reply.at,
            valid_to=None,
            how=BindingHow.FRAME,
            seen=Seen(reply.at, f"{SOURCE}:{reply.probe}", f"reply {number}"),
        )


def _frames(replies: Sequence[Reply]) -> Iterator[Frame]:
    """Make the frames that a capture would hold; `number` is the place in replies, from 0."""
    for (transport, *_), group in groupby(enumerate(replies), _way):
        if transport is Transport.TCP:
            yield from _connection(list(group))
            continue
        for at, reply in group:
            if len(reply.received) > (_HEAD if transport is Transport.LINK else 0):
                yield _datagram(at, reply) if transport is Transport.UDP else _link(at, reply)


def _way(numbered: tuple[int, Reply]) -> tuple[Transport, IPAddress | None, int, int]:
    """Tell what a reply came over; TCP replies that differ in it are of other connections."""
    reply = numbered[1]
    transport = transport_of(reply)
    if transport is not Transport.TCP:
        return transport, None, 0, 0
    return transport, reply.address, reply.port, reply.own_port


def transport_of(reply: Reply) -> Transport:
    """Tell by which transport a reply came."""
    return ALL[reply.probe].transport


def _connection(replies: list[tuple[int, Reply]]) -> Iterator[Frame]:
    """Make one TCP connection: both open it, questions and answers in turn, both end it."""
    if not any(reply.received for _, reply in replies):
        return
    first, last = replies[0], replies[-1]
    places = {False: 1, True: 1}  # next sequence number, of ours and of theirs
    yield _segment(*first, theirs=False, flags=_SYN, sequence=0)
    yield _segment(*first, theirs=True, flags=_SYN | _ACK, sequence=0)
    for at, reply in replies:
        for theirs, payload in ((False, reply.sent), (True, reply.received)):
            if payload:
                yield _segment(
                    at, reply, theirs=theirs, flags=_PUSH | _ACK, sequence=places[theirs],
                    payload=payload,
                )  # fmt: skip
                places[theirs] += len(payload)
    for theirs in (True, False):
        yield _segment(*last, theirs=theirs, flags=_FIN | _ACK, sequence=places[theirs])


def _segment(
    number: int, reply: Reply, *, theirs: bool, flags: int, sequence: int, payload: bytes = b""
) -> Frame:
    return _frame(
        number, reply, theirs=theirs, protocol=_TCP, flags=flags, sequence=sequence,
        payload=payload,
    )  # fmt: skip


def _datagram(number: int, reply: Reply) -> Frame:
    return _frame(number, reply, theirs=True, protocol=_UDP, payload=reply.received)


def _frame(
    number: int,
    reply: Reply,
    *,
    theirs: bool,
    protocol: int,
    payload: bytes,
    flags: int = 0,
    sequence: int = 0,
) -> Frame:
    ends: tuple[IPAddress, IPAddress] = (OURS[reply.address.version], reply.address)
    ports = (reply.own_port, reply.port)
    return Frame(
        number=number,
        at=reply.at,
        source_mac=reply.mac if theirs else None,
        target_mac=None,
        ethertype=_IPV4 if reply.address.version == 4 else _IPV6,
        source=ends[theirs],
        target=ends[not theirs],
        hops=64,  # no router between: a MAC is given only where it came on the link itself
        protocol=protocol,
        source_port=ports[theirs],
        target_port=ports[not theirs],
        sequence=sequence,
        flags=flags,
        payload=payload,
        cut=False,
        vlan=None,
    )


def _link(number: int, reply: Reply) -> Frame:
    """Take an Ethernet frame apart (IEEE 802.3 section 3.2; one tag of 802.1Q is passed over)."""
    data = reply.received
    begin = 16 if int.from_bytes(data[12:14]) == _VLAN else 12
    return Frame(
        number=number,
        at=reply.at,
        source_mac=data[6:12].hex(":"),
        target_mac=data[:6].hex(":"),
        ethertype=int.from_bytes(data[begin : begin + 2]),
        source=None,
        target=None,
        hops=0,
        protocol=_NO_IP,
        source_port=0,
        target_port=0,
        sequence=0,
        flags=0,
        payload=data[begin + 2 :],
        cut=False,
        vlan=None,
    )
