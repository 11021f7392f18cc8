"""What DHCP for IPv4 says of a client, and what a server gives it."""

import struct
from ipaddress import IPv4Address

import pytest

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Binding, BindingHow, Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import dhcp4

CLIENT = "00:00:5e:00:53:01"
SEEN = Seen(1000.0, "lobby.pcap", "frame 1")
RELAY = Endpoint("00:00:5e:00:53:99", IPv4Address("198.51.100.1"))
TALK = Talk(RELAY, 67, Endpoint(None, IPv4Address("198.51.100.2")), 67, SEEN)
DISCOVER, REQUEST, ACK, NAK, INFORM = 1, 3, 5, 6, 8


def said(sender, kind, *options, client="0.0.0.0", yours="0.0.0.0"):  # noqa: S104 - DHCP's "none yet"
    head = struct.pack("!BBBB8x", 2 if sender == "server" else 1, 1, 6, 0)
    addresses = IPv4Address(client).packed + IPv4Address(yours).packed + bytes(8)
    mac = bytes.fromhex(CLIENT.replace(":", "")) + bytes(10)
    body = b"".join(
        bytes([code, len(data)]) + data for code, data in ((53, bytes([kind])), *options)
    )
    message = head + addresses + mac + bytes(192) + b"\x63\x82\x53\x63" + body + b"\xff"
    return list(dhcp4.observations(dhcp4.parse(message), TALK))


def test_a_client_is_known_by_its_message_not_by_the_relay_that_sent_it():
    facts = said("client", DISCOVER, (12, b"cam-1"), (60, b"udhcp 1.22.1"), (55, b"\1\3\6"))
    assert {fact.about for fact in facts} == {Endpoint(CLIENT, None)}
    assert [(fact.channel, fact.value, fact.port) for fact in facts] == [
        (Channel.DHCP_HOSTNAME, "cam-1", None),
        (Channel.DHCP_VENDOR_CLASS, "udhcp 1.22.1", None),
        (Channel.DHCP_PARAMETERS, "1,3,6", None),
    ]


def test_a_client_that_renews_names_its_address_and_binds_nothing():
    said_by_it = said("client", REQUEST, (12, b"cam-1"), client="192.0.2.10")
    assert [one.about for one in said_by_it] == [Endpoint(CLIENT, IPv4Address("192.0.2.10"))]


@pytest.mark.parametrize(
    ("options", "until"),
    [
        (((51, (3600).to_bytes(4, "big")),), 4600.0),
        (((51, b"\xff\xff\xff\xff"),), None),
        (((51, bytes(4)),), 1000.0),
        ((), None),
    ],
)
def test_an_acknowledgement_binds_for_the_time_of_the_lease(options, until):
    assert said("server", ACK, *options, yours="192.0.2.10") == [
        Binding(
            mac=CLIENT,
            ip=IPv4Address("192.0.2.10"),
            valid_from=1000.0,
            valid_to=until,
            how=BindingHow.DHCP,
            seen=SEEN,
        )
    ]


@pytest.mark.parametrize("kind", [2, NAK])
def test_no_other_answer_binds(kind):
    assert said("server", kind, yours="192.0.2.10") == []


def test_the_answer_to_an_inform_binds_nothing():
    assert said("server", ACK, client="192.0.2.10") == []
    assert said("client", INFORM, client="192.0.2.10") == []


def test_a_server_says_nothing_of_a_client_in_its_options():
    assert said("server", 2, (12, b"given-by-server")) == []
