import runpy
from pathlib import Path

import pytest


@pytest.fixture(name="school", scope="session")
def _school():
    return runpy.run_path(str(Path(__file__).parents[2] / "golden" / "school.py"))["school"]()
