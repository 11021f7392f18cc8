"""Collections that stay small, and sums that stay right in them."""

from ipaddress import ip_address

import pytest

from camaudit.capture import addresses, bounded
from camaudit.capture.bounded import Speakers
from camaudit.capture.rhythm import MAX_GAPS, Pulse


def test_a_speaker_that_was_heard_on_its_segment_once_is_heard():
    speakers = Speakers()
    said = (("10.0.0.2", True), ("10.0.0.1", False), ("10.0.0.2", False), ("fd00::1", True))
    for text, local in (*said, ("10.0.0.1", False), ("9.0.0.1", False), ("9.0.0.1", True)):
        assert speakers.add(ip_address(text).packed, local=local)
    assert [str(ip_address(raw)) for raw in speakers.heard()] == ["9.0.0.1", "10.0.0.2", "fd00::1"]
    assert [str(ip_address(raw)) for raw in speakers.passing()] == ["10.0.0.1"]


def test_speakers_are_bounded(monkeypatch):
    monkeypatch.setattr(bounded, "MAX_SPEAKERS", 100)
    speakers = Speakers()
    room = [speakers.add(bytes([10, 0, n, 1]), local=n % 2 == 0) for n in range(150)]
    assert room == [True] * 100 + [False] * 50
    assert (len(speakers.heard()), len(speakers.passing())) == (50, 50)


def test_quartiles_lie_between_the_nearest_values():
    pulse = Pulse()
    for at in (0.0, 1.0, 3.0, 6.0, 10.0):  # gaps of 1, 2, 3, 4
        pulse.beat(at)
    assert pulse.rhythm().gaps == (1.75, 2.5, 3.25)


def test_one_contact_has_no_rhythm():
    pulse = Pulse()
    assert pulse.rhythm() is None
    pulse.beat(5.0)
    assert pulse.rhythm() is None


def test_a_long_rhythm_is_kept_in_little_room():
    pulse = Pulse()
    for n in range(10 * MAX_GAPS):
        pulse.beat(60.0 * n)
    assert len(pulse._gaps) <= MAX_GAPS + 1
    assert pulse.rhythm().gaps == (60.0, 60.0, 60.0)
    assert sum(pulse.rhythm().by_hour) == 10 * MAX_GAPS


def test_a_rhythm_says_what_it_rests_on():
    pulse = Pulse()
    for at in (3_590.0, 3_600.0, 3_611.0, 3_620.0, 90_000.0):
        pulse.beat(at)
    rhythm = pulse.rhythm()
    assert (rhythm.contacts, rhythm.hours, rhythm.busiest) == (5, 3, 3)
    assert rhythm.spread == 1.0  # gaps of 9, 10, 11 and a day, about 10.5


def test_a_clock_that_goes_back_counts_no_hour_twice():
    pulse = Pulse()
    for at in (3_600.0, 7_200.0, 3_700.0, 7_300.0):
        pulse.beat(at)
    assert (pulse.rhythm().hours, pulse.rhythm().busiest) == (2, 2)


def test_time_that_runs_backwards_makes_no_negative_gap():
    pulse = Pulse()
    pulse.beat(10.0)
    pulse.beat(5.0)
    assert pulse.rhythm().gaps == (0.0, 0.0, 0.0)


SIDES = {
    "10.0.0.1": addresses.INSIDE,
    "192.168.0.1": addresses.ELSEWHERE,
    "100.64.0.1": addresses.ELSEWHERE,
    "fd00::1": addresses.ELSEWHERE,
    "8.8.8.8": addresses.OUTSIDE,
    "203.0.113.1": addresses.OUTSIDE,
    "2001:db8::1": addresses.OUTSIDE,
    "64:ff9b::808:808": addresses.OUTSIDE,
    "224.0.0.251": addresses.NOWHERE,
    "240.0.0.1": addresses.NOWHERE,
    "127.0.0.1": addresses.NOWHERE,
    "::": addresses.NOWHERE,
    "::1": addresses.NOWHERE,
    "::ffff:8.8.8.8": addresses.NOWHERE,
    "ff02::fb": addresses.NOWHERE,
    "fe80::1": addresses.NOWHERE,
}


@pytest.mark.parametrize("text", SIDES)
def test_every_address_has_a_side(text):
    sides = addresses.Sides(lambda address: str(address).startswith("10."))
    assert sides[ip_address(text).packed] == SIDES[text]


def test_loopback_is_inside_where_the_caller_says_so_and_multicast_never():
    sides = addresses.Sides(lambda _: True)
    assert sides[ip_address("127.0.0.1").packed] == addresses.INSIDE
    assert sides[ip_address("224.0.0.1").packed] == addresses.NOWHERE


def test_memories_of_addresses_begin_anew_when_full(monkeypatch):
    monkeypatch.setattr(addresses, "MAX_KEPT", 10)
    for memory in (addresses.Macs(), addresses.Addresses(), addresses.Sides(lambda _: True)):
        for n in range(35):
            assert memory[bytes([10, 0, 0, n])] == memory[bytes([10, 0, 0, n])]
            assert len(memory) <= 10
