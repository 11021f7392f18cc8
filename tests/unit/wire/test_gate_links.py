"""The doors to everybody on a link: groups, broadcast, frames."""

import sys
from dataclasses import replace
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


from played import (
    FAR,
    LINK,
    MAC,
    ONE,
    OTHER_MAC,
    PAGE,
    SCOPE,
    TWO,
    WHO_HAS,
    Script,
    arp,
    everybody,
    gate,
    play,
)

from camaudit.errors import RefusedError
from camaudit.model.probe import Outcome
from camaudit.protocols import sadp_link
from camaudit.wire import everybody as link_wide
from camaudit.wire.interfaces import Link

OK = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=secret\r\nContent-Length: 2\r\n\r\nhi"


async def page(made, target=ONE, port=80, *wanted):
    async with made.connect(target, port) as line:
        return [await line.ask(one) for one in wanted or (PAGE,)]


# Everybody on a link


def test_answers_from_outside_are_dropped_and_counted():
    said = [
        (ONE, 3702, b"a"), (FAR, 3702, b"b"), (ip_address("10.20.2.5"), 3702, b"c"),
        (TWO, 3702, b"d"), (TWO, 3702, b"d"), (ip_address("::ffff:10.20.2.33"), 1, b"e"),
        (ip_address("fe80::1"), 3702, b"f"), (ip_address("10.20.2.255"), 3702, b"g"),
    ]  # fmt: skip
    script = Script({("call", "239.255.255.250", 3702): said})

    async def run():
        made = gate(script)
        return await link_wide.call(made, LINK, everybody(times=1)), made.ledger

    replies, ledger = play(run())
    assert [(str(one.address), one.received) for one in replies] == [
        ("10.20.2.31", b"a"), ("10.20.2.32", b"d"), ("10.20.2.33", b"e"),
    ]  # fmt: skip
    assert ledger.outside == 4


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_call_is_made_as_often_as_it_says_and_answers_are_kept_once(times):
    script = Script({("call", "239.255.255.250", 3702): [(ONE, 3702, b"a")]})

    async def run():
        return await link_wide.call(gate(script), LINK, everybody(times=times))

    assert len(play(run())) == 1
    assert len(script.sent) == times


def test_a_call_that_the_system_does_not_let_out_has_no_answer():
    async def run():
        return await link_wide.call(gate(Script()), LINK, everybody())

    assert play(run()) == ()


@pytest.mark.parametrize(
    "link",
    [
        replace(LINK, network=ip_network("10.20.0.0/16")),
        replace(LINK, network=ip_network("10.20.2.0/23")),
        replace(LINK, address=ip_address("10.20.9.9")),
        Link("other", ip_address("192.0.2.9"), ip_network("192.0.2.0/24"), 3, MAC),
    ],
    ids=["wider", "a little wider", "own address elsewhere", "another"],
)
@pytest.mark.parametrize("door", ["call", "whois", "whois_all"])
def test_no_link_is_called_that_is_not_wholly_in_the_scope(link, door):
    script = Script()

    async def run():
        made = gate(script)
        through = {
            "call": lambda: link_wide.call(made, link, everybody()),
            "whois": lambda: made.whois(link, ONE, WHO_HAS, again=True),
            "whois_all": lambda: link_wide.whois_all(made, link, sadp_link.INQUIRY),
        }
        with pytest.raises(RefusedError, match="does not lie in one declared network"):
            await through[door]()

    play(run())
    assert script.sent == []


ANSWER = arp(OTHER_MAC, ONE, MAC, LINK.address)


@pytest.mark.parametrize(
    ("frames", "outcome", "mac", "sends"),
    [
        ([ANSWER], Outcome.ANSWERED, OTHER_MAC, 1),
        ([arp(OTHER_MAC, TWO, MAC, LINK.address), ANSWER[:30]], Outcome.SILENT, None, 2),
        ([], Outcome.SILENT, None, 2),
        (Outcome.UNREACHABLE, Outcome.UNREACHABLE, None, 1),
    ],
    ids=["answered", "of others and cut", "silent", "no right"],
)
def test_who_has_an_address_is_asked_by_a_frame(frames, outcome, mac, sends):
    script = Script({("frame", "cams", 0x0806): frames})

    async def run():
        return await gate(script).whois(LINK, ONE, WHO_HAS, again=True)

    reply = play(run())
    assert (reply.outcome, reply.mac, reply.address) == (outcome, mac, ONE)
    assert reply.received == (ANSWER if mac else b"")
    assert len(script.sent) == sends


def test_an_address_of_another_link_is_asked_by_no_frame():
    wide = replace(SCOPE, networks=(*SCOPE.networks, ip_network("10.30.0.0/24")))
    script = Script()

    async def run():
        with pytest.raises(RefusedError, match=r"is not of cams"):
            await gate(script, scope=wide).whois(LINK, ip_address("10.30.0.9"), WHO_HAS, again=True)

    play(run())
    assert script.sent == []


def sadp(mac, address):
    made = bytes.fromhex("ffffffffffff" + mac.replace(":", "") + "8033") + bytes(20)
    return made + ip_address(address).packed + bytes(30)


def test_devices_that_answer_below_ip_are_kept_where_they_are_in_the_scope():
    frames = [
        sadp(OTHER_MAC, ONE), sadp(OTHER_MAC, ONE), sadp("02:00:00:00:00:64", "192.168.1.64"),
        sadp(OTHER_MAC, ONE)[:30], sadp(OTHER_MAC, "10.20.2.5"),
    ]  # fmt: skip
    script = Script({("frame", "cams", 0x8033): frames})

    async def run():
        made = gate(script)
        return await link_wide.whois_all(made, LINK, sadp_link.INQUIRY), made.ledger.outside

    replies, outside = play(run())
    assert [(one.address, one.mac, one.received) for one in replies] == [
        (ONE, OTHER_MAC, sadp(OTHER_MAC, ONE))
    ]
    assert outside == 3


def test_without_the_right_to_frames_nobody_answers_below_ip():
    script = Script({("frame", "cams", 0x8033): Outcome.UNREACHABLE})

    async def run():
        return await link_wide.whois_all(gate(script), LINK, sadp_link.INQUIRY)

    assert play(run()) == ()


@pytest.mark.parametrize("group", ["192.0.2.1", "10.20.2.31", "fd00:20::1"])
def test_the_door_to_everybody_lets_nothing_through_to_one(group):
    script = Script()

    async def run():
        with pytest.raises(AssertionError, match="no address of everybody"):
            await link_wide.call(gate(script), LINK, everybody(group))

    play(run())
    assert script.sent == []
