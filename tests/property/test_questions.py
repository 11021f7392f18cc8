"""Of everything that may be sent, the bytes are looked at, whoever is asked and whoever asks."""

import re
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.model.probe import Asked, Transport
from camaudit.protocols import asking, onvif, questions, upnp
from camaudit.protocols.order import followable

ADDRESSES = st.one_of(
    st.integers(0, 2**32 - 1).map(IPv4Address), st.integers(0, 2**128 - 1).map(IPv6Address)
)
WICKED = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "x\r\nAuthorization: Basic YTpi",
            "x\r\n\r\nPOST /RPC2_Login HTTP/1.1\r\n",
            "x\nCookie: a=b",
            ") Cookie: a",
            "\u2028Authorization: x",
        ]
    ),
)
ASKED = st.builds(
    Asked,
    address=ADDRESSES,
    port=st.integers(1, 65535),
    agent=st.one_of(WICKED, WICKED.map(lambda text: asking.agent("1.2", text))),
    serial=st.integers(0, 2**63),
    own_mac=st.one_of(st.none(), st.binary(min_size=6, max_size=6).map(lambda mac: mac.hex(":"))),
    own_address=st.one_of(st.none(), ADDRESSES),
)
FORBIDDEN = (
    b"authorization", b"cookie", b"wsse", b"security", b"usernametoken", b"password", b"passwd",
    b"rpc2", b"login", b"user=", b"pwd=", b"global.", b"sessionlogin", b"set", b"reboot",
    b"update", b"reset",
)  # fmt: skip
AGENT = re.compile(rb"(?im)^user-agent:.*\r\n")
POSTS = {f"<{name} xmlns=" for name in onvif.PRE_AUTH}


def harmless(payload):
    """What of a payload is ours: the contact in the User-Agent is the operator's."""
    said = AGENT.sub(b"", payload).lower().replace(b"charset", b"")
    return [word for word in FORBIDDEN if word in said] + re.findall(rb"//[^/\s]*@", said)


@given(ASKED)
def test_no_question_writes_logs_in_or_says_more_than_one_message(asked):
    for probe in questions.ALL.values():
        sent = probe.payload(asked)
        assert sent == probe.payload(asked)
        assert not harmless(sent), probe.name
        assert not {34567, 37777} & set(probe.ports) or probe.transport is not Transport.TCP
        if probe.transport is Transport.TCP and not sent.startswith(b"\x16\x03\x01"):
            is_one_message(sent)


def is_one_message(sent):
    head, blank, body = sent.partition(b"\r\n\r\n")
    start, *lines = head.split(b"\r\n")
    method, _, protocol = start.split(b" ")
    names = [line.partition(b":")[0] for line in lines]
    assert blank
    assert b"\n" not in b"".join([start, *lines])
    assert len(set(names)) == len(names)
    if protocol == b"RTSP/1.0":
        assert method in {b"OPTIONS", b"DESCRIBE"}
        assert set(names) <= {b"CSeq", b"User-Agent", b"Accept"}
        assert not body
        return
    assert protocol == b"HTTP/1.1"
    assert method in {b"GET", b"POST"}
    allowed = {b"Host", b"User-Agent", b"Accept", b"Connection"}
    if method == b"POST":
        allowed |= {b"Content-Type", b"Content-Length"}
        assert any(one.encode() in body for one in POSTS)
        assert b"Header" not in body
    else:
        assert not body
        assert b"?" not in start
    assert set(names) <= allowed


@given(ASKED, WICKED)
def test_a_path_that_a_device_named_brings_nothing_else_in(asked, path):
    for text in (path, f"/{path}.xml", f"/onvif/{path}"):
        one = upnp.question(text)
        if one is not None:
            is_one_message(one.payload(asked))
            assert not harmless(one.payload(asked).replace(text.encode(), b""))
        is_one_message(onvif.question("GetHostname", text).payload(asked))


@given(st.one_of(st.text(), ADDRESSES.map(lambda ip: f"http://{ip}/x"), WICKED))
def test_what_is_followed_is_a_literal_address(text):
    place = followable(text)
    if place is not None:
        assert str(place.address) in text.lower() or place.address.version == 6
        assert not place.address.is_loopback
        assert 1 <= place.port <= 65535


@given(st.binary(max_size=400), st.integers(0, 300))
def test_whatever_is_answered_the_end_is_found_without_an_error(data, cut):
    starts = (
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
        b"RTSP/1.0 401 No\r\n",
        b"\x16\x03\x01",
    )
    for probe in questions.ALL.values():
        for start in starts:
            assert probe.complete((start + data)[:cut]) in {True, False}


def test_a_planted_word_would_be_seen():
    for word in (
        b"Authorization: Basic",
        b"<wsse:Security>",
        b"/RPC2_Login",
        b"http://user:x@host",
    ):
        assert harmless(b"GET / HTTP/1.1\r\n" + word)
    with pytest.raises(AssertionError):
        is_one_message(b"GET / HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\n\r\n")
    with pytest.raises(AssertionError):
        is_one_message(b"PUT / HTTP/1.1\r\nHost: a\r\n\r\n")
