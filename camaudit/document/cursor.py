"""JSON read from its beginning, member by member: no more is held of it than is asked for."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.document.nouns import Json

_GAP = re.compile(r"[ \t\n\r]*")


class Cursor:
    """Stands at a place of a JSON text; who gets a name from `members` takes its value next.

    Every method raises ValueError (one line, with the place) for what is no JSON, for a key that
    is written twice and for what is called a number and is none; RecursionError too.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)

    def value(self) -> Json:
        """Take the value that stands here, whole."""
        self._gap()
        found, self._at = self._decoder.raw_decode(self._text, self._at)
        read: Json = found
        return read

    def members(self) -> Iterator[str]:
        """Take the object that stands here: yield its names."""
        seen: set[str] = set()
        for _ in self._inside("{", "}"):
            name = self.value()
            if not isinstance(name, str):
                raise self._wrong("Expecting property name enclosed in double quotes")
            if name in seen:
                raise ValueError(f"the key {key(name)} is written twice")
            seen.add(name)
            if not self._take(":"):
                raise self._wrong("Expecting ':' delimiter")
            yield name

    def items(self) -> Iterator[Json]:
        """Take the list that stands here: yield its values."""
        for _ in self._inside("[", "]"):
            yield self.value()

    def begins(self, mark: str) -> bool:
        """Tell whether a character stands next."""
        self._gap()
        return self._text.startswith(mark, self._at)

    def end(self) -> None:
        """See that nothing follows."""
        self._gap()
        if self._at != len(self._text):
            raise self._wrong("Extra data")

    def _inside(self, opens: str, closes: str) -> Iterator[None]:
        if not self._take(opens):
            raise self._wrong(f"Expecting {opens!r}")
        if self._take(closes):
            return
        while True:
            yield
            if self._take(closes):
                return
            if not self._take(","):
                raise self._wrong("Expecting ',' delimiter")

    def _take(self, mark: str) -> bool:
        if not self.begins(mark):
            return False
        self._at += 1
        return True

    def _gap(self) -> None:
        found = _GAP.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _wrong(self, what: str) -> json.JSONDecodeError:
        return json.JSONDecodeError(what, self._text, self._at)


def whole(text: str) -> Json:
    """Read a text at once."""
    read: Json = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    return read


def key(name: str) -> str:
    """Show a key of the file, which is foreign text, in one short line."""
    return name[:60] if name.isascii() and name.isprintable() else json.dumps(name)[:60]


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise ValueError(f"the key {key(max(counted, key=counted.__getitem__))} is written twice")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")
