"""What cannot be read is named in one line each; the rest is still audited, and nothing hangs."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from camaudit import document

ROOT = Path(__file__).parents[2]
GOOD = ROOT / "examples" / "school" / "captures" / "sports-hall" / "hall.pcap"
LIMIT = 60  # seconds; a pipe that is opened would wait for ever
# Root reads what it may not unless these two capabilities are gone (man 7 capabilities).
RUN = """
import ctypes, os, sys
if os.geteuid() == 0:
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP
os.execv(sys.executable, [sys.executable, "-m", "camaudit", *sys.argv[1:]])
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes and permissions as on Linux")


def audited(*paths, out):
    words = ["audit", *map(str, paths), "-o", str(out), "--at", "2026-11-24T09:00:00Z"]
    return subprocess.run(
        [sys.executable, "-c", RUN, *words],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def locked(path):
    shutil.copy(GOOD, path)
    path.chmod(0)


def locked_folder(path):
    path.mkdir()
    shutil.copy(GOOD, path / "inside.pcap")
    path.chmod(0)


def listening(path):
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(path))


KINDS = {
    "locked.pcap": (locked, "Permission denied"),
    "folder.pcap": (locked_folder, "the folder cannot be read"),
    "link.pcap": (lambda path: path.symlink_to(path.with_name("nothing")), "a link to nothing"),
    "loop.pcap": (lambda path: path.symlink_to(path), "a link to nothing"),
    "pipe.pcap": (os.mkfifo, "not a regular file"),
    "socket.pcap": (listening, "not a regular file"),
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("how", ["in a folder", "by name"])
def test_it_is_named_in_one_line_and_the_rest_is_audited(name, how, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    make, says = KINDS[name]
    make(folder / name)
    shutil.copy(GOOD, folder / "good.pcap")
    given = [folder] if how == "in a folder" else [folder / "good.pcap", folder / name]
    try:
        done = audited(*given, out=tmp_path / "out")
    finally:
        if not (folder / name).is_symlink():
            (folder / name).chmod(0o700)  # so that it can be removed
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = [one for one in done.stdout.splitlines() if name in one]
    assert says in line
    audit = document.spelled_out((tmp_path / "out" / "audit.json").read_text())["audit"]
    assert audit["devices"]
    assert {one["outcome"] for one in audit["files"] if one["path"].endswith("good.pcap")} == {
        "read"
    }


def test_a_file_that_may_not_be_read_alone_is_named_too(tmp_path):
    locked(tmp_path / "locked.pcap")
    done = audited(tmp_path / "locked.pcap", out=tmp_path / "out")
    assert done.returncode == 3
    assert len([one for one in done.stdout.splitlines() if "Permission denied" in one]) == 1
