"""What a file of tables says of devices: bindings, places, facts; and what it does not say."""

import gzip
import os
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import ip_address

import pytest

from camaudit.errors import SourceError
from camaudit.model.observation import (
    Attachment,
    Binding,
    BindingHow,
    Fact,
    OwnMac,
    Reason,
    Sighting,
    Uplink,
    Watched,
)
from camaudit.model.progress import Silent
from camaudit.sources.detect import Found
from camaudit.sources.source import Given
from camaudit.sources.table import TableSource, device_named
from camaudit.tables.ports import MAX_AT_PORT

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
CAMERA, OTHER = "ac:cc:8e:00:00:01", "44:47:cc:00:00:02"
MACS = "SW-1#show mac address-table\nVlan    Mac Address       Type        Ports\n"
ARP = "R-1#show ip arp\nProtocol  Address          Age (min)  Hardware Addr   Type   Interface\n"
LLDP = (
    "SW-1#show lldp neighbors\n"
    "Device ID           Local Intf     Hold-time  Capability      Port ID\n"
)


def mac_row(number, port, vlan=20):
    return f"  {vlan}    accc.8e00.{number:04x}    DYNAMIC     {port}\n"


def source_of(tmp_path, text, *, as_of=NOON, zone=UTC, name="switch.txt"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    given = Given(
        inside=lambda _: True,
        as_of=as_of,
        zone=zone,
        knows=lambda _: False,
        make_reader=lambda *_: None,
        watcher=Silent(),
    )
    return TableSource(Found(path, f"Hall/{name}", None), given)


def said(tmp_path, text, kind, **options):
    found = source_of(tmp_path, text, **options).observations()
    return [one for one in found if isinstance(one, kind)]


def test_an_arp_table_binds_for_its_moment_and_its_age(tmp_path):
    text = ARP + "Internet  10.20.2.21             12   accc.8e00.0001  ARPA   Vlan20\n"
    (binding,) = said(tmp_path, text, Binding)
    assert (binding.mac, str(binding.ip)) == (CAMERA, "10.20.2.21")
    assert (binding.valid_from, binding.valid_to) == (NOON - 720, NOON)
    assert binding.how is BindingHow.TABLE
    assert binding.seen.place == "line 3"


def test_without_a_moment_the_date_of_the_file_counts(tmp_path):
    text = ARP + "Internet  10.20.2.21              0   accc.8e00.0001  ARPA   Vlan20\n"
    source = source_of(tmp_path, text, as_of=None)
    os.utime(tmp_path / "switch.txt", (NOON - 5, NOON - 5))
    (binding,) = [one for one in source.observations() if isinstance(one, Binding)]
    assert (binding.valid_from, binding.valid_to) == (NOON - 5, NOON - 5)


def test_addresses_of_the_router_itself_are_no_devices(tmp_path):
    text = ARP + "Internet  10.20.2.1               -   0022.2233.4455  ARPA   Vlan20\n"
    assert said(tmp_path, text, (Binding, Sighting, Fact, Attachment)) == []


def test_a_lease_tells_its_end_in_the_time_of_the_router(tmp_path):
    text = (
        "R-1#show ip dhcp binding\n"
        "IP address          Client-ID/              Lease expiration        Type\n"
        "10.20.2.30          01ac.cc8e.0000.01       Nov 22 2026 02:00 PM    Automatic\n"
        "10.20.2.31          0144.47cc.0000.02       Infinite                Manual\n"
    )
    east = timezone(timedelta(hours=1))
    lease, reserved = said(tmp_path, text, Binding, zone=east)
    assert (lease.how, lease.valid_to) == (BindingHow.DHCP, NOON + 3600)
    assert (reserved.how, reserved.valid_to) == (BindingHow.RESERVATION, None)


def test_a_lease_that_ran_out_was_not_looked_at(tmp_path):
    text = (
        "R-1#show ip dhcp binding\n"
        "IP address          Client-ID/              Lease expiration        Type\n"
        "10.20.2.30          01ac.cc8e.0000.01       Nov 20 2026 02:00 PM    Automatic\n"
    )
    (watched,) = said(tmp_path, text, Watched)
    assert watched.heard == ()
    (binding,) = said(tmp_path, text, Binding)
    assert binding.valid_from == binding.valid_to < NOON


def test_a_device_has_its_place_on_its_port(tmp_path):
    text = MACS + mac_row(1, "Gi1/0/5")
    (place,) = said(tmp_path, text, Attachment)
    assert (place.mac, place.switch, place.port, place.vlan) == (CAMERA, "SW-1", "Gi1/0/5", 20)


def test_without_a_prompt_the_file_names_the_switch(tmp_path):
    text = MACS.split("\n", 1)[1] + mac_row(1, "Gi1/0/5")
    assert said(tmp_path, text, Attachment)[0].switch == "switch.txt"


def test_the_address_of_the_same_file_stands_with_the_place(tmp_path):
    arp = "Internet  10.20.2.21              0   accc.8e00.0001  ARPA   Vlan20\n"
    text = MACS + mac_row(1, "Gi1/0/5") + ARP.replace("R-1", "SW-1") + arp
    assert said(tmp_path, text, Attachment)[0].ip == ip_address("10.20.2.21")


@pytest.mark.parametrize("count", [MAX_AT_PORT, MAX_AT_PORT + 1, 100])
def test_a_port_with_many_macs_is_no_place(tmp_path, count):
    text = MACS + "".join(mac_row(number, "Gi1/0/24") for number in range(1, count + 1))
    places, seen = said(tmp_path, text, Attachment), said(tmp_path, text, Sighting)
    uplinks = said(tmp_path, text, Uplink)
    if count <= MAX_AT_PORT:
        assert (len(places), len(seen), uplinks) == (count, 0, [])
    else:
        assert (len(places), len({one.mac for one in seen})) == (0, count)
        assert [(one.switch, one.port) for one in uplinks] == [("SW-1", "Gi1/0/24")]


def test_one_mac_in_many_vlans_is_one(tmp_path):
    text = MACS + "".join(mac_row(1, "Gi1/0/5", vlan) for vlan in range(10, 40))
    assert len(said(tmp_path, text, Attachment)) == 1


@pytest.mark.parametrize("port", ["Po1", "Trk1", "lag 3", "vPC Peer-Link", "bridge", "ae0.0"])
def test_bundles_and_the_switch_itself_are_no_place(tmp_path, port):
    text = MACS + mac_row(1, port)
    assert said(tmp_path, text, Attachment) == []
    assert [one.mac for one in said(tmp_path, text, Sighting)] == [CAMERA]


@pytest.mark.parametrize("first", ["macs", "neighbours"])
def test_a_port_where_a_switch_announces_itself_is_an_uplink(tmp_path, first):
    lldp = LLDP + "SW-CORE-1           Gi1/0/24       120        B,R             Gi1/0/2\n"
    parts = [MACS + mac_row(1, "GigabitEthernet1/0/24"), lldp]
    text = "".join(parts if first == "macs" else parts[::-1])
    assert said(tmp_path, text, Attachment) == []
    assert [one.mac for one in said(tmp_path, text, Sighting)] == [CAMERA]
    assert len(said(tmp_path, text, Uplink)) == 1


@pytest.mark.parametrize("first", ["macs", "neighbours"])
def test_a_camera_that_calls_itself_a_bridge_has_its_place_where_it_is_alone(tmp_path, first):
    lldp = LLDP + "camera-7            Gi1/0/5        120        B               accc.8e00.0001\n"
    macs = MACS + mac_row(1, "Gi1/0/5")
    parts = [macs, lldp] if first == "macs" else [lldp, macs]
    assert [one.port for one in said(tmp_path, "".join(parts), Attachment)] == ["Gi1/0/5"]
    assert said(tmp_path, "".join(parts), Uplink) == []
    more = "".join(parts) + MACS + mac_row(2, "Gi1/0/5")
    assert said(tmp_path, more, Attachment) == []
    assert [one.mac for one in said(tmp_path, more, Uplink)] == [CAMERA]


def test_a_camera_that_announces_itself_has_its_place_and_its_name(tmp_path):
    text = LLDP + "axis-accc8e000001   Gi1/0/5        120        S               accc.8e00.0001\n"
    (place,) = said(tmp_path, text, Attachment)
    assert (place.mac, place.port) == (CAMERA, "Gi1/0/5")
    (fact,) = said(tmp_path, text, Fact)
    assert (fact.channel.value, fact.value) == ("lldp.name", "axis-accc8e000001")


def test_who_announces_no_mac_is_the_one_mac_on_the_port(tmp_path):
    lldp = LLDP + "axis-accc8e000001   Gi1/0/5        120        S               eth0\n"
    (fact,) = said(tmp_path, MACS + mac_row(1, "Gi1/0/5") + lldp, Fact)
    assert fact.about.mac == CAMERA
    both = MACS + mac_row(1, "Gi1/0/5") + mac_row(2, "Gi1/0/5") + lldp
    assert said(tmp_path, both, Fact) == []
    source = source_of(tmp_path, both)
    list(source.observations())
    assert [one.what for one in source.shortfalls()] == ["neighbour that tells no address"]


def test_a_mac_alone_was_there(tmp_path):
    assert said(tmp_path, "Lobby ACCC8E000001\n", Sighting)[0].mac == CAMERA


def test_damaged_and_misunderstood_rows_are_counted_with_their_lines(tmp_path):
    text = (
        MACS
        + "  20    1.23E+11    DYNAMIC     Gi1/0/7\n"
        + mac_row(1, "Gi1/0/5")
        + "  20    accc.8e00.00    DYNAMIC     Gi1/0/8\n"
        + "something else altogether 7\n"
        + "Total Mac Addresses for this criterion: 3\n"
        + "x" * 20_000
    )
    source = source_of(tmp_path, text)
    places = [one for one in source.observations() if isinstance(one, Attachment)]
    assert [one.mac for one in places] == [CAMERA]
    assert {(one.reason, one.count, one.place) for one in source.shortfalls()} >= {
        (Reason.DAMAGED, 1, "line 3"),
        (Reason.MALFORMED, 2, "line 5"),
        (Reason.NOT_RECOGNISED, 1, "line 6"),
        (Reason.TRUNCATED, 1, "line 8"),
    }
    assert source.kind == "Cisco: MAC addresses"
    assert source.items == 8


@pytest.mark.parametrize(
    "text",
    ["", "ping 10.20.2.21\n", "Dear all,\nno table today.\n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"],
)
def test_a_file_without_tables_is_said_to_be_none(tmp_path, text):
    with pytest.raises(SourceError, match="without a table"):
        list(source_of(tmp_path, text).observations())


def test_a_long_log_without_a_table_is_left_early(tmp_path, monkeypatch):
    monkeypatch.setattr("camaudit.sources.table.GIVE_UP", 100)
    source = source_of(tmp_path, "from 10.20.2.21 to 192.0.2.7 port 443\n" * 200 + MACS)
    with pytest.raises(SourceError, match="without a table"):
        list(source.observations())
    late = source_of(tmp_path, MACS + mac_row(1, "Gi1/0/5") + "prose\n" * 200 + MACS)
    assert len(list(late.observations())) == 2


def test_watched_tells_the_networks_of_addresses_and_the_rows_of_macs(tmp_path):
    text = MACS + mac_row(1, "Gi1/0/5") + ARP
    text += "Internet  10.20.2.21              0   accc.8e00.0001  ARPA   Vlan20\n"
    found = {one.vantage: one for one in said(tmp_path, text, Watched)}
    assert found["switch table"].heard == ()
    assert found["switch table"].frames == 1
    assert found["switch table"].vlans == (20,)
    assert found["ARP table"].heard == (ip_address("10.20.2.21"),)
    assert found["ARP table"].first == found["ARP table"].last == NOON


def test_the_prompt_tells_the_device_before_the_file_is_read(tmp_path):
    source_of(tmp_path, "login banner\n" + MACS)
    assert device_named(tmp_path / "switch.txt") == "SW-1"
    source_of(tmp_path, "arp -a\n")
    assert device_named(tmp_path / "switch.txt") is None


def test_credentials_in_what_a_device_says_are_taken_out(tmp_path):
    text = (
        "SW-1#show lldp neighbors detail\nLocal Intf: Gi1/0/5\nChassis id: accc.8e00.0001\n"
        "System Name: cam\n\nSystem Description: \nrtsp://admin:Secret7@10.0.0.1/x\n\n"
    )
    assert not any("Secret7" in one.value for one in said(tmp_path, text, Fact))


def test_the_mac_of_a_router_and_of_a_switch_is_told_as_its_own(tmp_path):
    rows = [
        "Internet  10.20.2.1               -   0022.2233.4455  ARPA   Vlan20\n",
        "Internet  10.20.3.1               -   0022.2233.4455  ARPA   Vlan30\n",
    ]
    assert [one.mac for one in said(tmp_path, ARP + "".join(rows), OwnMac)] == ["00:22:22:33:44:55"]
    assert said(tmp_path, ARP + rows[0], OwnMac) == []  # as a computer tells its own
    switch = MACS + "  20    0022.2233.4400    STATIC      CPU\n"
    assert [one.mac for one in said(tmp_path, switch, OwnMac)] == ["00:22:22:33:44:00"]


def test_a_compressed_table_is_read_up_to_where_it_was_cut(tmp_path):
    text = (
        MACS + "".join(mac_row(number, f"Gi1/0/{number}") for number in range(1, 2000))
    ).encode()
    whole = gzip.compress(text, mtime=0)
    assert len(said(tmp_path, whole, Attachment)) == 1999
    assert device_named(tmp_path / "switch.txt") == "SW-1"
    cut = source_of(tmp_path, whole[: len(whole) // 2])
    assert 100 < sum(isinstance(one, Attachment) for one in cut.observations()) < 1999
    assert [(one.reason, one.what) for one in cut.shortfalls()] == [
        (Reason.TRUNCATED, "compressed file")
    ]


def test_a_lease_that_ran_out_long_ago_says_nothing_of_today_and_is_counted(tmp_path):
    def lease(last, end):
        return (
            f"lease 10.20.2.{last} {{\n  starts 1 2026/06/01 08:00:00;\n  ends 1 {end} 08:00:00;\n"
            f"  hardware ethernet ac:cc:8e:00:00:{last:02x};\n}}\n"
        )

    text = lease(1, "2026/06/02") + lease(2, "2026/11/20")
    source = source_of(tmp_path, text, name="dhcpd.leases")
    bound = [str(one.ip) for one in source.observations() if isinstance(one, Binding)]
    assert bound == ["10.20.2.2"]
    (short,) = source.shortfalls()
    assert (short.reason, short.count, short.place) == (Reason.OLD, 1, "line 1")
