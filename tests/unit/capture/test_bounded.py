"""Collections that stay small, and sums that stay right in them."""

from ipaddress import ip_address, ip_network

import pytest

from camaudit.capture import addresses, bounded
from camaudit.capture.bounded import Smallest, Speakers
from camaudit.capture.rhythm import MAX_GAPS, Pulse


def test_the_same_keys_stay_in_any_order():
    keys = [b"%d" % n for n in range(200)]
    kept = []
    for order in (keys, keys[::-1], keys[1::2] + keys[::2]):
        smallest = Smallest(20)
        gone = [smallest.put(key, key) for key in order]
        kept.append(set(smallest))
        assert {key for key in gone if key is not None} == set(keys) - kept[-1]
    assert len(kept[0]) == 20
    assert kept[0] == kept[1] == kept[2]


def test_what_went_is_not_found_again():
    smallest = Smallest(1)
    assert smallest.put(b"a", 1) is None
    gone = smallest.put(b"b", 2)
    assert (smallest.get(b"a"), smallest.get(b"b")) == ((None, 2) if gone == 1 else (1, None))
    assert len(smallest) == 1


def test_speakers_are_counted_once_by_network():
    speakers = Speakers()
    for text in (
        "10.0.0.1",
        "10.0.0.2",
        "10.0.0.2",
        "10.0.1.1",
        "fd00::1",
        "fd00::2",
        "fd00:0:0:1::1",
    ):
        speakers.add(ip_address(text).packed)
    assert speakers.networks() == (
        (
            (ip_network("10.0.0.0/24"), 2),
            (ip_network("10.0.1.0/24"), 1),
            (ip_network("fd00::/64"), 2),
            (ip_network("fd00:0:0:1::/64"), 1),
        ),
        0,
    )  # fmt: skip


def test_speakers_and_networks_are_bounded(monkeypatch):
    monkeypatch.setattr(bounded, "MAX_SPEAKERS", 100)
    monkeypatch.setattr(bounded, "MAX_NETWORKS", 10)
    speakers = Speakers()
    room = [speakers.add(bytes([10, 0, n, 1])) for n in range(150)]
    assert room == [True] * 100 + [False] * 50
    heard, missed = speakers.networks()
    assert (len(heard), missed) == (10, 90)


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
