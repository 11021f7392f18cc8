"""How fast: in played time, so that a night takes no time."""

import asyncio
import random
import sys
from collections import defaultdict
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

import itertools

from played import play

from camaudit.wire.pace import BETWEEN, Limits, Pace

HOSTS = [ip_address(f"10.20.2.{n}") for n in range(1, 255)]


def pace(**limits):
    loop = asyncio.get_running_loop()
    return Pace(Limits(**limits), loop.time, asyncio.sleep)


def turns(wishes, **limits):
    """Run (host number, seconds held, connection or not); give (at, host, begins)."""

    async def run():
        made, loop, log = pace(**limits), asyncio.get_running_loop(), []
        held = set()

        async def talk(number, seconds, begins):
            host = None if number is None else HOSTS[number]
            async with made.alone(host):
                assert host is None or host not in held
                held.add(host)
                await made.turn(host, begins=begins)
                log.append((loop.time(), host, begins))
                await asyncio.sleep(seconds)
                held.discard(host)

        await asyncio.gather(*(talk(*one) for one in wishes))
        return log, made

    return play(run())


wishes = st.lists(
    st.tuples(st.integers(0, 5), st.floats(0, 4), st.booleans()), min_size=1, max_size=60
)


@given(wishes)
def test_no_host_is_hurried_and_nobody_overall(wanted):
    log, made = turns(wanted)
    assert len(log) == len(wanted)
    begun = defaultdict(list)
    for at, host, begins in log:
        if begins:
            begun[host].append(at)
    for times in begun.values():
        assert all(b - a >= 1 - 1e-9 for a, b in itertools.pairwise(times))
    times = sorted(at for at, *_ in log)
    assert all(b - a >= 0.05 - 1e-9 for a, b in itertools.pairwise(times))
    assert not made._busy


@pytest.mark.parametrize(
    ("limits", "hosts", "seconds"),
    [
        ({}, 100, 99 / 20),
        ({"per_second": 500}, 254, 253 / 500),
        ({"per_second": 1}, 10, 9),
        ({"per_second": 500, "between": 3}, 1, 0),
    ],
)
def test_the_pace_is_used_to_the_full(limits, hosts, seconds):
    log, _ = turns([(n, 0, True) for n in range(hosts)], **limits)
    assert log[-1][0] - log[0][0] == pytest.approx(seconds)


def test_one_host_gets_one_new_connection_a_second_at_most():
    assert BETWEEN >= 1
    log, _ = turns([(0, 0, True)] * 5)
    assert [at for at, *_ in log] == pytest.approx([n * BETWEEN for n in range(5)])


def test_further_questions_on_a_connection_wait_for_the_overall_pace_alone():
    async def run():
        made, loop = pace(), asyncio.get_running_loop()
        await made.turn(HOSTS[0], begins=True)
        await made.turn(HOSTS[0], begins=False)
        return loop.time()

    assert play(run()) == pytest.approx(0.05)


def test_a_slow_host_holds_nobody_else_up():
    log, _ = turns([(0, 100, True), (0, 0, True), *((n, 0, True) for n in range(1, 50))])
    others = [at for at, host, _ in log if host != HOSTS[0]]
    assert max(others) < 3


def test_turns_come_in_the_order_of_asking():
    log, _ = turns([(n, 0, True) for n in range(50)])
    assert [host for _, host, _ in log] == HOSTS[:50]


def test_questions_to_everybody_keep_the_overall_pace():
    async def run():
        made, loop, times = pace(), asyncio.get_running_loop(), []
        for _ in range(3):
            await made.turn(None, begins=True)
            times.append(loop.time())
        return times

    assert play(run()) == pytest.approx([0, 0.05, 0.1])


def test_only_hosts_of_the_last_second_are_remembered():
    """The memory of a /16 is that of a moment."""
    rng = random.Random(7)  # noqa: S311 - the same order in every run

    async def run():
        made, most = pace(per_second=500), 0
        for _ in range(20_000):
            host = ip_address(0x0A140000 + rng.randrange(1 << 16))
            async with made.alone(host):
                await made.turn(host, begins=True)
            most = max(most, len(made._began) + len(made._busy))
        return most

    assert play(run()) <= 500 * BETWEEN + 2


def test_a_rest_lets_nobody_go_before_it_is_over():
    async def run():
        made, loop = pace(), asyncio.get_running_loop()
        made.rest(0.7)
        await made.turn(HOSTS[0], begins=True)
        made.rest(0)  # takes nothing back
        await made.turn(None, begins=True)
        return loop.time()

    assert play(run()) == pytest.approx(0.75)


def test_a_timer_that_is_early_makes_no_turn_early():
    now = [0.0]

    async def sleep(seconds):
        now[0] += seconds * 0.6

    async def run():
        made = Pace(Limits(), lambda: now[0], sleep)
        await made.turn(HOSTS[0], begins=True)
        await made.turn(HOSTS[0], begins=True)

    asyncio.run(run())
    assert now[0] >= 1


@pytest.mark.parametrize(
    ("stall", "most"), [(0.0, 20), (0.05, 20), (1.0, 23), (3600.0, 23)], ids=str
)
def test_no_crowd_goes_at_once_after_a_stall(stall, most):
    """The clock goes on while the program does not: a computer asleep, or busy."""

    async def run():
        made, loop, log = pace(), asyncio.get_running_loop(), []

        async def wish(number):
            await made.turn(HOSTS[number], begins=True)
            log.append(loop.time())
            if number == 5:
                loop.now += stall

        await asyncio.gather(*map(wish, range(100)))
        return log

    log = play(run())
    assert len(log) == 100
    assert max(sum(at <= other < at + 0.999 for other in log) for at in log) <= most


def test_who_gives_up_waiting_leaves_the_host_to_the_next():
    async def run():
        made = pace()

        async def hold(seconds):
            async with made.alone(HOSTS[0]):
                await asyncio.sleep(seconds)

        first, second = asyncio.create_task(hold(5)), asyncio.create_task(hold(5))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        assert not made._busy

    play(run())
