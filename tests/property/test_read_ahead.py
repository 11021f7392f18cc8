"""What the kernel passes over changes no answer: with it, compiled or not, and without it."""

import random
import struct
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit.capture import ahead, compiled, content, flowtable, inner, signs, triage, windows
from camaudit.capture.windows import CaptureReader
from camaudit.dissect import streams
from camaudit.dissect.datagrams import SIGNS, datagram_protocol
from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoints
from camaudit.model.frame import Frame
from camaudit.model.progress import Silent

CAMERAS = [bytes([10, 0, 0, last]) for last in (11, 12, 13)]
RECORDER = bytes([10, 0, 0, 250])
OUTSIDE = bytes([203, 0, 113, 7])
ELSEWHERE = bytes([172, 16, 0, 1])
MANY = bytes([239, 1, 1, 1])
SIX = [bytes.fromhex("fd00000000000000000000000000000" + one) for one in "12"]
MESSAGES = [
    b"HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nServer: Linux IpCam/1\r\nUSN: uuid:1\r\n\r\n",
    b"\x20\0\0\0DHIP" + bytes(24),
    b"\x01\x01\0\0\x21\x12\xa4\x42" + bytes(12),
    b"<Probe/>",
    b"\0\0\x55\xaa" + bytes(16),
]
OPTIONS = b"OPTIONS rtsp://10.0.0.11/%d RTSP/1.0\r\nCSeq: %d\r\nUser-Agent: Viewer/%d\r\n\r\n"
ANSWER = b"RTSP/1.0 200 OK\r\nCSeq: %d\r\nServer: Rtsp Server %d\r\n\r\n"


def pppoe(frame):
    ip = frame[14:]
    inner = (b"\0\x21" if ip[0] >> 4 == 4 else b"\0\x57") + ip
    return frame[:12] + b"\x88\x64\x11\0\0\7" + len(inner).to_bytes(2, "big") + inner


def tunnel(source, protocol, head):
    """Give who wraps a frame in IPv4 or IPv6."""

    def wrap(frame):
        ends = source + source[:-1] + b"\x09"
        body = head(len(frame)) + frame
        if len(source) == 4:
            outer = b"\x08\0" + struct.pack(
                ">BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0x4000, 60, protocol, 0
            )
        else:
            outer = b"\x86\xdd" + struct.pack(">IHBB", 6 << 28, len(body), protocol, 60)
        return b"\x02\0\0\0\0\x71\x02\0\0\0\0\x72" + outer + ends + body

    return wrap


def gre(_size):
    return b"\0\0\x65\x58"


def erspan(_size):
    return b"\x10\0\x88\xbe\0\0\0\1\x10\x14\0\1\0\0\0\0"


def vxlan(size):
    return struct.pack(">HHHH", 51_000, 4_789, 16 + size, 0) + b"\x08\0\0\0\0\0\7\0"


WRAPPERS = [
    pppoe,
    tunnel(bytes([10, 0, 0, 1]), 47, gre),
    tunnel(bytes([10, 0, 0, 2]), 47, erspan),
    tunnel(bytes([198, 51, 100, 1]), 17, vxlan),
    tunnel(SIX[0], 47, gre),
]


class Wire:
    """Frames in the order of their times."""

    def __init__(self, draw):
        self.draw = draw
        self.at = 1_790_000_000.0
        self.frames = []
        self.number = 0
        self.snap = draw.choice((None, None, None, 56, 80, 120))  # bytes
        # How the frames come: as they are, or all or some of them in others.
        self.wraps = draw.choices((None, *WRAPPERS), k=draw.choice((0, 0, 1, 2)))
        self.splits = draw.choice((0, 0, 0.05))  # how many packets come as two fragments

    def put(self, frame, wire=None):
        self.frames.append((self.at, frame, wire or len(frame)))
        roll = self.draw.random()
        if roll < 0.04:  # a switch mirrors two ports
            self.frames.append((self.at + 0.001, frame, wire or len(frame)))
        self.at += 0.01 if roll < 0.9 else self.draw.choice((0.0, 0.5, 1.0, 1.5, -0.3))
        if roll > 0.997:
            self.at += self.draw.choice((-50, 4_000))

    def packet(self, source, target, protocol, body, hops=64):
        self.number = (self.number + 1) % 65_536
        if len(source) == 4:
            kind = b"\x08\0"
            number = self.number if self.draw.random() < 0.9 else 0
            head = struct.pack(
                ">BBHHHBBH", 0x45, 0, 20 + len(body), number, 0x4000, hops, protocol, 0
            )
        else:
            kind = b"\x86\xdd"
            head = struct.pack(">IHBB", 6 << 28, len(body), protocol, hops)
        tag = b"\x81\0\0\x14" if self.draw.random() < 0.1 else b""
        mac = b"\x01\0\x5e\x01\x01\x01" if target == MANY else b"\x02\0\0\0\0" + target[-1:]
        frame = mac + b"\x02\0\0\0\0" + source[-1:] + tag + kind + head + source + target + body
        parts = [frame]
        if len(source) == 4 and len(body) > 8 and self.draw.random() < self.splits:
            parts = split(frame, len(mac) + 8 + len(tag))
            if self.draw.random() < 0.3:
                parts.remove(self.draw.choice(parts))  # not recorded
        for part in parts:
            wrap = self.draw.choice(self.wraps) if self.wraps and not tag else None
            dressed = part if wrap is None else wrap(part)
            whole = len(dressed)
            if self.draw.random() < 0.01:
                dressed = dressed[: self.draw.randrange(20, whole)]
            self.put(dressed[: self.snap], whole)

    def datagram(self, source, target, ports, payload):
        head = struct.pack(">HHHH", *ports, 8 + len(payload), 0)
        hops = 64 if self.draw.random() < 0.97 else 61
        self.packet(source, target, 17, head + payload, hops)

    def segment(self, source, target, ports, sequence, flags, payload=b""):
        head = struct.pack(">HHIIBBHI", *ports, sequence % (1 << 32), 1, 0x50, flags, 999, 0)
        self.packet(source, target, 6, head + payload)


def split(frame, ip):
    """Give an IPv4 packet as two fragments; ip: where its header begins."""
    head, body = frame[ip : ip + 20], frame[ip + 20 :]
    cut = len(body) // 2 // 8 * 8
    if not cut:
        return [frame]
    parts = []
    for at, part in ((0, body[:cut]), (cut, body[cut:])):
        flags = (0 if at else 0x2000) | at // 8
        sized = head[:2] + struct.pack(">H", 20 + len(part)) + head[4:6]
        parts.append(frame[:ip] + sized + struct.pack(">H", flags) + head[8:] + part)
    return parts


def video(wire, draw):
    """Datagrams of one sender, a few of them messages."""
    source, target = draw.choice(
        [(CAMERAS[0], RECORDER), (CAMERAS[1], OUTSIDE), (CAMERAS[2], MANY), (SIX[0], SIX[1]),
         (OUTSIDE, CAMERAS[1]), (CAMERAS[0], ELSEWHERE), (CAMERAS[0], draw.choice(CAMERAS))]
    )  # fmt: skip
    ports = draw.choice([(5000, 6000), (6000, 5000), (40_000, 53), (9999, 9998), (7000, 7001)])
    for at in range(draw.randrange(1, 30)):
        payload = b"\x80\x60" + struct.pack(">H", at) + draw.randbytes(draw.randrange(4, 40))
        if draw.random() < 0.1:
            payload = draw.choice([b"", b"A", *MESSAGES, b"\xff" + draw.randbytes(9)])
        wire.datagram(source, target, ports, payload)
        yield


def words_of(draw):
    """Make what the client (True), and the server, sends: RTSP with video, HTTP, or anything."""
    words = {True: b"", False: b""}
    kind = draw.choice(["rtsp", "rtsp", "rtsp", "http", "other"])
    for at in range(draw.randrange(1, 12)):
        if kind == "rtsp":
            words[True] += OPTIONS % (at, at, at)
            words[False] += ANSWER % (at, at)
            for _ in range(draw.randrange(6)):
                size = draw.randrange(60)
                words[draw.random() < 0.2] += b"$\0" + struct.pack(">H", size) + bytes(size)
        elif kind == "http":
            words[True] += b"GET /%d HTTP/1.1\r\nHost: a\r\nUser-Agent: V/%d\r\n\r\n" % (at, at)
            length = b"Content-Length: %d\r\n" % draw.randrange(90) if draw.random() < 0.8 else b""
            words[False] += b"HTTP/1.1 200 OK\r\nServer: S/%d\r\n%b\r\n" % (at, length)
            words[False] += draw.randbytes(draw.randrange(90))
        else:
            words[draw.random() < 0.5] += draw.randbytes(40) + b"\n"
    return words


def talk(wire, draw):
    """One connection, with what networks do to it."""
    client, server = draw.choice(
        [(RECORDER, CAMERAS[0]), (CAMERAS[1], OUTSIDE), (OUTSIDE, CAMERAS[2]), (SIX[0], SIX[1])]
    )
    ports = draw.choice([(40_000, 554), (40_001, 80), (40_002, 554)])
    words = words_of(draw)
    places = {True: draw.choice((1, 4_294_967_200)), False: 9_000}
    starts = dict(places)
    if draw.random() < 0.8:
        wire.segment(client, server, ports, places[True] - 1, 2)
        wire.segment(server, client, ports[::-1], places[False] - 1, 0x12)
    while words[True] or words[False]:
        yield
        by_client = bool(words[True]) and (not words[False] or draw.random() < 0.4)
        ends = (client, server, ports) if by_client else (server, client, ports[::-1])
        size = draw.randrange(1, 120)
        part, words[by_client] = words[by_client][:size], words[by_client][size:]
        sequence = places[by_client]
        places[by_client] += len(part)
        roll = draw.random()
        if roll < 0.02:
            continue  # not recorded
        if roll < 0.05 and words[by_client]:  # the next one overtakes it
            later, words[by_client] = words[by_client][:30], words[by_client][30:]
            wire.segment(*ends, places[by_client], 0x18, later)
            places[by_client] += len(later)
        if roll > 0.96 and sequence - starts[by_client] > 30:  # sent again
            wire.segment(*ends, sequence - 20, 0x18, b"x" * 20 + part)
        wire.segment(*ends, sequence, 0x18, part)
        if draw.random() < 0.4:
            other = (server, client, ports[::-1]) if by_client else (client, server, ports)
            wire.segment(*other, places[not by_client], 0x10)
    if draw.random() < 0.6:
        wire.segment(client, server, ports, places[True], draw.choice((0x11, 0x04)))


def side_by_side(draw, beginnings, others):
    """Let things happen beside each other; others: how likely one goes on first."""
    running = []
    for begin in beginnings:
        running.append(begin)
        while running and draw.random() < others():
            one = draw.choice(running)
            if next(one, one) is one:
                running.remove(one)
    for one in running:
        for _ in one:
            pass


def capture(seed, *, blocks):
    draw = random.Random(seed)  # noqa: S311 - no secret
    wire = Wire(draw)
    many = draw.randrange(2, 14)
    begun = (draw.choice((video, video, talk))(wire, draw) for _ in range(many))
    side_by_side(draw, begun, lambda: 0.97)
    return pcapng(wire.frames) if blocks else pcap(wire.frames)


def pcap(frames):
    content = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1)
    for at, frame, wire in frames:
        whole = int(at)
        micro = round((at - whole) * 1e6) % 1_000_000
        content += struct.pack("<IIII", whole, micro, len(frame), wire) + frame
    return content


def pcapng(frames):
    def block(kind, body):
        body += bytes(-len(body) % 4)
        length = struct.pack("<I", len(body) + 12)
        return struct.pack("<I", kind) + length + body + length

    content = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    content += block(1, struct.pack("<HHI", 1, 0, 0))
    for at, frame, wire in frames:
        stamp = round(at * 1e6)
        head = struct.pack("<IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF, len(frame), wire)
        content += block(6, head + frame)
    return content


def inside(address):
    return str(address).startswith(("10.", "fd00:"))


def said(path):
    """Give all that a capture says, and how many frames were passed over."""
    endpoints = Endpoints()
    reader = Reader(None, endpoints, path.name)
    source = CaptureReader(path, path.name, inside, endpoints, Silent(), reader)
    facts = []
    for frame in source.frames():
        facts += reader.read(frame)
    facts += reader.finish()
    passed = source._ahead.passed if source._ahead else 0
    rest = (
        list(source.flows()), list(source.contacts()), source.watched(), source.frames_read,
        source.shortfalls(), sorted(map(repr, source.notes())), reader.shortfalls(),
        reader.notes(),
    )  # fmt: skip
    return (sorted(map(repr, facts)), *rest), passed


def uncompiled(flows, follower, frame, _kind):
    made = ahead.Ahead(triage, flows, follower, frame, lambda what: what)
    if follower is not None:
        follower.look_ahead(made)
    return made


def missing(_flows, _follower, _frame, _kind):
    return None


BOUNDS = {
    "wide": [],
    "narrow": [
        (streams, "MAX_STREAMS", 3), (streams, "SPARE", 2), (inner, "MAX_CONTACTS", 2),
        (flowtable, "MAX_CONVERSATIONS", 3), (flowtable, "MAX_FLOWS", 2), (ahead, "SLOTS", 8),
        (content, "WINDOW", 512),
    ],
}  # fmt: skip


def damaged(content, seed):
    """Flip a few bytes anywhere, headers of records and of frames among them."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    bent = bytearray(content)
    for _ in range(draw.randrange(1, 30)):
        bent[draw.randrange(24, len(bent))] = draw.choice(
            (0, 1, 0x24, 0x45, 0xFF, draw.getrandbits(8))
        )
    return bytes(bent)


@pytest.mark.parametrize("bounds", BOUNDS)
@pytest.mark.parametrize("blocks", [False, True])
@settings(max_examples=60)
@given(seed=st.integers(0, 1 << 32), whole=st.booleans())
def test_what_is_passed_over_changes_no_answer(tmp_path_factory, bounds, blocks, seed, whole):
    path = tmp_path_factory.getbasetemp() / "made.pcap"
    content = capture(seed, blocks=blocks)
    path.write_bytes(content if whole else damaged(content, seed))
    answers = {}
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in BOUNDS[bounds]:
            patch.setattr(module, name, value)
        patch.setattr(windows, "WORTH", 0)
        for name, how in (("off", missing), ("plain", uncompiled), ("compiled", ahead.ahead_of)):
            patch.setattr(windows, "ahead_of", how)
            answers[name] = said(path)
    without, _ = answers["off"]
    assert answers["plain"][0] == without
    assert answers["compiled"][0] == without
    assert answers["plain"][1] == answers["compiled"][1]


@pytest.mark.parametrize("snap", [None, 96])
def test_most_of_a_capture_of_video_is_passed_over(tmp_path, monkeypatch, snap):
    wire = Wire(random.Random(1))  # noqa: S311 - no secret
    wire.snap = snap
    for at in range(2_000):
        wire.datagram(CAMERAS[0], RECORDER, (5000, 6000), b"\x80\x60" + at.to_bytes(2) + bytes(90))
    path = tmp_path / "video.pcap"
    path.write_bytes(pcap(wire.frames))
    monkeypatch.setattr(windows, "WORTH", 0)
    (_, _, _, _, frames, *_), passed = said(path)
    assert frames == len(wire.frames)
    assert passed > 0.9 * frames


def test_who_sent_a_stream_is_told_also_where_nobody_waits_for_it(tmp_path, monkeypatch):
    """Another MAC sends once; then the first one acknowledges, and goes on."""
    draw = random.Random(1)  # noqa: S311 - no secret
    monkeypatch.setattr(draw, "random", lambda: 0.5)  # nothing happens to a packet
    wire = Wire(draw)
    wire.snap, wire.wraps, wire.splits = None, [], 0
    ends, back = (CAMERAS[0], RECORDER, (554, 40_000)), (RECORDER, CAMERAS[0], (40_000, 554))
    wire.segment(*back, 9, 2)
    wire.segment(*ends, 9, 0x12)
    wire.segment(*ends, 10, 0x18, b"HTTP/1.1 200 OK\r\nServer: S/1\r\n\r\n" + b"x" * 60)
    at, frame, length = wire.frames[-1]
    wire.frames[-1] = at, frame[:-20], length  # cut: nothing more of it is read, but at the end
    for sequence, payload in ((200, b"a" * 9), (209, b""), (209, b"b" * 9)):
        wire.segment(*ends, sequence, 0x18 if payload else 0x10, payload)
    at, frame, length = wire.frames[-3]
    wire.frames[-3] = at, frame[:6] + b"\2\0\0\0\0\x99" + frame[12:], length
    path = tmp_path / "two.pcap"
    path.write_bytes(pcap(wire.frames))
    without, _ = said(path)
    assert any("02:00:00:00:00:0b" in one and "S/1" in one for one in without[0])
    monkeypatch.setattr(windows, "WORTH", 0)
    for how in (uncompiled, ahead.ahead_of):
        monkeypatch.setattr(windows, "ahead_of", how)
        assert said(path)[0] == without


@pytest.mark.parametrize("broken", ["import", "compile", "cache"])
def test_where_it_cannot_be_compiled_the_reader_does_without(tmp_path, monkeypatch, broken):
    path = tmp_path / "made.pcap"
    path.write_bytes(capture(7, blocks=False))
    whole, _ = said(path)
    monkeypatch.setattr(windows, "WORTH", 0)
    if broken == "cache":  # nothing is kept, and nothing is written beside the sources
        (tmp_path / "file").write_text("")
        monkeypatch.setattr(ahead, "cache_folder", lambda: tmp_path / "file" / "cache")
    else:
        made = compiled.kernel(None) if broken == "compile" else None

        class Broken:
            conversation_key = staticmethod(lambda *_: 1)

            def walk(self, *_):
                raise RuntimeError("no such processor")

        def kernel(_folder):
            if made is None:
                raise ImportError("numba needs another NumPy")
            return Broken()

        monkeypatch.setattr(compiled, "kernel", kernel)
    again, passed = said(path)
    assert again == whole
    assert (passed > 0) is (broken == "cache")


def test_numba_is_there():
    """Where it is not, nothing above compares anything compiled."""
    assert compiled.is_there()


@given(
    st.binary(min_size=0, max_size=400),
    st.one_of(st.integers(0, 65_535), st.sampled_from(sorted(SIGNS.ports))),
    st.integers(0, 65_535),
    st.sampled_from([b"", *MESSAGES, *(bytes(place) + mark for place, mark in SIGNS.marks)]),
)
def test_a_datagram_without_a_sign_is_read_by_nobody(payload, source, target, start):
    payload = start + payload
    table, marks = signs.table(SIGNS), array("q", signs.marks(SIGNS))
    if not payload or table[triage.PORTS + source] or table[triage.PORTS + target]:
        return
    if triage.is_silent(payload, 0, len(payload), table, marks):
        ends = (None, None, 0x800, None, None, 64, 17, source, target)
        frame = Frame(1, 0.0, *ends, 0, 0, payload, cut=False, vlan=None)
        assert datagram_protocol(frame) is None
