"""What a capture tells of how it was recorded, from its frames and from its connections."""

from datetime import UTC

import pytest
from scapy.layers.inet import IP, TCP
from scapy.layers.l2 import Ether
from scapy.utils import wrpcap

from camaudit.dissect.dispatch import Reader
from camaudit.model.coverage import Circumstance
from camaudit.model.progress import Silent
from camaudit.sources.detect import Found
from camaudit.sources.pcap import CaptureSource
from camaudit.sources.source import Given

CLIENT, CAMERA = "10.0.0.1", "10.0.0.2"


def segment(flags, body=b"", *, answer=False, sequence=100, port=40000):
    ends = (CAMERA, CLIENT, 80, port) if answer else (CLIENT, CAMERA, port, 80)
    head = IP(src=ends[0], dst=ends[1]) / TCP(
        sport=ends[2], dport=ends[3], seq=sequence, flags=flags
    )
    return Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02") / head / body


def notes(tmp_path, packets):
    path = tmp_path / "lobby.pcap"
    for number, packet in enumerate(packets):
        packet.time = 1_700_000_000 + number
    wrpcap(str(path), packets)
    found = Found(path, path.name, None)
    given = Given(
        inside=lambda _: True,
        as_of=None,
        zone=UTC,
        knows=lambda _: False,
        make_reader=lambda ends, name: Reader(None, ends, name),
        watcher=Silent(),
    )
    source = CaptureSource(found, given)
    for _ in source.observations():
        pass
    return [(note.what, note.count, note.place) for note in source.notes()]


ONE_SIDED = {
    "a client alone": [segment("S"), segment("PA", b"GET / HTTP/1.0\r\n\r\n", sequence=101)],
    "a server alone": [segment("SA", answer=True)],
}
WHOLE = {
    "both sides": [segment("S"), segment("SA", answer=True), segment("PA", b"GET", sequence=101)],
    "nobody answered": [segment("S"), segment("S")],
    "a refusal": [segment("S"), segment("R", answer=True)],
    "one that began before": [segment("PA", b"more")],
}


@pytest.mark.parametrize("name", ONE_SIDED)
def test_a_connection_of_one_side_is_told(name, tmp_path):
    packets = ONE_SIDED[name] + [segment("S", port=5)]
    assert notes(tmp_path, packets)[0][:2] == (Circumstance.ONE_SIDED, 1)


@pytest.mark.parametrize("name", WHOLE)
def test_a_connection_that_need_not_have_two_sides_is_not_told(name, tmp_path):
    assert notes(tmp_path, WHOLE[name]) == []


def test_cut_frames_and_missing_segments_are_told(tmp_path):
    cut = segment("PA", b"x" * 50, sequence=101)
    cut = Ether(bytes(cut)[:70])
    cut.wirelen = 104
    early = [segment("PA", b"y", sequence=1000 + 2 * n, port=9) for n in range(70)]
    packets = [segment("S"), segment("SA", answer=True), cut, segment("S", port=9)]
    packets += [segment("SA", answer=True, port=9), *early]
    found = notes(tmp_path, packets)
    assert (Circumstance.CUT, 1, "frame 3") in found
    assert [one[:2] for one in found if one[0] is Circumstance.GAPS] == [(Circumstance.GAPS, 7)]
