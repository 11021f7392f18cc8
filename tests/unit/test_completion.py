"""Completion and the man page, made from the same walk over the parsers of the commands."""

import dataclasses
import shutil
import subprocess
from importlib import import_module

import pytest

from camaudit.cli import COMMANDS, main
from camaudit.cli.completion import FORMS
from camaudit.cli.described import Value, commands, every

BASH = shutil.which("bash")
ASK = """
source {script}
COMP_WORDS=({words}) COMP_CWORD={place}
_camaudit 2>&1
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture(name="found", scope="module")
def _found():
    return commands()


@pytest.fixture(name="offers", scope="module")
def _offers(tmp_path_factory, found):
    """Ask bash itself what it offers for the last of some words."""
    if BASH is None:
        pytest.skip("no bash on this system")
    script = tmp_path_factory.mktemp("shell") / "completion"
    script.write_text(FORMS["bash"](found), "utf-8", newline="\n")

    def ask(*words):
        quoted = " ".join(f"'{one}'" for one in ("camaudit", *words))
        code = ASK.format(script=script, words=quoted, place=len(words))
        done = subprocess.run(
            [BASH, "--norc", "-c", code], capture_output=True, check=True, text=True
        )
        assert done.stderr == ""
        return done.stdout.split()

    return ask


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("au",), ["audit"]),
        (("e",), ["estate", "explain", "export"]),
        (("--v",), ["--version"]),
        (("zzz",), []),
        (("audit", "--es"), ["--estate"]),
        (("audit", "folder", "--scan", ""), ["ask", "look"]),
        (("audit", "--scan", "=", "l"), ["look"]),
        (("audit", "--scan", "="), ["ask", "look"]),
        (("audit", "--site", ""), []),
        (("audit", "--estate", "x"), []),  # files, which readline offers where no word does
        (("audit", "--json", "--pl"), ["--plain"]),
        (("estate", ""), ["check", "init"]),
        (("estate", "in"), ["init"]),
        (("estate", "init", "--fr"), ["--from"]),
        (("data", ""), ["status", "update", "verify"]),
        (("data", "--js"), ["--json"]),
        (("template", "rec"), ["recorder"]),
        (("completion", "b"), ["bash"]),
        (("unknown", "x"), []),
    ],
    ids=" ".join,
)
def test_bash_offers(offers, words, offered):
    assert offers(*words) == offered


def test_bash_offers_every_command_and_every_option(offers, found):
    assert {name for name, _, _ in COMMANDS} <= set(offers(""))
    for one in every(found):
        flags = {flag for option in one.options for flag in option.flags}
        assert set(offers(*one.words, "-")) == flags


def test_the_walk_finds_what_each_parser_knows(found):
    assert [one.words for one in found] == [(name,) for name, _, _ in COMMANDS]
    for one, (_, line, module) in zip(found, COMMANDS, strict=True):
        assert one.line == line
        usage = import_module(f"camaudit.cli.{module}").parser().format_help()
        for option in one.options:
            assert all(flag in usage for flag in option.flags)


def test_the_walk_tells_what_is_typed_after_an_option(found):
    audit = next(one for one in found if one.words == ("audit",))
    values = {flag: option.value for option in audit.options for flag in option.flags}
    assert values["--estate"] is Value.FILE
    assert values["-o"] is Value.FOLDER
    assert values["--scan"] is Value.CHOICE
    assert values["--site"] is Value.WORD
    assert values["--json"] is Value.NONE
    assert [place.value for place in audit.places] == [Value.FILE]


@pytest.mark.parametrize("form", ["zsh", "fish"])
def test_the_other_shells_are_told_every_command_and_option(form, found):
    script = FORMS[form](found)
    for one in every(found):
        assert one.words[-1] in script
        for option in one.options:
            for flag in option.flags:
                dash = "-l" if flag.startswith("--") else "-s"
                told = f"{dash} {flag.lstrip('-')}" if form == "fish" else f"'*{flag}["
                assert told in script


@pytest.mark.parametrize(("form", "check"), [("zsh", "-n"), ("fish", "-n"), ("bash", "-n")])
def test_no_script_holds_an_unclosed_quote(form, check, found, tmp_path):
    """The shell says so where it is installed; everywhere quotes are counted."""
    script = FORMS[form](found)
    quotes = script.replace("'\\''", "").replace("\\'", "")
    assert all(line.count("'") % 2 == 0 for line in quotes.splitlines() if line[:1] != "#")
    if shell := shutil.which(form):
        (tmp_path / "script").write_text(script, "utf-8")
        subprocess.run([shell, check, str(tmp_path / "script")], check=True)


def test_the_man_page_has_the_parts_of_one_and_nothing_that_roff_would_read(found):
    lines = FORMS["man"](found).splitlines()
    assert "\n".join(lines).isascii()
    assert lines[0].startswith('.TH CAMAUDIT 1 "20')
    heads = [line[4:] for line in lines if line.startswith(".SH ")]
    assert heads == [
        *("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT STATUS", "ENVIRONMENT"),
    ]
    requests = {line.split()[0] for line in lines if line.startswith((".", "'"))}
    assert requests == {".TH", ".SH", ".SS", ".PP", ".TP", ".B"}
    assert "" not in lines  # an empty line is a fault in a man page
    assert all(len(line) <= 100 for line in lines)
    # A tag, and then what it is about.
    for number, line in enumerate(lines):
        if line == ".TP":
            assert not any(one.startswith(".") for one in lines[number + 1 : number + 3])


def test_the_man_page_tells_every_command_and_option(found):
    page = FORMS["man"](found)
    for one in every(found):
        if one.under:
            continue
        section = page.partition(f'.SS "camaudit {" ".join(one.words)}"\n')[2].partition("\n.S")[0]
        assert section
        for option in one.options:
            for flag in option.flags:
                assert rf"\fB{flag.replace('-', chr(92) + '-')}\fR" in section


@pytest.mark.parametrize("form", FORMS)
def test_the_command_prints_it(form, capsys, found):
    assert main(["completion", form]) == 0
    assert capsys.readouterr().out == FORMS[form](found)


@pytest.mark.parametrize(
    ("says", "line"), [(".html or \\n-1", r"\&.html or \en\-1"), ("'tis", r"\&'tis")]
)
def test_a_line_that_begins_with_a_dot_is_no_request_to_roff(found, says, line):
    page = FORMS["man"]((dataclasses.replace(found[0], says=says),))
    assert line in page.splitlines()
