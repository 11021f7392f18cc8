"""The man page (man(7) macros), made from the parsers of the commands."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from camaudit import __version__, data
from camaudit.cli.described import Value, every

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.cli.described import Command, Option

# docs/architecture.md, exit codes
_EXITS = (
    ("0", "done"),
    ("1", "a finding that was asked for (check --fail-on)"),
    ("2", "wrong use, or a bad estate file or rule"),
    ("3", "done but incomplete: not every file could be read whole"),
    ("4", "refused: no authority, or outside its hours"),
    ("5", "a device stopped answering, and the scan left its kind alone"),
    ("70", "a bug"),
    ("130", "interrupted"),
)
_VARIABLES = (
    ("NO_COLOR", "If set and not empty, no codes for bold letters are written."),
    ("TERM", "If it is dumb, neither these nor progress are shown."),
    (data.VARIABLE, "A folder with your own newer tables, in place of the usual one."),
)
_ABOUT = (
    "camaudit answers from files that you already have whose network cameras these really are, "
    "how many there are at least, and what about them needs a decision."
)
_NEVER = (
    "It never logs in to a camera. It sends nothing unless you ask it to (audit --scan), and then "
    "only to networks that an estate file names."
)
_COLUMNS = 78  # of a line of source


def page(found: tuple[Command, ...]) -> str:
    """Give the page; it is ASCII."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: tuple[Command, ...]) -> Iterator[str]:
    version = f"camaudit {__version__}"
    yield f'.TH CAMAUDIT 1 "{data.rules_date()}" "{version}" "User Commands"'
    yield ".SH NAME"
    yield r"camaudit \- " + _text("whose network cameras are these really, and how many")
    yield ".SH SYNOPSIS"
    yield ".B camaudit"
    yield r"\fICOMMAND\fR [\fIOPTION\fR ...]"
    yield ".SH DESCRIPTION"
    yield from _prose(_ABOUT)
    yield ".PP"
    yield from _prose(_NEVER)
    yield ".SH COMMANDS"
    for one in every(found):
        if not one.under:
            yield from _command(one)
    yield ".SH EXIT STATUS"
    for code, says in _EXITS:
        yield from _item(rf"\fB{code}\fR", says)
    yield ".SH ENVIRONMENT"
    for name, says in _VARIABLES:
        yield from _item(rf"\fB{_text(name)}\fR", says)


def _command(one: Command) -> Iterator[str]:
    name = " ".join(("camaudit", *one.words))
    yield f'.SS "{name}"'
    yield from _prose(one.says or one.line)
    yield ".PP"
    places = "".join(f" {_place(place)}" for place in one.places)
    yield rf"\fB{name}\fR [\fIOPTION\fR ...]{places}"
    for place in one.places:
        yield from _item(_value(place), place.says)
    for option in one.options:
        flags = ", ".join(rf"\fB{_text(flag)}\fR" for flag in option.flags)
        value = "" if option.value is Value.NONE else f" {_value(option)}"
        if value and option.optional:
            value = f" [{value.strip()}]"
        yield from _item(flags + value, option.says)


def _place(place: Option) -> str:
    shown = _value(place) + (" ..." if place.many else "")
    return f"[{shown}]" if place.optional else shown


def _value(option: Option) -> str:
    return rf"\fI{_text(option.name)}\fR"


def _item(head: str, says: str) -> Iterator[str]:
    yield ".TP"
    yield head
    yield from _prose(says) if says else (r"\&",)


def _prose(words: str) -> Iterator[str]:
    """Give words as lines of source; roff fills the paragraph."""
    lines = wrap(words, _COLUMNS, break_on_hyphens=False, break_long_words=False)
    return map(_text, lines)


def _text(text: str) -> str:
    r"""Write text so that roff reads none of it: a backslash, a minus, a dot that begins a line."""
    shown = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{shown}" if shown.startswith((".", "'")) else shown
