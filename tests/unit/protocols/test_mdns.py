"""What multicast DNS says of the hosts that it announces."""

import struct
from ipaddress import ip_address
from pathlib import Path

import yaml

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import mdns

CASES = Path(__file__).parent / "cases" / "mdns.yaml"
SEEN = Seen(100.0, "lobby.pcap", "frame 1")
A, PTR, TXT, AAAA, SRV = 1, 12, 16, 28, 33
HOST, INSTANCE, SERVICE, TEXT = (
    Channel.MDNS_HOST,
    Channel.MDNS_INSTANCE,
    Channel.MDNS_SERVICE,
    Channel.MDNS_TXT,
)


def talk(ip="192.0.2.10"):
    sender = Endpoint("00:00:5e:00:53:01", ip_address(ip))
    return Talk(sender, 5353, Endpoint(None, ip_address("224.0.0.251")), 5353, SEEN)


def name(*labels):
    return b"".join(bytes([len(one)]) + one for one in labels) + b"\0"


def plain(text):
    return name(*text.encode().split(b"."))


def address(host, ip):
    return (plain(host), A if ":" not in ip else AAAA, ip_address(ip).packed)


def service(instance, of, host, *texts):
    owner = name(instance.encode(), *of.encode().split(b"."))
    return (
        (plain(of), PTR, owner),
        (owner, SRV, struct.pack("!HHH", 0, 0, 80) + plain(host)),
        (owner, TXT, b"".join(bytes([len(one)]) + one for one in texts) or b"\0"),
    )


def said(*records, by=None, flags=0x8400):
    data = struct.pack("!6H", 0, flags, 0, len(records), 0, 0)
    for owner, kind, body in records:
        data += owner + struct.pack("!HHIH", kind, 0x8001, 120, len(body)) + body
    facts = list(mdns.observations(mdns.parse(data), by or talk()))
    assert all(fact.port == 5353 for fact in facts)
    return [(fact.about, fact.channel, fact.value) for fact in facts]


def without_whom(*records):
    return [(channel, value) for _, channel, value in said(*records)]


def sample(number, ip):
    case = yaml.load(CASES.read_text("utf-8"), Loader=yaml.BaseLoader)[number]  # noqa: S506 - makes text only
    message = mdns.parse(bytes.fromhex(case["hex"]))
    return [(fact.channel, fact.value) for fact in mdns.observations(message, talk(ip))]


def test_a_camera_says_its_service_name_host_and_texts():
    assert sample(0, "10.10.10.37") == [
        (HOST, "DCS-935L-B0C554255B0E.local"),
        (TEXT, "mac=B0:C5:54:25:5B:0E"),
        (TEXT, "wlan0_ssid=DCS-935L-5B0E"),
        (TEXT, "model_number=DCS-935L"),
        (TEXT, "hardware_ver=A1"),
        (TEXT, "dcs=Sinker"),
        (TEXT, "version=0106"),
        (TEXT, "mydlink=true"),
        (TEXT, "hnf=false"),
        (TEXT, "mydlinkr=false"),
        (TEXT, "dtype=100;101"),
        (SERVICE, "_dhnap._tcp"),
        (INSTANCE, "D-Link HNAP Service"),
    ]


def test_a_text_without_a_key_is_a_fact_too():
    assert (TEXT, "IC-3115W Network Camera") in sample(1, "10.10.10.51")


def test_who_asks_says_nothing():
    assert sample(2, "10.10.10.37") == []


def test_records_of_the_sender_are_about_the_sender():
    records = (
        *service("Cam", "_axis-video._tcp.local", "cam.local"),
        address("cam.local", "192.0.2.10"),
    )
    assert {about for about, _, _ in said(*records)} == {talk().sender}


def test_each_record_is_about_the_host_that_it_leads_to():
    records = (
        *service("Mine", "_http._tcp.local", "hub.local"),
        *service("Theirs", "_axis-video._tcp.local", "CAM.local", b"macaddress=00005E005302"),
        address("hub.local", "192.0.2.10"),
        address("cam.local", "192.0.2.20"),
    )
    other = Endpoint(None, ip_address("192.0.2.20"))
    found = said(*records)
    assert [(channel, value) for about, channel, value in found if about == other] == [
        (SERVICE, "_axis-video._tcp"),
        (INSTANCE, "Theirs"),
        (HOST, "CAM.local"),
        (TEXT, "macaddress=00005E005302"),
        (HOST, "cam.local"),
    ]
    assert {about for about, _, _ in found} == {talk().sender, other}


def test_a_host_with_several_addresses_is_the_sender_where_one_is_the_senders():
    records = (address("cam.local", "192.0.2.10"), address("cam.local", "169.254.1.1"))
    assert {about for about, _, _ in said(*records)} == {talk().sender}


def test_addresses_of_the_other_version_prove_no_other_host():
    found = said(address("cam.local", "192.0.2.20"), by=talk("fe80::1"))
    assert found == [(talk("fe80::1").sender, HOST, "cam.local")]


def test_an_address_that_names_no_device_is_no_other_host():
    assert {about for about, _, _ in said(address("cam.local", "0.0.0.0"))} == {talk().sender}  # noqa: S104 - as sent


def test_the_directory_of_services_lists_types_without_instances():
    record = (plain("_services._dns-sd._udp.local"), PTR, plain("_axis-video._tcp.local"))
    assert without_whom(record) == [(SERVICE, "_axis-video._tcp")]


def test_a_subtype_is_a_service_of_its_type():
    owner = name(b"Cam", b"_http", b"_tcp", b"local")
    assert without_whom((plain("_printer._sub._http._tcp.local"), PTR, owner)) == [
        (SERVICE, "_http._tcp"),
        (INSTANCE, "Cam"),
    ]


def test_case_of_a_service_does_not_matter_and_an_instance_keeps_its_own():
    pointer, *_ = service("AXIS M1065-L. (2)", "_AXIS-Video._TCP.Local", "cam.local")
    assert without_whom(pointer) == [
        (SERVICE, "_axis-video._tcp"),
        (INSTANCE, "AXIS M1065-L. (2)"),
    ]


def test_reverse_names_say_nothing():
    assert said((plain("10.2.0.192.in-addr.arpa"), PTR, plain("cam.local"))) == []


def test_a_login_in_a_text_does_not_leave_the_parser():
    texts = (
        b"u=admin",
        b"p=hunter2",
        b"PASSWORD=hunter2",
        b"path=/x?user=admin&pwd=hunter2",
        b"p=",
    )
    values = [
        value
        for channel, value in without_whom(*service("C", "_http._tcp.local", "c.local", *texts))
        if channel == TEXT
    ]
    assert not any("hunter2" in value or "admin" in value for value in values)
    assert [value.partition("=")[0] for value in values] == ["u", "p", "PASSWORD", "path", "p"]


def test_bytes_that_are_no_text_are_replaced():
    records = service("C", "_http._tcp.local", "c.local", b"a=\xff")
    assert (TEXT, "a=\ufffd") in without_whom(*records)


def test_the_same_thing_twice_in_a_message_is_one_fact():
    records = (address("cam.local", "192.0.2.10"), address("cam.local", "169.254.1.1"))
    assert without_whom(*records) == [(HOST, "cam.local")]
