"""What an SNMP agent says of itself; communities and users are not kept."""

from ipaddress import ip_address

import pytest
from scapy.asn1.asn1 import ASN1_IPADDRESS, ASN1_OID, ASN1_STRING
from scapy.layers.snmp import SNMP, SNMPget, SNMPresponse, SNMPtrapv2, SNMPvarbind

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import ber, snmp

SEEN = Seen(100.0, "lobby.pcap", "frame 1")
CAMERA, VIEWER = Endpoint(None, ip_address("192.0.2.10")), Endpoint(None, ip_address("192.0.2.20"))
DESCR, OBJECT = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0"


def bound(name, value):
    return SNMPvarbind(oid=ASN1_OID(name), value=value)


def message(pdu, *bindings):
    return bytes(SNMP(version=1, community="c0mmun1ty", PDU=pdu(id=1, varbindlist=list(bindings))))


def said(data, port=161):
    found = snmp.parse(data)
    assert "c0mmun1ty" not in repr(found)
    talk = Talk(CAMERA, port, VIEWER, 50_000, SEEN)
    return [(one.channel, one.value, one.port) for one in snmp.observations(found, talk)]


def test_an_answer_tells_description_and_object_id():
    data = message(
        SNMPresponse,
        bound(DESCR, ASN1_STRING(b"Dome\x00 3\r\nsee http://a:b@192.0.2.1/")),
        bound(OBJECT, ASN1_OID("1.3.6.1.4.1.39165.1.1")),
    )
    assert said(data) == [
        (Channel.SNMP_DESCR, "Dome 3 see http://[removed]@192.0.2.1/", 161),
        (Channel.SNMP_OID, "1.3.6.1.4.1.39165.1.1", 161),
    ]


def test_who_asks_tells_nothing():
    assert said(message(SNMPget, bound(DESCR, ASN1_STRING(b"of the asker")))) == []


def test_other_objects_are_not_read():
    data = message(SNMPresponse, bound("1.3.6.1.2.1.1.4.0", ASN1_STRING(b"A. Example, room 3")))
    assert said(data) == []


def test_bindings_are_bounded():
    many = [
        bound(f"1.3.6.1.2.1.2.2.1.2.{at}", ASN1_STRING(b"x")) for at in range(snmp.MAX_BINDINGS)
    ]
    assert said(message(SNMPresponse, *many, bound(DESCR, ASN1_STRING(b"late")))) == []
    assert said(message(SNMPresponse, *many[1:], bound(DESCR, ASN1_STRING(b"in time"))))


@pytest.mark.parametrize("size", [1, 127, 128, 255, 256, 4_000])
def test_every_form_of_a_length_is_read(size):
    (found,) = said(message(SNMPresponse, bound(DESCR, ASN1_STRING(b"x" * size))))
    assert found[1] == "x" * min(size, 1_024)


@pytest.mark.parametrize(
    "name", ["0.0", "1.39.1", "2.999.3", "1.3.6.1.4.1.4294967295.127.128.16383.16384"]
)
def test_object_identifiers_are_those_of_scapy(name):
    from scapy.asn1.ber import BERcodec_OID  # noqa: PLC0415 - beside its one use

    assert ber.object_identifier(bytes(BERcodec_OID.enc(name))[2:]) == name


@pytest.mark.parametrize("data", [b"", b"\x86", b"\x90\x80\x80\x80\x80\x00", b"\x01" * 129])
def test_object_identifiers_that_cannot_be_are_malformed(data):
    with pytest.raises(MalformedError):
        ber.object_identifier(data)


def test_a_message_is_short_until_its_last_byte():
    data = message(SNMPresponse, bound(DESCR, ASN1_STRING(b"Dome 3")))
    for size in range(len(data)):
        with pytest.raises(TruncatedError):
            snmp.parse(data[:size])
    assert snmp.parse(data + b"tail") == snmp.parse(data)


def test_who_receives_an_inform_repeats_the_words_of_its_sender():
    data = message(SNMPresponse, bound(DESCR, ASN1_STRING(b"Dome 3")))
    assert said(data, port=162) == []


@pytest.mark.parametrize(("agent", "told"), [("192.0.2.10", 1), ("192.0.2.77", 0)])
def test_a_notification_that_was_passed_on_is_not_of_who_passed_it_on(agent, told):
    data = message(
        SNMPtrapv2,
        bound(DESCR, ASN1_STRING(b"Dome 3")),
        bound("1.3.6.1.6.3.18.1.3.0", ASN1_IPADDRESS(agent)),
    )
    assert len(said(data, port=50_000)) == told


def test_a_v1_trap_that_was_passed_on_is_not_of_who_passed_it_on():
    own = bytes.fromhex(
        "302b020100040963306d6d756e317479a41b06082b060104018270044004c000020a0201000201004301013000"
    )
    assert [one[1] for one in said(own, port=162)] == ["1.3.6.1.4.1.368.4"]
    assert said(own.replace(bytes([192, 0, 2, 10]), bytes([192, 0, 2, 77])), port=162) == []
