"""A recording in several files says what it would say in one."""

import struct
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit.capture import windows
from camaudit.dissect.dispatch import Reader
from camaudit.model.progress import Silent
from camaudit.sources.detect import Found
from camaudit.sources.recording import Recording
from camaudit.sources.source import Given
from tests.property.test_read_ahead import capture, inside


def records_of(content):
    at = 24
    while at < len(content):
        (length,) = struct.unpack_from("<I", content, at + 8)
        yield content[at : at + 16 + length]
        at += 16 + length


def monotone(content):
    """Leave out what stands before its time: that is another recording."""
    last = (0, 0)
    for record in records_of(content):
        time = struct.unpack_from("<II", record)
        if last <= time <= (last[0] + 50 if last[0] else 1 << 40, 0):
            last = time
            yield record


def said(folder, contents):
    files = []
    for number, content in enumerate(contents, 1):
        path = folder / f"lobby_{number:05}_2026112409{number:02}00.pcap"
        path.write_bytes(content)
        files.append(Found(path, path.name, None))
    told = Given(
        inside=inside, as_of=None, zone=None, knows=bool, watcher=Silent(),
        make_reader=lambda ends, name: Reader(None, ends, name),
    )  # fmt: skip
    recording = Recording(files, told)
    found = [one for one in recording.observations() if getattr(one, "frames", 1)]
    parts = recording.parts()
    for one in files:
        one.path.unlink()
    assert [part.problem for part in parts] == [None] * len(files)
    return found, parts


def plain(one, places):
    """Give an observation with the number of its frame in all, in place of file and frame."""
    seen = getattr(one, "seen", None)
    text = repr(one)
    if seen is None:
        return text.partition("source=")[0] + text.partition(", vantage")[2]
    number = int(seen.place.removeprefix("frame ")) + places[seen.source]
    where = f"source={seen.source!r}, place={seen.place!r}"
    assert where in text
    return text.replace(where, f"number={number}")


@pytest.mark.parametrize("ahead", [False, True])
@settings(max_examples=50)
@given(
    seed=st.integers(0, 1 << 32),
    cuts=st.lists(st.floats(0, 1), min_size=1, max_size=5),
)
def test_a_recording_cut_into_files_says_the_same(tmp_path_factory, ahead, seed, cuts):
    folder = tmp_path_factory.mktemp("ring", numbered=True)
    content = capture(seed, blocks=False)
    head, records = content[:24], list(monotone(content))
    places = sorted({int(cut * len(records)) for cut in cuts} - {0, len(records)})
    edges = [0, *places, len(records)]
    cut = [head + b"".join(records[here:there]) for here, there in pairwise(edges)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "WORTH", 0 if ahead else 1 << 25)
        whole, (only,) = said(folder, [head + b"".join(records)])
        split, parts = said(folder, cut)
    assert [part.items for part in parts] == [there - here for here, there in pairwise(edges)]
    name = "lobby_{0:05}_2026112409{0:02}00.pcap".format
    offsets = {name(number): here for number, here in enumerate(edges[:-1], 1)}
    assert sorted(plain(one, offsets) for one in split) == sorted(
        plain(one, {name(1): 0}) for one in whole
    )
    losses = [sum(one.count for part in some for one in part.short) for some in (parts, [only])]
    assert losses[0] == losses[1]
