"""Completion for PowerShell: its tables hold the described tree, and its syntax is sound."""

import dataclasses
import re
import shutil
import subprocess

import pytest

from camaudit.cli import COMMANDS
from camaudit.cli.described import Value, commands, every
from camaudit.cli.powershell import powershell

TEXT = re.compile(r"'((?:[^']|'')*)'")
TABLE = re.compile(r"^    \$(\w+) = @\{\n(.*?)^    \}\n", re.DOTALL | re.MULTILINE)
ENTRY = re.compile(r"^        '((?:[^']|'')*)' = \[ordered\]@\{ (.*) \}$", re.MULTILINE)
PAIR = re.compile(r"'((?:[^']|'')*)' = '((?:[^']|'')*)'(?:; |$)")
CASES = [
    ("camaudit au", ["audit"]),
    ("camaudit e", ["estate", "explain", "export"]),
    ("camaudit --v", ["--version"]),
    ("camaudit audit --es", ["--estate"]),
    ("camaudit audit folder --scan ", ["ask", "look"]),
    ("camaudit audit --scan=l", ["--scan=look"]),
    ("camaudit audit --json --pl", ["--plain"]),
    ("camaudit estate ", ["check", "init"]),
    ("camaudit estate in", ["init"]),
    ("camaudit estate init --fr", ["--from"]),
    ("camaudit data ", ["status", "update", "verify"]),
    ("camaudit template rec", ["recorder"]),
    ("camaudit completion po", ["powershell"]),
    ("camaudit.exe completion b", ["bash"]),
]


@pytest.fixture(name="found", scope="module")
def _found():
    return commands()


@pytest.fixture(name="script", scope="module")
def _script(found):
    return powershell(found)


@pytest.fixture(name="tables", scope="module")
def _tables(script):
    return {
        name: {
            key: [(word, says) for word, says in PAIR.findall(inner)]
            for key, inner in ENTRY.findall(body)
        }
        for name, body in TABLE.findall(script)
    }


def words(tables, name, key):
    return [word for word, _ in tables[name].get(key, ())]


def test_every_command_and_those_under_it_are_offered(tables, found):
    assert words(tables, "commands", "") == [
        *(name for name, _, _ in COMMANDS), "--help", "--version",
    ]  # fmt: skip
    under = {" ".join(one.words): [x.words[-1] for x in one.under] for one in every(found)}
    assert {key: words(tables, "commands", key) for key, names in under.items() if names} == {
        key: names for key, names in under.items() if names
    }


def test_every_option_of_every_command_is_offered(tables, found):
    for one in every(found):
        flags = [flag for option in one.options for flag in option.flags]
        assert words(tables, "options", " ".join(one.words)) == flags
    assert set(tables["options"]) == {"", *(" ".join(one.words) for one in every(found))}


def test_values_of_options_and_words_of_places_are_offered(tables, found):
    for one in every(found):
        name = " ".join(one.words)
        for option in one.options:
            for flag in option.flags:
                key = f"{name} {flag}"
                must = option.value is not Value.NONE and not option.optional
                assert (key in tables["values"]) is must
                if must:  # an empty table leaves files to PowerShell
                    assert words(tables, "values", key) == list(option.choices)
        if one.places:
            choices = [choice for place in one.places for choice in place.choices]
            assert words(tables, "places", name) == choices


def test_no_table_has_a_word_twice_and_no_tip_is_empty(tables):
    """PowerShell reads keys without case, and refuses both."""
    for table in tables.values():
        keys = [key.casefold() for key in table]
        assert len(set(keys)) == len(keys)
        for pairs in table.values():
            inner = [word.casefold() for word, _ in pairs]
            assert len(set(inner)) == len(inner)
            assert all(word and says for word, says in pairs)


def closed(script):
    """Tell whether every bracket outside texts and comments closes the one that is open."""
    code = TEXT.sub("", re.sub(r"(?m)^#.*$", "", script))
    open_ = []
    for letter in code:
        if letter in "([{":
            open_.append(letter)
        elif letter in ")]}" and (not open_ or open_.pop() != "([{"[")]}".index(letter)]):
            return False
    return not open_ and "'" not in code and code.count('"') % 2 == 0


def test_the_script_is_plain_ascii_and_every_bracket_and_quote_is_closed(script):
    assert script.isascii()
    assert closed(script)
    assert not closed(script.replace("[ordered]@{", "[ordered]@", 1))
    assert not closed(script.replace("'audit'", "'audit", 1))
    assert all(not TEXT.sub("", line).count("'") for line in script.splitlines()[1:])


def test_names_in_the_block_are_those_of_the_tables(script, tables):
    block = script[script.rindex("$typed = @(") :]
    used = set(re.findall(r"\$(\w+)", block))
    own = {"typed", "command", "place", "word", "next", "before", "begin", "front", "offered",
           "kind", "one", "whole", "Matches", "_", "true", "null"}  # fmt: skip
    given = {"wordToComplete", "commandAst", "cursorPosition"}
    assert set(tables) == {"commands", "options", "values", "places"}
    assert used - own == set(tables) | given


@pytest.mark.parametrize("quote", list("'\u2018\u2019\u201a\u201b"))
def test_a_quote_in_a_help_text_ends_nothing(found, quote):
    one = dataclasses.replace(found[0], line=f"it{quote}s\nso; $(evil) `x`")
    line = next(text for text in powershell((one,)).splitlines() if "$(evil)" in text)
    assert f"it{quote}{quote}s so; $(evil) `x`" in line


def test_powershell_itself_offers_the_same(script, tmp_path):
    """Where PowerShell is installed; elsewhere the tables above stand for it."""
    shell = shutil.which("pwsh") or shutil.which("powershell")
    if shell is None:
        return
    path = tmp_path / "camaudit.ps1"
    path.write_text(script, "utf-8")
    for typed, offered in CASES:
        ask = (
            f". '{path}'; @((TabExpansion2 -inputScript '{typed}' -cursorColumn {len(typed)})"
            ".CompletionMatches | ForEach-Object CompletionText) -join '|'"
        )
        done = subprocess.run(
            [shell, "-NoProfile", "-Command", ask], capture_output=True, check=True, text=True
        )
        assert done.stdout.strip().split("|") == offered
