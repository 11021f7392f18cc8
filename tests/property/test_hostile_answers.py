"""Whatever is answered: few questions, to the host that was meant, and nothing falls over."""

import random
from ipaddress import ip_address

from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit.dissect.replies import OURS, read
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Fact, Seen
from camaudit.model.probe import Asked, Outcome, Reply, Transport
from camaudit.protocols import http, order, questions, rtsp, tls

HOST = ip_address("10.20.0.31")
USUAL = {*http.PORTS, *rtsp.PORTS, *tls.PORTS}
WAYS_OUT = (
    "http://198.51.100.7/{}", "http://198.51.100.7:80@10.20.0.31/{}", "//198.51.100.7/{}",
    "http://[::ffff:198.51.100.7]/{}", "http://[2002:c633:6407::1]/{}", "http://evil.example/{}",
    "http://10.20.0.31:37777/{}", "http://10.20.0.31:34567/{}", "http://10.20.0.31:9100/{}",
    "http://10.20.0.31.evil.example/{}", "http://3325256711/{}", "http://0x0a14001f/{}",
    "http://10.20.0.31:8081/{}", "http://[fe80::1%25eth0]/{}", "rtsp://10.20.0.31:8081/{}",
    "http://10.20.0.31:8081/onvif/../{}", "http://10.20.0.31:49152/a.xml", "http://127.0.0.1/{}",
    "http://10.20.0.31:8081/{}.xml\r\nCookie: x", "http://10.20.0.255/{}", "http://10.20.0.31:0/{}",
)  # fmt: skip
BODIES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(WAYS_OUT).map(
        lambda url: (
            b"<s:Envelope><s:Body><GetServicesResponse><XAddr>%s</XAddr>"
            b"</GetServicesResponse></s:Body></s:Envelope>" % url.encode()
        )
    ),
)
HEADS = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s",
        b"HTTP/1.1 302 Found\r\nLocation: http://198.51.100.7/\r\nContent-Length: %d\r\n\r\n%s",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX: %d\r\n\r\n%s",
        b"HTTP/1.0 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: %d\r\n\r\n%s",
        b"RTSP/1.0 301 Moved\r\nCSeq: 1\r\nLocation: rtsp://198.51.100.7/\r\nX: %d\r\n\r\n%s",
        b"\x16\x03\x03\x00\x05%d%s",
        b"%d%s",
    ]
)
CAME = st.one_of(
    st.sampled_from([one for one in Outcome if one is not Outcome.ANSWERED]),
    st.builds(lambda head, body: head % (len(body), body), HEADS, BODIES),
)
KNOWN = st.builds(
    lambda channel, url, path: Fact(
        about=Endpoint(None, HOST),
        channel=channel,
        value=url.format(path),
        port=None,
        seen=Seen(1.0, "probe:x", "reply 1"),
    ),
    st.sampled_from([Channel.WSD_XADDR, Channel.SSDP_LOCATION]),
    st.sampled_from(WAYS_OUT),
    st.text(max_size=20),
)


def reply_to(question, came, own_port):
    asked = Asked(address=HOST, port=question.port, agent="camaudit/1", serial=1)
    answered = isinstance(came, bytes)
    open_ = answered or came in {Outcome.RESET, Outcome.UNREADABLE}
    return Reply(
        probe=question.probe.name,
        address=HOST,
        port=question.port,
        own_port=own_port if open_ else 0,
        sent=question.probe.payload(asked) if open_ else b"",
        received=came if answered else b"",
        outcome=Outcome.ANSWERED if answered else came,
        at=2.0,
    )


@settings(max_examples=300)
@given(st.lists(KNOWN, max_size=6), st.lists(CAME, min_size=1, max_size=20))
def test_no_answer_leads_away_or_to_more_than_was_promised(facts, answers):
    replies = []
    for number in range(40):
        question = order.next_question(HOST, facts, replies, frozenset({"hikvision"}))
        if question is None:
            break
        assert question.port in USUAL or order.is_askable(question.port)
        last = replies[-1] if replies else None
        again = last is not None and last.port == question.port and order.stays_open(last)
        came = answers[number % len(answers)]
        replies.append(reply_to(question, came, last.own_port if again else 40_000 + number))
        sent = replies[-1].sent
        assert b"198.51" not in sent
        assert b"evil" not in sent
        assert b"\r\nCookie" not in sent
    connections, requests = order.spent(replies)
    assert len(replies) < 40
    last_is_silent = bool(replies) and replies[-1].outcome is Outcome.SILENT
    assert connections <= order.MAX_CONNECTIONS + last_is_silent
    assert requests <= order.MAX_REQUESTS
    said = read(replies)
    assert all(one.about.ip == HOST for one in said.observations if isinstance(one, Fact))


def addresses_of(one):
    about = getattr(one, "about", None) or getattr(one, "client", None)
    return {getattr(about, "ip", None), getattr(one, "ip", None), getattr(one, "client", None)}


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(questions.ALL)), st.binary(max_size=120), st.booleans()),
        max_size=8,
    )
)
def test_replies_of_any_bytes_are_read_or_counted(each):
    replies = []
    for name, received, with_mac in each:
        probe = questions.ALL[name]
        asked = Asked(address=HOST, port=1, agent="a", serial=1)
        replies.append(
            Reply(
                probe=name,
                address=HOST,
                port=(probe.ports or (0,))[0],
                own_port=40_000,
                sent=probe.payload(asked),
                received=received,
                outcome=Outcome.ANSWERED,
                at=1.0,
                mac="00:00:5e:00:53:01" if with_mac else None,
            )
        )
    for one in read(replies).observations:
        assert not addresses_of(one) & set(OURS.values())


def test_the_same_answers_say_the_same_in_every_order_of_hosts():
    tables = [one for one in questions.ALL.values() if one.transport is Transport.TCP]
    replies = [
        reply_to_host(probe, f"10.20.0.{host}", 40_000 + host)
        for host in range(2, 6)
        for probe in tables[:2]
    ]
    mixed = [replies[at : at + 2] for at in range(0, len(replies), 2)]
    random.Random(4).shuffle(mixed)  # noqa: S311 - an order, and no secret
    told = {tuple(map(str, read(one).observations)) for one in mixed}
    together = read([one for pair in mixed for one in pair]).observations
    assert {str(one) for one in together} == {text for pair in told for text in pair}


def reply_to_host(probe, address, own_port):
    asked = Asked(address=ip_address(address), port=80, agent="a", serial=1)
    body = f"<html><title>{address}</title></html>".encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
    return Reply(
        probe=probe.name,
        address=asked.address,
        port=80,
        own_port=own_port,
        sent=probe.payload(asked),
        received=head + body,
        outcome=Outcome.ANSWERED,
        at=1.0,
    )
