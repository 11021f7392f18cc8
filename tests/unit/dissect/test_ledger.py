"""What of messages stays when frames are kept: what is read from them, packed or enciphered too."""

import gzip
import runpy
import zlib
from ipaddress import ip_address
from pathlib import Path

import pytest

from camaudit.blank import FILLER, filled
from camaudit.dissect.dispatch import Reader
from camaudit.errors import MalformedError
from camaudit.model.endpoint import Endpoints
from camaudit.model.frame import Frame
from camaudit.protocols import quic, tls

UNIT = Path(__file__).parents[1]
QUIC = runpy.run_path(str(UNIT / "protocols" / "test_quic.py"))
VIEWER, CAMERA = ip_address("10.0.0.5"), ip_address("10.0.0.9")
SECRET = b"Qz5f9e71c02b"
PAGE = b"<html><title>Gate</title><p>" + SECRET + b" and more words of no weight</p></html>"


class Keeps:
    """Keeps the content of frames in memory, each 100,000 bytes behind the one before."""

    def __init__(self):
        self.here = 0
        self.contents = []
        self.trials = 0

    def begin(self, payload):
        self.here = len(self.contents) * 100_000
        self.contents.append(bytearray(filled(len(payload))))

    def put(self, place, data):
        number, at = divmod(place, 100_000)
        self.contents[number][at : at + len(data)] = data

    def want(self):
        pass

    def tired(self):
        self.trials += 1

    def remark(self, *_):
        raise AssertionError("no judge was given")


def segments(*lines, port=80):
    """Give the frames of a talk: an opening, then what client and server say in turns."""
    frames, at = [], [1_000, 5_000]
    ends = (VIEWER, 40_000), (CAMERA, port)
    for number, line in enumerate((None, None, *lines)):
        side = number % 2
        (source, here), (target, there) = ends[side], ends[1 - side]
        flags = (2, 18)[side] if line is None else 24
        frames.append(
            Frame(number + 1, float(number), None, None, 0x0800, source, target, 64, 6, here, there,
                  at[side], flags, line or b"", cut=False, vlan=None)
        )  # fmt: skip
        at[side] += 1 if line is None else len(line)
    return frames


def read(frames, keeps=None, *, later=False):
    reader = Reader(None, Endpoints(), "a")
    if keeps is not None:
        reader.keep(keeps, later=later)
    said = []
    for frame in frames:
        if keeps is not None:
            keeps.begin(frame.payload)
        said += reader.read(frame)
    return [*said, *reader.finish()], reader.shortfalls()


def kept(frames, *, later=False):
    """Keep frames; see that they say the same again; give their contents."""
    keeps = Keeps()
    said = read(frames, keeps, later=later)
    assert said == read(frames)
    made = [bytes(one) for one in keeps.contents]
    changed = [one._replace(payload=new) for one, new in zip(frames, made, strict=True)]
    assert read(changed) == said
    return made, said[0]


def answer(body, *headers):
    head = [b"HTTP/1.1 200 OK", b"Content-Type: text/html", *headers]
    return b"\r\n".join([*head, b"", b""]) + body


REQUEST = b"GET /x HTTP/1.1\r\nHost: 10.0.0.9\r\nCookie: a=" + SECRET + b"\r\n\r\n"
GZIP = gzip.compress(PAGE, 1)


@pytest.mark.parametrize("packed", [GZIP, zlib.compress(PAGE, 1)], ids=["gzip", "zlib"])
@pytest.mark.parametrize("later", [False, True], ids=["now", "later"])
def test_a_packed_body_is_overwritten_inside(packed, later):
    coding = b"gzip" if packed is GZIP else b"deflate"
    size = b"Content-Length: %d" % len(packed)
    made, said = kept(
        segments(REQUEST, answer(packed, b"Content-Encoding: " + coding, size)), later=later
    )
    assert "Gate" in {one.value for one in said}
    body = made[3].partition(b"\r\n\r\n")[2]
    plain = zlib.decompressobj(47).decompress(body)
    assert b"<title>Gate</title" in plain
    assert SECRET not in plain + made[2]
    assert len(plain) == len(PAGE)


def test_a_packed_body_in_pieces_is_overwritten_inside():
    pieces = b"".join(b"%x\r\n" % len(one) + one + b"\r\n" for one in (GZIP[:40], GZIP[40:]))
    head = (b"Content-Encoding: gzip", b"Transfer-Encoding: chunked")
    made, said = kept(segments(REQUEST, answer(pieces + b"0\r\n\r\n", *head)))
    assert "Gate" in {one.value for one in said}
    body = made[3].partition(b"\r\n\r\n")[2]
    raw = body[4:44] + body[50 : 50 + len(GZIP) - 40]
    assert SECRET not in zlib.decompressobj(47).decompress(raw)


def test_a_packed_body_that_says_nothing_goes_whole():
    packed = gzip.compress(SECRET * 9)
    size = b"Content-Length: %d" % len(packed)
    made, _ = kept(segments(REQUEST, answer(packed, b"Content-Encoding: gzip", size)))
    assert made[3].endswith(filled(len(packed)))


def test_a_hello_keeps_its_name_and_no_ticket():
    ticket = b"\0\x29" + (len(SECRET) + 4).to_bytes(2) + SECRET + bytes(4)
    hello = QUIC["hello"](ticket)
    record = b"\x16\3\1" + len(hello).to_bytes(2) + hello
    made, said = kept(segments(record, port=443))
    assert [one.name for one in said if hasattr(one, "name")] == ["p2p.acme.test"]
    assert SECRET not in made[2]
    assert tls.parse(made[2]).server_name == "p2p.acme.test"


@pytest.mark.parametrize("version", QUIC["KEYS"])
def test_a_hello_over_quic_is_enciphered_again_without_its_ticket(version):
    packet, crypto, frame = QUIC["packet"], QUIC["crypto"], QUIC["frame"]
    ticket = b"\0\x29" + (len(SECRET) + 4).to_bytes(2) + SECRET + bytes(4)
    hello = QUIC["hello"](ticket)
    half = len(hello) // 2
    token = b"T" + SECRET
    payloads = [
        packet(crypto(half, hello[half:]), 0, version, token),
        packet(b"\1" + crypto(0, hello[:half]), 1, version),
    ]
    frames = [frame(at + 1, one) for at, one in enumerate(payloads)]
    made, said = kept(frames)
    assert [one.name for one in said if hasattr(one, "name")] == ["p2p.acme.test"]
    pieces = {at: piece for one in made for at, piece in quic.parse(one).pieces}
    again = pieces[0] + pieces[half]
    assert len(again) == len(hello)
    assert SECRET not in again
    assert not any(SECRET in one for one in made)


@pytest.mark.parametrize(
    "payloads",
    [
        [QUIC["packet"](QUIC["crypto"](0, QUIC["hello"]()[:60]))],
        [QUIC["packet"](QUIC["crypto"](0, b"\1\0\0\2ab"))],
        [QUIC["packet"](b"\x1f\1\2\3")],
        [b"\xc3\xff\0\0\x1d" + bytes(40)],
        [QUIC["packet"](QUIC["crypto"](0, QUIC["hello"]()))[:300]],
    ],
    ids=["half", "no hello", "no frame", "draft", "cut"],
)
def test_what_cannot_be_read_over_quic_is_told_again(payloads):
    kept([QUIC["frame"](at + 1, one) for at, one in enumerate(payloads)])


def test_a_resealed_packet_is_as_long_and_needs_one_that_opens():
    sealed = QUIC["packet"](QUIC["crypto"](0, QUIC["hello"]())) + b"behind"
    again = quic.resealed(sealed, QUIC["hello"]())
    assert len(again) == len(sealed)
    assert again.endswith(bytes([FILLER]) * 6)
    assert quic.parse(again) == quic.parse(sealed)
    with pytest.raises(MalformedError):
        quic.resealed(b"\xc3" + bytes(40), b"")


def test_two_messages_that_say_who_holds_an_address_stay_two():
    """What is repeated says it once; one that differs where nothing is read says it again."""
    made = []
    for number in (1, 2):
        body = b"\2\1\6\0" + bytes([number]) * 4 + bytes(8) + CAMERA.packed + bytes(8)
        body += bytes.fromhex("ec71db102030") + bytes(202) + b"\x63\x82\x53\x63\x35\1\5\xff"
        made.append(
            Frame(number, float(number), "02:00:00:00:00:01", "ff:ff:ff:ff:ff:ff", 0x0800, VIEWER,
                  ip_address("255.255.255.255"), 64, 17, 67, 68, 0, 0, body, cut=False, vlan=None)
        )  # fmt: skip
    contents, said = kept(made)
    assert len(said) >= 2
    assert contents[0] != contents[1]
    assert bytes([1]) * 4 not in contents[0]
