"""Who held an address when, for the lines of logs."""

from ipaddress import ip_address
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.devices.holders import AROUND, BRIDGE, address_only, at, spans
from camaudit.model.observation import Binding, BindingHow, Seen

IP = ip_address("10.0.0.5")
CAMERA, LAPTOP = "44:19:b6:00:00:01", "00:00:5e:00:53:02"
HOUR = 3_600.0  # seconds
ARP = BindingHow.ARP
FOUR, SIX, TEN = 4 * HOUR, 6 * HOUR, 10 * HOUR


def lease(mac, begins, ends):
    return Binding(
        mac=mac, ip=IP, valid_from=begins, valid_to=ends, how=BindingHow.DHCP, seen=Seen(0, "", "")
    )


def sighting(mac, when, how=BindingHow.TABLE):
    return Binding(mac=mac, ip=IP, valid_from=when, valid_to=None, how=how, seen=Seen(0, "", ""))


def reserved(mac):
    return sighting(mac, 0, BindingHow.RESERVATION)


def holder(found, when):
    """Give the MAC and whether it is sure."""
    span = at(found, when)
    return span.mac, span.mac is not None and span.held_on is None


@pytest.mark.parametrize(
    ("bindings", "when", "expected"),
    [
        ([lease(CAMERA, 0, TEN)], 5 * HOUR, (CAMERA, True)),
        ([lease(CAMERA, 0, TEN)], 11 * HOUR, (CAMERA, False)),
        ([lease(CAMERA, 0, TEN)], -1, (CAMERA, False)),
        # The lease of another ends the first one, whatever its end was to be.
        ([lease(CAMERA, 0, TEN), lease(LAPTOP, FOUR, SIX)], 3 * HOUR, (CAMERA, True)),
        ([lease(CAMERA, 0, TEN), lease(LAPTOP, FOUR, SIX)], 5 * HOUR, (LAPTOP, True)),
        ([lease(CAMERA, 0, TEN), lease(LAPTOP, FOUR, SIX)], 7 * HOUR, (LAPTOP, False)),
        # Between two devices nobody is charged.
        ([lease(CAMERA, 0, HOUR), lease(LAPTOP, 9 * HOUR, 10 * HOUR)], 5 * HOUR, (None, False)),
        ([sighting(CAMERA, 0)], AROUND - 1, (CAMERA, True)),
        ([sighting(CAMERA, 0)], AROUND + 1, (CAMERA, False)),
        ([sighting(CAMERA, 0), sighting(CAMERA, BRIDGE)], BRIDGE / 2, (CAMERA, True)),
        ([sighting(CAMERA, 0), sighting(CAMERA, 2 * BRIDGE)], BRIDGE, (CAMERA, False)),
        ([sighting(CAMERA, 0, ARP), sighting(LAPTOP, 100, ARP)], 49, (CAMERA, True)),
        ([sighting(CAMERA, 0, ARP), sighting(LAPTOP, 100, ARP)], 51, (LAPTOP, True)),
        # Two tables of two routers, or two devices with one address: of a line, nobody knows whose.
        ([sighting(CAMERA, 0), sighting(LAPTOP, 0)], 0, (None, False)),
        ([sighting(CAMERA, 0, ARP), sighting(LAPTOP, 0, ARP)], 9, (None, False)),
        ([sighting(CAMERA, 0), sighting(LAPTOP, AROUND)], 10, (None, False)),
        ([sighting(CAMERA, 0), sighting(LAPTOP, AROUND)], AROUND + 9, (None, False)),
        ([sighting(CAMERA, 0), sighting(LAPTOP, 0)], 9e9, (None, False)),
        ([sighting(CAMERA, 0), sighting(LAPTOP, 3 * AROUND)], 10, (CAMERA, True)),
        ([sighting(CAMERA, 0), sighting(LAPTOP, 3 * AROUND)], 3 * AROUND, (LAPTOP, True)),
        ([reserved(CAMERA)], 1e9, (CAMERA, True)),
        ([reserved(CAMERA), sighting(LAPTOP, 1e6)], 1e6, (LAPTOP, True)),
        ([reserved(CAMERA), sighting(LAPTOP, 1e6)], 2e6, (LAPTOP, False)),
        ([reserved(CAMERA), reserved(LAPTOP)], 1e6, (None, False)),
    ],
)  # fmt: skip
def test_a_time_has_its_holder(bindings, when, expected):
    assert holder(spans(IP, bindings), when) == expected


def test_an_unsure_stretch_tells_the_nearest_time_at_which_it_was_known():
    found = spans(IP, [lease(CAMERA, 0, 10), lease(CAMERA, 10 + 2 * BRIDGE, 20 + 2 * BRIDGE)])
    assert at(found, 11).held_on == 10
    assert at(found, 9 + 2 * BRIDGE).held_on == 10 + 2 * BRIDGE


def test_an_address_without_a_mac_is_held_on_the_nearest_moment():
    found = address_only(IP, [100.0, 200.0])
    assert [at(found, when).held_on for when in (0, 120, 180, 900)] == [100, 100, 200, 200]
    assert all(span.mac is None for span in found)


@given(
    st.lists(
        st.builds(
            lambda mac, begins, length, how: (
                lease(mac, begins, begins + length) if how else sighting(mac, begins)
            ),
            st.sampled_from([CAMERA, LAPTOP]),
            st.integers(0, 10**7).map(float),
            st.integers(0, 10**6).map(float),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_spans_cover_all_time_once_in_any_order(bindings):
    found = spans(IP, bindings)
    assert found == spans(IP, bindings[::-1])
    assert found[0].begins == -inf
    assert found[-1].ends == inf
    assert all(one.ends == other.begins for one, other in pairwise(found))
    assert all(one.begins < one.ends for one in found)
