from pathlib import Path

import pytest

from camaudit.rulebook.load import load


@pytest.fixture(scope="session")
def rulebook():
    """A rulebook of fictional makers, in which every sort of link occurs once."""
    return load([Path(__file__).parent / "rules"])
