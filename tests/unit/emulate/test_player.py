"""What happens to an emulated device: what it counts, when it locks, when it dies."""

from dataclasses import replace

import pytest

from camaudit.emulate import cast
from camaudit.emulate.character import Manners
from camaudit.emulate.player import MAX_ASKED, Player

AXIS = cast.find("axis-camera")


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def player(**manners):
    clock = Clock()
    made = Player(
        replace(AXIS, manners=Manners(**manners)), "10.20.2.14", "AC:CC:8E:00:00:14", clock=clock
    )
    fallen = []
    made.fall = lambda: fallen.append(clock.now)
    return made, clock, fallen


def test_a_devices_own_words_stand_where_the_placeholders_were():
    one, *_ = player()
    assert one.fill("$address $mac $serial $model $nothing") == (
        "10.20.2.14 ac:cc:8e:00:00:14 ACCC8E000014 M1065-L $nothing"
    )


def test_each_mention_of_outside_is_another_one():
    one, *_ = player()
    first, second = one.fill("$outside $outside").split()
    assert first != second


def test_the_same_device_has_the_same_uuid_in_every_run():
    assert player()[0].fill("$uuid") == player()[0].fill("$uuid")


@pytest.mark.parametrize(
    ("manners", "pauses", "dies"),
    [
        pytest.param({"apart": 1.0}, (1.0, 1.0), False, id="unhurried"),
        pytest.param({"apart": 1.0}, (1.0, 0.9), True, id="hurried"),
        pytest.param({"a_minute": 2}, (20.0, 20.0), True, id="too-many-a-minute"),
        pytest.param({"a_minute": 2}, (40.0, 40.0), False, id="few-a-minute"),
    ],
)
def test_a_weak_device_dies_of_haste_alone(manners, pauses, dies):
    one, clock, fallen = player(**manners)
    for pause in (0.0, *pauses):
        clock.now += pause
        one.begin(80)
        one.end()
    assert (one.counts.crashed, bool(fallen)) == (dies, dies)


def test_a_device_that_bears_one_connection_dies_of_a_second_one():
    one, _, fallen = player(at_once=1)
    one.begin(80)
    assert not fallen
    one.begin(80)
    assert fallen
    assert one.counts.most_open == 2


def test_the_most_connections_of_any_second_are_kept():
    one, clock, _ = player()
    for pause in (0.0, 0.4, 0.4, 5.0):
        clock.now += pause
        one.begin(80)
        one.end()
    assert (one.counts.connections, one.counts.most_a_second) == (4, 3)


def test_a_device_locks_after_its_limit_and_lets_nobody_in_then():
    one, *_ = player(lock_after=3)
    assert one.judge(right=True)
    for _ in range(3):
        assert not one.counts.locked
        assert not one.judge(right=False)
    assert one.counts.locked
    assert not one.judge(right=True)
    assert (one.counts.logins, one.counts.refused) == (5, 3)


def test_what_was_asked_is_kept_within_bounds():
    one, *_ = player()
    for number in range(MAX_ASKED + 50):
        one.heard(f"GET /{number}")
    assert len(one.counts.asked) == MAX_ASKED
    assert one.counts.requests == MAX_ASKED + 50
