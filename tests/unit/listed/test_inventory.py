"""Rows of an inventory beside what was seen: their sites, their MACs, and who is expected."""

import random
from dataclasses import replace
from ipaddress import ip_address

import pytest

from camaudit.estate import load
from camaudit.listed import reconcile
from camaudit.model.grade import Grade
from camaudit.model.identity import Kind
from camaudit.model.listed import Agreed, Standing
from camaudit.model.observation import Document

MAC = "44:19:b6:00:00:{:02d}"
ESTATE = """
organisation: Example Council
authority: {name: A. Example, role: manager, statement: I may., from: 2026-11-01, until: 2027-10-31}
sites:
  - name: Main building
    networks: [{cidr: 10.20.2.0/24, purpose: cameras}]
  - name: Library
    networks: [{cidr: 10.30.2.0/24, purpose: cameras}]
"""


@pytest.fixture(name="estate")
def _estate(tmp_path):
    path = tmp_path / "estate.yaml"
    path.write_text(ESTATE, encoding="utf-8")
    return load(path)


def row(world, number=1, **fields):
    _, claim = world.claim(number, paper=True, source="devices.csv", ip=fields.pop("ip", None))
    return None, replace(claim, document=Document.INVENTORY, **fields)


def interface(world, name, mac):
    _, claim = world.claim(9, paper=True, source="macs.csv", name=name, mac=mac)
    return None, replace(claim, document=Document.INTERFACES)


def camera(world, number, site="Main building", net="10.20.2", **fields):
    return world.device(
        number, ip=f"{net}.{number}", mac=MAC.format(number), kind=Kind.CAMERA, grade=Grade.LIKELY,
        site=site, **fields,
    )  # fmt: skip


def standings(known):
    return [(one.standing, one.agreed, one.name) for one in known.register]


@pytest.mark.parametrize(
    ("fields", "agreed"),
    [
        ({"mac": MAC.format(21)}, Agreed.MAC),
        ({"serial": "SN0000021"}, Agreed.SERIAL),
        ({"of": "id"}, Agreed.KEPT),
        ({"ip": "10.20.2.21"}, Agreed.ADDRESS),
        ({"ip": "10.99.0.1", "also": "10.20.2.21"}, Agreed.ADDRESS),
    ],
)
def test_a_row_is_the_camera_that_it_marks(world, stater, fields, agreed):
    gate = camera(world, 21, site=None, serial="SN0000021")
    if "of" in fields:
        fields = {"of": gate[0].id}
    if "also" in fields:
        fields = fields | {"also": (ip_address(fields["also"]),)}
    known = reconcile([row(world, name="C1", **fields)], [gate], stater)
    assert standings(known) == [(Standing.BOTH, agreed, "C1")]
    assert known.register[0].device == gate[0].id


def test_addresses_of_two_cameras_in_one_row_name_neither(world, stater):
    both = [camera(world, n, site=None) for n in (21, 22)]
    one = row(world, name="C1", ip="10.20.2.21", also=(ip_address("10.20.2.22"),))
    assert [found.standing for found in reconcile([one], both, stater).register] == [
        Standing.PAPER,
        Standing.NETWORK,
        Standing.NETWORK,
    ]


@pytest.mark.parametrize(
    ("fields", "seen", "standing"),
    [
        ({"status": "Active"}, False, Standing.PAPER),
        ({"status": "Retired", "in_use": False}, False, Standing.AWAY),
        ({"status": "Pending repair", "down": True}, False, Standing.AWAY),
        ({"status": "Active"}, True, Standing.BOTH),
        ({"status": "Retired", "in_use": False}, True, Standing.STILL),
        ({"status": "Pending repair", "down": True}, True, Standing.BOTH),
    ],
)
def test_a_status_decides_what_is_said_of_a_camera_that_is_not_there(
    world, stater, fields, seen, standing
):
    gate = camera(world, 21, site=None)
    one = row(world, name="C1", mac=MAC.format(21), **fields)
    found = reconcile([one], [gate] if seen else [], stater).register
    assert [(one.standing, one.status) for one in found] == [(standing, fields["status"])]


def test_rows_are_of_the_sites_that_they_name_in_whatever_spelling(world, stater, estate):
    here, there = camera(world, 21), camera(world, 22, "Library", "10.30.2")
    rows = [
        row(world, 1, name="A", ip="10.20.2.21", at_site="main-building"),
        row(world, 2, name="B", ip="10.30.2.22", at_site="Leeds / LIBRARY"),
        row(world, 3, name="C", ip="10.20.2.23", at_site="Main building"),
    ]
    found = reconcile(rows, [here, there], stater, estate=estate).register
    assert [(one.site, one.standing, one.name) for one in found] == [
        ("Library", Standing.BOTH, "B"),
        ("Main building", Standing.BOTH, "A"),
        ("Main building", Standing.PAPER, "C"),
    ]


def test_a_name_of_a_site_that_is_ours_alone_is_told_by_what_stands_under_it(world, stater, estate):
    gate = camera(world, 21)
    rows = [
        row(world, 1, name="A", ip="10.20.2.21", at_site="HQ"),
        row(world, 2, name="B", ip="10.20.2.22", at_site="HQ"),
        row(world, 3, name="C", mac=MAC.format(21), at_site="Old HQ"),
        # The same address at a site that nobody declared: its other address tells that it is there.
        row(world, 4, name="D", ip="10.20.2.21", at_site="Depot"),
        row(world, 5, name="E", ip="172.16.0.5", at_site="Depot"),
    ]
    found = reconcile(rows, [gate], stater, estate=estate).register
    assert {one.name: (one.site, one.standing) for one in found} == {
        "A": ("Main building", Standing.BOTH),
        "B": ("Main building", Standing.PAPER),
        "C": ("Main building", Standing.BOTH),
        "D": (None, Standing.ELSEWHERE),
        "E": (None, Standing.ELSEWHERE),
    }


def test_rows_of_other_sites_accuse_no_camera_of_being_on_no_list(world, stater, estate):
    """An inventory without a row of this site is none of this site."""
    rows = [row(world, 1, name="E", ip="172.16.0.5", at_site="Depot")]
    found = reconcile(rows, [camera(world, 21)], stater, estate=estate).register
    assert [one.standing for one in found] == [Standing.ELSEWHERE]


def test_the_manufacturer_is_the_label_and_tells_of_no_maker(world, stater):
    rows = [
        row(world, 1, name="A", make="Hikvision"),
        row(world, 2, name="B", make="Honeywell", model="HBW4PER2"),
        row(world, 3, name="C", make="Axis", model="DS-2CD2143G0-I"),
        world.claim(4, paper=True, name="D", make="Hikvision"),
    ]
    stated = {one.name: one.stated for one in reconcile(rows, [], stater).register}
    assert (stated["A"].maker, stated["A"].brand) == (None, "Hikvision")
    assert (stated["B"].maker, stated["B"].brand) == ("dahua", "Honeywell")
    assert (stated["C"].maker, stated["C"].grade) == ("hikvision", Grade.POSSIBLE)
    assert stated["D"].maker == "hikvision"


def test_interfaces_give_the_mac_of_a_row_and_make_nothing_of_their_own(world, stater):
    gate, hall = camera(world, 21, site=None), camera(world, 22, site=None)
    rows = [
        row(world, 1, name="cam-gate"),
        row(world, 2, name="cam-hall"),
        row(world, 3, name="cam-twice"),
        row(world, 4, name="cam-twice"),
        interface(world, "CAM-GATE", MAC.format(21)),
        interface(world, "cam-hall", "02:00:00:00:00:01"),
        interface(world, "cam-hall", MAC.format(22)),
        interface(world, "cam-twice", MAC.format(22)),
        interface(world, "switch-1", MAC.format(40)),
    ]
    known = reconcile(rows, [gate, hall], stater)
    assert standings(known) == [
        (Standing.BOTH, Agreed.MAC, "cam-gate"),
        (Standing.BOTH, Agreed.MAC, "cam-hall"),
        (Standing.PAPER, None, "cam-twice"),
        (Standing.PAPER, None, "cam-twice"),
    ]
    assert (known.listed, known.lists, known.also) == ((), (), frozenset())


def test_interfaces_without_devices_are_no_register(world, stater):
    known = reconcile([interface(world, "cam", MAC.format(21))], [camera(world, 21)], stater)
    assert known.register == ()


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_files_changes_nothing(world, stater, estate, seed):
    devices = [camera(world, n) for n in range(20, 28)]
    claims = [
        row(world, n, name=f"cam-{n}", ip=f"10.20.2.{n}" if n % 2 else None, at_site="HQ")
        for n in range(20, 30)
    ] + [interface(world, f"cam-{n}", MAC.format(n)) for n in range(20, 30)]
    wanted = reconcile(claims, devices, stater, estate=estate)
    mixed = list(claims)
    random.Random(seed).shuffle(mixed)  # noqa: S311
    assert reconcile(mixed, devices, stater, estate=estate) == wanted
