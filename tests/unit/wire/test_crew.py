"""Many at a time, and an end to all of them."""

import asyncio
import os
import signal
import sys
from itertools import count
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from played import play

from camaudit.errors import RefusedError, StoppedError
from camaudit.wire import crew


def test_so_many_work_at_a_time_in_the_order_given():
    busy, most, begun = set(), [0], []

    async def work(one):
        busy.add(one)
        begun.append(one)
        most[0] = max(most[0], len(busy))
        await asyncio.sleep(one % 3)
        busy.discard(one)

    play(crew.each(range(50), work, 7))
    assert begun == list(range(50))
    assert (most[0], busy) == (7, set())


def test_items_are_taken_as_there_is_room():
    taken = count()

    async def work(_one):
        await asyncio.sleep(1)
        if next(done) == 20:
            raise RefusedError("the hours are over")

    done = count()
    endless = iter(lambda: next(taken), -1)
    with pytest.raises(RefusedError):
        play(crew.each(endless, work, 5))
    assert next(taken) <= 40


@pytest.mark.parametrize("width", [0, 1])
def test_of_nothing_nothing_is_done(width):
    async def never(_one):
        raise AssertionError

    play(crew.each([], never, width))


def test_the_first_error_ends_the_others_before_it_is_raised():
    ended = []

    async def work(one):
        try:
            await asyncio.sleep(one)
            raise RefusedError("the hours are over")
        finally:
            ended.append(one)

    with pytest.raises(RefusedError, match="over"):
        play(crew.each([1, 5, 9], work, 3))
    assert sorted(ended) == [1, 5, 9]


def test_ctrl_c_ends_it_with_every_connection_closed():
    closed = []

    async def work():
        try:
            asyncio.get_running_loop().call_soon(os.kill, os.getpid(), signal.SIGINT)
            await asyncio.sleep(30)
        finally:
            closed.append(True)

    with pytest.raises(StoppedError, match="interrupted") as stopped:
        crew.run(work())
    assert closed == [True]
    assert stopped.value.exit_code == 130


def test_ctrl_c_ends_it_where_signals_have_no_handlers(monkeypatch):
    """As on Windows: the interrupt comes out of the loop."""

    def never(*_words):
        raise NotImplementedError

    monkeypatch.setattr(asyncio.SelectorEventLoop, "add_signal_handler", never)

    async def work():
        asyncio.get_running_loop().call_soon(os.kill, os.getpid(), signal.SIGINT)
        await asyncio.sleep(30)

    with pytest.raises(StoppedError, match="interrupted"):
        crew.run(work())


def test_work_that_ends_by_itself_ends():
    done = []

    async def work():
        done.append(True)

    crew.run(work())
    assert done == [True]


def test_work_that_is_given_up_from_within_is_no_interrupt():
    async def work():
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        crew.run(work())
