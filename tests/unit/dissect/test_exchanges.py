"""Questions and answers of HTTP: whose word an answer is, and what waiting for it may cost."""

import gzip
from ipaddress import ip_address

import pytest

from camaudit.dissect import dispatch, exchanges, streams
from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoints
from camaudit.model.frame import Frame
from camaudit.model.observation import Channel, Fact, Reason

VIEWER, CAMERA = ip_address("192.0.2.20"), ip_address("192.0.2.10")
ANSWER = b"HTTP/1.1 200 OK\r\nServer: Acme\r\nContent-Length: 0\r\n\r\n"


def frames(*sent, port=40_000):
    """Make the frames of one connection of (from the camera or not, bytes)."""
    places = {VIEWER: 1, CAMERA: 1}
    for answers, data in sent:
        ends = (CAMERA, VIEWER) if answers else (VIEWER, CAMERA)
        ports = (80, port) if answers else (port, 80)
        yield Frame(1, 1.0, None, None, 0x0800, *ends, 64, 6, *ports, places[ends[0]], 0x18, data,
                    cut=False, vlan=None)  # fmt: skip
        places[ends[0]] += len(data)


def read(*each):
    reader = Reader(None, Endpoints(), "a.pcap")
    found = [one for frame in each for one in reader.read(frame)]
    found += reader.finish()
    facts = [(one.channel, one.value) for one in found if isinstance(one, Fact)]
    return facts, [(one.reason, one.what) for one in reader.shortfalls()]


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (b"/doc", True),
        (b"http://192.0.2.10/doc", True),
        (b"http://192.0.2.77/doc", False),  # of a camera, by way of a proxy
        (b"http://cam.example:8000/doc", False),
        (b"http://[2001:db8::1]/doc", False),
    ],
)
def test_what_a_proxy_hands_on_is_not_said_of_the_proxy(target, told):
    asks = b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    facts, _ = read(*frames((False, asks), (True, ANSWER)))
    assert ((Channel.HTTP_SERVER, "Acme") in facts) == told


def test_behind_too_many_questions_no_answer_is_taken_for_another_one():
    asks = [b"GET /%d HTTP/1.1\r\n\r\n" % at for at in range(exchanges.MAX_ASKED + 1)]
    late = b"GET /late HTTP/1.1\r\n\r\n"
    sent = [(False, b"".join(asks)), (True, ANSWER), (False, late), *[(True, ANSWER)] * 70]
    facts, short = read(*frames(*sent))
    assert not [one for one in facts if one[0] is Channel.HTTP_PATH]
    assert (Reason.BOUND, "HTTP requests before their responses") in short


def test_questions_that_nobody_answers_are_weighed():
    body = gzip.compress(b"UsernameToken" * 5_000)
    post = b"POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    many = 2 * streams.MAX_HELD // (60 * 65_000)
    each = (
        one for at in range(many) for one in frames((False, (post + body) * 60), port=1024 + at)
    )
    _, short = read(*each)
    assert (Reason.BOUND, "TCP streams") in short


def test_pages_that_come_of_next_to_nothing_are_read_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(dispatch, "MAX_UNPACKED", 100_000)
    body = gzip.compress(b"<title>Gate</title>" + bytes(60_000))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
    page = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    facts, short = read(*frames(*[(True, page)] * 3))
    assert facts.count((Channel.HTTP_TITLE, "Gate")) == 1
    assert (Reason.BOUND, "bodies that unpack to many times their size") in short
