"""Where and when something may be sent: the tables and the brute force that Scope must equal."""

from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.errors import EstateError, RefusedError, UsageError
from camaudit.estate import parse
from camaudit.model.scope import DAY, Scope, Window, plain
from camaudit.wire.authority import scope, window

LONDON = ZoneInfo("Europe/London")
VALID = {"valid_from": date(2026, 11, 1), "valid_until": date(2026, 11, 30)}
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC).timestamp()
NETWORKS = tuple(
    map(
        ip_network,
        (
            "10.20.2.0/24", "10.20.4.0/22", "10.20.9.255/32", "10.20.10.0/32", "10.20.11.0/25",
            "10.20.12.8/31", "fd00:20::/64", "fd00:21::5/128", "240.0.0.0/30", "0.0.0.0/30",
            "169.254.7.0/24", "127.0.0.0/8", "224.0.0.0/24", "fe80::/64", "255.255.255.255/32",
        ),
    )
)  # fmt: skip
SCOPE = Scope(
    networks=NETWORKS,
    exclude=(ip_network("10.20.2.5/32"), ip_network("fd00:20::8/125")),
    **VALID,
)


@pytest.mark.parametrize(
    "address",
    [
        "10.20.2.1", "10.20.2.254", "10.20.5.7", "10.20.9.255", "10.20.10.0", "10.20.11.126",
        "10.20.12.8", "10.20.12.9", "fd00:20::1", "fd00:20::ff", "fd00:20::100", "fd00:21::5",
        "fd00:20::ffff:ffff:ffff:ffff",
    ],
)  # fmt: skip
def test_what_is_declared_may_be_sent_to(address):
    assert SCOPE.refusal(ip_address(address), NOON) is None
    assert SCOPE.covers(ip_address(address), NOON)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("10.20.3.1", "in none of the"),
        ("10.20.1.255", "in none of the"),
        ("192.0.2.1", "in none of the"),
        ("10.20.2.5", "is excluded"),
        ("fd00:20::9", "is excluded"),
        ("10.20.2.0", "stands for many"),
        ("10.20.2.255", "stands for many"),
        ("10.20.4.0", "stands for many"),
        ("10.20.7.255", "stands for many"),
        ("10.20.11.0", "stands for many"),
        ("10.20.11.127", "stands for many"),  # the broadcast of a /25
        ("10.20.5.0", "list it as a host (/32)"),  # in the middle of a /22
        ("10.20.5.255", "list it as a host (/32)"),
        ("fd00:20::", "stands for many"),  # every router of the subnet
        ("fd00:21::4", "in none of the"),
        ("::ffff:10.20.2.31", "in disguise"),
        ("::ffff:192.0.2.1", "in disguise"),
        ("fd00:20::1%eth0", "in disguise"),
        ("0.0.0.0", "belongs to no network"),  # noqa: S104 - bound to nothing
        ("0.0.0.1", "belongs to no network"),
        ("::", "belongs to no network"),
        ("127.0.0.1", "belongs to no network"),
        ("::1", "belongs to no network"),
        ("169.254.7.9", "belongs to no network"),
        ("fe80::9", "belongs to no network"),
        ("240.0.0.1", "belongs to no network"),
        ("255.255.255.255", "belongs to no network"),
        ("224.0.0.9", "stands for many"),
        ("239.255.255.250", "stands for many"),
        ("ff02::1", "stands for many"),
        ("64:ff9b::a14:21f", "in none of the"),  # 10.20.2.31 behind a translator
        ("2002:a14:21f::1", "in none of the"),  # the same by 6to4
        ("::10.20.2.31", "in none of the"),  # and as it was written of old
    ],
)
def test_what_is_not_or_stands_for_many_may_not(address, why):
    refusal = SCOPE.refusal(ip_address(address), NOON)
    assert refusal is not None
    assert why in refusal
    assert refusal.startswith(f"{ip_address(address)} ")
    assert "\n" not in refusal


def test_nothing_is_in_an_empty_scope():
    assert "no authority" in Scope().closed(NOON)
    assert Scope(networks=NETWORKS).refusal(ip_address("10.20.2.1"), NOON).startswith("no auth")
    assert "in none of the 0" in Scope(**VALID).refusal(ip_address("10.20.2.1"), NOON)


@pytest.mark.parametrize(
    ("disguised", "bare"),
    [
        ("::ffff:10.20.2.31", IPv4Address("10.20.2.31")),
        ("::ffff:10.20.2.31%eth0", IPv4Address("10.20.2.31")),
        ("fd00:20::1%eth0", IPv6Address("fd00:20::1")),
        ("fd00:20::1", IPv6Address("fd00:20::1")),
        ("10.20.2.31", IPv4Address("10.20.2.31")),
    ],
)
def test_a_disguise_is_taken_off(disguised, bare):
    found = plain(ip_address(disguised))
    assert found == bare
    assert getattr(found, "scope_id", None) is None


def at(text, zone=LONDON, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp()


@pytest.mark.parametrize(
    ("hours", "moment", "open_"),
    [
        ((), "2026-11-26T03:00", True),
        (("18:00-06:00",), "2026-11-26T17:59:59", False),
        (("18:00-06:00",), "2026-11-26T18:00", True),
        (("18:00-06:00",), "2026-11-26T23:59:59", True),
        (("18:00-06:00",), "2026-11-26T00:00", True),
        (("18:00-06:00",), "2026-11-26T05:59:59", True),
        (("18:00-06:00",), "2026-11-26T06:00", False),
        (("09:00-17:00",), "2026-11-26T08:59:59", False),
        (("09:00-17:00",), "2026-11-26T09:00", True),
        (("09:00-17:00",), "2026-11-26T17:00", False),
        (("sat",), "2026-11-27T23:59:59", False),
        (("sat",), "2026-11-28T00:00", True),
        (("sat",), "2026-11-28T23:59:59", True),
        (("sat",), "2026-11-29T00:00", False),
        (("sat", "18:00-06:00"), "2026-11-28T12:00", True),
        (("sat", "18:00-06:00"), "2026-11-29T12:00", False),
        (("sat", "18:00-06:00"), "2026-11-29T05:00", True),
    ],
)
def test_hours_hold_where_the_clock_on_the_wall_says_so(hours, moment, open_):
    within = Scope(**VALID, hours=tuple(map(window, hours)), zone=LONDON)
    why = within.closed(at(moment))
    assert (why is None) is open_
    assert open_ or "outside the hours" in why


def test_hours_follow_the_wall_through_changes_of_summer_time():
    within = Scope(
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        hours=(window("01:30-02:30"),),
        zone=LONDON,
    )
    spring = datetime(2026, 3, 29, tzinfo=UTC).timestamp()  # 01:00 becomes 02:00
    autumn = datetime(2026, 10, 25, tzinfo=UTC).timestamp()  # 02:00 becomes 01:00

    def open_minutes(midnight):
        return [m for m in range(240) if within.closed(midnight + 60 * m) is None]

    assert open_minutes(spring) == list(range(60, 90))  # 02:00-02:30 by the wall
    # 25 October begins at 23:00 UTC: 01:30-02:00 by the wall twice, then until 02:30.
    assert open_minutes(autumn) == [*range(30, 60), *range(90, 150)]


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        ("2026-10-31T23:59:59", "begins on 2026-11-01"),
        ("2026-11-01T00:00", None),
        ("2026-11-30T23:59:59", None),
        ("2026-12-01T00:00", "ended on 2026-11-30"),
    ],
)
@pytest.mark.parametrize("zone", [UTC, LONDON, ZoneInfo("Pacific/Auckland")], ids=str)
def test_the_last_day_of_an_authority_is_part_of_it(moment, why, zone):
    refusal = Scope(**VALID, zone=zone).closed(at(moment, zone))
    assert (refusal is None) is (why is None)
    assert why is None or why in refusal


def test_without_a_zone_the_hours_are_those_of_this_computer():
    local = datetime.fromtimestamp(NOON).astimezone()
    now = f"{local:%H:%M}"
    later = f"{local + timedelta(minutes=1):%H:%M}"
    assert Scope(**VALID, hours=(window(f"{now}-{later}"),), zone=None).closed(NOON) is None
    assert Scope(**VALID, hours=(window(f"{later}-{now}"),), zone=None).closed(NOON) is not None


def test_a_window_of_a_day_has_all_its_minutes():
    assert window("tue") == Window(0, DAY, 1)
    assert [window("tue").holds(1, 0), window("tue").holds(1, DAY - 1)] == [True, True]


@pytest.mark.parametrize(
    ("network", "held"),
    [
        ("10.20.2.0/24", True),
        ("10.20.2.64/26", True),
        ("10.20.2.0/23", False),
        ("10.20.4.0/22", True),
        ("10.20.0.0/16", False),
        ("192.0.2.0/24", False),
        ("fd00:20::/64", True),
        ("fd00::/16", False),
        ("10.20.2.5/32", False),  # excluded whole
        ("fd00:20::8/126", False),
    ],
)
def test_a_link_is_in_the_scope_where_one_network_holds_all_of_it(network, held):
    assert SCOPE.holds(ip_network(network)) is held


def test_two_networks_side_by_side_do_not_hold_a_link_together():
    halves = Scope(networks=tuple(ip_network("10.20.2.0/24").subnets()), **VALID)
    assert not halves.holds(ip_network("10.20.2.0/24"))


small = st.integers(0, 255).map(lambda n: IPv4Address(f"10.9.9.{n}"))
ranges = st.tuples(st.integers(0, 255), st.integers(24, 32)).map(
    lambda one: ip_network(f"10.9.9.{one[0]}/{one[1]}", strict=False)
)


@given(networks=st.lists(ranges, max_size=5), exclude=st.lists(ranges, max_size=3), target=small)
def test_a_scope_equals_its_definition(networks, exclude, target):
    hosts = {one[0] for one in networks if one.num_addresses == 1}
    wide = [one for one in networks if one.num_addresses > 2]
    ends = {end for one in wide for end in (one[0], one[-1])}
    wanted = (
        any(target in one for one in networks)
        and not any(target in one for one in exclude)
        and (target in hosts or (target not in ends and int(target) % 256 not in {0, 255}))
    )
    within = Scope(networks=tuple(networks), exclude=tuple(exclude), **VALID)
    assert (within.outside(target) is None) is wanted


ESTATE = """organisation: Example Hill School
authority:
  name: A. Example
  role: network manager
  statement: I may audit the networks below.
  from: 2026-11-01
  until: 2026-11-30
  hours: ["18:00-06:00", sat]
sites:
  - name: Main
    networks:
      - {cidr: 10.20.2.0/24, purpose: cameras}
    exclude: [10.20.2.5]
  - name: Annex
    networks:
      - {cidr: 10.30.2.0/24, purpose: office}
    exclude: [10.20.2.6]
"""


def estate(text=ESTATE):
    return parse(text.encode(), "estate.yaml")


def test_an_estate_file_becomes_a_scope_of_all_its_sites():
    made = scope(estate(), LONDON)
    assert made.networks == (ip_network("10.20.2.0/24"), ip_network("10.30.2.0/24"))
    assert made.hours == (Window(18 * 60, 6 * 60, None), Window(0, DAY, 5))
    assert (made.valid_from, made.valid_until) == (date(2026, 11, 1), date(2026, 11, 30))
    assert made.zone is LONDON


def test_a_site_has_its_own_networks_and_the_exclusions_of_all():
    made = scope(estate(), UTC, ["Main"])
    assert made.networks == (ip_network("10.20.2.0/24"),)
    assert made.exclude == (ip_network("10.20.2.5/32"), ip_network("10.20.2.6/32"))


def test_a_site_that_is_not_declared_is_a_mistake():
    with pytest.raises(UsageError, match="Annex, Main"):
        scope(estate(), UTC, ["Gym"])


def test_no_estate_and_no_authority_make_no_scope():
    with pytest.raises(RefusedError, match="camaudit estate init") as refused:
        scope(None, UTC)
    assert refused.value.exit_code == 4
    without = "organisation: X\nsites:\n  - name: Main\n    networks: [{cidr: 10.0.0.0/24}]\n"
    with pytest.raises(RefusedError, match="has no `authority`"):
        scope(estate(without), UTC)


def test_hours_that_begin_when_they_end_are_a_mistake():
    with pytest.raises(EstateError, match="leave hours away to allow any hour"):
        estate(ESTATE.replace("18:00-06:00", "18:00-18:00"))
