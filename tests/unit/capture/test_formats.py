"""File formats: every way to write the same frames is read as the same frames."""

import gzip
import struct
from itertools import pairwise

import pytest
import zstandard
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether

from camaudit.capture import formats
from camaudit.capture.formats import detect
from camaudit.errors import SourceError
from camaudit.model.observation import Reason

PACKET = bytes(
    Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
    / IP(src="10.0.0.1", dst="10.0.0.2")
    / UDP(sport=37020, dport=37020)
    / b"inquiry"
)
TIMES = [1_700_000_000.25, 1_700_000_001.5]
FRAMES = [(at, PACKET) for at in TIMES]

PCAPS = {
    "little-endian": {},
    "big-endian": {"order": ">"},
    "nanoseconds": {"magic": 0xA1B23C4D, "units": 1_000_000_000},
    "big-endian nanoseconds": {"order": ">", "magic": 0xA1B23C4D, "units": 1_000_000_000},
    "Kuznetzov": {"magic": 0xA1B2CD34, "extra": bytes(8)},
    "big-endian Kuznetzov": {"order": ">", "magic": 0xA1B2CD34, "extra": bytes(8)},
    "link type with a check sequence length": {"link": 0x2400_0001},
}


@pytest.mark.parametrize("name", PCAPS)
def test_every_pcap_gives_the_same_frames(name, pcap, reader):
    capture = reader(pcap(FRAMES, **PCAPS[name]))
    frames = list(capture.frames())
    assert [(f.number, f.at, f.payload) for f in frames] == [
        (1, TIMES[0], b"inquiry"),
        (2, TIMES[1], b"inquiry"),
    ]
    assert (capture.kind, capture.frames_read, capture.shortfalls()) == ("pcap", 2, [])


def section(block, order="<"):
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def interface(block, order="<", link=1, snap=0, options=b""):
    return block(1, struct.pack(order + "HHI", link, 0, snap) + options, order)


def enhanced(block, stamp, order="<", *, number=0, data=PACKET):
    head = struct.pack(
        order + "IIIII", number, stamp >> 32, stamp & 0xFFFFFFFF, len(data), len(data)
    )
    return block(6, head + data, order)


def option(code, value, order="<"):
    return struct.pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)


@pytest.mark.parametrize("order", ["<", ">"])
def test_pcapng_is_read_in_both_byte_orders(order, block, reader):
    stamps = [int(at * 1_000_000) for at in TIMES]
    content = section(block, order) + interface(block, order)
    content += b"".join(enhanced(block, stamp, order) for stamp in stamps)
    capture = reader(content)
    assert [(f.number, f.at, f.payload) for f in capture.frames()] == [
        (1, TIMES[0], b"inquiry"),
        (2, TIMES[1], b"inquiry"),
    ]
    assert (capture.kind, capture.shortfalls()) == ("pcapng", [])


DEFAULT = 1_700_000_000_250_000
CLOCKS = {
    "nanoseconds": (option(9, b"\x09"), 1_700_000_000_250_000_000),
    "milliseconds": (option(9, b"\x03"), 1_700_000_000_250),
    "a power of two": (option(9, b"\x8a"), 1_700_000_000 * 1024 + 256),
    "an offset": (option(14, struct.pack("<q", 1_600_000_000)), 100_000_000_250_000),
    "an offset before a resolution": (
        option(14, struct.pack("<q", -100)) + option(9, b"\x03"),
        1_700_000_100_250,
    ),
    "behind a name": (option(2, b"eth0") + option(9, b"\x03"), 1_700_000_000_250),
    "not behind the end of the options": (option(0, b"") + option(9, b"\x03"), DEFAULT),
    "a resolution of the wrong length": (option(9, b"\x03\x03"), DEFAULT),
    "an option longer than its block": (struct.pack("<HH", 9, 4000), DEFAULT),
}  # fmt: skip


@pytest.mark.parametrize("name", CLOCKS)
def test_time_stamps_are_read_as_the_interface_says(name, block, reader):
    options, stamp = CLOCKS[name]
    content = section(block) + interface(block, options=options) + enhanced(block, stamp)
    assert [frame.at for frame in reader(content).frames()] == [TIMES[0]]


def test_a_time_that_no_calendar_has_is_said_and_not_passed_on(block, reader):
    content = section(block) + interface(block) + enhanced(block, 5_000_000)
    capture = reader(content + enhanced(block, 1 << 63))
    assert [frame.at for frame in capture.frames()] == [5.0, 5.0]
    assert [(s.reason, s.what, s.place) for s in capture.shortfalls()] == [
        (Reason.MALFORMED, "time stamp", "frame 2")
    ]


def test_every_interface_has_its_own_link_type(block, reader):
    content = section(block) + interface(block) + interface(block, link=101)
    content += enhanced(block, 1, number=1, data=PACKET[14:]) + enhanced(block, 2, number=0)
    frames = list(reader(content).frames())
    assert [frame.source_mac for frame in frames] == [None, "02:00:00:00:00:01"]
    assert {frame.payload for frame in frames} == {b"inquiry"}


def test_a_second_section_brings_its_own_order_and_interfaces(block, reader):
    content = section(block) + interface(block, link=101)
    content += enhanced(block, 1, data=PACKET[14:])
    content += section(block, ">") + interface(block, ">") + enhanced(block, 2, ">")
    frames = list(reader(content).frames())
    assert [frame.source_mac for frame in frames] == [None, "02:00:00:00:00:01"]


def test_simple_and_obsolete_packets_are_read(block, reader):
    simple = block(3, struct.pack("<I", len(PACKET)) + PACKET)
    obsolete = block(2, struct.pack("<HHIIII", 0, 0, 0, 9_000_000, len(PACKET), 60) + PACKET)
    frames = list(reader(section(block) + interface(block) + obsolete + simple).frames())
    assert [frame.payload for frame in frames] == [b"inquiry"] * 2
    assert [frame.at for frame in frames] == [9.0, 9.0]  # a simple packet has no time of its own


def test_a_simple_packet_is_bounded_by_the_snap_length_of_its_interface(block, reader):
    simple = block(3, struct.pack("<I", len(PACKET)) + PACKET[:47] + b"?")
    capture = reader(section(block) + interface(block, snap=47) + simple)
    assert [(frame.payload, frame.cut) for frame in capture.frames()] == [(b"inqui", True)]
    assert [s.reason for s in capture.shortfalls()] == [Reason.SNAPPED]


NOT_FRAMES = {
    "name resolution": (4, b"\0\0\0\0", 2),
    "interface statistics": (5, bytes(12), 2),
    "secrets": (10, struct.pack("<II", 0x544C534B, 4) + b"KEYS", 2),
    "unknown": (0x77, b"what", 2),
    "journal": (9, b"MESSAGE=x\n", 3),  # Wireshark numbers these three
    "custom": (0xBAD, struct.pack("<I", 99999), 3),
    "custom, not to be copied": (0x40000BAD, struct.pack("<I", 99999), 3),
}


@pytest.mark.parametrize("name", NOT_FRAMES)
def test_frames_are_numbered_as_wireshark_numbers_them(name, block, reader):
    kind, body, number = NOT_FRAMES[name]
    content = section(block) + interface(block) + enhanced(block, 1)
    content += block(kind, body) + enhanced(block, 2)
    capture = reader(content)
    assert [frame.number for frame in capture.frames()] == [1, number]
    assert (capture.frames_read, capture.shortfalls()) == (number, [])


def test_a_long_unknown_block_is_stepped_over(block, reader):
    long = block(0x77, bytes(3_000_000))
    content = section(block) + interface(block) + enhanced(block, 1) + long + enhanced(block, 2)
    capture = reader(content)
    assert [frame.number for frame in capture.frames()] == [1, 2]
    assert capture.shortfalls() == []


def test_a_packet_block_too_long_to_believe_is_numbered_and_said(block, reader):
    for size in (300_000, 3_000_000):
        long = enhanced(block, 1, data=bytes(size))
        capture = reader(section(block) + interface(block) + long + enhanced(block, 2))
        assert [frame.number for frame in capture.frames()] == [2]
        assert [(s.reason, s.what) for s in capture.shortfalls()] == [
            (Reason.MALFORMED, "packet block")
        ]


@pytest.mark.parametrize("cut", [1, 8, 2_000_000, 2_097_152, 2_999_000])
def test_a_long_block_that_is_cut_short_is_said_so(cut, block, reader):
    head = section(block) + interface(block) + enhanced(block, 1)
    capture = reader((head + block(0x77, bytes(3_000_000)))[:-cut])
    assert len(list(capture.frames())) == 1
    assert [s.reason for s in capture.shortfalls()] == [Reason.TRUNCATED]


BAD_PACKETS = {
    "an enhanced one without its head": (6, bytes(12)),
    "an enhanced one that holds less than it says": (6, struct.pack("<IIIII", 0, 0, 0, 99, 99)),
    "a simple one of nothing": (3, b""),
    "a simple one too long to believe": (3, struct.pack("<I", 300_000) + bytes(300_000)),
}


@pytest.mark.parametrize("name", BAD_PACKETS)
def test_a_packet_block_that_contradicts_itself_is_numbered_and_said(name, block, reader):
    bad = block(*BAD_PACKETS[name])
    capture = reader(section(block) + interface(block) + bad + enhanced(block, 1))
    assert [frame.number for frame in capture.frames()] == [2]
    assert [(s.reason, s.what, s.place) for s in capture.shortfalls()] == [
        (Reason.MALFORMED, "packet block", "frame 1")
    ]


def test_a_packet_of_an_interface_that_is_not_there_is_malformed(block, reader):
    content = section(block) + interface(block) + enhanced(block, 1, number=1)
    capture = reader(content + enhanced(block, 2))
    assert [frame.number for frame in capture.frames()] == [2]
    assert [(s.what, s.place) for s in capture.shortfalls()] == [("packet block", "frame 1")]


BROKEN_BLOCKS = {
    "length of no whole words": struct.pack("<II", 6, 33) + bytes(25),
    "length under its own": struct.pack("<II", 6, 8) + bytes(25),
    "lengths that differ": struct.pack("<II", 0x77, 16) + b"what" + struct.pack("<I", 20),
    "section without an order": struct.pack("<III", 0x0A0D0D0A, 28, 0) + bytes(16),
    "section of another version": struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 2, 0, 0, 28),
    "section too short": struct.pack("<IIII", 0x0A0D0D0A, 16, 0x1A2B3C4D, 16),
    "interface too short": struct.pack("<III", 1, 12, 12),
    "interface too long": struct.pack("<II", 1, 2_000_000) + bytes(2_000_000),
}


@pytest.mark.parametrize("name", BROKEN_BLOCKS)
def test_reading_stops_at_a_block_that_cannot_be_true(name, block, reader):
    good = section(block) + interface(block) + enhanced(block, 1)
    capture = reader(good + BROKEN_BLOCKS[name] + bytes(500_000) + enhanced(block, 2))
    assert [frame.number for frame in capture.frames()] == [1]
    (shortfall,) = capture.shortfalls()
    assert shortfall.reason is Reason.DAMAGED
    assert shortfall.place == f"byte {len(good)}, after frame 1"


def test_reading_stops_at_a_pcap_record_that_cannot_be_true(pcap, reader):
    content = pcap(FRAMES)
    capture = reader(content + struct.pack("<IIII", 0, 0, 300_000, 300_000) + bytes(400_000))
    assert len(list(capture.frames())) == 2
    (shortfall,) = capture.shortfalls()
    assert shortfall.reason is Reason.DAMAGED
    assert shortfall.place == f"byte {len(content)}, after frame 2"


def test_what_is_whole_of_a_file_cut_short_is_read(pcap, reader):
    content = pcap(FRAMES)
    for length in range(4, len(content)):
        capture = reader(content[:length])
        whole = max(0, (length - 24) // (16 + len(PACKET)))
        assert len(list(capture.frames())) == whole
        at_an_end = length >= 24 and (length - 24) % (16 + len(PACKET)) == 0
        reasons = [s.reason for s in capture.shortfalls()]
        assert reasons == ([] if at_an_end else [Reason.TRUNCATED])


def test_the_place_of_a_cut_names_the_byte_and_the_frame(pcap, reader):
    capture = reader(pcap(FRAMES)[:-1])
    list(capture.frames())
    (shortfall,) = capture.shortfalls()
    assert shortfall.place == f"byte {24 + 16 + len(PACKET)}, after frame 1"


def pack(content, packing):
    if packing == "gzip":
        return gzip.compress(content, mtime=0)
    return zstandard.ZstdCompressor().compress(content)


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
@pytest.mark.parametrize("cuts", [[], [30], [10, 50, 90]])
def test_compressed_captures_in_one_or_several_parts_are_read(packing, cuts, pcap, reader):
    content = pcap(FRAMES)
    bounds = [0, *cuts, len(content)]
    packed = b"".join(pack(content[a:b], packing) for a, b in pairwise(bounds))
    capture = reader(packed)
    assert [frame.at for frame in capture.frames()] == TIMES
    assert (capture.kind, capture.shortfalls()) == (f"pcap ({packing})", [])


def test_a_compressed_pcapng_is_named_so(block, reader):
    content = section(block) + interface(block) + enhanced(block, 1)
    assert reader(pack(content, "zstd")).kind == "pcapng (zstd)"


def test_zeros_behind_gzip_are_padding(pcap, reader):
    capture = reader(pack(pcap(FRAMES), "gzip") + bytes(512))
    assert len(list(capture.frames())) == 2
    assert capture.shortfalls() == []


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_what_is_whole_of_a_compressed_file_cut_short_is_read(packing, pcap, reader):
    parts = pack(pcap(FRAMES), packing) + pack(pcap(FRAMES)[24:], packing)
    capture = reader(parts[:-3])
    assert len(list(capture.frames())) >= 2
    assert Reason.TRUNCATED in {s.reason for s in capture.shortfalls()}


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_rubbish_behind_compressed_data_is_said(packing, pcap, reader):
    capture = reader(pack(pcap(FRAMES), packing) + b"rubbish" * 9)
    assert len(list(capture.frames())) == 2
    assert [(s.reason, s.what) for s in capture.shortfalls()] == [
        (Reason.DAMAGED, f"damaged {packing} data")
    ]


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_a_bomb_is_read_without_being_held(packing, pcap, reader):
    # Records of nothing: 4 million bytes from a few thousand, none of which may be kept.
    content = pcap([]) + struct.pack("<IIII", 1_700_000_000, 0, 0, 0) * (1 << 18)
    capture = reader(pack(content, packing))
    assert list(capture.frames()) == []
    assert capture.frames_read == 1 << 18


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_a_bomb_is_not_unpacked_to_its_end(packing, monkeypatch, pcap, reader):
    monkeypatch.setattr(formats, "ALWAYS_UNPACKED", 1 << 20)
    monkeypatch.setattr(formats, "ZSTD_STEP", 1 << 5)
    content = pcap([]) + struct.pack("<IIII", 1_700_000_000, 0, 0, 0) * (1 << 19)
    capture = reader(pack(content, packing))
    assert list(capture.frames()) == []
    assert capture.frames_read < 1 << 19
    assert [s.what for s in capture.shortfalls() if s.reason is Reason.DAMAGED] == [
        "unpacks to more than 200 times its size"
    ]


def test_records_longer_than_a_window_are_read(pcap, reader):
    padded = PACKET + bytes(200_000)
    capture = reader(pcap([(at, padded) for at in range(30)]))
    assert [frame.number for frame in capture.frames()] == list(range(1, 31))


REFUSED = {
    "the file is empty": b"",
    "not a capture: begins with 25 50 44 46 2d 31 2e 37": b"%PDF-1.7 and so on",
    "not a capture: begins with 1b 5b 33 31 6d": b"\x1b[31m",
    "not a capture: gzip of something that begins with 68 65 6c 6c 6f": pack(b"hello", "gzip"),
    "not a capture: zstd of something that begins with 68 65 6c 6c 6f": pack(b"hello", "zstd"),
    "not a capture: gzip of something that begins with 1f 8b 08": pack(b"\x1f\x8b\x08", "gzip"),
    "not a capture: gzip of nothing": pack(b"", "gzip"),
    "not a capture: gzip data cut short": pack(b"hello", "gzip")[:9],
    "not a capture: damaged gzip data": b"\x1f\x8b\x08\xff" + bytes(40),
    "not a capture: zstd data cut short": pack(b"hello", "zstd")[:5],
    "not a capture: damaged zstd data": b"\x28\xb5\x2f\xfd" + b"\xff" * 40,
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_is_no_capture_is_refused_in_one_clear_line(reason, reader):
    with pytest.raises(SourceError) as refusal:
        reader(REFUSED[reason])
    assert str(refusal.value) == f"lobby.pcap: {reason}"


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path, reader):
    (tmp_path / "folder.pcap").mkdir()
    capture = reader(b"\xd4\xc3\xb2\xa1" + bytes(20))
    (tmp_path / "lobby.pcap").unlink()
    with pytest.raises(SourceError, match="cannot be opened: No such file"):
        list(capture.frames())
    with pytest.raises(SourceError, match="cannot be opened"):
        type(capture)(tmp_path / "a\0b", "a", bool, None, None)
    with pytest.raises(SourceError, match="not a regular file"):
        type(capture)(tmp_path / "folder.pcap", "folder.pcap", bool, None, None)


def test_a_file_that_became_another_one_is_said_so(tmp_path, pcap, reader):
    capture = reader(pcap(FRAMES))
    (tmp_path / "lobby.pcap").write_bytes(bytes(100))
    assert list(capture.frames()) == []
    assert [s.reason for s in capture.shortfalls()] == [Reason.DAMAGED]


@pytest.mark.parametrize("head", [b"", b"\n\r\r\n\0\0\0\0text", b"\x1f\x8b", b"\x2a\x4d\x18\x50"])
def test_nothing_is_detected_in_other_beginnings(head):
    assert detect(head) is None


def test_a_skippable_frame_begins_zstd():
    assert detect(b"\x5e\x2a\x4d\x18\0\0\0\0") == "zstd"
