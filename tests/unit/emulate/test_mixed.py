"""An estate made by chance: the same from the same seed, and its truth is true."""

import csv
import io
from ipaddress import ip_address

from camaudit.emulate import mixed
from camaudit.emulate.cast import find
from camaudit.estate import load


def test_the_same_seed_gives_the_same_estate():
    assert mixed.mixed(300, 7) == mixed.mixed(300, 7)
    assert mixed.mixed(300, 7) != mixed.mixed(300, 8)


def test_three_hundred_devices_have_addresses_and_macs_of_their_own():
    rows = mixed.truth(mixed.mixed())
    assert len(rows) == 300
    assert len({row.address for row in rows}) == 300
    assert len({row.mac for row in rows}) == 300


def test_every_network_holds_every_character_that_may_live_in_it():
    for network in mixed.mixed():
        assert {one.character for one in network.parts} >= set(
            mixed._OFFICE if network.name == "office" else mixed._CAMERAS
        )


def test_two_thousand_devices_are_scattered_over_a_large_network():
    wide = mixed.sparse(2000, "10.64.0.0/16")
    addresses = [int(ip_address(one.address)) for one in wide.parts]
    assert len(set(addresses)) == 2000
    assert addresses[-1] - addresses[0] > 60_000
    assert {row.kind for row in mixed.truth([wide])} > {"camera", "recorder", "printer"}


def test_devices_lie_within_their_network_and_beside_router_and_viewer():
    for network in mixed.mixed():
        taken = {str(network.router), str(network.viewer)}
        for row in mixed.truth([network]):
            assert row.address not in taken
            assert row.on_link != network.routed


def test_the_table_says_what_the_characters_are():
    networks = mixed.mixed(60, 3)
    rows = list(csv.DictReader(io.StringIO(mixed.table(mixed.truth(networks))), delimiter="\t"))
    parts = [part for network in networks for part in network.parts]
    assert len(rows) == len(parts) == 60
    for row, part in zip(rows, parts, strict=True):
        one = find(part.character)
        assert (row["address"], row["kind"], row["maker"]) == (
            part.address,
            one.kind,
            one.maker or "",
        )


def test_its_estate_file_is_read(tmp_path):
    path = tmp_path / "estate.yaml"
    path.write_text(mixed.estate(mixed.mixed()), "utf-8")
    estate = load(path)
    assert estate.authority is not None
    assert [str(one.cidr) for one in estate.sites[0].networks] == [
        "10.20.2.0/24",
        "10.20.0.0/24",
        "10.30.2.0/24",
    ]
