"""Damaged captures: what is whole behind a damage is read, and the damage is counted."""

import gzip
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether

from camaudit.capture import repair
from camaudit.model.observation import Reason

COUNT = 40
LINK = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")


def frame(number):
    body = f"frame {number:03}".encode() + bytes(7 * number % 60)
    return bytes(
        LINK / IP(src="10.0.0.1", dst="10.0.0.2", id=number) / UDP(sport=9, dport=9) / body
    )


FRAMES = [(1_700_000_000.25 + number, frame(number)) for number in range(COUNT)]


def payloads(capture):
    return [one.payload[:9] for one in capture.frames() if one.payload.startswith(b"frame")]


def said(*numbers):
    return [f"frame {number:03}".encode() for number in numbers]


def place_of(content, number):
    """Give where the header of a pcap record begins."""
    return content.index(f"frame {number:03}".encode()) - 42 - 16


DAMAGES = {
    "a length too long to believe": (8, b"\xff\xff\xff\xff"),
    "a length that is longer": (8, struct.pack("<I", 120)),
    "a length that is shorter": (8, struct.pack("<I", 31)),
    "a length beyond the end of the file": (8, struct.pack("<I", 200_000)),
    "no header at all": (0, bytes(16)),
    "another header": (0, b"\x5a" * 16),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_reading_goes_on_behind_a_damaged_pcap_record(name, pcap, reader):
    offset, wrong = DAMAGES[name]
    content = bytearray(pcap(FRAMES))
    at = place_of(content, 10) + offset
    content[at : at + len(wrong)] = wrong
    capture = reader(bytes(content))
    found = payloads(capture)
    assert set(said(*range(10), *range(12, COUNT))) <= set(found)
    (damaged,) = [one for one in capture.shortfalls() if one.reason is Reason.DAMAGED]
    assert (damaged.what, damaged.count) == ("records, stepped over", 1)
    assert damaged.place.startswith(f"byte {place_of(pcap(FRAMES), 10)}, after frame ") or (
        damaged.place.endswith("after frame 11")  # the wrong length was believed
    )


FORMS = {
    "little-endian": {},
    "big-endian": {"order": ">"},
    "nanoseconds": {"magic": 0xA1B23C4D, "units": 1_000_000_000},
    "Kuznetzov": {"magic": 0xA1B2CD34, "extra": bytes(8)},
    "patched, with the mark of the plain form": {"extra": bytes(8)},
    "patched, with twelve bytes more": {"magic": 0xA1B2CD34, "extra": bytes(12)},
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("name", FORMS)
def test_a_stretch_of_other_bytes_is_stepped_over_in_every_form(name, packed, pcap, reader):
    form = FORMS[name]
    content = pcap(FRAMES[:20], **form) + b"\xa5" * 30_000 + pcap(FRAMES[20:], **form)[24:]
    capture = reader(gzip.compress(content, mtime=0) if packed else content)
    assert payloads(capture) == said(*range(COUNT))
    assert [(s.reason, s.count) for s in capture.shortfalls()] == [(Reason.DAMAGED, 1)]


def test_a_first_record_that_is_damaged_is_stepped_over(pcap, reader):
    content = pcap(FRAMES)
    capture = reader(content[:24] + b"\xa5" * 99 + content[24:])
    assert payloads(capture) == said(*range(COUNT))


def test_zeros_at_the_end_are_room_that_was_not_filled(pcap, reader):
    content = pcap(FRAMES)
    capture = reader(content + bytes(1 << 20))
    assert payloads(capture) == said(*range(COUNT))
    assert capture.frames_read == COUNT
    (damaged,) = capture.shortfalls()
    assert damaged.place == f"byte {len(content)}, after frame {COUNT}"


def test_days_without_a_frame_are_no_damage(pcap, reader):
    late = [(at + 40 * 86_400 * (number // 20), data) for number, (at, data) in enumerate(FRAMES)]
    for frames in (late, [*FRAMES[:-1], (FRAMES[-1][0] + 1e7, FRAMES[-1][1])]):
        capture = reader(pcap(frames))
        assert payloads(capture) == said(*range(COUNT))
        assert capture.shortfalls() == []


def test_damages_without_end_end_the_reading(monkeypatch, pcap, reader):
    monkeypatch.setattr(repair, "MAX_DAMAGES", 3)
    parts = [pcap([one] * 3)[24:] for one in FRAMES]
    content = pcap([]) + (b"\xff" * 40).join(parts)
    capture = reader(content)
    assert payloads(capture) == [one for one in said(0, 1, 2, 3) for _ in range(3)]
    assert [(s.what.partition(";")[0], s.count) for s in capture.shortfalls()] == [
        ("record length", 1),
        ("records, stepped over", 3),
    ]


def test_nothing_is_found_where_nothing_is_near(pcap, reader):
    hole = b"\xff" * (repair.SEARCHED + 64)
    capture = reader(pcap(FRAMES[:5]) + hole + pcap(FRAMES[5:])[24:])
    assert payloads(capture) == said(*range(5))
    assert "the rest of the file is not read" in capture.shortfalls()[0].what


@pytest.mark.parametrize("filler", [b"\x65\x53", b"\x65\x53\x00\x00", b"\xff"])
def test_a_search_looks_at_no_more_places_than_its_bound(filler, pcap, reader, monkeypatch):
    looked = 0
    chain = repair.pcap_chain

    def counted(*words, **more):
        nonlocal looked
        looked += 1
        return chain(*words, **more)

    monkeypatch.setattr(repair, "pcap_chain", counted)
    content = pcap(FRAMES[:5]) + b"\xff" * 16 + filler * (8_000_000 // len(filler))
    assert len(payloads(reader(content))) == 5
    assert looked <= repair.SEARCHED


@given(data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_overwritten_the_rest_is_found(data, pcap, reader):
    clean = pcap(FRAMES)
    content = bytearray(clean)
    begin, end = place_of(content, 10), place_of(content, 20)
    at = data.draw(st.integers(begin, end - 1))
    wrong = data.draw(st.binary(min_size=1, max_size=min(200, end - at)))
    content[at : at + len(wrong)] = wrong
    # A wrong length that can be is believed: what it covers is lost with it.
    records = [place_of(clean, number) for number in range(10, 20)]
    lengths = [int.from_bytes(content[one + 8 : one + 12], "little") for one in records]
    believed = [one + 16 + size for one, size in zip(records, lengths, strict=True)]
    covered = max((stop for stop in believed if stop <= len(content)), default=0)
    found = payloads(reader(bytes(content)))
    behind = [number for number in range(24, COUNT) if place_of(clean, number) >= covered]
    assert set(said(*range(10), *behind)) <= set(found)


def section(block, order="<"):
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def interface(block, order="<"):
    return block(1, struct.pack(order + "HHI", 1, 0, 0), order)


def enhanced(block, number, order="<", which=0):
    at, data = FRAMES[number]
    stamp = int(at * 1_000_000)
    head = (which, stamp >> 32, stamp & 0xFFFFFFFF, len(data), len(data))
    return block(6, struct.pack(order + "IIIII", *head) + data, order)


BROKEN = {
    "length of no whole words": struct.pack("<II", 6, 33) + bytes(25),
    "length under its own": struct.pack("<II", 6, 8) + bytes(25),
    "length beyond the end": struct.pack("<II", 6, 100_000) + bytes(24),
    "length of half a gigabyte": struct.pack("<II", 6, 1 << 29) + bytes(24),
    "lengths that differ": struct.pack("<II", 0x77, 16) + b"what" + struct.pack("<I", 20),
    "section without an order": struct.pack("<III", 0x0A0D0D0A, 28, 0) + bytes(16),
    "bytes that were lost": b"lost\0",
    "zeros": bytes(64),
}


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("name", BROKEN)
def test_reading_goes_on_behind_a_damaged_block(name, order, block, reader):
    good = section(block, order) + interface(block, order)
    good += b"".join(enhanced(block, number, order) for number in range(3))
    rest = b"".join(enhanced(block, number, order) for number in range(3, 6))
    capture = reader(good + BROKEN[name] + rest)
    assert payloads(capture) == said(*range(6))
    (damaged,) = capture.shortfalls()
    assert (damaged.reason, damaged.what) == (Reason.DAMAGED, "blocks, stepped over")
    assert damaged.place == f"byte {len(good)}, after frame 3"


def test_packets_of_an_interface_whose_description_is_damaged_are_counted(block, reader):
    content = section(block) + struct.pack("<III", 1, 12, 12) + interface(block)
    content += enhanced(block, 0) + enhanced(block, 1, which=1)
    capture = reader(content)
    assert payloads(capture) == said(1)
    assert sorted((s.reason, s.what) for s in capture.shortfalls()) == [
        (Reason.DAMAGED, "blocks, stepped over"),
        (Reason.MALFORMED, "packet block"),
    ]


def test_a_section_of_another_version_takes_its_packets_with_it(block, reader):
    other = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 2, 0, -1))
    content = section(block) + interface(block) + enhanced(block, 0)
    content += other + enhanced(block, 1) + section(block) + interface(block) + enhanced(block, 2)
    assert payloads(reader(content)) == said(0, 2)


def test_damaged_blocks_without_end_end_the_reading(monkeypatch, block, reader):
    monkeypatch.setattr(repair, "MAX_DAMAGES", 3)
    content = section(block) + interface(block)
    content += b"".join(b"\xff" * 16 + enhanced(block, number) for number in range(9))
    assert payloads(reader(content)) == said(0, 1, 2)


def test_secrets_stay_where_they_are(block, reader):
    secrets = block(10, struct.pack("<II", 0x544C534B, 20) + b"CLIENT_RANDOM KEYKEY")
    capture = reader(section(block) + secrets + interface(block) + enhanced(block, 0))
    assert payloads(capture) == said(0)
    assert b"KEYKEY" not in repr((capture.shortfalls(), capture.notes())).encode()
