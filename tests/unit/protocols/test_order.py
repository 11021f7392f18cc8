"""What a host is asked, in which order, and when it is left alone."""

from ipaddress import ip_address

import pytest

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Fact, Seen
from camaudit.model.probe import Asked, Outcome, Reply
from camaudit.protocols import order

HOST = ip_address("10.20.0.31")
SEEN = Seen(1.0, "probe:wsd-transmitter", "reply 1")
SOAP = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
    b"<%sResponse/></s:Body></s:Envelope>"
)
CERTIFICATE = b"\x16\x03\x03\x00\x08\x0b\x00\x00\x04\x00\x00\x00\x00"


def http(body=b"", status=b"200 OK", connection=b""):
    close = b"Connection: %s\r\n" % connection if connection else b""
    return b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, close, len(body), body)


def fact(channel, value):
    return Fact(about=Endpoint(None, HOST), channel=channel, value=value, port=None, seen=SEEN)


def conversation(host, facts=(), makers=frozenset()):
    """Ask a made-up host all that it is to be asked; host gives an answer or an Outcome."""
    replies, own_port = [], 40_000
    while (question := order.next_question(HOST, facts, replies, makers)) is not None:
        last = replies[-1] if replies else None
        if last is None or last.port != question.port or not order.stays_open(last):
            own_port += 1
        asked = Asked(address=HOST, port=question.port, agent="camaudit/1", serial=len(replies))
        sent = question.probe.payload(asked)
        came = host(question.port, question.probe.name, sent)
        failed = isinstance(came, Outcome)
        connected = not failed or came is Outcome.RESET
        replies.append(
            Reply(
                probe=question.probe.name,
                address=HOST,
                port=question.port,
                own_port=own_port if connected else 0,
                sent=sent if connected else b"",
                received=b"" if failed else came,
                outcome=came if failed else Outcome.ANSWERED,
                at=2.0,
            )
        )
        assert len(replies) < 40
    return replies


def asked(replies):
    return [(one.port, one.probe) for one in replies]


def camera(port, name, _sent):
    if port == 443:
        return Outcome.REFUSED
    if port == 554:
        return b"RTSP/1.0 401 No\r\nCSeq: 1\r\n\r\n"
    if port not in {80, 8899}:
        return Outcome.REFUSED
    if name.startswith("onvif-"):
        operation = {
            "systemdateandtime": b"GetSystemDateAndTime",
            "hostname": b"GetHostname",
            "services": b"GetServices",
            "endpointreference": b"GetEndpointReference",
        }[name.removeprefix("onvif-")]
        return http(SOAP % operation)
    return http(b"<html></html>")


def test_a_camera_is_asked_over_three_connections():
    replies = conversation(camera)
    assert asked(replies) == [
        (80, "http-root"),
        (80, "onvif-systemdateandtime"),
        (80, "onvif-hostname"),
        (80, "onvif-services"),
        (80, "onvif-endpointreference"),
        (80, "http-icon"),
        (554, "rtsp-options"),
        (554, "rtsp-describe"),
        (443, "tls-hello"),
    ]
    assert order.spent(replies) == (3, 8)


def test_a_server_that_closes_after_each_answer_leaves_room_for_video():
    def old(port, name, sent):
        if port in {80, 554, 443}:
            return Outcome.REFUSED
        if port == 8554:
            return b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"
        answer = camera(port, name, sent)
        return answer if isinstance(answer, Outcome) else answer.replace(b"/1.1 200", b"/1.0 200")

    replies = conversation(old, [fact(Channel.WSD_XADDR, "http://10.20.0.31:8899/onvif/device"),
                                 fact(Channel.WSD_ENDPOINT, "urn:uuid:1")])  # fmt: skip
    assert asked(replies)[-2:] == [(8554, "rtsp-options"), (8554, "rtsp-describe")]
    assert order.spent(replies)[0] == order.MAX_CONNECTIONS


def test_the_port_that_a_camera_named_is_asked_first_and_its_id_is_not_asked_twice():
    facts = [
        fact(Channel.WSD_XADDR, "http://10.20.0.31:8899/onvif/device"),
        fact(Channel.WSD_ENDPOINT, "urn:uuid:1"),
    ]
    replies = conversation(camera, facts)
    assert asked(replies)[:4] == [
        (8899, "http-root"),
        (8899, "onvif-systemdateandtime"),
        (8899, "onvif-hostname"),
        (8899, "onvif-services"),
    ]
    assert (80, "onvif-systemdateandtime") not in asked(replies)
    assert (8899, "onvif-endpointreference") not in asked(replies)
    assert b"POST /onvif/device HTTP/1.1\r\n" in replies[1].sent


@pytest.mark.parametrize(
    "named",
    [
        "http://10.20.0.99:8899/x",  # another one's
        "http://10.20.0.31:9100/x",  # a printer would print it
        "http://10.20.0.31:34567/x",
        "http://10.20.0.31:37777/x",
        "http://10.20.0.31:25/x",
        "https://10.20.0.31:8899/x",
        "http://camera.example.org:8899/x",
        "http://admin:x@10.20.0.31:8899/x",
        "http://[::ffff:10.20.0.31]:8899/x",
        "http://169085983:8899/x",
        "http://10.20.0.31:99999/x",
        "rtsp://10.20.0.31:8899/x",
    ],
    ids=str,
)
def test_no_text_leads_to_another_host_or_to_a_port_that_must_be_left_alone(named):
    facts = [fact(Channel.WSD_XADDR, named), fact(Channel.SSDP_LOCATION, f"{named}.xml")]
    ports = {port for port, _ in asked(conversation(camera, facts))}
    assert ports == {80, 443, 554}


def test_the_maker_s_own_port_is_no_web_server():
    facts = [fact(Channel.WSD_XADDR, "http://10.20.0.31:8000/onvif/device_service")]
    assert (8000, "http-root") in asked(conversation(camera, facts))
    facts.append(fact(Channel.SADP_SERIAL, "DS-1"))
    assert (8000, "http-root") not in asked(conversation(camera, facts))


def test_what_is_announced_by_ssdp_is_read_where_it_can_be_nothing_but_a_document():
    seen = conversation(
        camera, [fact(Channel.SSDP_LOCATION, "http://10.20.0.31:49152/rootDesc.xml")]
    )
    assert (49152, "upnp-description") in asked(seen)
    for path in ("/cgi-bin/reboot.cgi", "/set.cgi?x=1.xml", "/../a.xml", "/a.xml?b", "/a b.xml"):
        seen = conversation(camera, [fact(Channel.SSDP_LOCATION, f"http://10.20.0.31:49152{path}")])
        assert 49152 not in {port for port, _ in asked(seen)} or path == "/a.xml?b"


def test_a_maker_s_document_is_asked_of_that_maker_alone():
    assert not [one for one in conversation(camera) if "hikvision" in one.probe]
    seen = conversation(camera, makers=frozenset({"hikvision"}))
    assert (80, "hikvision-activation") in asked(seen)


def test_a_web_server_that_is_no_camera_is_asked_four_things():
    def printer(port, name, _sent):
        if port != 80:
            return Outcome.REFUSED
        return http(b"<html>", b"404 Not Found" if "onvif" in name else b"200 OK")

    assert asked(conversation(printer)) == [
        (80, "http-root"),
        (80, "onvif-systemdateandtime"),
        (80, "http-icon"),
        (554, "rtsp-options"),
        (443, "tls-hello"),
        (8554, "rtsp-options"),
    ]


def test_a_refusal_ends_the_matter():
    def closed(port, _name, sent):
        if port != 80:
            return Outcome.REFUSED
        return http(SOAP % b"Fault" if b"POST" in sent else b"", b"401 Unauthorized")

    assert [name for port, name in asked(conversation(closed)) if port == 80] == [
        "http-root",
        "onvif-systemdateandtime",
    ]


def test_the_other_ports_are_tried_where_the_usual_ones_are_closed():
    seen = conversation(lambda *_: Outcome.REFUSED)
    assert [port for port, _ in asked(seen)] == [80, 554, 443, 8080, 8554, 8443]
    assert order.spent(seen) == (6, 0)


def test_who_answers_nowhere_is_left_alone_after_three_ports():
    seen = conversation(lambda *_: Outcome.SILENT)
    assert [port for port, _ in asked(seen)] == [80, 554, 443]


@pytest.mark.parametrize("named", [0, 1, 3])
@pytest.mark.parametrize("connection", [b"close", b"keep-alive"], ids=["close", "keep"])
@pytest.mark.parametrize("other", [Outcome.REFUSED, Outcome.SILENT, Outcome.RESET], ids=str)
def test_no_host_is_asked_more_than_is_promised(named, connection, other):
    def talkative(port, name, sent):
        if port > 8400 and port != 8554:
            return other
        if name.startswith("rtsp"):
            return b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"
        if name == "tls-hello":
            return CERTIFICATE
        if name.startswith("onvif-services"):
            return http(SOAP % b"Fault", connection=connection)
        return http(SOAP % b"X" if b"POST" in sent else b"<html>", connection=connection)

    facts = [
        fact(Channel.WSD_XADDR, f"http://10.20.0.31:{port}/onvif/device_service")
        for port in (8081, 8082, 8900)[:named]
    ]
    facts.append(fact(Channel.SSDP_LOCATION, "http://10.20.0.31:8300/d.xml"))
    replies = conversation(talkative, facts, frozenset({"hikvision"}))
    connections, requests = order.spent(replies)
    assert connections <= order.MAX_CONNECTIONS
    assert requests <= order.MAX_REQUESTS
    assert len(set(asked(replies))) == len(replies)
