"""What every test run tells at its end: how much the rules hold; and where it keeps its cache."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from camaudit.errors import RulesError
from camaudit.rulebook.examples import held
from camaudit.rulebook.load import load

# The clock of a shared machine proves nothing.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_terminal_summary(terminalreporter):
    try:
        terminalreporter.write_line(f"rules: {held(load([Path(__file__).parents[1] / 'rules']))}")
    except RulesError:
        terminalreporter.write_line("rules: they do not load")


@pytest.fixture(scope="session", autouse=True)
def _own_cache():
    """Keep what tests compile out of the cache of whoever runs them."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", folder)
        patch.setenv("LOCALAPPDATA", folder)
        yield
