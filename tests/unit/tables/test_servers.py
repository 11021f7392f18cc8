"""What computers and servers know: leases that change hands, secrets left behind, real files."""

import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.model.observation import BindingHow, Channel
from camaudit.tables import FORMATS
from camaudit.tables.entry import Line
from camaudit.tables.leases import Leases
from camaudit.tables.walker import Row, Unread, Walker

sys.path.insert(0, str(Path(__file__).parent))
from reading import walked

CASES = Path(__file__).with_name("cases")
REAL = Path(__file__).parents[2] / "real"
CAMERAS = {
    "10.20.30.41": "44:19:b6:00:10:01",
    "10.20.30.42": "3c:ef:8c:00:10:02",
    "10.20.30.43": "00:40:8c:00:10:03",
}
LATE, LAPTOP = "28:57:be:00:10:05", "02:00:5e:00:10:04"


def entries(path):
    return [one.entry for one in walked(path) if isinstance(one, Row)]


def names(entry):
    return dict(entry.says).get(Channel.DHCP_HOSTNAME)


@pytest.mark.parametrize(
    "name", ["ip-neigh.txt", "ip-neigh.json", "arp-n.txt", "arp-an.txt", "proc-net-arp.txt"]
)
def test_the_neighbours_that_real_programs_print_are_read(name):
    found = walked(REAL / name)
    held = {str(one.entry.ip): one.entry.mac for one in found if one.entry.ip.version == 4}
    assert held == CAMERAS | {"10.20.30.44": LAPTOP, "10.20.30.45": LATE}


def test_the_ports_of_a_real_bridge_are_read_and_its_own_addresses_known():
    found = entries(REAL / "bridge-fdb.txt")
    there = {one.port: one.mac for one in found if not one.own}
    assert there == {
        "gi1": CAMERAS["10.20.30.41"], "gi2": CAMERAS["10.20.30.42"],
        "gi3": CAMERAS["10.20.30.43"], "gi4": LAPTOP, "gi5": LATE,
    }  # fmt: skip
    assert sum(one.own for one in found) == 5


@pytest.mark.parametrize("name", ["dhcpd.leases", "kea-leases4.csv"])
def test_a_real_address_that_changed_hands_has_one_holder_at_a_time(name):
    found = walked(REAL / name)
    assert not [one for one in found if isinstance(one, Unread)]
    held = [one.entry for one in found]
    assert {str(one.ip): one.mac for one in held if one.mac != LAPTOP} == CAMERAS | {
        "10.20.30.44": LATE
    }
    first, second = (one for one in held if str(one.ip) == "10.20.30.44")
    assert (first.mac, second.mac) == (LAPTOP, LATE)
    assert first.begins <= first.ends <= second.begins < second.ends
    assert all(one.how is BindingHow.DHCP for one in held)
    assert {names(one) for one in held} >= {"staff-laptop", "axis-00408c001003", None}


def test_real_leases_of_dnsmasq_are_read():
    found = entries(REAL / "dnsmasq.leases")
    assert {one.mac for one in found} == {*CAMERAS.values(), LATE}
    assert {names(one) for one in found} == {None, "axis-00408c001003", "IPC-Gate"}
    assert all(one.ends > 1_795_000_000 and one.begins is None for one in found)


def test_a_real_log_of_dnsmasq_gives_the_last_holder_of_each_address():
    found = walked(REAL / "dnsmasq.log")
    held = {str(one.entry.ip): one.entry.mac for one in found}
    leases = {str(one.ip): one.mac for one in entries(REAL / "dnsmasq.leases")}
    assert held == leases
    assert {one.entry.how for one in found} == {BindingHow.LOG}


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_no_secret_of_a_servers_settings_is_kept(path):
    assert "nobody" not in repr(walked(path))


LEASE = st.tuples(
    st.integers(1, 3),  # address
    st.integers(1, 3),  # MAC
    st.integers(0, 50),  # begins
    st.one_of(st.none(), st.integers(1, 50)),  # lasts
)


@given(st.lists(LEASE, max_size=20))
def test_an_address_is_never_held_by_two_at_once(leases):
    """Whatever a log says, in the order in which a server writes it: by time."""
    log = [
        "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state"
    ]
    for address, mac, begins, lasts in sorted(leases, key=lambda one: one[2]):
        long = 4_294_967_295 if lasts is None else lasts
        log.append(f"192.0.2.{address},00:00:5e:00:53:0{mac},,{long},{begins + long},1,0,0,,0")
    lines = [Line(number, text) for number, text in enumerate(log, 1)]
    found = [one.entry for one in Walker(list(FORMATS.values())).walk(lines)]
    by_address = {}
    for entry in found:
        by_address.setdefault(entry.ip, []).append(entry)
    for held in by_address.values():
        for one, after in pairwise(sorted(held, key=lambda entry: entry.begins)):
            assert one.ends is not None
            assert one.ends <= after.begins
    said = {(one[0], one[1]) for one in leases}
    assert {(int(str(one.ip)[-1]), int(one.mac[-1])) for one in found} == said


@given(st.integers(0, 400))
def test_a_log_of_leases_that_is_cut_keeps_every_whole_lease(cut):
    text = (CASES / "kea-leases.txt").read_text(encoding="utf-8")
    lines = text[: len(text) - cut].split("\n")
    found = {
        (one.entry.ip, one.entry.mac)
        for one in Walker(list(FORMATS.values())).walk(
            Line(number, line) for number, line in enumerate(lines, 1)
        )
        if isinstance(one, Row)
    }
    whole = {
        (one.ip, one.mac)
        for one in entries(CASES / "kea-leases.txt")
        if one.begins is not None and _stands_before(text, str(one.ip), len(text) - cut)
    }
    assert whole <= found


def _stands_before(text, ip, end):
    """Tell whether the first row of an address, up to its state, ends before a place."""
    at = text.find(f"\n{ip},")
    return text.find("\n", at + 1) <= end


def test_leases_of_more_addresses_than_are_remembered_stand_for_themselves(monkeypatch):
    monkeypatch.setattr("camaudit.tables.leases.MAX_ADDRESSES", 1)
    one, two = entries(CASES / "dnsmasq-leases.txt")[:2]
    leases = Leases()
    assert leases.hold(one) == ()
    assert leases.hold(two) == (two,)
    assert leases.finish() == (one,)
