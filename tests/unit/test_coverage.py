"""Not looked is never shown as none: what counts as a look, and what does not."""

from dataclasses import replace
from ipaddress import ip_address

from camaudit.coverage import cover
from camaudit.estate import parse
from camaudit.model.observation import Watched

ESTATE = parse(
    b"""organisation: Example Hill School
sites:
  - name: Main
    networks:
      - {cidr: 10.20.2.0/26, purpose: cameras, name: Cameras}
      - {cidr: 10.20.2.64/26, purpose: office, name: Office}
      - {cidr: 10.20.0.0/16, purpose: mixed, name: All}
""",
    "estate.yaml",
)


def watched(*heard, passing=()):
    return Watched(
        source="lobby.pcap",
        vantage="capture",
        first=1.0,
        last=2.0,
        frames=9,
        heard=tuple(ip_address(one) for one in heard),
        passing=tuple(ip_address(one) for one in passing),
    )


def looks(estate, *seen):
    return {
        one.network: ([look.speakers for look in one.looks], one.passing)
        for one in cover(estate, [(None, one) for one in seen])
    }


def test_a_neighbour_in_the_same_24_is_no_look_at_a_narrower_network():
    assert looks(ESTATE, watched("10.20.2.70", "10.20.2.71")) == {
        "Cameras": ([], 0),
        "Office": ([2], 0),
        "All": ([2], 0),
    }


def test_what_a_router_forwarded_is_no_look():
    seen = watched("10.20.2.70", passing=("10.20.2.1", "10.20.2.2"))
    assert looks(ESTATE, seen, watched(passing=("10.20.2.2",)))["Cameras"] == ([], 2)


def test_one_file_that_was_there_makes_a_look_whatever_others_saw():
    seen = (watched(passing=("10.20.2.1",)), watched("10.20.2.1"))
    assert looks(ESTATE, *seen)["Cameras"] == ([1], 0)


def test_undeclared_networks_show_themselves():
    found = looks(None, watched("10.0.0.1", "10.0.0.2", "fd00::1", passing=("10.0.1.1",)))
    assert found == {
        "10.0.0.0/24": ([2], 0),
        "10.0.1.0/24": ([], 1),
        "fd00::/64": ([1], 0),
    }


def test_a_file_of_another_site_is_no_look():
    assert cover(ESTATE, [("Annex", watched("10.20.2.1"))])[0].looks == ()


def test_a_log_of_what_leaves_is_no_look_at_who_is_there():
    log = replace(watched("10.20.2.1", "10.20.2.2"), leaving=True, vantage="firewall log")
    (cameras, *_) = cover(ESTATE, [(None, log)])
    assert cameras.looks == ()
    assert [(look.vantage, look.speakers) for look in cameras.logs] == [("firewall log", 2)]
    (shown,) = cover(None, [(None, log)])
    assert (shown.looks, shown.passing, len(shown.logs)) == ((), 2, 1)


def test_a_switch_that_saw_the_vlan_of_a_network_looked_at_it():
    estate = parse(
        b"organisation: Example Hill School\nsites:\n  - name: Main\n    networks:\n"
        b"      - {cidr: 10.20.2.0/24, purpose: cameras, vlan: 20}\n"
        b"      - {cidr: 10.20.3.0/24, purpose: office, vlan: 30}\n",
        "estate.yaml",
    )
    table = replace(watched(), vlans=(20,), vantage="switch table")
    assert [len(one.looks) for one in cover(estate, [(None, table)])] == [1, 0]
