"""Whatever is said and however it comes: what is kept holds no secret, and is read as before."""

import random
import runpy
import struct
import tempfile
from dataclasses import fields, is_dataclass, replace
from datetime import UTC
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit import data
from camaudit.blank import FILLER, Blanker
from camaudit.credentials.readers import Readers
from camaudit.model.endpoint import is_inside_by_default
from camaudit.model.observation import Seen
from camaudit.model.progress import Silent
from camaudit.rulebook.kept import load
from camaudit.sources.detect import Found
from camaudit.sources.keeping import Keeper
from camaudit.sources.pcap import CaptureSource
from camaudit.sources.source import Given

END_TO_END = Path(__file__).parents[1] / "end_to_end"
planted = runpy.run_path(str(END_TO_END / "planted.py"))
makers = runpy.run_path(str(END_TO_END / "planted_makers.py"))
found = runpy.run_path(str(END_TO_END / "test_secrets.py"))["found"]
CAMERA = (bytes.fromhex("ec71db102030"), bytes([10, 20, 2, 77]))
VIEWER = (bytes.fromhex("00005e005333"), bytes([10, 20, 2, 5]))
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


class Secrets(planted["Planted"]):
    """Hands out words of any length."""

    def __init__(self, draw):
        super().__init__()
        self.draw = draw

    def new(self, label):
        size = self.draw.randrange(12, 28)
        self.secrets[label] = "Qz" + "".join(self.draw.choice(LETTERS) for _ in range(size))
        return self.secrets[label]


class Tape:
    """Frames; what is said comes in pieces, some twice, some too early."""

    def __init__(self, draw):
        self.draw = draw
        self.at = 1_790_000_000_000_000_000
        self.frames = []
        self.number = 0

    def packet(self, source, target, protocol, body):
        self.number += 1
        head = struct.pack(
            ">BBHHHBBH", 0x45, 0, 20 + len(body), self.number, 0x4000, 64, protocol, 0
        )
        frame = target[0] + source[0] + b"\x08\0" + head + source[1] + target[1] + body
        self.at += self.draw.randrange(1, 2_000_000_000)
        self.frames.append((self.at, frame))
        if self.draw.random() < 0.05:  # a switch mirrors two ports
            self.at += 1_000
            self.frames.append((self.at, frame))

    def datagram(self, source, target, port, payload):
        body = struct.pack(">HHHH", port, port, 8 + len(payload), 1) + payload
        self.packet(source, target, 17, body)

    def talk(self, port, lines):
        ends = [VIEWER, CAMERA]
        ports = [self.draw.randrange(30_000, 60_000), port]
        sequence = [self.draw.randrange(1 << 32) for _ in ends]

        def segment(side, at, flags, payload=b""):
            head = struct.pack(
                ">HHIIBBHHH",
                ports[side],
                ports[1 - side],
                at % (1 << 32),
                1,
                0x50,
                flags,
                999,
                0,
                0,
            )
            self.packet(ends[side], ends[1 - side], 6, head + payload)

        for side, flags in ((0, 0x02), (1, 0x12)):
            segment(side, sequence[side], flags)
            sequence[side] += 1
        for turn, line in enumerate(lines):
            side = turn % 2
            pieces = []
            at = 0
            while at < len(line):
                size = self.draw.choice((3, 40, 700, 1_460, 1_460))
                pieces.append((sequence[side] + at, line[at : at + size]))
                at += size
            sequence[side] += len(line)
            if self.draw.random() < 0.2:
                self.draw.shuffle(pieces)
            if pieces and self.draw.random() < 0.2:
                pieces.append(pieces[-1])
            for at, piece in pieces:
                segment(side, at, 0x18, piece)
        for side in (0, 1):
            if self.draw.random() < 0.7:
                segment(side, sequence[side], 0x11)

    def write(self, path):
        made = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262_144, 1)
        for at, frame in self.frames:
            head = struct.pack("<IIII", *divmod(at, 1_000_000_000), len(frame), len(frame))
            made += head + frame
        path.write_bytes(made)


DEFAULTS = load([data.folder("rules")], None, "0").defaults


def said(path, keeper=None):
    given_to = Given(
        inside=is_inside_by_default,
        as_of=None,
        zone=UTC,
        knows=lambda _: False,
        make_reader=Readers(DEFAULTS),
        watcher=Silent(),
        keeper=keeper,
    )
    source = CaptureSource(Found(path, path.name, None), given_to)
    every = [repr(placeless(one)) for one in source.observations()]
    short = [(one.reason, one.what, one.count) for one in source.shortfalls()]
    return sorted(every), short, [(one.what, one.count) for one in source.notes()]


def placeless(one):
    if isinstance(one, Seen):
        return replace(one, source="", place="")
    if is_dataclass(one):
        changes = {each.name: placeless(getattr(one, each.name)) for each in fields(one)}
        if "source" in changes:
            changes["source"] = ""
        return replace(one, **changes)
    return one


def talks(secrets):
    yield from ((80, talk) for talk in planted["http_talks"](secrets))
    yield from ((554, talk) for talk in planted["rtsp_talks"](secrets))
    yield from planted["plain_lines"](secrets)
    yield from makers["talks"](secrets, planted["request"], planted["answer"])


@settings(max_examples=12)
@given(st.integers(0, 1 << 32))
def test_what_is_kept_holds_no_secret_and_says_the_same(seed):
    draw = random.Random(seed)  # noqa: S311 - no secret of anybody
    secrets, tape = Secrets(draw), Tape(draw)
    every = [*talks(secrets)]
    for port, lines in draw.sample(every, 8):
        tape.talk(port, lines)
    for port, payload in draw.sample([*planted["datagrams"](secrets)], 5):
        for _ in range(draw.choice((1, 1, 3))):
            tape.datagram(CAMERA, (b"\xff" * 6, b"\xff" * 4), port, payload)
    with tempfile.TemporaryDirectory() as folder:
        path, kept = Path(folder) / "a.pcap", Path(folder) / "b.pcapng"
        tape.write(path)
        plain = said(path)
        assert said(path, Keeper(kept, "1")) == plain
        assert found({"kept": kept.read_bytes()}, secrets.secrets) == []
        assert said(kept) == plain


@settings(max_examples=200)
@given(st.binary(max_size=200), st.lists(st.binary(min_size=1, max_size=9), max_size=4))
def test_no_byte_stays_that_is_not_asked_for(message, words):
    """Of a message that is read for some words alone, those words are left."""
    for word in words:
        message += b"\n" + word + b" "
    wanted = [word for word in words if bytes([FILLER]) not in word]

    def says(made):
        return tuple(message.find(word) == made.find(word) for word in wanted)

    expected = says(message)
    made = Blanker().blank("any", message, lambda one: says(one) == expected)
    assert len(made) == len(message)
    assert says(made) == expected
    for at, byte in enumerate(made):
        if byte != FILLER:
            assert byte == message[at]
            assert any(
                begin <= at < begin + len(word)
                for word in wanted
                for begin in (message.find(word),)
            )


def test_a_message_that_is_too_much_is_overwritten_whole(monkeypatch):
    monkeypatch.setattr("camaudit.blank.MOST_TRIALS", 50)
    told = []
    message = bytes(range(0x21, 0x60)) * 4
    made = Blanker(lambda: told.append(1)).blank("any", message, lambda one: one == message)
    assert set(made) == {FILLER}
    assert told == [1]
