"""Files of no site beside files of sites: each device is one, at the site that it is of."""

from ipaddress import ip_address

import pytest

from camaudit.devices import Devices
from camaudit.devices.holders import at
from camaudit.estate import parse
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import (
    Attachment,
    Binding,
    BindingHow,
    Channel,
    Fact,
    Lookup,
    LookupKind,
    OwnMac,
    Seen,
    Sighting,
)

CAMERA, OTHER, ROUTER = "44:19:b6:00:00:01", "44:19:b6:00:00:02", "00:11:22:00:00:01"
SOUTH = ip_address("10.2.30.12")
ESTATE = parse(
    b"organisation: Example Council\nsites:\n"
    b"  - name: North\n    networks:\n      - {cidr: 10.1.30.0/24, purpose: cameras, vlan: 30}\n"
    b"  - name: South\n    networks:\n      - {cidr: 10.2.30.0/24, purpose: cameras, vlan: 30}\n",
    "estate.yaml",
)
SEEN = Seen(5.0, "core-arp.txt", "line 3")


def bound(mac=CAMERA, ip=SOUTH):
    return Binding(mac=mac, ip=ip, valid_from=5.0, valid_to=5.0, how=BindingHow.TABLE, seen=SEEN)


def attached(mac=CAMERA, port="Gi1/0/7"):
    seen = Seen(5.0, "South/sw.txt", "line 9")
    return Attachment(mac=mac, ip=None, switch="SW-S", port=port, vlan=30, seen=seen)


def folded(*said, told=True):
    devices = Devices(ESTATE)
    for one, site in said:
        devices.add(one, site, of_log=told)
    return devices, devices.finish().devices


@pytest.mark.parametrize("told", [True, False])  # a table or a capture
def test_the_cores_arp_table_and_a_sites_switch_see_one_camera(told):
    said = [(bound(), None), (attached(), "South")]
    for order in (said, said[::-1]):
        devices, (device,) = folded(*order, told=told)
        assert (device.site, device.mac, device.addresses) == ("South", CAMERA, (SOUTH,))
        assert [one.port for one in device.attachments] == ["Gi1/0/7"]
        assert [one.how for one in device.bindings] == [BindingHow.TABLE]
        assert at(devices.held(device, SOUTH), 5.0).mac == CAMERA


def test_a_log_of_all_sites_tells_of_the_sites_camera():
    name = Lookup(
        client=Endpoint(None, SOUTH),
        name="p2p.example.com",
        answers=(),
        kind=LookupKind.DNS,
        seen=Seen(6.0, "dns.log", "line 1"),
    )
    said = Fact(
        about=Endpoint(None, SOUTH),
        channel=Channel.HTTP_SERVER,
        value="App-webs/",
        port=80,
        seen=Seen(6.0, "http.log", "line 1"),
    )
    _, (device,) = folded((name, None), (said, None), (bound(), "South"))
    assert (device.mac, len(device.lookups), len(device.facts)) == (CAMERA, 1, 1)


def test_a_mac_without_an_address_is_that_of_the_one_site_that_has_it():
    core = Sighting(mac=CAMERA, vlan=30, seen=Seen(4.0, "core-mac.txt", "line 2"))
    _, (device,) = folded((core, None), (bound(), None), (attached(), "South"))
    assert (device.site, device.addresses) == ("South", (SOUTH,))
    _, found = folded((core, None), (attached(), "South"), (attached(), "North"))
    assert sorted(str(one.site) for one in found if one.ours) == ["North", "South"]


def test_one_mac_at_two_sites_stays_two_devices():
    north = ip_address("10.1.30.12")
    _, found = folded((bound(ip=north), None), (attached(), "South"))
    assert [(one.site, len(one.attachments)) for one in found] == [("North", 0), ("South", 1)]


def test_a_router_that_a_table_of_no_site_names_is_one_at_every_site():
    said = [(OwnMac(mac=ROUTER, seen=SEEN), None), (bound(ROUTER), "South")]
    said += [(attached(), "South"), (attached(ROUTER), "South")]
    _, found = folded(*said)
    (device,) = [one for one in found if one.mac == CAMERA]
    assert device.attachments == ()
    assert all("router" in one.notes for one in found if one.mac == ROUTER)
