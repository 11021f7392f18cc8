"""What PowerShell prints: tables under headings (Format-Table), lists of properties (Format-List).

The names of properties are the same in every language of Windows.
Source: about_Format.ps1xml and Format-Table, Format-List of Windows PowerShell 5.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError
from camaudit.protocols.values import address_from_text

if TYPE_CHECKING:
    from camaudit.tables.entry import Entry, Line

Make = Callable[[int, Mapping[str, str]], "Entry | None"]  # line, property in lower case -> text

MAX_PROPERTIES = 64  # of one object
_WORD = re.compile(r"\S+")
_NAME = re.compile(r"[A-Za-z]\w*")
_DASHES = re.compile(r"[\s-]*")
_PROPERTY = re.compile(r"(?P<name>[A-Za-z]\w*)(?P<pad> *):(?: (?P<value>.*))?")
_CUT = ("...", "\u2026")


class Tabled:
    """A table whose headings hold the names of some properties; the first is an address."""

    def __init__(self, name: str, vantage: str, wanted: tuple[str, ...], make: Make) -> None:
        self.name = name
        self.vantage = vantage
        self.wanted = wanted
        self.make = make

    def begins(self, line: str) -> TabledRows | None:
        """Start to read where a line is a heading with all wanted names."""
        return TabledRows(self) if self.heads(line) else None

    def heads(self, line: str) -> bool:
        """Tell whether a line is a heading with all wanted names."""
        if self.wanted[0] not in line.lower():
            return False  # most lines by far
        words = line.split()
        return set(self.wanted) <= {word.lower() for word in words} and all(
            _NAME.fullmatch(word) for word in words
        )


class TabledRows:
    """The rows of one table."""

    def __init__(self, format_: Tabled) -> None:
        self._format = format_
        self._columns: list[tuple[str, int, int | None]] = []  # name, begin, end

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line.

        Raises: MalformedError where a row has an address and cannot be read all the same.
        """
        if self._format.heads(line.text):
            found = list(_WORD.finditer(line.text))
            ends = [one.start() for one in found[1:]]
            self._columns = [
                (one[0].lower(), one.start(), end)
                for one, end in zip(found, [*ends, None], strict=True)
            ]
            return ()
        if _DASHES.fullmatch(line.text):
            return ()
        fields = self._fields(line.text)
        if fields is None:
            return None
        entry = self._format.make(line.number, fields)
        return () if entry is None else (entry,)

    def _fields(self, text: str) -> dict[str, str] | None:
        """Cut a row below its headings, or at its spaces where those of a copy were lost."""
        key = self._format.wanted[0]
        cut = {name: text[begin:end].strip() for name, begin, end in self._columns}
        words = text.split()
        if address_from_text(cut.get(key, "")) is None:
            if not any(address_from_text(word) for word in words):
                return None
            if len(words) != len(self._columns):
                raise MalformedError(f"row of {len(words)} words, {len(self._columns)} headings")
            cut = {name: word for (name, *_), word in zip(self._columns, words, strict=True)}
            if address_from_text(cut[key]) is None:
                return None
        return {name: _whole(value) for name, value in cut.items()}

    def finish(self) -> tuple[Entry, ...]:
        """Give nothing: each row was complete."""
        return ()


def _whole(value: str) -> str:
    """Leave out a value that was cut, but for the first label of a name."""
    end = next((end for end in _CUT if value.endswith(end)), None)
    if end is None:
        return value
    label, dot, _ = value.removesuffix(end).partition(".")
    return label if dot else ""


class Listed:
    """Lists of properties; what they are of is told by the names of those that are there.

    Each object has an `IPAddress`, and is made with one that can be read.
    """

    def __init__(
        self, name: str, vantage: str, kinds: Mapping[tuple[str, ...], Make], width: tuple[int, int]
    ) -> None:
        """Take who makes entries of which properties, and how wide the names of these lists are.

        All names are as wide as the longest, which tells the lists of two commands apart where
        both begin with the same property.
        """
        self.name = name
        self.vantage = vantage
        self.kinds = kinds
        self.width = width

    def begins(self, line: str) -> ListedRows | None:
        """Start to read where a line is the first property that is wanted."""
        found = _PROPERTY.fullmatch(line)
        if found is None or not any(found["name"].lower() in names for names in self.kinds):
            return None
        least, most = self.width
        return ListedRows(self) if least < found.end("pad") <= most + 1 else None


class ListedRows:
    """Objects, one behind the other, with an empty line between two."""

    def __init__(self, format_: Listed) -> None:
        self._format = format_
        self._fields: dict[str, str] = {}
        self._begin = 0
        self._ready: tuple[Entry, ...] = ()

    def read(self, line: Line) -> tuple[Entry, ...] | None:
        """Take one line.

        Raises: MalformedError where an address cannot be read; its object is left out.
        """
        if not line.text.strip():
            return self._complete()
        found = _PROPERTY.fullmatch(line.text.rstrip())
        if found is None:
            return () if line.text.startswith("        ") else None  # goes on with a long value
        name, value = found["name"].lower(), (found["value"] or "").strip()
        done = self._complete() if name in self._fields else ()
        if not self._fields:
            self._begin = line.number
        if len(self._fields) < MAX_PROPERTIES:
            self._fields[name] = value
        if name == "ipaddress" and address_from_text(value) is None:
            self._ready = done
            raise MalformedError("no address where one should stand")
        return done

    def finish(self) -> tuple[Entry, ...]:
        """Give the object that waited for its end, where it is whole."""
        try:
            return self._complete()
        except MalformedError:
            return self._ready

    def _complete(self) -> tuple[Entry, ...]:
        fields, self._fields = self._fields, {}
        ready, self._ready = self._ready, ()
        if address_from_text(fields.get("ipaddress", "")) is None:
            return ready
        for names, make in self._format.kinds.items():
            if set(names) <= set(fields):
                entry = make(self._begin, fields)
                return ready if entry is None else (*ready, entry)
        return ready
