"""What files hold of others and of secrets comes out nowhere; what is a camera's does."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from camaudit import document

ROOT = Path(__file__).parents[2]
PLANTED = runpy.run_path(str(Path(__file__).with_name("planted_files.py")))
RUN = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
from camaudit.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(name="said", scope="module")
def _said(tmp_path_factory):
    """Give everything that an audit of the planted files says, by the name of the place."""
    folder = tmp_path_factory.mktemp("planted")
    PLANTED["plant"](folder / "in")
    words = ["audit", str(folder / "in"), "-o", str(folder / "out"), "--at", "2025-11-30"]
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words, "--as-of", "2025-11-29T12:00:00Z"],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "4000"},
    )
    assert done.returncode == 0, done.stderr.decode()
    said = {path.name: path.read_bytes() for path in (folder / "out").iterdir()}
    return {**said, "stdout": done.stdout, "stderr": done.stderr}


@pytest.mark.parametrize("what", [*PLANTED["PRIVATE"], *PLANTED["SECRETS"]])
def test_nothing_private_comes_out(said, what):
    assert [name for name, content in said.items() if what.encode() in content] == []


def test_every_planted_file_was_read_by_its_own_reader(said):
    audit = document.spelled_out(said["audit.json"].decode())["audit"]
    kinds = {one["path"]: (one["outcome"], one["kind"]) for one in audit["files"]}
    assert {outcome for outcome, _ in kinds.values()} == {"read"}
    assert len({kind for _, kind in kinds.values()}) == len(kinds)


def test_what_is_the_cameras_comes_out(said):
    audit = document.spelled_out(said["audit.json"].decode())["audit"]
    (device,) = audit["devices"]
    assert device["mac"] == PLANTED["CAMERA_MAC"]
    assert {flow["peer"] for flow in device["flows"]} == {PLANTED["PEER"]}
    assert any(lookup["name"] == "litedev.ezvizlife.com" for lookup in device["lookups"])
    assert [one["port"] for one in device["attachments"]] == ["Gi1/0/7"]
    assert [one["device"] for one in audit["listed"]] == [device["id"]]
