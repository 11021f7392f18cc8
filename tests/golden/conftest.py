import runpy
from pathlib import Path

import pytest


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden files again")


@pytest.fixture(name="school", scope="session")
def _school():
    return runpy.run_path(str(Path(__file__).with_name("school.py")))["school"]()


@pytest.fixture(name="golden")
def _golden(request):
    """Compare text with a file, or write the file where asked to."""
    folder = Path(__file__).with_name("school")
    update = request.config.getoption("--update-golden", default=False)

    def compare(name, text):
        path = folder / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        assert text.encode("utf-8") == path.read_bytes(), f"{name}: see test_school.py"

    return compare
