"""What SSDP says of its sender."""

from ipaddress import ip_address

import pytest

from camaudit.errors import MalformedError
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import ssdp

SENDER = Endpoint("00:00:5e:00:53:01", ip_address("192.0.2.10"))
GROUP = Endpoint(None, ip_address("239.255.255.250"))
SEEN = Seen(100.0, "lobby.pcap", "frame 1")


def said(text, port=3084):
    facts = list(
        ssdp.observations(ssdp.parse(text.encode()), Talk(SENDER, port, GROUP, 1900, SEEN))
    )
    assert all(fact.about == SENDER for fact in facts)
    return [(fact.channel, fact.value, fact.port) for fact in facts]


def test_an_announcement_says_server_location_and_type():
    text = (
        "NOTIFY * HTTP/1.1\r\nSERVER: cam/1\r\nLOCATION: http://192.0.2.99/d.xml\r\nNT: a:b\r\n\r\n"
    )
    assert said(text) == [
        (Channel.SSDP_SERVER, "cam/1", 1900),
        (Channel.SSDP_LOCATION, "http://192.0.2.99/d.xml", 1900),
        (Channel.SSDP_TYPE, "a:b", 1900),
    ]


def test_an_answer_says_its_search_target():
    assert said("HTTP/1.1 200 OK\r\nST: a:b\r\n\r\n") == [(Channel.SSDP_TYPE, "a:b", 1900)]


def test_the_service_is_the_same_whatever_port_a_message_leaves_from():
    text = "NOTIFY * HTTP/1.1\r\nNT: a:b\r\n\r\n"
    assert said(text, port=1900) == said(text, port=49153)


def test_who_searches_says_its_program_at_most():
    search = "M-SEARCH * HTTP/1.1\r\nST: upnp:rootdevice\r\nSERVER: x\r\n{}\r\n"
    assert said(search.format("")) == []
    assert said(search.format("USER-AGENT: viewer/2\r\n")) == [
        (Channel.HTTP_AGENT, "viewer/2", 1900)
    ]


def test_a_login_in_a_location_does_not_leave_the_parser():
    text = "NOTIFY * HTTP/1.1\r\nLOCATION: http://admin:hunter2@192.0.2.1/?pwd=hunter2\r\n\r\n"
    ((_, value, _),) = said(text)
    assert "hunter2" not in value
    assert "admin" not in value


def test_empty_values_are_no_facts():
    assert said("NOTIFY * HTTP/1.1\r\nSERVER:\r\nNT: \r\n\r\n") == []


def test_no_more_headers_are_read_than_the_limit():
    head = "NOTIFY * HTTP/1.1\r\n" + "X: y\r\n" * 500
    assert len(ssdp.parse(head.encode()).headers) == ssdp.MAX_HEADERS


def test_a_start_line_without_an_end_is_malformed_once_it_is_too_long():
    with pytest.raises(MalformedError) as refused:
        ssdp.parse(b"HTTP/1.1 200 " + b"x" * ssdp.MAX_HEAD)
    assert type(refused.value) is MalformedError
