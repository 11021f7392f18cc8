"""The networks of this computer, as operating systems write them."""

import pytest

from camaudit.wire.interfaces import networks_of, own_networks


@pytest.mark.parametrize(
    ("address", "mask", "network"),
    [
        ("10.20.2.7", "255.255.255.0", "10.20.2.0/24"),
        ("10.20.2.7", "255.255.252.0", "10.20.0.0/22"),
        ("fd00:1::2", "ffff:ffff:ffff:ffff::", "fd00:1::/64"),
        ("fd00:1::2", "64", "fd00:1::/64"),
        ("10.20.2.7", "255.255.255.255", None),  # a tunnel's own end
        ("127.0.0.1", "255.0.0.0", None),
        ("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", None),
        ("169.254.7.7", "255.255.0.0", None),
        ("fe80::1%eth0", "ffff:ffff:ffff:ffff::", None),
        ("00:00:5e:00:53:01", None, None),
        ("00-00-5E-00-53-01", None, None),
        ("10.20.2.7", None, None),
        ("10.20.2.7", "255.0.255.0", None),
    ],
)
def test_an_address_of_an_interface_gives_its_network(address, mask, network):
    found = networks_of([("eth0", address, mask)])
    assert [str(one) for one, _ in found] == ([network] if network else [])


def test_networks_are_sorted_and_given_once_for_each_interface():
    rows = [
        ("wlan0", "10.0.0.9", "255.255.255.0"),
        ("eth0", "fd00::9", "ffff:ffff:ffff:ffff::"),
        ("eth0", "10.0.0.8", "255.255.255.0"),
        ("eth0", "10.0.0.7", "255.255.255.0"),
    ]
    assert [(str(net), name) for net, name in networks_of(rows)] == [
        ("10.0.0.0/24", "eth0"),
        ("10.0.0.0/24", "wlan0"),
        ("fd00::/64", "eth0"),
    ]


def test_this_computer_answers_with_networks_or_none():
    for network, name in own_networks():
        assert name
        assert not network.is_loopback
        assert not network.is_link_local
