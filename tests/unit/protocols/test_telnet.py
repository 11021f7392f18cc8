"""What a Telnet server shows before anybody speaks, and that nothing typed is kept."""

from ipaddress import ip_address

import pytest

from camaudit.errors import TruncatedError
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import telnet

SEEN = Seen(100.0, "lobby.pcap", "frame 1")
CAMERA, VIEWER = Endpoint(None, ip_address("192.0.2.10")), Endpoint(None, ip_address("192.0.2.20"))
TALK = Talk(CAMERA, 23, VIEWER, 50_000, SEEN)


@pytest.mark.parametrize(
    ("data", "left"),
    [
        (b"plain", b"plain"),
        (b"\xff\xfb\x01ab\xff\xfd\x18c", b"abc"),
        (b"a\xff\xffb", b"a\xffb"),
        (b"a\xff\xf1b", b"ab"),
        (b"a\xff\xfa\x18\0xterm\xff\xf0b", b"ab"),
        (b"a\xff\xfa\x18\xff\xff\xf0\xff\xf0b", b"ab"),
        (b"a\xff\xfa\x27\0\0USER\1somebody", b"a"),
        (b"a\xff\xfa\x27\0somebody\xff", b"a"),
        (b"a\xff", b"a"),
        (b"a\xff\xfb", b"a"),
    ],
)
def test_options_are_taken_out_of_what_is_sent(data, left):
    assert telnet.typed(data) == left


def test_what_is_shown_is_a_fact_of_the_server():
    message = telnet.parse(b"\xff\xfb\x01\r\nGate 3\r\nhall login: admin\r\n")
    assert [(one.channel, one.value, one.port) for one in telnet.observations(message, TALK)] == [
        (Channel.TELNET_BANNER, "Gate 3", 23),
        (Channel.TELNET_BANNER, "hall login:", 23),
    ]


@pytest.mark.parametrize(
    "prompt",
    ["login:", "Login :", "username:", "User Name:", "Password:", "Login as:", "account:", "user>"],
)
def test_nothing_behind_a_prompt_is_kept(prompt):
    message = telnet.parse(f"Gate\r\n{prompt} Qz1\r\nQz2\r\n".encode())
    assert message.lines == ("Gate", prompt)
    assert message.asks


def test_a_shell_without_a_prompt_for_a_name_is_read_where_the_client_begins():
    with pytest.raises(TruncatedError):
        telnet.parse(b"BusyBox v1.1\r\n# ")
    assert telnet.parse(b"BusyBox v1.1\r\n# ", ended=True).lines == ("BusyBox v1.1", "#")


@pytest.mark.parametrize("size", range(1, 40))
def test_however_it_is_cut_the_same_is_read(size):
    whole = b"\xff\xfd\x01\xff\xfb\x1f\r\n\x1b[2JGate\r\nlogin: x\r\n"
    found = None
    for end in range(size, len(whole) + size, size):
        try:
            found = telnet.parse(whole[:end])
        except TruncatedError:
            continue
        break
    assert found is not None
    assert found.lines == ("Gate", "login:")


def test_a_long_banner_keeps_its_end():
    lines = [f"line {number}" for number in range(100)]
    message = telnet.parse("\r\n".join([*lines, "login:"]).encode())
    found = [one.value for one in telnet.observations(message, TALK)]
    assert found == ["line 95", "line 96", "line 97", "line 98", "line 99", "login:"]
