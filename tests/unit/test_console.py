"""What an output can show is told from the output itself and from NO_COLOR and TERM."""

import io
import os

import pytest

from camaudit.cli import console
from camaudit.reports import terminal


class Screen(io.StringIO):
    """A terminal that is none."""

    def __init__(self, *, terminal=True, fileno=7):
        super().__init__()
        self._terminal, self._number = terminal, fileno

    def isatty(self):
        return self._terminal

    def fileno(self):
        if self._number is None:
            raise io.UnsupportedOperation
        return self._number


@pytest.fixture(name="columns")
def _columns(monkeypatch):
    def set_to(number):
        monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((number, 24)))

    return set_to


@pytest.mark.parametrize(("number", "used"), [(60, 60), (200, 200), (0, 80)])
def test_a_terminal_has_its_columns(columns, number, used):
    columns(number)
    assert console.width(Screen()) == used


def test_a_pipe_has_the_usual_columns_whatever_the_shell_says(columns, monkeypatch):
    columns(200)
    monkeypatch.setenv("COLUMNS", "133")
    assert console.width(Screen(terminal=False)) == terminal.WIDTH


def test_a_stream_without_a_file_has_the_usual_columns():
    assert console.width(Screen(fileno=None)) == terminal.WIDTH


@pytest.mark.parametrize(
    ("system", "environment", "is_terminal", "bold"),
    [
        ("linux", {"TERM": "xterm-256color"}, True, True),
        ("linux", {"TERM": "xterm-256color", "NO_COLOR": ""}, True, True),
        ("linux", {"TERM": "xterm-256color", "NO_COLOR": "1"}, True, False),
        ("linux", {"TERM": "dumb"}, True, False),
        ("linux", {}, True, False),
        ("linux", {"TERM": "xterm-256color"}, False, False),
        ("win32", {}, True, False),
        ("win32", {"WT_SESSION": "a"}, True, True),
        ("win32", {"WT_SESSION": "a", "NO_COLOR": "1"}, True, False),
        ("win32", {"WT_SESSION": "a"}, False, False),
    ],
)
def test_bold_letters_are_shown_only_where_they_are_wanted_and_known(
    monkeypatch, system, environment, is_terminal, bold
):
    for name in ("TERM", "NO_COLOR", "WT_SESSION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", system)
    assert console.shows_bold(Screen(terminal=is_terminal)) is bold


def test_the_first_line_and_the_headings_are_bold_and_nothing_else():
    lines = ["SCHOOL", "", "  DO NEXT        sends", "  Makers so far   Axis", "  1 DO NEXT"]
    assert list(console.emphasised(lines)) == [
        "\x1b[1mSCHOOL\x1b[0m",
        "",
        "\x1b[1m  DO NEXT\x1b[0m        sends",
        "\x1b[1m  Makers so far\x1b[0m   Axis",
        "  1 DO NEXT",
    ]
