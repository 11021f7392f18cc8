"""What belongs together, at the time it was seen."""

from dataclasses import replace
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.devices import Devices, addressbook
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import (
    Binding,
    BindingHow,
    Channel,
    Fact,
    Reason,
    Seen,
    Sighting,
    Watched,
)

CAMERA, OTHER, ROUTER = "44:19:b6:00:00:01", "44:19:b6:00:00:02", "00:00:5e:00:53:01"


def fact(at, mac=None, ip="10.0.0.5", value="x", channel=Channel.HTTP_SERVER):
    about = Endpoint(mac, ip_address(ip) if ip else None)
    seen = Seen(at, "a.pcap", f"frame {int(at)}")
    return Fact(about=about, channel=channel, value=value, port=80, seen=seen)


def arp(at, mac, ip="10.0.0.5", how=BindingHow.ARP):
    seen = Seen(at, "a.pcap", f"frame {int(at)}")
    return Binding(mac=mac, ip=ip_address(ip), valid_from=at, valid_to=None, how=how, seen=seen)


def fold(*said):
    devices = Devices(None)
    for one in said:
        devices.add(one, None)
    return devices.finish().devices


def by_mac(devices):
    return {device.mac: sorted(one.value for one in device.facts) for device in devices}


def test_an_address_belongs_to_whoever_held_it_at_the_time():
    found = fold(
        arp(10, CAMERA),
        arp(100, OTHER),
        fact(20, value="early"),
        fact(200, value="late"),
    )
    assert by_mac(found) == {CAMERA: ["early"], OTHER: ["late"]}


@pytest.mark.parametrize(
    ("source", "began", "macs"),
    [
        ("probe", 1, [CAMERA]),  # of a scan that began so
        ("probe:arp", 1, [CAMERA]),
        ("probe", 15, [None, CAMERA]),
        ("scan.pcap", 1, [None, CAMERA]),  # another source: it says nothing of this one
    ],
)
def test_who_is_bound_while_a_scan_runs_was_there_when_it_began(source, began, macs):
    watched = Watched(
        source=source, vantage="scan (look)", first=began, last=30, frames=2, heard=()
    )
    binding = replace(arp(20, CAMERA), seen=Seen(20, "probe:arp", "reply 1"))
    found = fold(fact(5, value="mdns"), binding, fact(25, value="page"), watched)
    assert sorted((one.mac for one in found), key=str) == sorted(macs, key=str)


def test_without_a_binding_the_device_is_the_address():
    (device,) = fold(fact(1))
    assert device.mac is None
    assert [str(ip) for ip in device.addresses] == ["10.0.0.5"]


def test_what_a_router_passes_on_is_not_the_routers():
    found = fold(
        arp(1, ROUTER, "10.0.0.1"),
        fact(2, ROUTER, "8.8.8.8"),
        fact(3, ROUTER, "10.9.0.7", value="far camera"),
        arp(2, OTHER, "10.9.0.7", BindingHow.OWN_WORD),
    )
    assert by_mac(found) == {OTHER: ["far camera"]}


def test_a_spoofer_of_two_addresses_gets_neither():
    found = fold(
        arp(1, CAMERA, "10.0.0.5"),
        arp(2, OTHER, "10.0.0.6"),
        arp(3, ROUTER, "10.0.0.5"),
        arp(4, ROUTER, "10.0.0.6"),
        arp(5, ROUTER, "10.0.0.9"),
        fact(6, ROUTER, "10.0.0.5", value="camera's"),
        fact(7, CAMERA, "10.0.0.5", value="own"),
    )
    assert by_mac(found) == {CAMERA: ["camera's", "own"], OTHER: []}


def test_two_devices_that_give_the_same_mac_are_kept_apart():
    found = fold(
        arp(1, CAMERA, "10.1.0.5", BindingHow.OWN_WORD),
        arp(2, CAMERA, "10.2.0.5", BindingHow.OWN_WORD),
        fact(1, None, "10.1.0.5", value="one"),
        fact(2, None, "10.2.0.5", value="two"),
    )
    assert len(found) == 2
    assert all("shares-mac" in device.notes for device in found)


def test_two_devices_with_one_serial_number_are_reported():
    found = fold(
        fact(1, CAMERA, "10.0.0.5", "SN1", Channel.SADP_SERIAL),
        fact(2, OTHER, "10.0.0.6", "SN1", Channel.SADP_SERIAL),
    )
    assert [device.notes for device in found] == [("shares-serial",)] * 2


def test_sites_do_not_merge_on_an_address():
    devices = Devices(None)
    devices.add(fact(1), "north")
    devices.add(fact(2), "south")
    assert len({device.id for device in devices.finish().devices}) == 2


SAID = [
    arp(10, CAMERA),
    arp(50, OTHER),
    arp(90, CAMERA),
    arp(1, ROUTER, "10.0.0.1"),
    *[
        fact(at, None, "10.0.0.5", value)
        for at, value in ((5, "a"), (20, "b"), (60, "c"), (95, "d"))
    ],
    *[fact(at, CAMERA, "10.0.0.5", "b") for at in (11, 12, 13)],
    fact(70, ROUTER, "9.9.9.9"),
    fact(71, ROUTER, "10.0.0.5", "passed on"),
    *[fact(at, OTHER, "10.0.0.8", f"v{at}") for at in range(100, 180)],
]


@given(st.permutations(SAID))
def test_any_order_of_observations_gives_the_same_devices(said):
    assert fold(*said) == fold(*SAID)


@pytest.mark.parametrize("ip", ["224.0.0.251", "0.0.0.0", "255.255.255.255"])  # noqa: S104
def test_group_addresses_are_no_devices(ip):
    assert fold(fact(1, None, ip)) == ()


def test_a_storm_of_false_announcements_costs_no_more_than_its_length(monkeypatch):
    macs = [f"02:{at >> 8:02x}:{at & 255:02x}:00:00:01" for at in range(3_000)]
    looked_at = []
    plain = addressbook._is_cloned
    monkeypatch.setattr(
        addressbook, "_is_cloned", lambda each: looked_at.append(len(each)) or plain(each)
    )
    devices = Devices(None)
    for at, mac in enumerate(macs):
        devices.add(arp(at, mac, f"10.0.{at >> 8}.{at & 255}"), None)
        devices.add(arp(at, mac, "10.9.9.9"), None)  # all of them claim this one
        devices.add(arp(at, ROUTER, f"10.0.{at >> 8}.{at & 255}"), None)
    devices.add(fact(2_999.5, None, "10.9.9.9", "said"), None)
    assert [device.mac for device in devices.finish().devices] == [macs[-1]]
    assert sum(looked_at) == 3 * len(macs)  # each MAC with its own, not with all


def test_bindings_beyond_the_bound_are_counted(monkeypatch):
    monkeypatch.setattr("camaudit.devices.addressbook.MAX_BINDINGS", 5)
    devices = Devices(None)
    for at in range(12):
        devices.add(arp(at, f"02:00:00:00:00:{at:02x}"), None)
    told = [(one.reason, one.what, one.count) for one in devices.finish().shortfalls]
    assert told == [(Reason.BOUND, "bindings of addresses", 7)]


def at_table(at, mac, ip, how=BindingHow.TABLE):
    seen = Seen(at, f"{at}.txt", "line 1")
    return Binding(mac=mac, ip=ip_address(ip), valid_from=at, valid_to=at, how=how, seen=seen)


@pytest.mark.parametrize("how", [BindingHow.TABLE, BindingHow.DHCP])
def test_a_camera_whose_addresses_others_had_on_other_days_is_no_router(how):
    day, pupil = 86_400.0, "3c:52:82:00:00:50"
    said = [
        at_table(0, CAMERA, "10.0.0.11", how),
        at_table(0, OTHER, "10.0.0.12", how),
        at_table(5 * day, pupil, "10.0.0.11", how),
        at_table(14 * day, CAMERA, "10.0.0.12", how),
    ]
    for order in (said, said[::-1]):
        notes = {one.mac: one.notes for one in fold(*order)}
        assert notes == {CAMERA: (), OTHER: (), pupil: ()}


def test_what_answers_on_one_day_where_others_are_is_a_router():
    said = [
        at_table(0, CAMERA, "10.0.0.11"),
        at_table(0, OTHER, "10.0.0.12"),
        at_table(3_600, ROUTER, "10.0.0.11"),
        at_table(3_600, ROUTER, "10.0.0.12"),
        at_table(3_600, ROUTER, "10.0.0.1"),
    ]
    for order in (said, said[::-1]):
        assert {one.mac for one in fold(*order)} == {CAMERA, OTHER}


def test_a_mac_that_only_a_table_without_a_place_has_tells_the_row():
    seen = Seen(7.0, "macs.txt", "line 2")
    (device,) = fold(Sighting(mac=CAMERA, vlan=None, seen=seen))
    assert (device.sighted, device.first) == (seen, 7.0)
    (device,) = fold(Sighting(mac=CAMERA, vlan=None, seen=seen), arp(10, CAMERA))
    assert device.sighted is None
