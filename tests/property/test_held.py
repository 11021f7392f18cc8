"""Short connections are held until they are over, and told again: no answer is another for it."""

import hashlib
import json
import random
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit.capture import ahead, windows
from camaudit.capture.windows import CaptureReader
from camaudit.credentials.judge import Judge
from camaudit.dissect import whole
from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoints
from camaudit.model.progress import Silent
from camaudit.rulebook.types import Default
from tests.property.test_read_ahead import (
    BOUNDS,
    CAMERAS,
    OUTSIDE,
    RECORDER,
    SIX,
    Wire,
    damaged,
    inside,
    missing,
    pcap,
    pcapng,
    side_by_side,
    uncompiled,
    video,
)  # fmt: skip

ADMIN = Default(
    id="x.default-1", maker=None, user="admin", password="12345", role=None, until=None,
    references=("r",),
)  # fmt: skip


def date(at):
    return datetime.fromtimestamp(at, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").encode()


def drawn(draw, digits):
    return f"{draw.getrandbits(4 * digits):0{digits}x}".encode()


def response(draw, wire, *, status=b"200 OK", body=b"", more=b""):
    """Write an answer of a web server, whose clock is mostly right."""
    off = draw.choice((0, 0, 0, 0, 30, -1800, 5_000, -86_400 * 400))
    told = draw.choice((b"Date", b"Date", b"date", b"DATE"))
    head = b"HTTP/1.1 %b\r\nServer: Webs\r\n%b: %b\r\n" % (status, told, date(wire.at + off))
    if draw.random() < 0.05:
        head = head.replace(b" GMT", b"  UT")
    return head + b"%bContent-Length: %d\r\n\r\n%b" % (more, len(body), body)


def soap(body, head=b""):
    return (
        b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xml'
        b'soap.org/ws/2004/08/addressing"><s:Header>%b</s:Header><s:Body>%b</s:Body></s:Envelope>'
        % (head, body)
    )


def post(path, body, more=b""):
    return b"POST %b HTTP/1.1\r\nHost: a\r\n%bContent-Length: %d\r\n\r\n%b" % (
        path, more, len(body), body
    )  # fmt: skip


def told_time(name, at):
    when = datetime.fromtimestamp(at, UTC)
    return (
        b"<%b><Time><Hour>%d</Hour><Minute>%d</Minute><Second>%d</Second></Time><Date><Year>%d"
        b"</Year><Month>%d</Month><Day>%d</Day></Date></%b>"
        % (name, when.hour, when.minute, when.second, when.year, when.month, when.day, name)
    )


def asks_time(draw, wire):
    """Give the turns of GetSystemDateAndTime."""
    name = draw.choice((b"uuid:%b", b"urn:uuid:%b", b"%b", b"x%b")) % drawn(draw, 32)
    header = b"<a:MessageID>%b</a:MessageID>" % name
    off = draw.choice((0, 0, 0, 900, 4_000, -86_400))
    zone = draw.choice((0, 0, 8 * 3_600))
    parts = [told_time(b"UTCDateTime", wire.at + off)]
    if draw.random() < 0.6:
        parts.append(told_time(b"LocalDateTime", wire.at + off + zone))
    if draw.random() < 0.3:
        parts.reverse()
    if draw.random() < 0.1:
        parts[0] = b"<Time><Hour>%d</Hour></Time>" % draw.randrange(30)
    said = b"".join(parts)
    answer = soap(
        b"<GetSystemDateAndTimeResponse>%b</GetSystemDateAndTimeResponse>" % said,
        header.replace(b"MessageID", b"RelatesTo"),
    )
    return [
        (True, post(b"/onvif/device_service", soap(b"<GetSystemDateAndTime/>", header))),
        (False, response(draw, wire, body=answer)),
    ]


def page(draw, wire):
    """Give the turns of a page, asked for without a login, then perhaps with one."""
    realm = draw.choice((b"IP Camera", b"Login to 1"))
    nonce = drawn(draw, draw.choice((16, 24)))
    asked = draw.choice((b"", b"If-Modified-Since: %b\r\n" % date(wire.at - 90)))
    get = b"GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: Viewer/%d\r\n%b\r\n"
    turns = [
        (True, get % (draw.randrange(2), asked)),
        (False, response(draw, wire, status=b"401 Unauthorized", body=b"<title>IPC</title>",
                         more=b'WWW-Authenticate: Digest realm="%b", nonce="%b"\r\n'
                         % (realm, nonce))),
    ]  # fmt: skip
    if draw.random() < 0.3:
        right = hashlib.md5(b"admin:%b:%b" % (realm, draw.choice((b"12345", b"x")))).hexdigest()  # noqa: S324
        two = hashlib.md5(b"GET:/").hexdigest()  # noqa: S324
        answer = hashlib.md5(f"{right}:{nonce.decode()}:{two}".encode()).hexdigest()  # noqa: S324
        login = (
            f'Authorization: Digest username="admin", realm="{realm.decode()}", nonce="'
            f'{nonce.decode()}", uri="/", response="{answer}"\r\n'
        ).encode()
        turns += [
            (True, get % (0, login)),
            (False, response(draw, wire, body=b"<title>IPC</title>")),
        ]
    return turns


def file(draw, wire):
    """Give the turns of a file, in several ways to frame it."""
    path = draw.choice((b"/a.txt", b"/snapshot.jpg", b"/favicon.ico"))
    asked = b"GET %b HTTP/1.0\r\nHost: camera.example\r\n\r\n" % path
    body = b"Date: %b\r\n" % date(wire.at) if draw.random() < 0.4 else b"text " * 9
    head = b"HTTP/1.0 200 OK\r\nServer: S\r\nContent-Type: text/plain\r\nDate: %b\r\n" % date(
        wire.at
    )
    forms = (b"\r\n%b" % body, b"Content-Length: %d\r\n\r\n%b" % (len(body), body),
             b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body),
             b"Content-Length: 500\r\n\r\n%b" % body)  # fmt: skip
    turns = [(True, asked), (False, head + draw.choice(forms))]
    if draw.random() < 0.2:
        turns[:1] = [
            (True, asked[:9]),
            (False, b"HTTP/1.1 100 Continue\r\n\r\n"),
            (True, asked[9:]),
        ]
    return turns


def half_login(draw, wire):
    """Give the turns of half a login, whose other half may come over another connection."""
    realm, number = draw.choice((b"Login to 1", b"Login to 2")), draw.choice((b"11", b"22"))
    if draw.random() < 0.5:
        first = {"method": "global.login", "params": {"userName": "admin", "password": ""}, "id": 1}
        body = (
            b'{"error":{"code":268632079},"id":1,"params":{"encryption":"Default","random":"%b","re'
            b'alm":"%b"},"result":false,"session":5}' % (number, realm)
        )
        return [(True, post(b"/RPC2_Login", json.dumps(first).encode())),
                (False, response(draw, wire, body=body))]  # fmt: skip
    inner = hashlib.md5(b"admin:%b:12345" % realm).hexdigest().upper()  # noqa: S324
    given_ = hashlib.md5(f"admin:{number.decode()}:{inner}".encode()).hexdigest().upper()  # noqa: S324
    second = {
        "method": "global.login", "id": 2, "session": 5,
        "params": {"userName": "admin", "password": given_, "authorityType": "Default"},
    }  # fmt: skip
    return [(True, post(b"/RPC2_Login", json.dumps(second).encode())),
            (False, response(draw, wire, body=b'{"id":2,"result":true,"session":5}'))]  # fmt: skip


def streams_of(draw, wire):
    """Give the turns of RTSP."""
    asked = b"OPTIONS rtsp://a/ RTSP/1.0\r\nCSeq: %d\r\nUser-Agent: R\r\n\r\n" % draw.randrange(3)
    answer = b"RTSP/1.0 200 OK\r\nCSeq: %d\r\nServer: R/1\r\nDate: %b\r\n\r\n"
    off = draw.choice((0, 0, 9_000))
    return [(True, asked), (False, answer % (draw.randrange(3), date(wire.at + off)))]


def hello(draw, _wire):
    """Give the turns of TLS, with what is drawn at random at several places."""

    def record(kind, body, sort=22):
        message = bytes([kind]) + len(body).to_bytes(3, "big") + body
        return bytes([sort, 3, 3]) + len(message).to_bytes(2, "big") + message

    name = draw.choice((b"a.example", b"b.example"))
    sni = (len(name) + 3).to_bytes(2, "big") + b"\0" + len(name).to_bytes(2, "big") + name
    extensions = b"\0\0" + len(sni).to_bytes(2, "big") + sni
    extensions += b"\0\x33\0\x08" + draw.randbytes(8)
    session = draw.choice((b"\0", b"\x04" + draw.randbytes(4)))
    body = b"\3\3" + draw.randbytes(32) + session + b"\0\2\x13\1" + b"\1\0"
    body += len(extensions).to_bytes(2, "big") + extensions
    client = record(1, body)
    server = record(2, b"\3\3" + draw.randbytes(32) + b"\0\x13\1\0")
    server += draw.choice((b"", record(11, b"\0\0\0"), record(12, draw.randbytes(9))))
    if draw.random() < 0.1:
        client = client[: draw.randrange(20, len(client))]
    after = [(draw.random() < 0.5, b"\x17\3\3\0\x10" + draw.randbytes(16)) for _ in range(2)]
    return [(True, client), (False, server), *after]


def odd(draw, _wire):
    """Give turns that are of no protocol, or a server's that speaks first."""
    return [(draw.random() < 0.5, draw.choice((b"220 ready\r\n", b"A" * 80 + b"\n", b"\0" * 9)))]


SORTS = (asks_time, asks_time, page, page, file, half_login, half_login, streams_of, hello, odd)
CLIENTS = [(RECORDER, CAMERAS[0]), (RECORDER, CAMERAS[1]), (CAMERAS[1], OUTSIDE),
           (OUTSIDE, CAMERAS[2]), (SIX[0], SIX[1])]  # fmt: skip


class Ends:
    """Both ends of a connection, and what each has sent."""

    def __init__(self, wire, draw):
        client, server = draw.choice(CLIENTS)
        own = draw.choice((40_000, 40_001, draw.randrange(30_000, 60_000)))
        ports = own, draw.choice((80, 554))
        self.wire, self.draw = wire, draw
        self.ends = {True: (client, server, ports), False: (server, client, ports[::-1])}
        self.places = {True: draw.getrandbits(32), False: draw.getrandbits(32)}

    def send(self, side, flags, payload=b"", off=0):
        self.wire.segment(*self.ends[side], self.places[side] + off, flags, payload)
        self.places[side] += len(payload) + off + (flags & 3 > 0)

    def acknowledge(self, side):
        self.wire.segment(*self.ends[side], self.places[side], 0x10)

    def hurt(self, side, part):
        """Do to a segment what networks do; tell whether it is lost."""
        roll = self.draw.random()
        if roll < 0.05:
            self.places[side] += len(part)  # not recorded
            return True
        if roll < 0.1:
            self.wire.segment(*self.ends[side], self.places[side] + 5, 0x18, b"early")
        elif roll < 0.15:
            self.wire.segment(*self.ends[side], self.places[side] - 1, 0x18, b"x" + part)
        return False


CLIENT, SERVER = True, False


def parts_of(draw, text):
    while text:
        size = draw.choice((len(text), draw.randrange(1, 400)))
        yield text[:size]
        text = text[size:]


def talk(wire, draw):
    """One short connection, with what networks do to it."""
    turns = draw.choice(SORTS)(draw, wire)
    if draw.random() < 0.1:
        turns += draw.choice(SORTS)(draw, wire)
    ends = Ends(wire, draw)
    bad = draw.random() < 0.2
    ends.send(CLIENT, 2)
    ends.send(SERVER, 0x12)
    ends.acknowledge(CLIENT)
    segments = [(side, part) for side, text in turns for part in parts_of(draw, text)]
    joined = segments[-1][0] is SERVER and draw.random() < 0.2  # its last segment ends it as well
    for at, (side, part) in enumerate(segments):
        yield
        if bad and ends.hurt(side, part):
            continue
        ends.send(side, 0x19 if joined and at == len(segments) - 1 else 0x18, part)
        if draw.random() < 0.4:
            ends.acknowledge(not side)
    yield
    roll = draw.random()
    if roll < 0.1:
        return
    if roll < 0.2:
        ends.send(CLIENT, 4)
        return
    first = SERVER if joined else draw.choice((CLIENT, SERVER))
    if not joined:
        ends.send(first, 0x11)
        yield
    ends.send(not first, 0x11, b"more" if bad and draw.random() < 0.2 else b"")
    if bad:
        ends.send(draw.choice((CLIENT, SERVER)), 0x18, b"GET /late HTTP/1.1\r\n\r\n")


def capture(seed, *, blocks):
    draw = random.Random(seed)  # noqa: S311 - no secret
    wire = Wire(draw)
    many = draw.randrange(4, 60)
    begun = ((video if draw.random() < 0.1 else talk)(wire, draw) for _ in range(many))
    side_by_side(draw, begun, lambda: draw.choice((0.7, 0.97)))
    return pcapng(wire.frames) if blocks else pcap(wire.frames)


def said(path):
    """Give all that a capture says, with verdicts on logins."""
    endpoints = Endpoints()
    reader = Reader(Judge([ADMIN]), endpoints, path.name)
    source = CaptureReader(path, path.name, inside, endpoints, Silent(), reader)
    facts = [one for frame in source.frames() for one in reader.read(frame)]
    facts += reader.finish()
    rest = (
        list(source.flows()), list(source.contacts()), source.watched(), source.frames_read,
        source.shortfalls(), sorted(map(repr, source.notes())), reader.shortfalls(),
        reader.notes(),
    )  # fmt: skip
    return sorted(map(repr, facts)), *rest


@pytest.mark.parametrize("bounds", BOUNDS)
@settings(max_examples=150)
@given(seed=st.integers(0, 1 << 32), form=st.sampled_from(["pcap", "pcapng", "damaged"]))
def test_what_is_held_changes_no_answer(tmp_path_factory, bounds, seed, form):
    path = tmp_path_factory.getbasetemp() / "short.pcap"
    content = capture(seed, blocks=form == "pcapng")
    path.write_bytes(damaged(content, seed) if form == "damaged" else content)
    answers = {}
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in BOUNDS[bounds]:
            patch.setattr(module, name, value)
        patch.setattr(windows, "WORTH", 0)
        for name, how in (("off", missing), ("plain", uncompiled), ("compiled", ahead.ahead_of)):
            patch.setattr(windows, "ahead_of", how)
            answers[name] = said(path)
    assert answers["plain"] == answers["off"]
    assert answers["compiled"] == answers["off"]


NOW = 1_790_000_000.0
UUID = b"uuid:3fa85f64-5717-4562-b3fc-2c963f66afa6"
OTHER = b"uuid:00000000-5717-4562-b3fc-2c963f66af00"


def told(*parts):
    return b"HTTP/1.1 200 OK\r\n%b\r\nContent-Length: %d\r\n\r\n%b" % (
        parts[0], len(parts[1]), parts[1]
    )  # fmt: skip


def clock_of(at, name=UUID, local=None):
    said = told_time(b"UTCDateTime", at)
    said += b"" if local is None else told_time(b"LocalDateTime", local)
    body = b"<GetSystemDateAndTimeResponse>%b</GetSystemDateAndTimeResponse>" % said
    return told(b"Server: Webs", soap(body, b"<a:RelatesTo>%b</a:RelatesTo>" % name))


def challenge_of(realm, nonce):
    return (
        b'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="%b", nonce="%b"\r\n'
        b"Content-Length: 0\r\n\r\n" % (realm, nonce)
    )


def client_hello(name=b"a.example", drawn_=b"r", share=b"k"):
    sni = (len(name) + 3).to_bytes(2, "big") + b"\0" + len(name).to_bytes(2, "big") + name
    more = b"\0\0" + len(sni).to_bytes(2, "big") + sni + b"\0\x33\0\x08" + 8 * share
    body = b"\3\3" + 32 * drawn_ + b"\0\0\2\x13\1\1\0" + len(more).to_bytes(2, "big") + more
    message = b"\1" + len(body).to_bytes(3, "big") + body
    return b"\x16\3\1" + len(message).to_bytes(2, "big") + message


SERVER_HELLO = b"\x16\3\3\0\x2a\2\0\0\x26\3\3" + 32 * b"s" + b"\0\x13\1\0" + b"\x17\3\3\0\1x"
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
OPTIONS = b"OPTIONS rtsp://a/ RTSP/1.0\r\nCSeq: %d\r\n\r\n"
PUBLIC = b"RTSP/1.0 200 OK\r\nCSeq: %d\r\nServer: R\r\nDate: %b\r\n\r\n"
PAGE = told(b"Server: a", b"x")
BASIC = GET.replace(b"\r\n\r\n", b"\r\nAuthorization: Basic YTpi\r\n\r\n")
BAD = b"HTTP/1.1 999 No\r\n\r\n"


def dated(at, name=b"Date"):
    return told(name + b": " + date(at), b"x")


def text(at):
    return told(b"Content-Type: text/plain", b"\nDate: " + date(at) + b"\r\n")


def odd_date(day):
    return told(b"Date: Mon, %d Sep 2026 00:00:00 GMT" % day, b"x")


# What is asked and answered first, and then; whether it is told without being read.
AGAIN = {
    "the same": (GET, PAGE, GET, PAGE, True),
    "another server": (GET, PAGE, GET, told(b"Server: b", b"x"), False),
    "another question": (GET, PAGE, GET.replace(b"/ ", b"/b "), PAGE, False),
    "a later date": (GET, dated(NOW), GET, dated(NOW + 9), True),
    "in small letters": (GET, dated(NOW, b"date"), GET, dated(NOW + 9, b"date"), True),
    "a clock that went wrong": (GET, dated(NOW), GET, dated(NOW + 9_000), False),
    "a date in a page": (GET, text(NOW), GET, text(NOW + 9), False),
    "a date that is none": (GET, odd_date(99), GET, odd_date(98), False),
    "another nonce": (GET, challenge_of(b"IPC", b"01"), GET, challenge_of(b"IPC", b"ab"), True),
    "another realm": (GET, challenge_of(b"IPC", b"01"), GET, challenge_of(b"IPD", b"01"), False),
    "a longer nonce": (GET, challenge_of(b"IPC", b"01"), GET, challenge_of(b"IPC", b"012"), False),
    "another message": (GET, clock_of(NOW), GET, clock_of(NOW, OTHER), True),
    "a name that is none": (GET, clock_of(NOW), GET, clock_of(NOW, UUID[:-1] + b"z"), False),
    "a clock that goes on": (GET, clock_of(NOW), GET, clock_of(NOW + 31), True),
    "a clock that is set back": (GET, clock_of(NOW), GET, clock_of(NOW - 5_000), False),
    "a zone": (
        GET, clock_of(NOW, UUID, NOW + 3_600), GET, clock_of(NOW + 31, UUID, NOW + 3_631), True
    ),
    "a zone that is changed": (
        GET, clock_of(NOW, UUID, NOW), GET, clock_of(NOW, UUID, NOW - 5_000), False
    ),
    "RTSP": (OPTIONS % 1, PUBLIC % (1, date(NOW)), OPTIONS % 1, PUBLIC % (1, date(NOW + 2)), True),
    "an answer to another question": (
        OPTIONS % 1, PUBLIC % (1, date(NOW)), OPTIONS % 1, PUBLIC % (2, date(NOW)), False
    ),
    "other draws": (
        client_hello(), SERVER_HELLO, client_hello(drawn_=b"q", share=b"l"),
        SERVER_HELLO.replace(b"s", b"t"), True,
    ),
    "another name": (client_hello(), SERVER_HELLO, client_hello(b"b.example"), SERVER_HELLO, False),
    "a login": (BASIC, PAGE, BASIC, PAGE, False),
    "two at once": (GET + GET, PAGE + PAGE, GET + GET, PAGE + PAGE, False),
    "what cannot be read": (GET, BAD, GET, BAD, False),
}  # fmt: skip


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("name", AGAIN)
def test_what_says_the_same_is_told_and_not_read(tmp_path, monkeypatch, name, compiled):
    asked, answer, asked_then, answer_then, same = AGAIN[name]
    draw = random.Random(1)  # noqa: S311 - no secret
    monkeypatch.setattr(draw, "random", lambda: 0.5)  # nothing happens to a packet
    wire = Wire(draw)
    for at, (question, reply) in enumerate(((asked, answer), (asked_then, answer_then))):
        ends = (RECORDER, CAMERAS[0], (40_000 + at, 80)), (CAMERAS[0], RECORDER, (80, 40_000 + at))
        wire.segment(*ends[0], 0, 2)
        wire.segment(*ends[1], 0, 0x12)
        cut = at * len(reply) // 2 or len(reply)  # in other segments
        wire.segment(*ends[0], 1, 0x18, question)
        wire.segment(*ends[1], 1, 0x18, reply[:cut])
        if reply[cut:]:
            wire.segment(*ends[1], 1 + cut, 0x18, reply[cut:])
        wire.segment(*ends[0], 1 + len(question), 0x11)
        wire.segment(*ends[1], 1 + len(reply), 0x11)
    path = tmp_path / "two.pcap"
    path.write_bytes(pcap(wire.frames))
    known = []
    real = whole.Wholes.again

    def again(*given_):
        known.append(real(*given_))
        return known[-1]

    monkeypatch.setattr(whole.Wholes, "again", again)
    monkeypatch.setattr(windows, "WORTH", 0)
    monkeypatch.setattr(windows, "ahead_of", ahead.ahead_of if compiled else uncompiled)
    answers = said(path)
    assert len(known) == 2
    assert known[0] is None
    assert (known[1] is not None) is same
    monkeypatch.setattr(windows, "ahead_of", missing)
    assert answers == said(path)
