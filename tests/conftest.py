"""What every test run tells at its end: how much the rules hold."""

from pathlib import Path

from camaudit.errors import RulesError
from camaudit.rulebook.examples import held
from camaudit.rulebook.load import load


def pytest_terminal_summary(terminalreporter):
    try:
        terminalreporter.write_line(f"rules: {held(load([Path(__file__).parents[1] / 'rules']))}")
    except RulesError:
        terminalreporter.write_line("rules: they do not load")
