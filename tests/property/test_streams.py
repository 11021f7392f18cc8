"""A conversation says the same however its bytes were cut, delayed or sent twice."""

from ipaddress import ip_address
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from camaudit.dissect import streams
from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoints
from camaudit.model.frame import Frame
from camaudit.model.observation import Fact, Reason
from camaudit.protocols import http
from camaudit.scrub import scrub_text, scrub_url

CLIENT, SERVER = ip_address("192.168.1.2"), ip_address("192.168.1.9")
ASKED = b"GET /doc/page/login.asp HTTP/1.1\r\nHost: cam.example\r\n\r\n" * 2
SAID = (
    b"HTTP/1.1 200 OK\r\nServer: App-webs/\r\nContent-Length: 21\r\n\r\n<title>one</title>   "
    b'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="IP Camera(C1)", nonce="a,b"\r\n'
    b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
)


def frame(sender, sequence, payload, number, flags=0x18):
    ends = (CLIENT, SERVER, 40000, 80) if sender == CLIENT else (SERVER, CLIENT, 80, 40000)
    return Frame(
        number=number,
        at=float(number),
        source_mac="00:00:5e:00:53:01" if sender == CLIENT else "00:00:5e:00:53:09",
        target_mac=None,
        ethertype=0x0800,
        source=ends[0],
        target=ends[1],
        hops=64,
        protocol=6,
        source_port=ends[2],
        target_port=ends[3],
        sequence=sequence % (1 << 32),
        flags=flags,
        payload=payload,
        cut=False,
        vlan=None,
    )


def facts(segments, first=1_000):
    reader = Reader(None, Endpoints(), "a.pcap")
    frames = [frame(CLIENT, first - 1, b"", 1, 0x02), frame(SERVER, first - 1, b"", 2, 0x12)]
    whole = {CLIENT: ASKED, SERVER: SAID}
    frames += [
        frame(sender, first + begin, whole[sender][begin:end], number)
        for number, (sender, begin, end) in enumerate(segments, 3)
    ]
    said = [one for each in frames for one in reader.read(each)]
    said += list(reader.finish())
    assert reader.shortfalls() == []
    return sorted((one.channel, one.value, one.about.ip) for one in said if isinstance(one, Fact))


def cut(size, places):
    edges = [0, *sorted(places), size]
    return [pair for pair in pairwise(edges) if pair[0] < pair[1]]


WHOLE = facts([(CLIENT, 0, len(ASKED)), (SERVER, 0, len(SAID))])


def test_the_whole_conversation_is_read():
    assert ("http.server", "App-webs/", SERVER) in WHOLE
    assert ("http.title", "one", SERVER) in WHOLE
    assert ("http.realm", "IP Camera(C1)", SERVER) in WHOLE


@given(
    st.sets(st.integers(1, len(ASKED) - 1), max_size=8),
    st.sets(st.integers(1, len(SAID) - 1), max_size=20),
    st.integers(0, 2**32 - 1),
    st.data(),
)
def test_random_cuts_orders_and_repeats_say_the_same(asked, said, first, data):
    requests = [(CLIENT, *pair) for pair in cut(len(ASKED), asked)]
    answers = [(SERVER, *pair) for pair in cut(len(SAID), said)]
    again = data.draw(st.lists(st.sampled_from(answers), max_size=4))
    answers = data.draw(st.permutations(answers + again))
    assert facts(requests + answers, first) == WHOLE


def test_byte_by_byte_says_the_same():
    segments = [(CLIENT, at, at + 1) for at in range(len(ASKED))]
    segments += [(SERVER, at, at + 1) for at in range(len(SAID))]
    assert facts(segments) == WHOLE


@given(st.text(max_size=80))
def test_scrubbing_twice_changes_nothing_more(text):
    assert scrub_url(scrub_url(text)) == scrub_url(text)
    assert scrub_text(scrub_text(text)) == scrub_text(text)


@given(st.from_regex(r"[A-Za-z0-9]{8,20}", fullmatch=True))
def test_a_password_never_survives_scrubbing(secret):
    for text in (
        f"rtsp://admin:{secret}@192.0.2.1/live",
        f"/cgi?user=admin&pwd={secret}&x=1",
        f"/user=admin_password={secret}_channel=1_stream=0.sdp",
        f"/x?LoginPas={secret}",
    ):
        assert secret not in scrub_url(text).replace("channel", "")
    assert secret not in scrub_text(f"Basic {secret}")


def test_bytes_that_come_one_by_one_are_not_read_again_each_time(monkeypatch):
    asked = []
    parse = http.parse_response

    def counted(*words, **more):
        asked.append(1)
        return parse(*words, **more)

    monkeypatch.setattr(http, "parse_response", counted)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nServer: App-webs/\r\n\r\n"
    said = head + b"1\r\nx\r\n" * 5_000
    reader = Reader(None, Endpoints(), "a.pcap")
    for number in range(len(said)):
        segment = frame(SERVER, 1_000 + number, said[number : number + 1], number + 1)
        assert list(reader.read(segment)) == []
    assert [one.value for one in reader.finish() if isinstance(one, Fact)] == ["App-webs/"]
    assert len(asked) < len(said) // 10


def test_connections_that_hold_too_much_go_the_longest_silent_first(monkeypatch):
    monkeypatch.setattr(streams, "MAX_HELD", 10_000)
    reader = Reader(None, Endpoints(), "a.pcap")
    early = b"x" * 1_000
    for port in range(1_000, 1_030):
        opens = frame(SERVER, 10, b"HTTP/1.1 200 OK\r\n", port)
        waits = frame(SERVER, 900, early, port)
        for one in (opens, waits):
            assert list(reader.read(one._replace(target_port=port))) == []
    (short,) = reader.shortfalls()
    assert (short.reason, short.what, short.count) == (Reason.BOUND, "TCP streams", 21)
    list(reader.finish())
