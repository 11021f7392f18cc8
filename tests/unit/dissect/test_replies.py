"""What came of our own questions: the captures' parsers read it, and we ourselves say nothing."""

from ipaddress import ip_address

import pytest

from camaudit.dissect import replies
from camaudit.model.observation import Binding, Channel, Fact, Reason
from camaudit.model.probe import Asked, Outcome, Reply
from camaudit.protocols import questions

CAMERA = ip_address("10.20.0.31")
AGENT = "camaudit/1 (network audit; contact it@example.sch.uk)"
PAGE = b"<html><title>WEB SERVICE</title></html>"
ONVIF = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
    b"<GetHostnameResponse><HostnameInformation><Name>hall-cam</Name></HostnameInformation>"
    b"</GetHostnameResponse></s:Body></s:Envelope>"
)
MATCH = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body>'
    b"<ProbeMatches><ProbeMatch><Types>dn:NetworkVideoTransmitter</Types>"
    b"<Scopes>onvif://www.onvif.org/name/Acme</Scopes>"
    b"<XAddrs>http://10.20.0.31:8899/onvif/device_service</XAddrs>"
    b"</ProbeMatch></ProbeMatches></s:Body></s:Envelope>"
)


def http(body, *more, status=b"200 OK"):
    head = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *more]
    return b"\r\n".join([*head, b"", body])


def reply(name, received, *, port=80, own_port=40000, address=CAMERA, at=9.0, mac=None):
    probe = questions.ALL[name]
    asked = Asked(address=address, port=port, agent=AGENT, serial=1)
    return Reply(
        probe=name,
        address=address,
        port=port,
        own_port=own_port,
        sent=probe.payload(asked),
        received=received,
        outcome=Outcome.ANSWERED if received else Outcome.SILENT,
        at=at,
        mac=mac,
    )


def facts(*each):
    said = replies.read(each)
    found = [one for one in said.observations if isinstance(one, Fact)]
    assert all(one.about.ip == CAMERA for one in found)
    return {(one.channel, one.value): (one.port, one.seen.source, one.seen.place) for one in found}


def test_several_answers_on_one_connection_are_each_to_their_own_question():
    page = http(PAGE, b"Server: Acme/1", b"Content-Type: text/html")
    icon = http(b"\0\0\1\0icon", b"Content-Type: image/x-icon")
    name = http(ONVIF, b"Content-Type: application/soap+xml")
    found = facts(reply("http-root", page), reply("http-icon", icon), reply("onvif-hostname", name))
    assert found[Channel.HTTP_SERVER, "Acme/1"] == (80, "probe:http-root", "reply 1")
    assert found[Channel.HTTP_TITLE, "WEB SERVICE"] == (80, "probe:http-root", "reply 1")
    assert found[Channel.ONVIF_HOSTNAME, "hall-cam"] == (80, "probe:onvif-hostname", "reply 1")
    assert "probe:http-icon" in {source for _, source, _ in found.values()}


def test_what_we_choose_and_what_we_are_is_no_sign_of_a_device():
    page = http(PAGE, b"Content-Type: text/html")
    video = b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nServer: V\r\nContent-Length: 0\r\n\r\n"
    found = facts(reply("http-root", page), reply("rtsp-describe", video, port=554))
    assert not {channel for channel, _ in found} & {
        Channel.HTTP_PATH, Channel.RTSP_PATH, Channel.HTTP_AGENT,
    }  # fmt: skip
    assert (Channel.RTSP_SERVER, "V") in found


@pytest.mark.parametrize("word", ["true", "false"])
def test_whether_a_password_was_ever_set_is_read(word):
    body = f'<ActivateStatus version="1.0"><Activated>{word}</Activated></ActivateStatus>'
    page = http(body.encode(), b"Content-Type: application/xml")
    assert (Channel.HTTP_ACTIVATED, word) in facts(reply("hikvision-activation", page))


def test_no_word_on_it_is_none():
    page = http(b"<ActivateStatus><Activated>maybe</Activated></ActivateStatus>")
    said = replies.read([reply("hikvision-activation", page)])
    assert not [one for one in said.observations if isinstance(one, Fact)]
    assert [one.what for one in said.shortfalls] == ["xml"]


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        (
            "axis-brand",
            b"Brand.Brand=AXIS\r\nBrand.ProdFullName=AXIS P3245-V\r\nBrand.WebURL=http://x\r\n",
            {"value: Brand.Brand = AXIS", "value: Brand.ProdFullName = AXIS P3245-V"},
        ),
        ("axis-brand", b"root.Brand.ProdNbr=P3245-V\nroot.Other=1",
         {"value: Brand.ProdNbr = P3245-V"}),
        ("canon-info", b"realtime:=1.5\nhardware:=Canon VB-M42\n",
         {"value: hardware = Canon VB-M42"}),
        ("canon-info", b"user:=root\npassword:=hunter2\n", set()),
    ],
    ids=["axis", "axis-group", "canon", "nothing"],
)  # fmt: skip
def test_a_list_of_plain_lines_tells_the_product_and_nothing_else(name, body, told):
    page = http(body, b"Content-Type: text/plain; charset=utf-8")
    assert {value for channel, value in facts(reply(name, page))} == told


def test_a_refusal_is_a_result():
    closed = http(
        b"", b'WWW-Authenticate: Digest realm="IP Camera(C1)", nonce="1"', status=b"401 No"
    )
    found = facts(reply("http-root", closed))
    assert (Channel.HTTP_REALM, "IP Camera(C1)") in found


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.0 200 OK\r\nServer: Old\r\n\r\n" + PAGE,  # ends with the connection
        b"HTTP/1.1 200 OK\r\nServer: Old\r\nContent-Length: 900000\r\n\r\n" + b"x" * 65_000,
        b"HTTP/1.1 200 OK\r\nServer: Old\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nab",
    ],
    ids=["until-close", "more-than-is-read", "half-a-chunk"],
)
def test_a_page_that_is_not_whole_still_tells_whose_it_is(answer):
    assert (Channel.HTTP_SERVER, "Old") in facts(reply("http-root", answer))


def test_answers_to_a_call_name_their_senders_and_are_said_once():
    mac, other = "00:00:5e:00:53:21", ip_address("10.20.0.32")
    said = replies.read(
        [
            reply("wsd-transmitter", MATCH, port=3702, mac=mac),
            reply("wsd-transmitter", MATCH, port=3702, address=other),
            reply("wsd-transmitter", MATCH + b" ", port=3702, mac=mac),
        ]
    )
    types = [one for one in said.observations if isinstance(one, Fact)
             and one.channel is Channel.WSD_TYPES]  # fmt: skip
    assert [(str(one.about.ip), one.about.mac, one.seen.place) for one in types] == [
        ("10.20.0.31", mac, "reply 1"),
        ("10.20.0.32", None, "reply 1"),  # what its sender said before it says once
    ]
    bound = [one for one in said.observations if isinstance(one, Binding)]
    assert [(one.mac, str(one.ip), one.seen.source) for one in bound] == [
        (mac, "10.20.0.31", "probe:wsd-transmitter")
    ]


def test_what_cannot_be_read_is_counted():
    said = replies.read([reply("http-root", b"HTTP/9 nonsense\r\n\r\n")])
    assert said.observations == ()
    said = replies.read([reply("http-root", b"HTTP/1.1 abc\r\n\r\n")])
    assert [(one.reason, one.what, one.place) for one in said.shortfalls] == [
        (Reason.MALFORMED, "http", "reply 1")
    ]


def test_silence_says_nothing():
    assert replies.read([reply("http-root", b""), reply("rtsp-options", b"")]).observations == ()
