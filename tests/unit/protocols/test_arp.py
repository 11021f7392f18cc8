"""What ARP says of its sender."""

import struct
from ipaddress import IPv4Address

import pytest

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import BindingHow, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import arp

OWN = "00:00:5e:00:53:01"
SEEN = Seen(100.0, "lobby.pcap", "frame 1")
# The frame came from another MAC: a proxy passed it on.
TALK = Talk(Endpoint("00:00:5e:00:53:99", None), None, Endpoint(None, None), None, SEEN)


def said(operation, ip, mac=OWN):
    head = struct.pack("!HHBBH", 1, 0x0800, 6, 4, operation)
    sender = bytes.fromhex(mac.replace(":", "")) + IPv4Address(ip).packed
    target = bytes(6) + IPv4Address("192.0.2.1").packed
    return list(arp.observations(arp.parse(head + sender + target), TALK))


@pytest.mark.parametrize("operation", [1, 2])
def test_request_and_reply_bind_the_mac_in_the_message_not_that_of_the_frame(operation):
    (binding,) = said(operation, "192.0.2.10")
    assert (binding.mac, binding.ip) == (OWN, IPv4Address("192.0.2.10"))
    assert (binding.how, binding.seen) == (BindingHow.ARP, SEEN)
    assert (binding.valid_from, binding.valid_to) == (100.0, None)


def test_a_gratuitous_request_binds():
    (binding,) = said(1, "192.0.2.1")
    assert binding.ip == IPv4Address("192.0.2.1")


@pytest.mark.parametrize("ip", ["0.0.0.0", "255.255.255.255", "224.0.0.251"])  # noqa: S104 - a probe's address
def test_an_address_that_names_no_device_is_not_bound(ip):
    assert said(1, ip) == []


@pytest.mark.parametrize("mac", ["00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01"])
def test_a_mac_that_names_no_device_is_not_bound(mac):
    assert said(2, "192.0.2.10", mac) == []
