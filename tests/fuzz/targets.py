"""What is fuzzed: each parser, all frames of a source, a capture file, the texts of a device.

A target takes bytes and must return: whatever they are, no error leaves it but those that the rest
of the program expects, and it ends within its bounds. Seeds are the cases of the parsers.
"""

import io
import os
import random
import tempfile
from contextlib import suppress
from datetime import UTC
from ipaddress import ip_address
from pathlib import Path
from types import SimpleNamespace

import yaml

from camaudit import data as shipped
from camaudit.capture.windows import CaptureReader
from camaudit.credentials.judge import Judge
from camaudit.dissect.dispatch import Reader
from camaudit.errors import CamauditError, MalformedError, SourceError
from camaudit.identify.registry import Registry
from camaudit.identify.trial import Trial, grouped
from camaudit.model.endpoint import Endpoints
from camaudit.model.frame import Frame
from camaudit.model.observation import Channel
from camaudit.model.progress import Silent
from camaudit.protocols import PARSERS
from camaudit.rulebook.load import load
from camaudit.sources import camera_list as camera_lists
from camaudit.sources.detect import Found
from camaudit.sources.source import Given
from camaudit.sources.table import TableSource

CASES = Path(__file__).resolve().parents[1] / "unit" / "protocols" / "cases"
LISTS = Path(__file__).resolve().parents[1] / "unit" / "sources" / "lists"
PRINTED = CASES.parents[1] / "tables" / "cases"
FOUND = Path(__file__).parent / "found"  # one folder a target, one file a finding that was mended

# The ports of a flow in the frames target, by the number of a record; 40000 is no service's.
PORTS = (
    53, 67, 68, 80, 443, 546, 547, 554, 1900, 3702, 5353, 8000, 8080, 9000, 21, 22, 23, 123, 161,
    3478, 5060, 5050, 9999, 10001, 20002, 23456, 32100, 32108, 34567, 34569, 37020, 37810, 40000,
    1758, 2380, 3600, 7711, 10669, 20560, 62976,
)  # fmt: skip
CAMERA, CLIENT = ip_address("10.20.2.9"), ip_address("10.20.2.50")
CAMERA_MAC, CLIENT_MAC = "02:00:00:00:00:09", "02:00:00:00:00:50"
CHANNELS = tuple(Channel)
AS_OF = SimpleNamespace(as_of=1.0)  # all that the source of a list asks of what it is given


def parser(name):
    """Make the target of one parser."""
    parse = PARSERS[name]

    def run(given):
        with suppress(MalformedError):
            parse(given)

    return run


def records(given):
    """Cut bytes into records: what it is, a port, the length of a payload (2 bytes), a payload."""
    stream = io.BytesIO(given)
    while len(head := stream.read(4)) == 4:
        yield head[0], PORTS[head[1] % len(PORTS)], stream.read(int.from_bytes(head[2:], "big"))


def record(kind, port, payload):
    """Write one record."""
    return bytes((kind, PORTS.index(port))) + len(payload).to_bytes(2, "big") + payload


def frames(given):
    """Read bytes as the frames of one source, with the judge of logins behind it."""
    reader = Reader(JUDGE, Endpoints(), "fuzz")
    sent = {True: 1, False: 1}
    for number, (kind, port, payload) in enumerate(records(given), start=1):
        to_camera, tcp = bool(kind & 1), bool(kind & 2)
        protocol = 6 if tcp else (58 if kind & 4 else 17)
        ends = (CLIENT, CAMERA, CLIENT_MAC, CAMERA_MAC) if to_camera else (
            CAMERA, CLIENT, CAMERA_MAC, CLIENT_MAC)  # fmt: skip
        frame = Frame(
            number, 1_700_000_000.0 + number, ends[2], ends[3],
            0x0806 if kind & 8 and not tcp else 0x0800, ends[0], ends[1], 64,
            -1 if kind & 8 and not tcp else protocol,
            40000 if to_camera else port, port if to_camera else 40000,
            sent[to_camera] if tcp else 0, (kind >> 4) if tcp else 0, payload, cut=False, vlan=None,
        )  # fmt: skip
        if tcp:
            sent[to_camera] += len(payload) + (17 if kind & 4 else 0)
        for _ in reader.read(frame):
            pass
    for _ in reader.finish():
        pass
    reader.shortfalls()


def capture(given):
    """Read bytes as a capture file, to its flows."""
    SCRATCH.write_bytes(given)
    with suppress(SourceError):
        source = CaptureReader(SCRATCH, "fuzz", lambda ip: ip.is_private, Endpoints(), Silent())
        for _ in source.frames():
            pass
        for _ in source.flows():
            pass
        source.watched()
        source.shortfalls()


def tables(given):
    """Read bytes as the file of a terminal, with tables of switches in it."""
    SCRATCH.write_bytes(given)
    with suppress(SourceError):
        source = TableSource(Found(SCRATCH, "fuzz", None), GIVEN)
        for _ in source.observations():
            pass
        source.shortfalls()


def texts(given):
    """Identify devices of a list of texts, each line on the channel of its first byte."""
    lines = given.decode("utf-8", "replace").split("\n")[:64]
    listed = [
        f"x\t{CHANNELS[ord(line[0]) % len(CHANNELS)].value}\t{line[1:]}" for line in lines if line
    ]
    with suppress(CamauditError):
        for name, said in grouped(listed, lambda *_: None):
            _ = TRIAL.of(name, said).row


def camera_list(given):
    """Read bytes as a recorder's camera list or a register, in each of its forms."""
    SCRATCH.write_bytes(given)
    known = camera_lists.recognise(SCRATCH)
    source = camera_lists.CameraListSource(Found(SCRATCH, "fuzz", None), AS_OF)
    with suppress(SourceError):
        claims = list(source.observations())
        assert known or not claims
    source.shortfalls()


def samples():
    """Give good messages by parser: the cases that are not refused."""
    found = {name: [] for name in PARSERS}
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader) or []:  # noqa: S506 - makes text only
            name = case.get("parser", path.stem)
            sample = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode()
            if name in found:
                found[name].append(sample)
    return found


def seeds():
    """Give the seeds of every target."""
    good = samples()
    every = [one for messages in good.values() for one in messages]
    draw = random.Random(1)  # noqa: S311 - the same seeds in every run
    talks = [
        record(draw.randrange(16), port, one) for one in every for port in draw.sample(PORTS, 4)
    ]
    for name, port in (("http", 80), ("rtsp", 554)):
        talks += [
            record(3, port, request) + record(2, port, answer)
            for request in good[f"{name}-request"]
            for answer in good[f"{name}-response"]
        ]
    school = Path(__file__).resolve().parents[2] / "examples" / "school" / "captures"
    files = [path.read_bytes()[:20_000] for path in sorted(school.rglob("*.pcap*"))]
    lines = [
        chr(CHANNELS.index(one.on)) + example.value
        for one in RULEBOOK.signatures
        for example in one.examples
    ]
    draw.shuffle(lines)
    devices = ["\n".join(lines[at : at + 6]).encode() for at in range(0, len(lines), 6)]
    lists = [path.read_bytes() for path in sorted(LISTS.iterdir()) if path.suffix != ".yaml"]
    printed = [path.read_bytes()[:4_000] for path in sorted(PRINTED.glob("*.txt"))]
    found = {
        **good,
        "frames": talks,
        "capture": files,
        "texts": devices,
        "list": lists,
        "tables": printed,
    }
    names = list(found)
    found["any"] = [bytes((names.index(name),)) + one for name in names for one in found[name][:9]]
    return found


def any_of_them(given):
    """Run the target of the first byte: one process for all, for a short run."""
    if given:
        ONE_BY_ONE[given[0] % len(ONE_BY_ONE)](given[1:])


RULEBOOK = load([shipped.folder("rules")])
JUDGE = Judge(RULEBOOK.defaults)
TRIAL = Trial(RULEBOOK, Registry({}))
GIVEN = Given(
    inside=lambda ip: ip.is_private,
    as_of=1_700_000_000.0,
    zone=UTC,
    knows=lambda _: False,
    make_reader=lambda ends, source: Reader(JUDGE, ends, source),
    watcher=Silent(),
)
SCRATCH = Path(tempfile.gettempdir()) / f"camaudit-fuzz-{os.getpid()}"
TARGETS = {
    **{name: parser(name) for name in PARSERS},
    "frames": frames,
    "capture": capture,
    "texts": texts,
    "list": camera_list,
    "tables": tables,
}
ONE_BY_ONE = tuple(TARGETS.values())
TARGETS["any"] = any_of_them
