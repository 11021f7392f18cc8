"""The commands as their parsers describe them: what completion and the man page are made from."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

from camaudit.cli import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILES, _FOLDERS = {"FILE", "PATH", "AUDIT.json"}, {"DIR"}  # metavars


class Value(StrEnum):
    """What is typed after an option, or in a place of its own."""

    NONE = "none"
    FILE = "file"
    FOLDER = "folder"
    CHOICE = "choice"
    WORD = "word"  # nobody but the one who types knows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option, or one place where words are typed."""

    flags: tuple[str, ...]  # "-o", "--estate"; empty: a place
    says: str
    value: Value
    name: str  # of the value: "FILE"
    choices: tuple[str, ...]
    optional: bool  # the value may be left out
    many: bool  # more than one value


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command; those with others under them take one of these first."""

    words: tuple[str, ...]  # "estate", "check"
    line: str  # what it is for, in one line
    says: str  # at more length; may be empty
    options: tuple[Option, ...]
    places: tuple[Option, ...]
    under: tuple[Command, ...]


def commands() -> tuple[Command, ...]:
    """Describe every command, in the order of the command table. Imports all of them."""
    return tuple(
        _command((name,), line, import_module(f"camaudit.cli.{module}").parser())
        for name, line, module in COMMANDS
    )


def every(found: tuple[Command, ...]) -> Iterator[Command]:
    """Give the commands, each followed by those under it."""
    for one in found:
        yield one
        yield from every(one.under)


def _command(words: tuple[str, ...], line: str, parser: argparse.ArgumentParser) -> Command:
    """Walk a parser. argparse shows what it was told in no public way, and has not moved it."""
    under: list[Command] = []
    told: list[Option] = []
    expand = parser._get_formatter()._expand_help  # noqa: SLF001
    for action in parser._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            lines = {one.dest: one.help or "" for one in action._choices_actions}  # noqa: SLF001
            under = [
                _command((*words, name), lines.get(name, ""), inner)
                for name, inner in action.choices.items()
            ]
        elif action.help != argparse.SUPPRESS:
            told.append(_option(action, expand(action) if action.help else ""))
    return Command(
        words=words,
        line=line,
        says=parser.description or "",
        options=tuple(one for one in told if one.flags),
        places=tuple(one for one in told if not one.flags),
        under=tuple(under),
    )


def _option(action: argparse.Action, says: str) -> Option:
    choices = tuple(str(one) for one in action.choices or ())
    metavar = action.metavar if isinstance(action.metavar, str) else None
    name = metavar or (("|".join(choices)) if choices else action.dest.upper())
    value = Value.WORD
    if action.nargs == 0:
        value = Value.NONE
    elif choices:
        value = Value.CHOICE
    elif name in _FILES:
        value = Value.FILE
    elif name in _FOLDERS:
        value = Value.FOLDER
    return Option(
        flags=tuple(action.option_strings),
        says=says,
        value=value,
        name=name,
        choices=choices,
        optional=action.nargs in {"?", "*"},
        many=action.nargs in {"*", "+"},
    )
