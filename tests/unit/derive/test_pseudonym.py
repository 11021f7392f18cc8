"""Pseudonyms: one to one, the same by one key, others by another, and still of the same form."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.derive.pseudonym import Pseudonyms
from camaudit.model.endpoint import is_inside_by_default, is_local_mac, is_multicast_mac

KEY, OTHER = bytes(range(16)), bytes(range(1, 17))
SMALL = "70:b3:d5:00:1"  # an MA-S block: 36 bits


def bits_of(mac):
    return 36 if mac.startswith(SMALL) else 24


MADE = Pseudonyms(KEY, bits_of)
MACS = st.integers(0, (1 << 48) - 1).map(
    lambda value: ":".join(f"{value:012x}"[at : at + 2] for at in range(0, 12, 2))
)


def common(one, other, width):
    """Count the leading bits that two numbers share."""
    return width - (int(one) ^ int(other)).bit_length()


@given(mac=MACS)
def test_a_mac_keeps_its_block_and_what_it_is(mac):
    made = MADE.mac(mac)
    assert (is_local_mac(made), is_multicast_mac(made)) == (
        is_local_mac(mac),
        is_multicast_mac(mac),
    )
    kept = 2 if is_local_mac(mac) or is_multicast_mac(mac) else 8
    assert made[:kept] == mac[:kept]


def test_no_two_macs_of_a_small_block_become_one():
    macs = [f"{SMALL}{value >> 8:01x}:{value & 255:02x}" for value in range(4096)]
    made = [MADE.mac(mac) for mac in macs]
    assert len(set(made)) == 4096
    assert {one[: len(SMALL)] for one in made} == {SMALL}
    assert sum(one == other for one, other in zip(macs, made, strict=True)) < 20


@given(one=st.ip_addresses(v=4), other=st.ip_addresses(v=4))
def test_ipv4_addresses_stay_apart_and_keep_their_class(one, other):
    made = MADE.address(one)
    assert is_inside_by_default(made) == is_inside_by_default(one)
    assert (made.is_private, made.is_multicast) == (one.is_private, one.is_multicast)
    assert (made == MADE.address(other)) == (one == other)


def in_range(cidr):
    network = ip_network(cidr)
    return st.ip_addresses(network=network)


@given(
    ip=st.one_of(
        *map(in_range, ("10.0.0.0/8", "192.168.0.0/16", "81.0.0.0/8", "fd00::/8", "2a00::/12"))
    ),
    flip=st.integers(0, 15),
)
def test_addresses_with_a_common_prefix_keep_one_as_long(ip, flip):
    other = type(ip)(int(ip) ^ (1 << flip))
    width = 32 if ip.version == 4 else 128
    assert common(MADE.address(ip), MADE.address(other), width) == common(ip, other, width)


@pytest.mark.parametrize("cidr", ["192.0.0.0/16", "198.51.0.0/16", "203.0.0.0/16", "100.64.0.0/16"])
def test_no_two_addresses_beside_a_special_range_become_one(cidr):
    made = {MADE.address(ip) for ip in ip_network(cidr)}
    assert len(made) == 65_536


@pytest.mark.parametrize(
    "cidr", ["10.20.2.0/24", "10.20.0.0/23", "192.168.4.0/26", "172.16.0.0/14", "fd00:1:2::/64"]
)
def test_the_addresses_of_a_network_lie_in_its_pseudonym(cidr):
    old = ip_network(cidr)
    new = ip_network(MADE.network(cidr))
    assert new.prefixlen == old.prefixlen
    inside = [old.network_address + step for step in (0, 1, 7, 40)]
    assert all(MADE.address(ip) in new for ip in inside)
    assert MADE.address(old.broadcast_address + 1) not in new


@pytest.mark.parametrize(
    "text", ["0.0.0.1", "255.255.255.255", "127.0.0.1", "239.255.255.250", "::", "::1", "ff02::fb"]
)
def test_addresses_of_nobody_in_particular_stay(text):
    assert MADE.address(ip_address(text)) == ip_address(text)
    assert MADE.mac("ff:ff:ff:ff:ff:ff") == "ff:ff:ff:ff:ff:ff"


def test_a_mapped_address_is_the_same_address():
    four = IPv4Address("10.20.2.11")
    six = MADE.address(IPv6Address(f"::ffff:{four}"))
    assert six.ipv4_mapped == MADE.address(four)


def test_one_key_gives_the_same_and_another_gives_others():
    again, other = Pseudonyms(KEY, bits_of), Pseudonyms(OTHER, bits_of)
    for name in ("site", "file"):
        assert again.name(name, "Yard") == MADE.name(name, "Yard") != other.name(name, "Yard")
    assert MADE.name("site", "Yard")[5:] != MADE.name("file", "Yard")[5:]
    ip, mac = ip_address("10.20.2.11"), "44:19:b6:00:00:11"
    assert again.address(ip) == MADE.address(ip) != other.address(ip)
    assert again.mac(mac) == MADE.mac(mac) != other.mac(mac)
    assert again.name_of_key == MADE.name_of_key != other.name_of_key
    assert KEY.hex()[:8] not in MADE.name_of_key
