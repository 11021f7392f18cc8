"""Seeds and mended findings run in every build; so does a short coverage-guided run."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def beside(name):
    """Import a file of this folder, which is no package."""
    spec = importlib.util.spec_from_file_location(f"fuzz_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


fuzz, targets = beside("fuzz"), beside("targets")
SEEDS = targets.seeds()
FOUND = sorted(path for path in targets.FOUND.glob("*/*") if path.is_file())
RUNS = 20_000  # of all targets together; long runs are made by hand, see fuzz.py


@pytest.mark.parametrize("name", sorted(targets.TARGETS))
def test_every_seed_is_read(name):
    assert SEEDS[name]
    for seed in SEEDS[name]:
        targets.TARGETS[name](seed)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_finding_stays_mended(path):
    targets.TARGETS[path.parent.name](path.read_bytes())


def test_an_error_that_should_not_leave_a_parser_is_found(monkeypatch):
    def broken(given):
        raise KeyError(given)

    monkeypatch.setitem(targets.PARSERS, "dns", broken)
    with pytest.raises(KeyError):
        targets.parser("dns")(b"x")


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None
    and not (os.environ.get("CI") and sys.platform == "linux" and sys.version_info < (3, 14)),
    reason="atheris is made for Linux on x86-64, and for Python up to 3.13",
)
def test_a_short_guided_run_finds_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, str(HERE / "fuzz.py"), "any", str(RUNS)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert fuzz.ended(done, RUNS), done.stderr[-4000:]
