"""The real command on terminals of several sizes, on consoles that lack letters, and in a pipe."""

import contextlib
import os
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from camaudit import document

ROOT = Path(__file__).parents[2]
AUDIT = ROOT / "tests" / "golden" / "school" / "audit.json"
SGR = re.compile(r"\x1b\[[01]m")
COMMAND = (sys.executable, "-m", "camaudit")


@pytest.fixture(name="report")
def _report(tmp_path):
    """Run `camaudit report` on the golden audit; give what it wrote to a pipe."""
    audit = tmp_path / "audit.json"
    shutil.copy(AUDIT, audit)

    def run(*words, **environment):
        return subprocess.run(
            [*COMMAND, "report", str(audit), *words],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, **environment},
        )

    return run


def on_terminal(columns, *words, **environment):
    """Give what a command writes to a terminal of so many columns."""
    import fcntl  # noqa: PLC0415 - no other test needs a system that has it
    import pty  # noqa: PLC0415
    import termios  # noqa: PLC0415

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    given = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    process = subprocess.Popen(
        [*COMMAND, *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env={**given, "TERM": "xterm-256color", **environment},
    )
    os.close(theirs)
    written = bytearray()
    with contextlib.suppress(OSError):  # Linux says EIO where the other end was closed
        while block := os.read(ours, 4096):
            written += block
    os.close(ours)
    assert process.wait() == 0
    return written.decode().replace("\r\n", "\n")


needs_terminals = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows makes no terminal for a test"
)


@needs_terminals
@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_the_screen_is_as_wide_as_the_terminal(columns, tmp_path):
    shutil.copy(AUDIT, tmp_path / "audit.json")
    shown = on_terminal(columns, "report", str(tmp_path / "audit.json"))
    *lines, last = SGR.sub("", shown).splitlines()
    name = "report.txt" if columns == 80 else f"report-{columns}.txt"
    golden = AUDIT.with_name(name).read_text("utf-8").splitlines()
    assert lines == golden[: len(lines)]
    assert last.startswith("  Report: ")
    assert "\x1b" in shown


@needs_terminals
@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_is_to_show_plain_letters_gets_no_codes(environment, tmp_path):
    shutil.copy(AUDIT, tmp_path / "audit.json")
    shown = on_terminal(80, "report", str(tmp_path / "audit.json"), **environment)
    assert "\x1b" not in shown
    assert "DO NEXT" in shown


@needs_terminals
def test_a_dumb_terminal_gets_no_codes_of_progress(tmp_path):
    captures = str(ROOT / "examples" / "school" / "captures")
    words = ("audit", captures, "-o", str(tmp_path / "out"))
    assert "\x1b" not in on_terminal(80, *words, TERM="dumb")
    assert "\x1b[" in on_terminal(80, *words)


@needs_terminals
def test_the_plain_answer_shows_no_progress(tmp_path):
    captures = str(ROOT / "examples" / "school" / "captures")
    shown = on_terminal(80, "audit", captures, "--plain", "-o", str(tmp_path / "out"))
    assert "\x1b" not in shown
    assert all(": " in line for line in shown.splitlines())


def test_a_pipe_gets_80_columns_without_codes_whatever_the_shell_says(report):
    given = {"COLUMNS": "132", "TERM": "xterm-256color"}
    for more in ({}, {"FORCE_COLOR": "1"}):
        lines = report(**given, **more).stdout.decode("ascii").splitlines()
        assert "\x1b" not in "".join(lines)
        golden = AUDIT.with_name("report.txt").read_text("utf-8").splitlines()
        assert lines[:-1] == golden[: len(lines) - 1]


@pytest.mark.parametrize("words", [(), ("--plain",)])
@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("cp1252", "École \\u30ab \\u0141"),
        ("ascii", "\\xc9cole \\u30ab \\u0141"),
        ("utf-8", "École カ Ł"),
        ("utf-16", "École カ Ł"),
        ("iso8859-2", "École \\u30ab Ł"),
    ],
)
def test_a_console_without_a_letter_spells_it_out(tmp_path, encoding, shown, words):
    text = AUDIT.read_text("utf-8").replace(
        "Example Hill School",
        "École カ Ł".encode("ascii", "backslashreplace").decode().replace("\\x", "\\u00"),
    )
    (tmp_path / "audit.json").write_text(text, "utf-8")
    done = subprocess.run(
        [*COMMAND, "report", str(tmp_path / "audit.json"), *words],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    first = done.stdout.decode(encoding).splitlines()[0]
    assert (shown if words else shown.replace("cole", "COLE")) in first


def test_json_is_all_that_is_on_standard_output(tmp_path):
    captures = str(ROOT / "examples" / "school" / "captures")
    done = subprocess.run(
        [*COMMAND, "audit", captures, "--json", "-o", str(tmp_path / "out")],
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout == (tmp_path / "out" / "audit.json").read_bytes()
    assert document.spelled_out(done.stdout.decode())["audit"]["devices"]
    assert done.stderr == b""


def test_quiet_says_nothing_where_nothing_is_wrong(tmp_path):
    captures = str(ROOT / "examples" / "school" / "captures")
    done = subprocess.run(
        [*COMMAND, "audit", captures, "--quiet", "-o", str(tmp_path / "out")],
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout == done.stderr == b""
    assert (tmp_path / "out" / "report.html").is_file()


def test_the_forms_of_the_answer_exclude_each_other(tmp_path):
    words = [*COMMAND, "audit", str(tmp_path), "--json", "--plain"]
    done = subprocess.run(words, capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert b"not allowed with argument --json" in done.stderr
