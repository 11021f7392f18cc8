"""The example school as somebody has it: files and captures in a folder, and the answer to them."""

import shutil
from pathlib import Path

from camaudit import document
from camaudit.cli import main

SCHOOL = Path(__file__).parents[2] / "examples" / "school"


def lay_out(folder):
    for name in ("files", "captures"):
        shutil.copytree(SCHOOL / name, folder / "in" / name)
    return folder


def answer(folder, name, codes=(0,)):
    out = folder / name
    words = ["audit", str(folder / "in"), "--estate", str(SCHOOL / "estate.yaml"), "--quiet"]
    words += ["--as-of", "2026-11-19T08:00:00Z", "--at", "2026-11-29T08:00:00Z", "-o", str(out)]
    assert main(words) in codes
    return document.read(out / "audit.json")
