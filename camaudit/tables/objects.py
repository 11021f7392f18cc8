"""JSON, line by line: the flat fields of each object as soon as it ends, and nothing else.

A file that was cut gives all that is whole. Comments, as Kea allows them, are passed over. Only
wanted keys are kept: settings of servers hold passwords.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.tables.entry import Entry, Line

Make = Callable[[int, Mapping[str, str]], "Entry | None"]

MAX_DEPTH = 64
MAX_TEXT = 1_024  # characters kept of one value
_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*")|([{}\[\]:,])|(//.*|#.*)|(/\*)|([\w.+-]+)|(["/])')


@dataclass(slots=True)
class _Open:
    line: int
    is_object: bool
    fields: dict[str, str] = field(default_factory=dict)
    key: str | None = None


class Objects:
    """Reads the lines of one text; it may begin within an object."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted
        self._open: list[_Open] = []
        self._text: str | None = None  # could be a key
        self._comment = False

    def feed(self, line: Line) -> Iterator[tuple[int, dict[str, str]]]:
        """Take a line; yield line and fields of each object that ends in it, inner ones first.

        Of a list under a wanted key its first value is kept.

        Raises: MalformedError where a text does not end, or brackets are nested too deep.
        """
        if not self._open:
            self._open.append(_Open(line.number, is_object=True))
        rest = line.text
        if self._comment:
            _, end, rest = rest.partition("*/")
            self._comment = not end
        at = 0
        while found := _TOKEN.search(rest, at):
            at = found.end()
            text, sign, _, opens, word, lone = found.groups()
            if opens:
                end_at = rest.find("*/", at)
                self._comment = end_at < 0
                at = len(rest) if end_at < 0 else end_at + 2
            elif lone:
                raise MalformedError("a text without an end")
            elif sign:
                yield from self._sign(sign, line.number)
            elif text or word:
                self._value(_plain(text) if text else word)

    def _sign(self, sign: str, number: int) -> list[tuple[int, dict[str, str]]]:
        text, self._text = self._text, None
        match sign:
            case ":":
                self._open[-1].key = text if text in self._wanted else None
            case ",":
                if self._open[-1].is_object:
                    self._open[-1].key = None
            case "{" | "[":
                if len(self._open) >= MAX_DEPTH:
                    self._open.clear()
                    raise MalformedError(f"more than {MAX_DEPTH} brackets in one another")
                self._open.append(_Open(number, is_object=sign == "{"))
                if sign == "[" and len(self._open) > 1:
                    self._open[-1].fields = self._open[-2].fields
                    self._open[-1].key = self._open[-2].key
            case _:
                closed = self._open.pop()
                if not self._open:
                    self._open.append(_Open(number, is_object=True))
                if closed.is_object and closed.fields:
                    return [(closed.line, closed.fields)]
        return []

    def _value(self, text: str) -> None:
        here = self._open[-1]
        if here.key is not None:
            here.fields.setdefault(here.key, text[:MAX_TEXT])
        self._text = text


def _plain(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:
        return text[1:-1]


class JsonFormat:
    """Objects with some keys in a JSON text."""

    def __init__(
        self, name: str, vantage: str, sign: str, needs: tuple[str, ...], more: str, make: Make
    ) -> None:
        """Take the name; a pattern of the line it begins with; keys needed and others wanted."""
        self.name = name
        self.vantage = vantage
        self.sign = re.compile(sign)
        self.needs = frozenset(needs)
        self.wanted = self.needs | frozenset(more.split())
        self.make = make

    def begins(self, line: str) -> JsonRows | None:
        """Start to read at a line that holds the sign."""
        return JsonRows(self) if self.sign.search(line) else None


class JsonRows:
    """The objects of one text."""

    def __init__(self, format_: JsonFormat) -> None:
        self._format = format_
        self._objects = Objects(format_.wanted)
        self._ready: list[Entry] = []
        self._fresh = True

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line; what was whole before a part that cannot be read comes with the next.

        Raises: MalformedError where it is no JSON, or an object cannot be read.
        """
        if line.text[:1].isalnum():
            return None  # JSON begins no line so, but a prompt does
        before, fresh, self._fresh = len(self._ready), self._fresh, False
        problem: MalformedError | None = None
        try:
            for number, fields in self._objects.feed(line):
                try:
                    self._take(number, fields)
                except MalformedError as error:
                    problem = error
        except MalformedError as error:
            problem = error
        if problem is not None:
            if not fresh and self._format.begins(line.text):
                del self._ready[before:]  # such a line is read once more, by a reader of its own
            raise problem
        return self.finish()

    def _take(self, number: int, fields: dict[str, str]) -> None:
        if self._format.needs <= set(fields):
            entry = self._format.make(number, fields)
            self._ready += [] if entry is None else [entry]

    def finish(self) -> tuple[Entry, ...]:
        """Give what was whole; an object that did not end is not known whole."""
        ready, self._ready = tuple(self._ready), []
        return ready
