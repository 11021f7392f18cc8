"""A journal, cut off anywhere, is read again; what it tells is what was written."""

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.errors import JournalError, StoppedError
from camaudit.model.probe import Outcome, Reply
from camaudit.wire.breaker import Halt
from camaudit.wire.journal import Asking, Head, Journal

HEAD = Head(version="1.0", estate="e" * 64, level="look", questions="q" * 64)
ONE, TWO = ip_address("10.20.2.31"), ip_address("fd00:20::32")
GROUP, LINK = ip_address("239.255.255.250"), "10.20.2.254/24"

addresses = st.sampled_from([ONE, TWO])
names = st.sampled_from(["page", "hello"])
replies = st.builds(
    Reply,
    probe=names,
    address=addresses,
    port=st.integers(1, 65535),
    own_port=st.integers(0, 65535),
    sent=st.binary(max_size=40),
    received=st.binary(max_size=200),
    outcome=st.sampled_from(Outcome),
    at=st.integers(0, 2_000_000_000).map(float),
    mac=st.sampled_from([None, "02:00:00:00:00:31"]),
)
entries = st.lists(
    st.one_of(
        replies,
        st.builds(
            Asking,
            serial=st.just(0),
            probe=names,
            to=addresses,
            port=st.integers(1, 65535),
            at=st.integers(1, 2_000_000_000).map(float),
            link=st.none(),
        ),
        st.just("done"),
        st.just(Halt(host=ONE, kind="acmecam", at=5.0, why="it was so")),
    ),
    max_size=8,
)


def write(journal, entry, serial):
    match entry:
        case Reply():
            journal.answer(serial, entry)
        case Asking():
            journal.asking(replace(entry, serial=serial))
        case Halt():
            journal.halted(entry)
        case _:
            journal.done("hello", GROUP, LINK)


def told(journal):
    """Everything that a journal tells of a run before."""
    return {
        "answers": {host: journal.answers(host) for host in journal.hosts()},
        "done": journal.is_done("hello", GROUP, LINK),
        "halts": journal.halts,
        "serial": journal.last_serial,
    }


def expected(found):
    answers = {}
    for one in found:
        if isinstance(one, Reply):
            answers.setdefault(one.address, []).append(one)
    numbered = [n for n, one in enumerate(found, 1) if isinstance(one, (Reply, Asking))]
    return {
        "answers": {host: tuple(answers[host]) for host in (ONE, TWO) if host in answers},
        "done": "done" in found,
        "halts": [one for one in found if isinstance(one, Halt)],
        "serial": max(numbered, default=0),
    }


@given(found=entries, data=st.data())
def test_every_prefix_is_read_and_can_be_gone_on_with(tmp_path_factory, found, data):
    path = tmp_path_factory.mktemp("journal") / "journal.jsonl"
    with Journal(path, HEAD) as journal:
        for serial, entry in enumerate(found, 1):
            write(journal, entry, serial)
    whole = path.read_bytes()
    cut = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:cut])
    kept = max(whole[:cut].count(b"\n") - 1, 0)
    with Journal(path, HEAD) as journal:
        assert told(journal) == expected(found[:kept])
        for serial, entry in enumerate(found[kept:], kept + 1):
            write(journal, entry, serial)
        runs = journal.runs
    assert runs == (2 if b"\n" in whole[:cut] else 1)
    assert path.read_bytes().replace(b'{"run":2}\n', b"") == whole
    with Journal(path, HEAD) as journal:
        assert told(journal) == expected(found)


def test_a_line_is_with_the_system_before_the_call_returns(tmp_path):
    path = tmp_path / "journal.jsonl"
    with Journal(path, HEAD) as journal:
        journal.asking(Asking(serial=1, probe="hello", to=ONE, port=3702, at=5.0))
        lines = path.read_text().splitlines()
    assert json.loads(lines[0]) == {
        "journal": "camaudit journal 1",
        "camaudit": "1.0",
        "estate": "e" * 64,
        "level": "look",
        "questions": "q" * 64,
    }
    assert json.loads(lines[1]) == {
        "n": 1, "ask": "hello", "to": "10.20.2.31", "port": 3702, "at": 5.0, "bytes": 0,
        "packets": 0,
    }  # fmt: skip


def ask(journal, serial, probe="hello", to=ONE, port=3702, link=None):
    journal.asking(Asking(serial=serial, probe=probe, to=to, port=port, at=5.0, link=link))


def reply(probe="hello", port=3702, outcome=Outcome.ANSWERED, received=b"yes"):
    return Reply(
        probe=probe, address=ONE, port=port, own_port=0, sent=b"", received=received,
        outcome=outcome, at=6.0,
    )  # fmt: skip


def test_questions_without_an_answer_are_counted(tmp_path):
    path = tmp_path / "journal.jsonl"
    with Journal(path, HEAD) as journal:
        ask(journal, 1)
        ask(journal, 1)  # the same once more, after silence
        ask(journal, 2, "page", port=80)
        ask(journal, 3, to=TWO)
        ask(journal, 3, to=TWO)
        journal.answer(3, reply())
        ask(journal, 4, "connect", port=80)
        ask(journal, 5, to=GROUP, link=LINK)
        ask(journal, 6, to=GROUP, link=LINK)
        assert journal.under_way("hello", ONE, 3702) == 0  # of runs before this one alone
    with Journal(path, HEAD) as journal:
        assert journal.under_way("hello", ONE, 3702) == 2
        assert journal.under_way("page", ONE, 80) == 1
        assert journal.under_way("hello", TWO, 3702) == 0
        assert journal.under_way("connect", ONE, 80) == 0
        assert journal.called("hello", GROUP, LINK) == 2
        assert journal.called("hello", GROUP, "10.20.2.253/24") == 0
        assert not journal.is_done("hello", GROUP, LINK)
        assert (journal.last_serial, journal.last_at) == (6, 5.0)


def test_what_came_over_connections_is_told_apart(tmp_path):
    path = tmp_path / "journal.jsonl"
    with Journal(path, HEAD) as journal:
        ask(journal, 1, "connect", port=80)
        journal.answer(2, reply("page", port=80))
        journal.answer(3, reply())
    with Journal(path, HEAD) as journal:
        assert [one.probe for one in journal.met(ONE)] == ["page"]
        assert [one.probe for one in journal.answers(ONE)] == ["page", "hello"]
        assert journal.met(TWO) == ()


def test_answers_are_read_again_while_it_is_written(tmp_path):
    path, big = tmp_path / "journal.jsonl", reply(received=os.urandom(1 << 16))
    with Journal(path, HEAD) as journal:
        journal.answer(1, big)
        journal.answer(2, reply("page"))
    with Journal(path, HEAD) as journal:
        assert journal.answers(ONE)[0] == big
        journal.answer(3, reply("third"))
        assert [one.probe for one in journal.answers(ONE)] == ["hello", "page"]
        journal.answer(4, reply("fourth"))
    with Journal(path, HEAD) as journal:
        names = [one.probe for one in journal.answers(ONE)]
        assert names == ["hello", "page", "third", "fourth"]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (replace(HEAD, estate="f" * 64), "another estate file"),
        (replace(HEAD, level="ask"), "another --scan"),
        (replace(HEAD, questions="r" * 64), "asks other questions"),
    ],
)
def test_the_journal_of_another_scan_is_refused_and_kept(tmp_path, other, why):
    path = tmp_path / "journal.jsonl"
    with Journal(path, HEAD) as journal:
        ask(journal, 1)
    before = path.read_bytes()
    with pytest.raises(JournalError, match=why):
        Journal(path, other)
    assert path.read_bytes() == before


def test_a_newer_version_with_the_same_questions_goes_on(tmp_path):
    path = tmp_path / "journal.jsonl"
    Journal(path, HEAD).close()
    Journal(path, replace(HEAD, version="2.0")).close()


@pytest.mark.parametrize(
    "data",
    [
        b"my notes, without an end",
        b"my notes\n",
        b'{"journal":"camaudit j',
        b'{"journal":"something else"}\n',
        b'{"journal":"camaudit journal 1"}\n',
        b"[]\n",
        b"\n",
    ],
)
def test_a_file_that_is_no_journal_is_never_written_over(tmp_path, data):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(data)
    if data.startswith(b'{"journal":"camaudit j') and not data.endswith(b"\n"):
        Journal(path, HEAD).close()  # a head that was cut: nothing had been sent yet
        return
    with pytest.raises(JournalError, match=r"not a|byte 0"):
        Journal(path, HEAD)
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    "line",
    [b"nonsense", b"[]", b"{}", b'{"ask":"x"}', b'{"n":1,"ask":"x","to":"y","port":1,"at":1}', b""],
)
def test_a_damaged_line_before_the_last_is_told_with_its_place(tmp_path, line):
    path = tmp_path / "journal.jsonl"
    Journal(path, HEAD).close()
    place = path.stat().st_size
    with path.open("ab") as file:
        file.write(line + b"\n")
    with pytest.raises(JournalError, match=f"byte {place}: not a line"):
        Journal(path, HEAD)


def test_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "journal.jsonl"
    Journal(path, HEAD).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_second_run_writes_the_same_journal(tmp_path):
    path = tmp_path / "journal.jsonl"
    with Journal(path, HEAD), pytest.raises(JournalError, match="cannot be written"):
        Journal(path, HEAD)
    Journal(path, HEAD).close()


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(JournalError, match="cannot be written"):
        Journal(tmp_path / "missing" / "journal.jsonl", HEAD)


class Full:
    """A disk that takes a few bytes, and then no more."""

    def __init__(self, file, room):
        self._file, self._room = file, room

    def write(self, data):
        if not self._room:
            raise OSError(28, "No space left on device")
        taken = min(len(data), self._room, 7)
        self._room -= taken
        return self._file.write(data[:taken])

    def __getattr__(self, name):
        return getattr(self._file, name)


def test_a_full_disk_stops_the_run(tmp_path):
    with Journal(tmp_path / "journal.jsonl", HEAD) as journal:
        journal._file = Full(journal._file, 30)
        with pytest.raises(StoppedError, match="No space left on device; nothing more is sent"):
            ask(journal, 1)


def test_a_disk_that_takes_a_line_in_parts_gets_all_of_it(tmp_path):
    path = tmp_path / "journal.jsonl"
    with Journal(path, HEAD) as journal:
        journal._file = Full(journal._file, 10_000)
        ask(journal, 1)
    assert json.loads(path.read_text().splitlines()[1])["ask"] == "hello"


def test_a_disk_that_is_full_from_the_start_is_told(tmp_path, monkeypatch):
    real = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda *words, **given: Full(real(*words, **given), 0))
    with pytest.raises(JournalError, match="No space left"):
        Journal(tmp_path / "journal.jsonl", HEAD)


def test_lines_are_put_on_the_disk_once_a_second(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    with Journal(tmp_path / "journal.jsonl", HEAD) as journal:
        for at in (100.0, 100.5, 100.9, 101.0, 101.5, 102.5, 50.0):  # the last: a clock set back
            journal.asking(Asking(serial=1, probe="hello", to=ONE, port=1, at=at))
    assert len(synced) == 4


def test_without_a_file_nothing_is_kept():
    with Journal(None, HEAD) as journal:
        ask(journal, 1)
        journal.answer(1, reply())
        assert list(journal.hosts()) == []
        assert journal.answers(ONE) == ()


CHILD = """
import sys
from ipaddress import ip_address
from pathlib import Path
from camaudit.wire.journal import Asking, Head, Journal
head = Head(version="1.0", estate="e" * 64, level="look", questions="q" * 64)
with Journal(Path(sys.argv[1]), head) as journal:
    n = journal.last_serial
    while True:
        n += 1
        to = ip_address("10.20.2.31")
        journal.asking(Asking(serial=n, probe="hello", to=to, port=1, at=float(n)))
        print(n, flush=True)  # it "goes"
"""


def test_whatever_went_is_in_the_journal_when_the_program_is_killed(tmp_path):
    path = tmp_path / "journal.jsonl"
    for kills in range(1, 6):
        with subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, cwd=ROOT
        ) as child:
            went = [int(child.stdout.readline()) for _ in range(200 * kills)][-1]
            child.kill()
            went = [int(one) for one in child.stdout.read().split()[:-1]] or [went]
        with Journal(path, HEAD) as journal:
            assert journal.last_serial >= went[-1]


ROOT = Path(__file__).parents[3]
