"""`camaudit demo --live` from its command line to its last words, by one who is not root."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from camaudit.emulate.spaces import possible

CI = bool(os.environ.get("CI"))
ROOT = Path(__file__).parents[2]
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")

pytestmark = pytest.mark.skipif(not CI and not possible(), reason="no network can be made")


def run(folder, *words, before=()):
    return subprocess.run(
        [*before, sys.executable, "-m", "camaudit", "demo", *words, "-o", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )


def as_nobody():
    """Give the words that make a command somebody's who is not root, where that is possible."""
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return ()
    words = [*NOBODY, "unshare", "--user", "--map-root-user", "--net", sys.executable, "-c", ""]
    done = subprocess.run(words, capture_output=True, check=False)
    return NOBODY if done.returncode == 0 else ()


@pytest.fixture
def anybodys():
    """Give a folder in which anybody may write; those of pytest are its user's alone."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def test_the_emulated_estate_is_found_as_it_is(anybodys):
    before = Path("/proc/net/dev").read_text("utf-8").count("\n")
    done = run(anybodys / "out", "--live", before=as_nobody())
    assert done.returncode == 0, done.stderr
    assert "Found:    15 of 15; maker right of 15; 0 others taken for one." in done.stdout
    assert "Labels:   4 of 4 " in done.stdout
    assert "The devices met 0 logins; 0 locked, 0 crashed" in done.stdout
    assert "at most 1 connection at once" in done.stdout
    assert (anybodys / "out" / "report.html").exists()
    assert Path("/proc/net/dev").read_text("utf-8").count("\n") == before


def test_keep_without_live_is_a_mistake(tmp_path):
    done = run(tmp_path / "out", "--keep")
    assert (done.returncode, "--live" in done.stderr) == (2, True)
