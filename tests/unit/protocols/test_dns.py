"""What DNS says of the client that asks."""

import struct
from ipaddress import ip_address

import pytest

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import LookupKind, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import dns

CLIENT = Endpoint("00:00:5e:00:53:01", ip_address("192.0.2.10"))
SERVER = Endpoint(None, ip_address("192.0.2.53"))
SEEN = Seen(100.0, "lobby.pcap", "frame 1")
ASKS = Talk(CLIENT, 40000, SERVER, 53, SEEN)
ANSWERS = Talk(SERVER, 53, CLIENT, 40000, SEEN)
A, CNAME, PTR, TXT, AAAA, SRV, HTTPS, ANY = 1, 5, 12, 16, 28, 33, 65, 255


def name(text):
    return b"".join(bytes([len(one)]) + one.encode() for one in text.split(".")) + b"\0"


def query(asked, kind=A):
    return struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0) + name(asked) + struct.pack("!HH", kind, 1)


def response(asked, *records, kind=A):
    head = struct.pack("!6H", 7, 0x8180, 1, len(records), 0, 0)
    data = head + name(asked) + struct.pack("!HH", kind, 1)
    for owner, of, body in records:
        data += name(owner) + struct.pack("!HHIH", of, 1, 60, len(body)) + body
    return data


def said(data, talk):
    return list(dns.observations(dns.parse(data), talk))


def packed(text):
    return ip_address(text).packed


def test_a_query_is_a_lookup_of_its_sender_without_answers():
    (lookup,) = said(query("P2P.Example.ORG"), ASKS)
    assert (lookup.client, lookup.name, lookup.answers) == (CLIENT, "p2p.example.org", ())
    assert (lookup.kind, lookup.seen) == (LookupKind.DNS, SEEN)


def test_an_answer_is_a_lookup_of_its_receiver_with_sorted_addresses():
    data = response(
        "a.example",
        ("a.example", A, packed("192.0.2.9")),
        ("A.EXAMPLE", A, packed("192.0.2.7")),
        ("a.example", AAAA, packed("2001:db8::7")),
        ("a.example", A, packed("192.0.2.9")),
    )
    (lookup,) = said(data, ANSWERS)
    assert lookup.client == CLIENT
    assert lookup.answers == tuple(map(ip_address, ("192.0.2.7", "192.0.2.9", "2001:db8::7")))


def test_aliases_are_followed_in_any_order_and_others_are_not_answers():
    data = response(
        "a.example",
        ("c.example", A, packed("192.0.2.7")),
        ("b.example", CNAME, name("c.example")),
        ("a.example", CNAME, name("B.example")),
        ("other.example", A, packed("192.0.2.8")),
    )
    (lookup,) = said(data, ANSWERS)
    assert lookup.answers == (ip_address("192.0.2.7"),)


def test_aliases_in_a_ring_end():
    ring = (("a.example", CNAME, name("b.example")), ("b.example", CNAME, name("a.example")))
    (lookup,) = said(response("a.example", *ring), ANSWERS)
    assert lookup.answers == ()


def test_a_name_that_does_not_exist_is_a_lookup_without_answers():
    (lookup,) = said(response("gone.example"), ANSWERS)
    assert lookup.answers == ()


@pytest.mark.parametrize("kind", [A, AAAA, CNAME, SRV, HTTPS, ANY])
def test_questions_for_a_service_are_lookups(kind):
    assert len(said(query("a.example", kind), ASKS)) == 1


@pytest.mark.parametrize("kind", [PTR, TXT, 2, 6])
def test_other_questions_are_none(kind):
    assert said(query("10.2.0.192.in-addr.arpa", kind), ASKS) == []


def test_the_root_is_no_lookup():
    assert said(struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0) + b"\0\0\1\0\1", ASKS) == []


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\3cam\7example\0", "cam.example"),
        (b"\3cam", "cam"),
        (b"\3cam\x3fcut", "cam"),
        (b"\3cam\xc0\0", "cam"),
        (b"\3a.b\0", "a\\.b"),
        (b"\0", None),
        (b"", None),
    ],
)
def test_a_plain_name_ends_where_it_must(data, text):
    assert dns.plain_name(data) == text
