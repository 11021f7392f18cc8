"""kill -9 at random moments: the journal is read, nobody is asked twice, the answer is the same.

Fifty kills, ten in each of five tests. A scan is gone on with after each of them with its journal,
until it ends; then its answer is compared with that of a scan which nobody killed.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from ipaddress import IPv4Network

import pytest

from camaudit import document
from camaudit.emulate.playbill import Part
from camaudit.emulate.spaces import possible
from camaudit.emulate.stage import Network, Stage
from camaudit.protocols.questions import ALL

CI = bool(os.environ.get("CI"))
NEAR = IPv4Network("10.20.2.32/28")
CAST = ("hikvision-camera", "dahua-honeywell", "axis-camera", "hikvision-recorder", "printer")
ESTATE = """organisation: Example Hill School
authority:
  name: A. Example
  role: network manager
  statement: I may audit the networks below.
  from: 2026-01-01
  until: 2099-10-31
  contact: it@example.sch.uk
sites:
  - name: Main building
    networks:
      - {cidr: 10.20.2.32/28, purpose: cameras, name: Camera network}
"""
KILLS = 10  # in one test
TIMES = frozenset({"at", "first", "last", "valid_from", "run", "sent", "coverage"})
MOST_PACKETS = 120

pytestmark = pytest.mark.skipif(not CI and not possible(), reason="no network can be made")


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    parts = tuple(
        Part(character=name, address=str(NEAR[2 + at]), mac=f"44:19:b6:00:00:{at:02x}")
        for at, name in enumerate(CAST)
    )
    network = Network(name="cams", prefix=NEAR, parts=parts)
    with Stage([network], tmp_path_factory.mktemp("stage")) as made:
        yield made


def command(folder, *words):
    return [
        sys.executable, "-m", "camaudit", "audit", "--estate", str(folder / "estate.yaml"),
        "--scan", "look", "--pace", "200", "--quiet", "--at", "2026-11-26T12:00:00Z",
        "-o", str(folder / "answer"), *words,
    ]  # fmt: skip


def without_times(value):
    if isinstance(value, dict):
        return {key: without_times(one) for key, one in value.items() if key not in TIMES}
    if isinstance(value, list):
        return [without_times(one) for one in value]
    return value


def lines(value, place=""):
    """Write a value as lines, to tell where two differ."""
    if isinstance(value, dict) and not {"channel", "code"} & value.keys():
        for key, one in value.items():
            yield from lines(one, f"{place}.{key}")
    elif isinstance(value, list):
        for one in value:
            yield from lines(one, place)
    else:
        yield f"{place}: {value}"


def answer(folder):
    return document.spelled_out((folder / "answer" / "audit.json").read_text())["audit"]


@pytest.fixture(scope="module")
def whole(stage, tmp_path_factory):
    """Scan without a kill: the audit, and how long it took."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "estate.yaml").write_text(ESTATE)
    began = time.monotonic()
    done = stage.run(*command(folder), limit=200)
    assert done.returncode == 0, done.stderr
    return answer(folder), time.monotonic() - began


def asked(journal):
    """Count what went out, by question, host and port; a datagram's own repeat is no second one."""
    counts = Counter()
    answered = set()
    for line in journal.read_text().splitlines():
        said = json.loads(line)
        if "ask" in said and "on" not in said:
            counts[said["ask"], said["to"], said["port"]] += 1
            # what has an answer is asked no more
            assert (said["ask"], said["to"], said["port"]) not in answered
        elif "of" in said and "on" not in said and said["of"] in ALL:
            answered.add((said["of"], said["from"], said["port"]))
    return counts


def lives(running, journal, before, draw, slice_):
    """Wait for a random moment; tell whether the run is still there.

    Three moments of ten lie anywhere from the start of the program on, the others behind the first
    question that it asks: where a run begins to send is what is cut most.
    """
    until = time.monotonic() + draw.uniform(0, 3)
    if draw.random() < 0.7:
        ends = time.monotonic() + 60
        while time.monotonic() < ends and running.poll() is None:
            if journal.exists() and journal.stat().st_size > before:
                break
            time.sleep(0.01)
        until = time.monotonic() + draw.uniform(0, 2 * slice_)
    try:
        running.wait(max(until - time.monotonic(), 0))
    except subprocess.TimeoutExpired:
        return True
    return False


def compare(folder, journal, audit):
    again = answer(folder)
    for part in ("devices", "identities", "findings"):
        one, other = without_times(again[part]), without_times(audit[part])
        more = set(lines(one)) ^ set(lines(other))
        assert (one, more) == (other, set()), f"{part}: {sorted(more)[:20]}"
    for question, times in asked(journal).items():
        assert times <= 2, question
    assert again["sent"]["most_packets"] <= MOST_PACKETS
    assert again["sent"]["credentials"] == 0
    return again["sent"]["runs"]


@pytest.mark.parametrize("seed", range(50 // KILLS))
def test_wherever_it_is_killed_the_answer_is_the_same(stage, whole, tmp_path, seed):
    audit, seconds = whole
    draw = random.Random(seed)  # noqa: S311 - the same moments in every run
    killed, campaign, runs = 0, 0, 0
    while killed < KILLS:
        campaign += 1
        folder = tmp_path / f"campaign-{campaign}"
        folder.mkdir()
        journal = folder / "journal.jsonl"
        (folder / "estate.yaml").write_text(ESTATE)
        ended = False
        while not ended:
            size = journal.stat().st_size if journal.exists() else 0
            how = "--resume" if size else "--journal"
            words = command(folder, how, str(journal))
            if killed == KILLS:
                done = stage.run(*words, limit=200)
                assert done.returncode == 0, done.stderr
                break
            running = subprocess.Popen(
                [*stage.entrance(), *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            if lives(running, journal, size, draw, seconds / KILLS):
                os.kill(running.pid, signal.SIGKILL)
                killed += 1
            ended = running.wait(60) == 0
        runs = max(runs, compare(folder, journal, audit))
    assert runs > 2
