"""Which captures are files of one recording, and what is said where they are not."""

import struct
from dataclasses import replace
from datetime import UTC

import pytest

from camaudit.dissect.dispatch import Reader
from camaudit.model.progress import Silent, Stop
from camaudit.sources.detect import Found, digest
from camaudit.sources.recording import SILENCE, Recording
from camaudit.sources.rings import first_time, recordings
from camaudit.sources.source import Given

AT = 1_790_000_000
HEAD = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1)


def frames(*times):
    """Build a capture of frames too short to say anything."""
    return HEAD + b"".join(struct.pack("<IIII", AT + at, 0, 14, 14) + bytes(14) for at in times)


def made(folder, files):
    found = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        found.append(Found(path, name, None))
    return found


TOGETHER = {
    "dumpcap": ["eth_00001_20261124090000.pcapng", "eth_00002_20261124091000.pcapng"],
    "dumpcap, time first": ["eth_20261124090000_00001.pcap", "eth_20261124091000_00002.pcap"],
    "tcpdump -C": ["trace.pcap", "trace.pcap1", "trace.pcap2", "trace.pcap10"],
    "tcpdump -C -W, packed": ["trace.pcap0.gz", "trace.pcap1.gz"],
    "tcpdump -G": ["lobby-2026-11-24_09.00.00.pcap", "lobby-2026-11-24_09.10.00.pcap"],
    "by the hour": ["2026112409.pcap", "2026112410.pcap"],
}
APART = {
    "two switches": ["switch1.pcap", "switch2.pcap"],
    "two folders": ["a/eth_00001_20261124090000.pcap", "b/eth_00002_20261124091000.pcap"],
    "two interfaces": ["eth0_00001_20261124090000.pcap", "eth1_00002_20261124091000.pcap"],
    "two stems": ["north_20261124090000.pcap", "south_20261124091000.pcap"],
    "without a dot": ["trace1", "trace2"],
}


@pytest.mark.parametrize("names", TOGETHER.values(), ids=TOGETHER)
def test_names_that_recorders_give_are_of_one_recording_in_the_order_of_their_times(
    tmp_path, names
):
    files = {name: frames(number) for number, name in enumerate(names)}
    found = made(tmp_path, files)
    assert [[one.shown for one in files] for files in recordings(found[::-1])] == [names]


@pytest.mark.parametrize("names", APART.values(), ids=APART)
def test_other_names_are_of_their_own(tmp_path, names):
    found = made(tmp_path, {name: frames(number) for number, name in enumerate(names)})
    assert [[one.shown for one in files] for files in recordings(found)] == [[n] for n in names]


def given(stop=None):
    return Given(
        inside=bool, as_of=None, zone=UTC, knows=bool, watcher=Silent(), stop=stop or Stop(),
        make_reader=lambda ends, name: Reader(None, ends, name),
    )  # fmt: skip


def read(found, stop=None):
    recording = Recording(found, given(stop))
    watched = [one for one in recording.observations() if type(one).__name__ == "Watched"]
    return [(one.source, one.frames) for one in watched if one.frames], recording.parts()


RING = ("ring_00001_20261124090000.pcap", "ring_00002_20261124091000.pcap")
NEXT = {
    "goes on": ((0, 5), (6, 7), [(RING[0], 4)]),
    "a little before": ((0, 5), (4, 7), [(RING[0], 4)]),
    "silent a while": ((0, 5), (5 + int(SILENCE), 90), [(RING[0], 4)]),
    "overlaps": ((0, 5), (1, 7), [(RING[0], 2), (RING[1], 2)]),
    "much later": ((0, 5), (6 + int(SILENCE), 90), [(RING[0], 2), (RING[1], 2)]),
    "nothing written yet": ((0, 5), (), [(RING[0], 2)]),
}


@pytest.mark.parametrize(("first", "second", "watched"), NEXT.values(), ids=NEXT)
def test_a_file_goes_on_where_the_one_before_ended(tmp_path, first, second, watched):
    found = made(tmp_path, dict(zip(RING, (frames(*first), frames(*second)), strict=True)))
    seen, parts = read(recordings(found)[0])
    assert seen == watched
    assert [part.items for part in parts] == [len(first), len(second)]
    assert all(part.digest for part in parts)


def test_what_is_wrong_with_one_file_is_said_of_it_and_the_others_are_read(tmp_path):
    contents = [frames(0, 1), frames(2, 3)[:-5], frames(4), b"no capture any more"]
    names = [f"ring_{number:05}_20261124090000.pcap" for number in range(1, 5)]
    found = made(tmp_path, dict(zip(names, contents, strict=True)))
    seen, parts = read(found)
    assert seen == [(names[0], 4)]
    assert [part.items for part in parts] == [2, 1, 1, 0]
    assert [[str(one.reason) for one in part.short] for part in parts] == [
        [], ["cut short"], [], [],
    ]  # fmt: skip
    assert [part.problem and part.problem[:13] for part in parts] == [
        None, None, None, "not a capture",
    ]  # fmt: skip


class Writes(Silent):
    """Something that writes to a file as soon as it is begun to be read."""

    def __init__(self, path, content):
        self.path, self.content = path, content

    def begin(self, *_):
        with self.path.open("ab") as file:
            file.write(self.content)


def test_a_file_that_grows_is_read_as_it_was_when_it_was_begun(tmp_path):
    (found,) = made(tmp_path, {"now.pcap": frames(*range(10))})
    before = digest(found.path)
    more = frames(*range(10, 90))[24:]
    recording = Recording([found], replace(given(), watcher=Writes(found.path, more)))
    assert [one.frames for one in recording.observations()] == [10]
    (part,) = recording.parts()
    assert (part.items, part.short, part.digest) == (10, (), before)


def test_what_is_ended_by_hand_says_so_file_by_file(tmp_path):
    found = made(tmp_path, dict(zip(RING, (frames(0, 5), frames(6)), strict=True)))
    stop = Stop()
    stop.asked = True
    seen, parts = read(found, stop)
    assert seen == []
    assert [part.problem for part in parts] == ["not read: reading, ended by hand"] * 2


def test_the_first_time_is_that_of_the_first_frame(tmp_path):
    found = made(tmp_path, {"a.pcap": frames(7, 8), "b.pcap": frames()})
    assert [first_time(one.path, one.shown) for one in found] == [AT + 7.0, None]
