"""What neighbour discovery says of its sender."""

from ipaddress import IPv4Address, IPv6Address

import pytest

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import BindingHow, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import nd

MAC = "00:00:5e:00:53:01"
TARGET = IPv6Address("2001:db8::10")
SENDER = IPv6Address("fe80::1")
SEEN = Seen(100.0, "lobby.pcap", "frame 1")
SOURCE_OPTION, TARGET_OPTION = 1, 2


def said(kind, option=None, target=TARGET, sender=SENDER, mac=MAC):
    data = bytes([kind]) + bytes(7)
    data += target.packed if kind in {135, 136} else bytes({133: 0, 134: 8, 137: 32}[kind])
    if option is not None:
        data += bytes([option, 1]) + bytes.fromhex(mac.replace(":", ""))
    receiver = Endpoint(None, IPv6Address("ff02::1"))
    talk = Talk(Endpoint("00:00:5e:00:53:99", sender), None, receiver, None, SEEN)
    return [(one.mac, one.ip, one.how) for one in nd.observations(nd.parse(data), talk)]


def test_an_advertisement_binds_its_target():
    assert said(136, TARGET_OPTION) == [(MAC, TARGET, BindingHow.NEIGHBOUR)]


def test_a_solicitation_binds_its_sender():
    assert said(135, SOURCE_OPTION) == [(MAC, SENDER, BindingHow.NEIGHBOUR)]


@pytest.mark.parametrize("sender", [None, IPv6Address("::"), IPv4Address("192.0.2.1")])
def test_a_solicitation_from_no_address_binds_nothing(sender):
    assert said(135, SOURCE_OPTION, sender=sender) == []


@pytest.mark.parametrize("kind", [135, 136])
def test_without_a_link_layer_address_nothing_is_bound(kind):
    assert said(kind) == []


def test_the_option_must_be_the_one_of_the_message():
    assert said(136, SOURCE_OPTION) == []
    assert said(135, TARGET_OPTION) == []


@pytest.mark.parametrize("target", ["ff02::1", "::"])
def test_a_target_that_names_no_device_is_not_bound(target):
    assert said(136, TARGET_OPTION, target=IPv6Address(target)) == []


def test_a_group_mac_is_not_bound():
    assert said(136, TARGET_OPTION, mac="33:33:00:00:00:01") == []


@pytest.mark.parametrize("kind", [133, 134, 137])
def test_routers_and_redirects_say_nothing(kind):
    assert said(kind, SOURCE_OPTION) == []
