"""Several captures at once: side by side, in rings, by a pattern, and ended by hand."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import camaudit
from camaudit import document
from camaudit.cli import audit as command
from camaudit.cli import main
from camaudit.model.progress import Silent
from camaudit.sources import workers

ROOT = Path(__file__).parents[2]
SCHOOL = ROOT / "examples" / "school"
WORDS = ("--estate", str(SCHOOL / "estate.yaml"), "--at", "2026-11-24T09:00:00Z", "--quiet")


def audited(out, *words):
    assert main(["audit", *words, *WORDS, "-o", str(out)]) in {0, 3}
    return (out / "audit.json").read_bytes()


def test_any_number_of_processes_gives_the_same_bytes(tmp_path):
    folder = str(SCHOOL)
    one = audited(tmp_path / "one", folder, "--jobs", "1")
    assert audited(tmp_path / "two", folder, "--jobs", "2") == one
    assert audited(tmp_path / "many", folder, "--jobs", "16") == one
    assert audited(tmp_path / "default", folder) == one


def test_a_program_that_asks_for_an_audit_is_not_started_again_by_it(monkeypatch):
    """Spawned processes import the main module: a script not made for it would run twice."""
    monkeypatch.setattr(workers, "WORTH", 0)
    monkeypatch.setattr(workers, "Workers", None)  # using it would raise
    found = camaudit.audit([SCHOOL / "captures"], at=1.0, watcher=Silent())
    assert len(found.files) == 3


def records(content):
    at = 24
    while at < len(content):
        length = int.from_bytes(content[at + 8 : at + 12], "little")
        yield content[at : at + 16 + length]
        at += 16 + length


def numbered(what, before):
    """Give an audit with frames numbered through all files, and no file's name."""
    if isinstance(what, dict):
        place = str(what.get("place", ""))
        if what.get("source") in before and place.startswith("frame "):
            number = int(place.removeprefix("frame ")) + before[what["source"]]
            what = {**what, "source": "", "place": number}
        elif what.get("source") in before:
            what = {**what, "source": ""}
        return {key: numbered(value, before) for key, value in what.items()}
    return [numbered(one, before) for one in what] if isinstance(what, list) else what


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_capture_in_a_ring_of_files_gives_the_answer_that_it_gives_in_one(tmp_path, jobs):
    whole = max((SCHOOL / "captures").rglob("*.pcap"), key=lambda path: path.stat().st_size)
    content = whole.read_bytes()
    every = list(records(content))
    assert len(every) > 90
    ring, single = tmp_path / "ring", tmp_path / "single"
    ring.mkdir()
    single.mkdir()
    shutil.copy(whole, single / "all.pcap")
    step = len(every) // 7
    before = {}
    for at in range(0, len(every), step):
        name = f"all_{len(before) + 1:05}_20261124{90000 + len(before)}.pcap"
        before[name] = at
        (ring / name).write_bytes(content[:24] + b"".join(every[at : at + step]))
    text = audited(tmp_path / "a", str(ring), "--jobs", jobs).decode()
    found = document.spelled_out(text)["audit"]
    wanted = document.spelled_out(audited(tmp_path / "b", str(single)).decode())["audit"]
    assert [one["items"] for one in found.pop("files")][:-1] == [step] * (len(before) - 1)
    assert wanted.pop("files")[0]["items"] == len(every)
    assert numbered(found, before) == numbered(wanted, {"all.pcap": 0})


def test_a_pattern_that_no_shell_has_spread_names_the_files(tmp_path):
    pattern = str(SCHOOL / "captures" / "**" / "*.pcap*")
    found = document.spelled_out(audited(tmp_path / "a", pattern).decode())["audit"]
    assert [one["path"] for one in found["files"]] == sorted(
        path.relative_to(SCHOOL / "captures").as_posix()
        for path in (SCHOOL / "captures").rglob("*.pcap*")
    )


@pytest.mark.parametrize("number", ["0", "65", "two", "-1", "1.5", "²"])
def test_a_number_of_processes_that_is_none_is_refused(tmp_path, capsys, number):
    with pytest.raises(SystemExit) as ended:
        main(["audit", str(SCHOOL), "--jobs", number, "-o", str(tmp_path / "out")])
    assert ended.value.code == 2
    assert "a number of processes, 1 to 64" in capsys.readouterr().err


class Impatient(Silent):
    """Somebody who presses Ctrl-C as soon as captures are read."""

    times = 1

    def whole(self, *_):
        for _ in range(self.times):
            os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ended_by_hand_it_answers_with_what_was_read_and_says_so(
    tmp_path, monkeypatch, capsys, jobs
):
    before = signal.getsignal(signal.SIGINT)  # which a shell ignores for what runs behind it
    monkeypatch.setattr(command, "Silent", Impatient)
    words = ["audit", str(SCHOOL), "--jobs", jobs, *WORDS, "-o", str(tmp_path / "out")]
    assert main(words) == 130
    found = document.spelled_out((tmp_path / "out" / "audit.json").read_text())["audit"]
    assert found["partial"] is True
    unread = [one["path"] for one in found["files"] if "ended by hand" in (one["message"] or "")]
    assert unread
    assert (tmp_path / "out" / "report.html").exists()
    assert "the answer is made of what was read so far" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is before


def test_ended_by_hand_twice_it_ends_at_once(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "Silent", Impatient)
    monkeypatch.setattr(Impatient, "times", 2)
    assert main(["audit", str(SCHOOL), "-o", str(tmp_path / "out")]) == 130
    assert not (tmp_path / "out").exists()
    assert capsys.readouterr().err.endswith("camaudit: interrupted\n")


SENT = ("connect(", "sendto(", "sendmsg(", "sendmmsg(")
FAMILIES = ("AF_INET", "AF_INET6", "AF_PACKET", "AF_NETLINK", "AF_VSOCK", "AF_XDP")
PLANTED = "import socket; socket.socket(2, 2).sendto(b'x', ('127.0.0.1', 9))"


def traced(tmp_path, *words):
    """Run a program and all that it starts under strace; give its calls that touch a network."""
    log = tmp_path / "trace"
    calls = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(log), sys.executable, *words]
    subprocess.run(calls, check=True, cwd=ROOT, timeout=300)
    lines = log.read_text().splitlines()
    processes = {line.split()[0] for line in lines}
    calls = [line for line in lines if any(one in line for one in (*SENT, *FAMILIES))]
    return calls, processes


def test_no_process_of_an_audit_of_files_touches_a_network(tmp_path):
    out = str(tmp_path / "out")
    calls, _ = traced(
        tmp_path, "-m", "camaudit", "audit", str(SCHOOL / "captures"), "--jobs", "3", *WORDS,
        "-o", out,
    )  # fmt: skip
    assert calls == []
    found = document.spelled_out((tmp_path / "out" / "audit.json").read_text())["audit"]
    assert len(found["files"]) == 3
    assert all(one["outcome"] == "read" for one in found["files"])


def test_the_trace_would_show_a_packet_sent_by_any_process(tmp_path):
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {PLANTED!r}])"
    calls, _ = traced(tmp_path, "-c", child)
    assert any("sendto(" in one for one in calls)
    assert any("AF_INET" in one for one in calls)
