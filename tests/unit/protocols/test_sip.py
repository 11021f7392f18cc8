"""What SIP says of a device, and what of it is not about the sender."""

from ipaddress import ip_address

import pytest

from camaudit.errors import MalformedError
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import sip

SEEN = Seen(100.0, "lobby.pcap", "frame 1")
CAMERA, PLATFORM = Endpoint(None, ip_address("192.0.2.10")), Endpoint(None, ip_address("192.0.2.5"))
TALK = Talk(CAMERA, 5060, PLATFORM, 5060, SEEN)
CODE = "34020000001320000001"
VIA = "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK1"


def message(start, *headers, body="", **options):
    text = "\r\n".join([start, *headers, f"Content-Length: {len(body.encode())}", "", body])
    return sip.parse(text.encode(), **options)


def said(*args, **options):
    return [(one.channel, one.value) for one in sip.observations(message(*args, **options), TALK)]


def info(code=CODE, root="Response"):
    return (
        f'<?xml version="1.0" encoding="GB2312"?><{root}><CmdType>DeviceInfo</CmdType><SN>1</SN>'
        f"<DeviceID>{code}</DeviceID><Result>OK</Result><Manufacturer>Acme</Manufacturer>"
        f"<Model>AC-2001</Model><Firmware>V4.1</Firmware></{root}>"
    )


def described(body):
    start = "MESSAGE sip:34020000002000000001@192.0.2.5 SIP/2.0"
    kind = "Content-Type: Application/MANSCDP+xml; charset=GB2312"
    return said(start, VIA, f"From: <sip:{CODE}@192.0.2.10>;tag=1", kind, body=body)


@pytest.mark.parametrize("header", ["User-Agent", "Server"])
@pytest.mark.parametrize("start", ["REGISTER sip:192.0.2.5 SIP/2.0", "SIP/2.0 401 Unauthorized"])
def test_the_program_is_told_by_requests_and_by_answers(start, header):
    assert said(start, VIA, f"{header}: Acme IPC/1.2") == [(Channel.SIP_AGENT, "Acme IPC/1.2")]


@pytest.mark.parametrize("vias", [[VIA, VIA], [f"{VIA}, SIP/2.0/UDP 192.0.2.9"], [VIA, "v: x"]])
def test_what_somebody_else_passed_on_is_not_of_the_sender(vias):
    assert said("SIP/2.0 200 OK", *vias, "User-Agent: Acme IPC/1.2") == []


def test_a_registration_of_gb28181_tells_the_sort_of_device_and_no_login():
    login = f'Authorization: Digest username="{CODE}", realm="3402000000", response="0"'
    start = "REGISTER sip:34020000002000000001@3402000000 SIP/2.0"
    assert said(start, VIA, f"From: <sip:{CODE}@3402000000>;tag=1", login) == [
        (Channel.SIP_DEVICE, "GB28181 132")
    ]
    assert "3402" not in repr(message(start, login))


@pytest.mark.parametrize("user", ["bob", "132", CODE[:19], f"{CODE}1", "+442079460000"])
def test_another_user_has_no_sort(user):
    assert said("REGISTER sip:x SIP/2.0", VIA, f"From: <sip:{user}@192.0.2.10>") == []


def test_an_answer_about_the_device_tells_maker_model_and_firmware():
    assert described(info()) == [
        (Channel.SIP_DEVICE, "GB28181 132"),
        (Channel.SIP_MANUFACTURER, "Acme"),
        (Channel.SIP_MODEL, "AC-2001"),
        (Channel.SIP_FIRMWARE, "V4.1"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        info(code="34020000001310000007"),  # a channel behind it
        info(root="Query"),
        "<Notify><CmdType>Keepalive</CmdType></Notify>",
        "<Response><CmdType>Catalog</CmdType><Name>DeviceInfo</Name></Response>",
    ],
)
def test_other_bodies_tell_nothing_of_the_device(body):
    assert described(body) == [(Channel.SIP_DEVICE, "GB28181 132")]


def test_a_broken_answer_is_malformed():
    with pytest.raises(MalformedError):
        described("<Response><CmdType>DeviceInfo<")


def test_in_a_stream_a_message_ends_where_its_length_says():
    data = b"SIP/2.0 200 OK\r\n\r\nSIP/2.0 200 OK\r\n\r\n"
    assert sip.parse(data, stream=True).size == 18
    assert sip.parse(data).size == len(data)


@pytest.mark.parametrize("data", [b"OPTIONS * HTTP/1.1\r\n", b"\r\n\r\n", b"jaK\0", b"SIP", b""])
def test_what_is_no_sip_is_not_taken_for_it(data):
    assert not sip.is_sip(data)


def test_an_answer_in_a_chinese_character_set_is_read():
    body = info().replace("Acme", "\u5927\u534e").encode("gb2312")  # "Dahua"
    head = (
        f"MESSAGE sip:a@192.0.2.5 SIP/2.0\r\n{VIA}\r\nFrom: <sip:{CODE}@192.0.2.10>\r\n"
        "Content-Type: Application/MANSCDP+xml\r\n\r\n"
    )
    found = sip.observations(sip.parse(head.encode() + body), TALK)
    assert (Channel.SIP_MANUFACTURER, "\u5927\u534e") in [(one.channel, one.value) for one in found]


@pytest.mark.parametrize(
    ("cseq", "contact", "told"),
    [
        ("1 REGISTER", "<sip:34020000001320000001@192.0.2.77>", 1),  # a registrar repeats it
        ("1 INVITE", "<sip:a@192.0.2.10:5060>;expires=3600", 1),
        ("1 INVITE", "<sip:192.0.2.10>", 1),
        ("1 INVITE", "<sip:a@192.0.2.77:5060>", 0),  # a proxy hands on what a camera answers
        ("1 MESSAGE", "", 0),
    ],
)
def test_an_answer_may_be_of_somebody_behind_a_proxy(cseq, contact, told):
    heads = (VIA, f"CSeq: {cseq}", f"Contact: {contact}", "Server: Acme IPC/1.2")
    assert len(said("SIP/2.0 200 OK", *heads)) == told
