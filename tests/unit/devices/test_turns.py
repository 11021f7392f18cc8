"""The hour that comes twice: whose an address was then is not told by a log without a zone."""

from ipaddress import ip_address
from itertools import pairwise
from math import inf
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.devices.holders import spans
from camaudit.devices.turns import turns
from camaudit.model.observation import Binding, BindingHow, Seen

IP = ip_address("10.0.0.5")
CAMERA, LAPTOP = "44:19:b6:00:00:01", "00:00:5e:00:53:02"
LONDON = ZoneInfo("Europe/London")
BACK = 1792890000.0  # 2026-10-25 01:00 UTC: from 02:00 to 01:00
FIRST, LAST = BACK - 3600, BACK + 3600
HOWE = 1775314800.0  # 2026-04-04 15:00 UTC: half an hour back
DAY = 86_400.0


def lease(mac, begins, ends):
    return Binding(
        mac=mac, ip=IP, valid_from=begins, valid_to=ends, how=BindingHow.DHCP, seen=Seen(0, "", "")
    )


@pytest.mark.parametrize(
    ("zone", "at", "found"),
    [
        ("Europe/London", FIRST, (FIRST, LAST)),
        ("Europe/London", BACK, (FIRST, LAST)),
        ("Europe/London", LAST - 1, (FIRST, LAST)),
        ("Europe/London", FIRST - 1, None),
        ("Europe/London", LAST, None),
        ("Europe/London", BACK - 182 * DAY, None),
        ("Europe/London", 1774746000.0, None),  # 2026-03-29 01:00 UTC: forward
        ("Asia/Tokyo", BACK, None),
        ("UTC", BACK, None),
        ("Australia/Lord_Howe", HOWE, (HOWE - 1800, HOWE + 1800)),
        ("Australia/Lord_Howe", HOWE - 1801, None),
        ("Europe/London", inf, None),
        ("Europe/London", -inf, None),
        ("Europe/London", 0.0, None),
        ("Europe/London", 1e18, None),
    ],
)
def test_the_two_turns_are_found(zone, at, found):
    assert turns(ZoneInfo(zone), at) == found


def stretches(bindings, zone=LONDON):
    return [
        (one.begins, one.ends, one.mac, one.held_on is None) for one in spans(IP, bindings, zone)
    ]


@pytest.mark.parametrize("change", [FIRST, BACK - 1800, BACK, BACK + 1800, LAST - 1])
def test_where_the_holder_changed_within_the_turns_they_are_nobodys(change):
    held = [lease(CAMERA, BACK - DAY, change), lease(LAPTOP, change, BACK + DAY)]
    found = [one for one in stretches(held) if one[1] > BACK - DAY and one[0] < BACK + DAY]
    assert found == [
        (BACK - DAY, FIRST, CAMERA, True),
        (FIRST, LAST, None, True),
        (LAST, BACK + DAY, LAPTOP, True),
    ]


@pytest.mark.parametrize("change", [FIRST - 1, LAST])
def test_a_change_outside_the_turns_leaves_no_doubt(change):
    held = [lease(CAMERA, BACK - DAY, change), lease(LAPTOP, change, BACK + DAY)]
    assert stretches(held) == stretches(held, zone=None)


def test_where_it_is_known_for_a_part_it_is_possibly_the_holders():
    (_, within, _, _) = stretches([lease(CAMERA, BACK, BACK + DAY)])
    assert within == (FIRST, LAST, CAMERA, False)


@given(
    st.lists(
        st.tuples(st.sampled_from([CAMERA, LAPTOP, ""]), st.floats(-3, 3), st.floats(0, 4)),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_stretches_leave_no_gap_and_charge_nobody_else(held):
    hours = [
        lease(mac or "02:00:00:00:00:01", BACK + begin * 3600, BACK + (begin + long) * 3600)
        for mac, begin, long in held
    ]
    sure, doubted = spans(IP, hours), spans(IP, hours, LONDON)
    assert (doubted[0].begins, doubted[-1].ends) == (-inf, inf)
    assert all(one.ends == two.begins for one, two in pairwise(doubted))
    for one in doubted:
        if one.mac is not None and one.held_on is None:
            # whoever is charged for sure held the address all that time, whichever turn was meant
            within = [two for two in sure if two.begins < one.ends and two.ends > one.begins]
            assert {(two.mac, two.held_on) for two in within} == {(one.mac, None)}
