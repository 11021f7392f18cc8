"""Where on which switch a device stands, from the tables of many files."""

import pytest

from camaudit.devices.places import NOWHERE, Places
from camaudit.model.observation import Attachment, Seen, Sighting, Uplink

MAC, OTHER = "44:19:b6:00:00:01", "44:19:b6:00:00:02"


def at(switch, port, mac=MAC, when=5.0, vlan=20):
    seen = Seen(when, f"{switch}.txt", "line 1")
    return Attachment(mac=mac, ip=None, switch=switch, port=port, vlan=vlan, seen=seen)


def uplink(switch, port, mac=None):
    seen = Seen(5.0, "lldp.txt", "line 1")
    return Uplink(switch=switch, port=port, why="it leads on", seen=seen, mac=mac)


CASES = {
    "one switch": ([at("EDGE", "Gi1")], ["EDGE Gi1"]),
    "an uplink that another file tells": ([at("CORE", "Gi9"), uplink("CORE", "Gi9")], []),
    "an uplink and the edge": (
        [at("CORE", "Gi9"), at("EDGE", "Gi1"), uplink("CORE", "Gi9")],
        ["EDGE Gi1"],
    ),
    "two switches, nobody tells the uplink": (
        [at("CORE", "Gi9"), at("CORE", "Gi9", OTHER), at("EDGE", "Gi1")],
        ["EDGE Gi1"],
    ),
    "an uplink under the long name of its port": (
        [at("CORE", "Gi1/0/9"), uplink("core", "GigabitEthernet1/0/9")],
        [],
    ),
    "a camera that calls itself a bridge, alone": (
        [at("EDGE", "Gi1"), uplink("EDGE", "Gi1", MAC)],
        ["EDGE Gi1"],
    ),
    "what calls itself a bridge, and others": (
        [at("EDGE", "Gi1"), at("EDGE", "Gi1", OTHER), uplink("EDGE", "Gi1", MAC)],
        [],
    ),
    "more than a desk switch has, over several files": (
        [at("CORE", "Gi9"), *(at("CORE", "Gi9", f"44:19:b6:00:01:{n:02x}") for n in range(8))],
        [],
    ),
    "moved on one switch": (
        [at("EDGE", "Gi2", when=9.0), at("EDGE", "Gi1")],
        ["EDGE Gi1", "EDGE Gi2"],
    ),
}


def test_where_a_router_or_a_switch_is_seen_a_port_leads_on_to_it():
    router, virtual = "00:11:22:00:00:01", "00:00:5e:00:01:1e"
    for port, relay in (("Gi24", router), ("Gi23", virtual)):
        places = Places()
        places.is_relay(router)
        places.add(at("EDGE", port))
        assert [one.port for one in places.of(MAC).attachments] == [port]
        places.add(at("EDGE", port, relay))
        assert places.of(MAC).attachments == ()
        assert places.of(MAC).vlans == {20}


@pytest.mark.parametrize("name", CASES)
def test_the_port_nearest_to_the_device_is_its_place_in_any_order(name):
    said, expected = CASES[name]
    for order in (said, said[::-1]):
        places = Places()
        for one in order:
            places.add(one)
        found = places.of(MAC)
        assert [f"{one.switch} {one.port}" for one in found.attachments] == expected
        assert found.vlans == {20}


def test_a_mac_without_a_place_was_seen_all_the_same():
    places = Places()
    places.add(Sighting(mac=MAC, vlan=30, seen=Seen(7.0, "core.txt", "line 3")))
    found = places.of(MAC)
    seen = Seen(7.0, "core.txt", "line 3")
    assert (found.attachments, found.vlans, found.first) == ((), {30}, seen)
    assert places.of(OTHER) is NOWHERE
    assert list(places.macs()) == [MAC]
