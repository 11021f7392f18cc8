"""What no bytes that go out may hold."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from camaudit.wire import everybody as link_wide

sys.path.insert(0, str(Path(__file__).parent))


from played import (
    LINK,
    ONE,
    PAGE,
    WHO_HAS,
    Script,
    everybody,
    gate,
    play,
    probe,
)

from camaudit.model.probe import Transport
from camaudit.protocols import questions, sadp_link

OK = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=secret\r\nContent-Length: 2\r\n\r\nhi"


async def page(made, target=ONE, port=80, *wanted):
    async with made.connect(target, port) as line:
        return [await line.ask(one) for one in wanted or (PAGE,)]


# What may be in the bytes

LOGINS = [
    b"GET / HTTP/1.1\r\nAuthorization: Basic eDp5\r\n\r\n",
    b"GET / HTTP/1.1\r\nauthorization : Digest x\r\n\r\n",
    b"GET / HTTP/1.1\nAuthorization: x\n\n",
    b"GET / HTTP/1.1\r\nProxy-Authorization: Basic eDp5\r\n\r\n",
    b"GET / HTTP/1.1\r\nCookie: a=b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHOST: x\r\nCOOKIE: a=b\r\n\r\n",
    b"POST / HTTP/1.1\r\n\r\n<wsse:Security/>",
    b"POST / HTTP/1.1\r\n\r\n<x:UsernameToken/>",
    b"POST /RPC2_Login HTTP/1.1\r\n\r\n{}",
    b"GET /ISAPI/Security/sessionLogin/capabilities HTTP/1.1\r\n\r\n",
    b'POST /RPC2 HTTP/1.1\r\n\r\n{"method":"global.login"}',
    b"POST /api.cgi?cmd=Login HTTP/1.1\r\n\r\n[]",
    b'POST /api HTTP/1.1\r\n\r\n{"PassWord":"x"}',
    b"GET /x?user=a&passwd=b HTTP/1.1\r\n\r\n",
    b"GET /x?password=b HTTP/1.1\r\n\r\n",
    b"DESCRIBE rtsp://user:x@10.20.2.31/ RTSP/1.0\r\nCSeq: 1\r\n\r\n",
    b"GET http://user@10.20.2.31/ HTTP/1.1\r\n\r\n",
]
METHODS = [
    b"PUT / HTTP/1.1\r\n\r\n",
    b"DELETE / HTTP/1.1\r\n\r\n",
    b"HEAD / HTTP/1.1\r\n\r\n",
    b"put / HTTP/1.1\r\n\r\n",
    b"SETUP rtsp://10.20.2.31/ RTSP/1.0\r\n\r\n",
    b"PLAY rtsp://10.20.2.31/ RTSP/1.0\r\n\r\n",
    b"ANNOUNCE rtsp://10.20.2.31/ RTSP/1.0\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\nPUT /x HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
    b"\xff\x00\x00\x00\x00\x00\x00\x00",
    b"",
]


def never(door, what, port=80):
    """See that a question is a bug, and that nothing of it goes or is written."""
    script = Script({("connect", str(ONE), port): [[OK]]})

    async def run():
        made = gate(script)
        through = {
            "ask": lambda: made.ask(ONE, what, again=False),
            "call": lambda: link_wide.call(made, LINK, everybody(what=what)),
            "connect": lambda: page(made, ONE, port, what),
        }
        with pytest.raises(AssertionError, match="would have"):
            await through[door]()
        return made.ledger.credentials

    assert play(run()) == 0
    assert [kind for kind, *_ in script.kinds() if kind != "connect"] == []


@pytest.mark.parametrize("data", LOGINS, ids=range(len(LOGINS)))
@pytest.mark.parametrize("door", ["ask", "connect", "call"])
def test_nothing_of_a_login_is_ever_sent(door, data):
    transport = Transport.TCP if door == "connect" else Transport.UDP
    never(door, probe("bad", transport, (80,), data))


@pytest.mark.parametrize("data", METHODS, ids=range(len(METHODS)))
def test_no_other_request_is_ever_sent(data):
    never("connect", probe("bad", Transport.TCP, (80,), data))


@pytest.mark.parametrize("port", [37777, 37778, 34567])
def test_no_connection_is_opened_to_control_ports(port):
    script = Script()

    async def run():
        with pytest.raises(AssertionError, match=f"TCP port {port}"):
            await page(gate(script), ONE, port)

    play(run())
    assert script.sent == []


@pytest.mark.parametrize("port", [7788, 37777, 34567])
def test_no_datagram_goes_to_control_ports(port):
    never("ask", probe("bad", Transport.UDP, (port,)))
    never("call", probe("bad", Transport.UDP, (port,)))


@pytest.mark.parametrize("name", questions.ALL)
def test_every_question_that_there_is_may_be_sent(name):
    one = questions.ALL[name]
    script = Script({("connect", str(ONE), port): [[OK]] for port in one.ports})

    async def run():
        made = gate(script)
        if one.transport is Transport.TCP:
            await page(made, ONE, one.ports[0], replace(one, complete=lambda _: True))
        elif one.transport is Transport.UDP:
            await made.ask(ONE, one, again=False)
        else:
            await link_wide.whois_all(made, LINK, one)

    play(run())
    assert script.sent


def frame(asked, **changed):
    data = bytearray(WHO_HAS.payload(asked))
    for at, part in changed.values():
        data[at : at + len(part)] = part
    return bytes(data)


@pytest.mark.parametrize(
    "change",
    [
        (0, bytes.fromhex("020000000031")),  # to one, not to all
        (6, bytes.fromhex("020000000031")),  # sent in another's name
        (20, b"\x00\x02"),  # an answer, which would poison tables
        (22, bytes.fromhex("020000000031")),
        (28, bytes([10, 20, 2, 1])),  # the router's address as ours
        (12, b"\x08\x00"),  # IP in a frame
        (12, b"\x80\x33"),
    ],
    ids=["to one", "from another", "answer", "other MAC", "other address", "IP", "SADP"],
)
def test_no_frame_is_sent_but_questions_in_our_own_name(change):
    bad = probe("bad", Transport.LINK, (), lambda asked: frame(asked, change=change))
    script = Script()

    async def run():
        with pytest.raises(AssertionError, match="would have sent"):
            await gate(script).whois(LINK, ONE, bad, again=True)

    play(run())
    assert script.sent == []


@pytest.mark.parametrize("kind", [2, 4, 6, 10, 12, 16])
def test_no_sadp_frame_is_sent_but_the_inquiry(kind):
    def write(asked):
        data = bytearray(sadp_link.INQUIRY.payload(asked))
        data[24] = kind
        return bytes(data)

    script = Script()

    async def run():
        with pytest.raises(AssertionError, match="no question"):
            await link_wide.whois_all(gate(script), LINK, probe("bad", Transport.LINK, (), write))

    play(run())
    assert script.sent == []


def test_a_link_without_a_mac_sends_no_frame():
    what = probe("bad", Transport.LINK, (0,))

    async def run():
        with pytest.raises(AssertionError, match="a frame of nobody"):
            await gate(Script()).whois(replace(LINK, mac=None), ONE, what, again=True)
        with pytest.raises(AssertionError, match="a frame of nobody"):
            await gate(Script()).ask(ONE, what, again=True)

    play(run())
