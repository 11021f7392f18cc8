"""Greetings of old services: read before anybody speaks, and never an echo of what was typed."""

from ipaddress import ip_address

import pytest

from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoints
from camaudit.model.frame import Frame
from camaudit.model.observation import Channel, Fact

CLIENT, SERVER = ip_address("192.0.2.20"), ip_address("192.0.2.10")
SYN, SYN_ACK, PUSH, FIN = 0x02, 0x12, 0x18, 0x11


class Talk:
    """A conversation, frame by frame; `said` gives what the reader makes of it."""

    def __init__(self, port, *, opened=True):
        self.port, self.frames = port, []
        self.next = {CLIENT: 100, SERVER: 900}
        if opened:
            self.send(CLIENT, flags=SYN)
            self.send(SERVER, flags=SYN_ACK)

    def send(self, sender, data=b"", *, flags=PUSH, seen=True):
        receiver, ports = (
            (SERVER, (40_000, self.port)) if sender == CLIENT else (CLIENT, (self.port, 40_000))
        )
        number = len(self.frames) + 1
        made = Frame(number, float(number), None, None, 0x0800, sender, receiver, 64, 6, *ports,
                     self.next[sender], flags, data, cut=False, vlan=None)  # fmt: skip
        self.next[sender] += len(data) + (flags & 3 != 0)
        if seen:
            self.frames.append(made)
        return self

    def said(self):
        reader = Reader(None, Endpoints(), "a.pcap")
        found = [one for each in self.frames for one in reader.read(each)]
        found += reader.finish()
        return [(one.channel, one.value) for one in found if isinstance(one, Fact)]


def test_an_ftp_greeting_is_read_and_no_login():
    talk = Talk(21).send(SERVER, b"220 Gate FTP ").send(SERVER, b"ready\r\n")
    talk.send(CLIENT, b"USER Qz1\r\n").send(SERVER, b"331 Qz1 ok, password\r\n")
    talk.send(CLIENT, b"PASS Qz2\r\n").send(SERVER, b"220 Qz2\r\n").send(SERVER, flags=FIN)
    assert talk.said() == [(Channel.FTP_BANNER, "Gate FTP ready")]


def test_a_mail_server_is_no_ftp_server():
    assert Talk(25).send(SERVER, b"220 gate ESMTP\r\n").said() == []


TYPED = b"Qz1\r\n"


@pytest.mark.parametrize("options", [b"", b"\xff\xfd\x01\xff\xfb\x03"])
@pytest.mark.parametrize("port", [23, 2323])
def test_a_telnet_prompt_is_read_and_nothing_typed(options, port):
    talk = Talk(port).send(SERVER, options + b"\r\nGate\r\n").send(CLIENT, b"\xff\xfb\x18")
    talk.send(SERVER, b"hall login: ").send(CLIENT, TYPED).send(SERVER, TYPED + b"Password: ")
    talk.send(CLIENT, b"Qz2\r\n").send(SERVER, b"# ")
    assert talk.said() == [(Channel.TELNET_BANNER, "Gate"), (Channel.TELNET_BANNER, "hall login:")]


def test_a_client_that_negotiates_first_is_telnet_on_any_port():
    talk = Talk(9_023).send(CLIENT, b"\xff\xfb\x18").send(SERVER, b"Gate\r\nlogin: ")
    assert talk.said() == [(Channel.TELNET_BANNER, "Gate"), (Channel.TELNET_BANNER, "login:")]


def test_a_shell_that_asks_for_no_name_is_read_up_to_what_is_typed():
    talk = Talk(23).send(SERVER, b"BusyBox v1.1\r\n# ").send(CLIENT, TYPED).send(SERVER, TYPED)
    assert talk.said() == [(Channel.TELNET_BANNER, "BusyBox v1.1"), (Channel.TELNET_BANNER, "#")]
    assert Talk(23).send(SERVER, b"Gate\r\n").send(SERVER, flags=FIN).said() == [
        (Channel.TELNET_BANNER, "Gate")
    ]


def test_an_odd_prompt_does_not_let_an_echo_in():
    """Each way in which the first words of the client may be missing from the capture."""
    prompt = b"Gate\r\nWer da> "
    missed = Talk(23).send(SERVER, prompt).send(CLIENT, b"Q", seen=False).send(SERVER, b"Q")
    missed.send(CLIENT, b"z1\r\n").send(SERVER, b"z1\r\nHello Qz1")
    one_way = Talk(23, opened=False).send(SERVER, flags=SYN_ACK).send(SERVER, prompt)
    one_way.send(SERVER, TYPED)
    late = Talk(23, opened=False).send(SERVER, prompt + TYPED).send(CLIENT, b"ls\r\n")
    hole = Talk(23).send(SERVER, b"lost", seen=False).send(SERVER, prompt).send(CLIENT, TYPED)
    for talk in (missed, one_way, late, hole):
        assert talk.said() == []


@pytest.mark.parametrize("port", [23, 9_023])
@pytest.mark.parametrize("typed", [TYPED, TYPED * 20])
def test_a_client_that_speaks_first_hears_no_banner(port, typed):
    talk = Talk(port).send(CLIENT, typed).send(SERVER, b"\xff\xfb\1" + TYPED + b"login: Qz1\r\n")
    assert talk.said() == []


def test_sip_in_a_stream_is_read_message_by_message():
    head = b"Via: SIP/2.0/TCP 192.0.2.10\r\nUser-Agent: Acme IPC\r\nContent-Length: 0\r\n\r\n"
    talk = Talk(5_060).send(CLIENT, b"REGISTER sip:192.0.2.10 SIP/2.0\r\n" + head[:20])
    talk.send(CLIENT, head[20:] + b"\r\n\r\n").send(SERVER, b"SIP/2.0 200 OK\r\n" + head)
    assert talk.said() == [(Channel.SIP_AGENT, "Acme IPC")] * 2


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
def test_services_say_the_same_however_their_bytes_are_cut(size):
    head = b"Via: SIP/2.0/TCP 192.0.2.10\r\nServer: Acme PBX\r\nContent-Length: 2\r\n\r\nab"
    sent = {
        21: b"220-Gate\r\n220 FTP ready\r\n",
        23: b"\xff\xfd\1\xff\xfa\x18\1\xff\xf0\r\nGate\r\nhall login: ",
        5_060: b"SIP/2.0 200 OK\r\n" + head + b"\r\n\r\nSIP/2.0 200 OK\r\n" + head,
    }
    for port, data in sent.items():
        whole, cut = Talk(port).send(SERVER, data), Talk(port)
        for at in range(0, len(data), size):
            cut.send(SERVER, data[at : at + size])
        assert cut.said() == whole.said() != []
