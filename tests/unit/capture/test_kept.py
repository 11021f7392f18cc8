"""Frames that are kept: headers as they were, content overwritten, found again as before."""

import io
import runpy
from pathlib import Path

import pytest
from scapy.layers.inet import ICMP, IP, UDP
from scapy.layers.l2 import Ether

from camaudit.blank import filled
from camaudit.capture import copies
from camaudit.capture.kept import Kept
from camaudit.capture.windows import CaptureReader
from camaudit.model.endpoint import Endpoints, is_inside_by_default
from camaudit.model.progress import Silent

MADE = runpy.run_path(str(Path(__file__).with_name("wrapped.py")))
WRAPPED, subframe = MADE["WRAPPED"], MADE["subframe"]
MOST = 10_000_000


def opened(path, keep=None):
    return CaptureReader(path, "a", is_inside_by_default, Endpoints(), Silent(), keep=keep)


def told(capture):
    """Give what a capture says but for content and numbers."""
    frames = [one._replace(payload=filled(len(one.payload)), number=0) for one in capture.frames()]
    flows = [(one.about, one.peer, one.sent, one.received, one.first) for one in capture.flows()]
    short = [(one.reason, one.what, one.count) for one in capture.shortfalls()]
    notes = [(one.what, one.about, one.sender, one.count) for one in capture.notes()]
    watched = capture.watched()
    seen = watched and (watched.heard, watched.passing, watched.first, watched.last)
    return frames, flows, short, notes, seen


def kept(content, folder, work=None):
    """Keep the frames of a capture; give what it says, and the file."""
    path, draft = folder / "a.pcap", io.BytesIO()
    path.write_bytes(content)
    capture = opened(path, lambda numbers: Kept(draft, numbers, MOST))
    said = told(capture) if work is None else work(capture)
    made = folder / "kept.pcapng"
    made.write_bytes(b"".join(capture.kept.blocks("1")))
    return said, made


@pytest.mark.parametrize("name", WRAPPED)
def test_what_is_wrapped_is_found_again_without_its_content(name, pcap, tmp_path):
    case = WRAPPED[name]
    said, made = kept(pcap([(1.0, bytes(case.frame))], link=case.link), tmp_path)
    assert len(said[0]) == 1
    assert told(opened(made)) == said
    assert MADE["BODY"][:8] not in made.read_bytes()


@pytest.mark.parametrize("name", WRAPPED)
def test_what_is_cut_anywhere_is_missed_again(name, pcap, tmp_path):
    case = WRAPPED[name]
    whole = bytes(case.frame)
    frames = [(float(end), (whole[:end], len(whole))) for end in range(0, len(whole), 11)]
    said, made = kept(pcap(frames, link=case.link), tmp_path)
    assert told(opened(made)) == said
    assert MADE["BODY"][:8] not in made.read_bytes()


def ip(**fields):
    return Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02") / IP(
        src="10.0.0.1", dst="10.0.0.2", **fields
    )


def test_what_is_put_later_stands_there_and_sums_are_right(pcap, tmp_path):
    frame = bytes(ip() / UDP(sport=5000, dport=5001) / b"the secret is out")
    other = bytes(ip(id=2) / UDP(sport=5000, dport=5001) / b"nothing")

    def work(capture):
        places = []
        for _ in capture.frames():
            capture.kept.want()
            places.append(capture.kept.here)
        capture.kept.put(places[0] + 11, b"is")

    _, made = kept(pcap([(1.0, frame), (2.0, other)], link=1), tmp_path, work=work)
    (one, two) = opened(made).frames()
    assert one.payload == filled(11) + b"is" + filled(4)
    assert two.payload == filled(7)
    content = made.read_bytes()
    begin = content.index(frame[:42][:14])
    written = Ether(content[begin : begin + 55] + filled(4))
    sums = written[IP].chksum, written[UDP].chksum
    del written[IP].chksum, written[UDP].chksum
    built = Ether(bytes(written))
    assert (built[IP].chksum, built[UDP].chksum) == sums


def test_an_error_keeps_the_headers_that_it_quotes_and_an_echo_nothing(pcap, tmp_path):
    quoted = IP(src="10.0.0.2", dst="8.8.8.8") / UDP(sport=9, dport=10) / b"password"
    error = bytes(ip() / ICMP(type=3, code=3) / quoted)
    echo = bytes(ip(id=3) / ICMP() / bytes(IP(src="10.0.0.2", dst="8.8.8.8") / b"password"))
    _, made = kept(pcap([(1.0, error), (2.0, echo)], link=1), tmp_path)
    content = made.read_bytes()
    assert b"password" not in content
    assert content.count(bytes([10, 0, 0, 2, 8, 8, 8, 8])) == 1


def test_a_copy_stays_a_copy(pcap, tmp_path, monkeypatch):
    monkeypatch.setattr(copies, "COPY_WINDOW", 0.02)
    frame = bytes(ip(id=7) / UDP(sport=5000, dport=5001) / b"the secret is out, and longer")

    def work(capture):
        for _ in capture.frames():
            capture.kept.put(capture.kept.here, b"the")
        return [(one.what, one.count) for one in capture.notes()]

    frames = [(1.0, frame), (1.001, frame), (2.0, frame)]
    said, made = kept(pcap(frames, link=1), tmp_path, work=work)
    capture = opened(made)
    payloads = [one.payload for one in capture.frames()]
    assert payloads == [b"the" + filled(26)] * 2
    assert [(one.what, one.count) for one in capture.notes()] == said


def test_times_are_kept_to_the_nanosecond(tmp_path):
    frame = bytes(ip() / UDP(sport=5000, dport=5001) / b"a")
    head = bytes.fromhex("4d3cb2a1 0200 0400 00000000 00000000 00000400 01000000")
    time = (1_790_000_000).to_bytes(4, "little") + (123_456_789).to_bytes(4, "little")
    _, made = kept(head + time + 2 * len(frame).to_bytes(4, "little") + frame, tmp_path)
    stamp = 1_790_000_000_123_456_789
    wanted = (stamp >> 32).to_bytes(4, "little") + (stamp & 0xFFFFFFFF).to_bytes(4, "little")
    assert wanted in made.read_bytes()


def test_a_kept_file_is_read_frame_by_frame_however_large(pcap, tmp_path, monkeypatch):
    """The kernel would not see the ends that are left out."""
    frames = [
        (float(at), bytes(ip(id=at) / UDP(sport=5000, dport=5001) / bytes(900))) for at in range(9)
    ]
    said, made = kept(pcap(frames, link=1), tmp_path)
    monkeypatch.setattr("camaudit.capture.windows.WORTH", 0)
    assert told(opened(made)) == said
    assert made.stat().st_size < 9 * 200
