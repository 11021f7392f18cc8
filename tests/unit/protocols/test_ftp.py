"""What the greeting of an FTP server says."""

from ipaddress import ip_address

import pytest

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import ftp

SEEN = Seen(100.0, "lobby.pcap", "frame 1")
CAMERA, VIEWER = Endpoint(None, ip_address("192.0.2.10")), Endpoint(None, ip_address("192.0.2.20"))
TALK = Talk(CAMERA, 21, VIEWER, 50_000, SEEN)


def said(text):
    found = list(ftp.observations(ftp.parse(text.encode()), TALK))
    assert all(
        (one.channel, one.about, one.port) == (Channel.FTP_BANNER, CAMERA, 21) for one in found
    )
    return [one.value for one in found]


def test_each_line_is_a_fact_of_the_server():
    assert said("220-Gate\r\n220-\r\n220-Gate\r\n220 ready\r\n") == ["Gate", "ready"]


def test_a_long_greeting_is_bounded():
    lines = [f"220-line {number}" for number in range(200)]
    assert said("\r\n".join([*lines, "220 end"]) + "\r\n") == [
        f"line {number}" for number in range(ftp.MAX_LINES)
    ]


def test_a_login_in_a_greeting_is_taken_out():
    assert said("220 files at ftp://a:b@192.0.2.10/ user=a\r\n") == [
        "files at ftp://[removed]@192.0.2.10/ user=[removed]"
    ]


@pytest.mark.parametrize(
    ("data", "port", "is_one"),
    [
        (b"220 ready\r\n", 21, True),
        (b"220 ready\r\n", 2121, True),
        (b"220-Gate FTP server\r\n", 60_021, True),
        (b"220 gate ESMTP\r\n", 25, False),
        (b"220 ftp.example.org ESMTP\r\n", 25, False),
        (b"220 ftp.example.org SMTP ready\r\n", 60_025, False),
        (b"220", 21, False),
        (b"230 ok\r\n", 21, False),
    ],
)
def test_a_greeting_is_told_from_that_of_a_mail_server(data, port, is_one):
    assert ftp.is_greeting(data, port) == is_one


def test_a_flood_of_lines_is_malformed():
    with pytest.raises(ftp.MalformedError) as refused:
        ftp.parse(b"220-x\r\n" * 2_000)
    assert not isinstance(refused.value, ftp.TruncatedError)
