"""Every sample of a guide goes into the source that reads such files, and gives its camera."""

import math
from datetime import UTC
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from camaudit import document
from camaudit.cli import main
from camaudit.model.observation import Watched
from camaudit.model.progress import Silent
from camaudit.model.span import Span
from camaudit.rulebook.guide import Have
from camaudit.rulebook.guidefile import load
from camaudit.sources.detect import Found
from camaudit.sources.open import open_source
from camaudit.sources.source import Given, Log

RULES = Path(__file__).parents[2] / "rules"
SAMPLES = {
    f"{guide.id} {sample.file}": (guide, sample)
    for guide in load([RULES])
    for sample in guide.samples
}
INSIDE = ip_network("10.0.0.0/8")  # documentation ranges stand for addresses outside
CAMERA, MAC = ip_address("10.20.30.41"), "44:19:b6:00:10:01"
AT = 1_795_700_000.0  # 26 November 2026
LOGS = {Have.FIREWALL, Have.NAMES, Have.FLOWS}


def read(path):
    given = Given(
        inside=INSIDE.__contains__,
        as_of=AT,
        zone=UTC,
        knows=lambda _: True,
        make_reader=None,
        watcher=Silent(),
    )
    source = open_source(Found(path, path.name, None), given)
    seen = list(source.observations())
    if isinstance(source, Log):
        always = Span(ip=CAMERA, begins=-math.inf, ends=math.inf, mac=MAC, held_on=None)
        seen += source.flows({CAMERA: (always,)})
    return source, [one for one in seen if not isinstance(one, Watched)]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_source_of_a_guide_reads_its_sample_whole(tmp_path, name):
    guide, sample = SAMPLES[name]
    path = tmp_path / sample.file
    path.write_text(sample.text, encoding="utf-8", newline="")
    source, seen = read(path)
    assert source.shortfalls() == []
    assert "any text" not in source.kind  # a reader of its own, not the last resort
    assert [one for one in seen if MAC in repr(one) or repr(CAMERA) in repr(one)]
    assert isinstance(source, Log) == (guide.have in LOGS)


def test_a_sample_that_no_source_reads_would_be_seen(tmp_path):
    path = tmp_path / "sample.txt"
    path.write_text("the camera 10.20.30.41 has 44:19:b6:00:10:01\n", encoding="utf-8")
    source, _ = read(path)
    assert "any text" in source.kind


def test_all_samples_together_are_two_cameras_and_nothing_is_lost(tmp_path):
    """One camera in the words of every product is one camera; so is the one beside it."""
    folder, out = tmp_path / "files", tmp_path / "out"
    for guide, sample in SAMPLES.values():
        path = folder / guide.id / sample.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sample.text, encoding="utf-8", newline="")
    words = ["audit", str(folder), "-o", str(out), "--as-of", "2026-11-26T09:00Z", "--quiet"]
    assert main(words) == 0
    audit = document.spelled_out((out / "audit.json").read_text(encoding="utf-8"))["audit"]
    assert len(audit["files"]) == len(SAMPLES)
    assert {one["outcome"] for one in audit["files"]} == {"read"}
    assert len(audit["devices"]) == 2
