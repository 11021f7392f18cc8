"""Below IP: which links, which addresses, and what the system's own table adds."""

from datetime import UTC
from ipaddress import ip_address, ip_network

import pytest

from camaudit.estate import parse
from camaudit.model.observation import BindingHow
from camaudit.model.probe import Level
from camaudit.scan.below import known
from camaudit.scan.targets import targets
from camaudit.wire.authority import scope
from camaudit.wire.interfaces import Link

ESTATE = parse(
    b"""organisation: Example Hill School
authority:
  {name: A. Example, role: network manager, statement: Yes., from: 2026-01-01, until: 2099-01-01}
sites:
  - name: Main building
    networks:
      - {cidr: 10.20.2.0/28, purpose: cameras}
      - {cidr: 10.20.3.0/28, purpose: office}
      - {cidr: 10.64.0.0/16, purpose: mixed}
      - {cidr: fd00:20::/64, purpose: cameras}
    exclude: [10.20.2.5]
""",
    "estate.yaml",
)  # fmt: skip
MAC = "02:00:00:00:00:fe"


def link(name, address, network, mac=MAC):
    return Link(name, ip_address(address), ip_network(network), 2, mac)


CAMS, OFFICE = (
    link("cams", "10.20.2.14", "10.20.2.0/28"),
    link("office", "10.20.3.14", "10.20.3.0/28"),
)
WIDE, SIX = link("wide", "10.64.0.9", "10.64.0.0/16"), link("six", "fd00:20::9", "fd00:20::/64")
TUNNEL, OTHER = (
    link("tun0", "10.20.2.13", "10.20.2.0/28", None),
    link("x", "192.0.2.9", "192.0.2.0/24"),
)


def made(*links, no_frames=None):
    return targets(ESTATE, scope(ESTATE, UTC), links, Level.LOOK, no_frames=no_frames)


def test_each_address_of_a_link_is_asked_for_but_those_that_are_not_sent_to():
    found = made(CAMS)
    asked = [str(address) for _, address in found.asked_for()]
    assert asked == [f"10.20.2.{n}" for n in range(1, 14) if n != 5]


@pytest.mark.parametrize(
    ("links", "no_frames", "framed"),
    [
        ((CAMS, OFFICE), None, (CAMS, OFFICE)),
        ((CAMS, OFFICE), "no right to send frames", ()),
        ((TUNNEL, SIX, OTHER), None, ()),
        ((WIDE, CAMS), None, (CAMS,)),
    ],
    ids=["both", "no right", "no MAC, no IPv4, not ours", "too wide"],
)
def test_frames_go_to_links_of_the_scope_where_they_can(links, no_frames, framed):
    found = made(*links, no_frames=no_frames)
    assert set(found.framed) == set(framed)
    assert any("too wide to be asked for" in one for one in found.passed) is (WIDE in links)
    assert any("no right" in one for one in found.passed) is (no_frames is not None)


def test_only_networks_that_may_hold_cameras_make_one_look_at_whoever_is_there():
    found = made(CAMS, OFFICE)
    assert found.is_curious(ip_address("10.20.2.7"))
    assert found.is_curious(ip_address("10.64.9.9"))
    assert not found.is_curious(ip_address("10.20.3.7"))


def test_the_table_of_the_system_counts_where_no_frames_are_sent():
    table = [
        (ip_address("10.20.2.7"), "02:00:00:00:00:07", "cams"),
        (ip_address("10.20.2.5"), "02:00:00:00:00:05", "cams"),  # excluded
        (ip_address("192.0.2.7"), "02:00:00:00:00:08", "cams"),
        (ip_address("10.20.2.8"), "02:00:00:00:00:09", "eth9"),  # not one of the links
    ]
    at = 1_800_000_000.0
    assert known(table, made(CAMS), at).observations == ()
    (found,) = known(table, made(CAMS, no_frames="no right"), at).observations
    assert (str(found.ip), found.mac) == ("10.20.2.7", "02:00:00:00:00:07")
    assert (found.how, found.valid_from) == (BindingHow.TABLE, at)
    assert (found.seen.at, found.seen.place) == (at, "entry 1")
