"""What DHCP for IPv6 says of a client, and what a server gives it."""

import struct
from ipaddress import IPv4Address, IPv6Address

import pytest

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import BindingHow, Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import dhcp6

MAC = "00:00:5e:00:53:01"
SEEN = Seen(1000.0, "lobby.pcap", "frame 1")
SENDER = Endpoint("00:00:5e:00:53:99", IPv6Address("fe80::99"))
TALK = Talk(SENDER, 546, Endpoint(None, IPv6Address("ff02::1:2")), 547, SEEN)
SOLICIT, ADVERTISE, REPLY, LEASE_QUERY, RELAY = 1, 2, 7, 14, 12


def option(code, data):
    return struct.pack("!HH", code, len(data)) + data


DUID = option(1, b"\0\3\0\1" + bytes.fromhex(MAC.replace(":", "")))
OTHER_DUID = option(1, b"\0\4" + bytes(16))
NAME = option(39, b"\0\5cam-1\0")


def message(kind, *options):
    return bytes([kind, 0, 0, 1]) + b"".join(options)


def relayed(inner, peer):
    head = bytes([RELAY, 0]) + IPv6Address("2001:db8::1").packed + IPv6Address(peer).packed
    return head + option(9, inner)


def address(ip, valid):
    return option(5, IPv6Address(ip).packed + struct.pack("!II", valid, valid))


def said(data):
    return list(dhcp6.observations(dhcp6.parse(data), TALK))


def test_a_client_is_named_by_the_mac_of_its_identifier():
    classes = option(16, b"\0\0\0\1\0\3IPC\0\2v2")
    facts = said(message(SOLICIT, DUID, NAME, classes))
    assert {fact.about for fact in facts} == {Endpoint(MAC, SENDER.ip)}
    assert [(fact.channel, fact.value) for fact in facts] == [
        (Channel.DHCP_HOSTNAME, "cam-1"),
        (Channel.DHCP_VENDOR_CLASS, "IPC"),
        (Channel.DHCP_VENDOR_CLASS, "v2"),
    ]


def test_without_a_mac_in_the_identifier_the_sender_is_meant():
    (fact,) = said(message(SOLICIT, OTHER_DUID, NAME))
    assert fact.about == SENDER


def test_what_a_relay_passes_on_is_never_about_the_relay():
    (fact,) = said(relayed(message(SOLICIT, DUID, NAME), "fe80::1"))
    assert fact.about == Endpoint(MAC, IPv6Address("fe80::1"))
    (fact,) = said(relayed(message(SOLICIT, OTHER_DUID, NAME), "fe80::1"))
    assert fact.about == Endpoint(None, IPv6Address("fe80::1"))
    assert said(relayed(message(SOLICIT, OTHER_DUID, NAME), "::")) == []


@pytest.mark.parametrize("kind", [ADVERTISE, REPLY, LEASE_QUERY])
def test_who_is_no_client_says_nothing_of_itself(kind):
    assert said(message(kind, DUID, NAME)) == []


def test_a_reply_binds_every_address_for_its_time():
    given = option(3, bytes(12) + address("2001:db8::10", 60) + address("2001:db8::11", 0))
    more = option(3, bytes(12) + address("2001:db8::12", 0xFFFFFFFF))
    bindings = said(message(REPLY, DUID, given, more))
    assert {one.mac for one in bindings} == {MAC}
    assert {one.how for one in bindings} == {BindingHow.DHCP}
    assert [(one.ip, one.valid_from, one.valid_to) for one in bindings] == [
        (IPv6Address("2001:db8::10"), 1000.0, 1060.0),
        (IPv6Address("2001:db8::12"), 1000.0, None),
    ]


def test_a_reply_to_a_client_without_a_mac_binds_nothing():
    given = option(3, bytes(12) + address("2001:db8::10", 60))
    assert said(message(REPLY, OTHER_DUID, given)) == []
    assert said(message(ADVERTISE, DUID, given)) == []


def test_a_sender_without_an_address_is_still_known_by_its_mac():
    talk = Talk(Endpoint(None, None), 546, Endpoint(None, IPv4Address("192.0.2.1")), 547, SEEN)
    (fact,) = dhcp6.observations(dhcp6.parse(message(SOLICIT, DUID, NAME)), talk)
    assert fact.about == Endpoint(MAC, None)
