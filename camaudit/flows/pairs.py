"""SQL for lines made of key=value, as firewalls write them, quoted or in the cells of a CSV.

A value may hold what looks like another pair (a user agent, a host name, a URL). Where pairs stand
in cells, its quotes are doubled and no key can be looked for in it; elsewhere such a value goes
before a key is looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import re2

from camaudit.flows.format import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

HIDDEN = "chr(1)"  # stands for a delimiter inside quotes; no prepared line holds one

# Every quote has its fellow, and between two of them stands no "=": that is seen five times faster
# than it is mended.
_HARMLESS = """regexp_full_match(text, '[^"]*(?:"[^"=]*"[^"]*)*') AND NOT contains(text, '\\"')"""
# What begins with =" is a value to its next quote: with a "=" in it, it is none of ours.
_MENDED = """regexp_replace(replace(text, '\\"', ''''), '="[^"]*=[^"]*"', '=""', 'g')"""
_SAFE = f"if({_HARMLESS}, text, {_MENDED})"


def _first(found: Sequence[str]) -> str:
    if len(found) == 1:
        return found[0]
    some = [f"nullif({one}, '')" for one in found]
    return f"coalesce({', '.join(some)})"


@dataclass(frozen=True, slots=True)
class Pairs:
    """How the pairs of one file are spelt: `a="x y" b=z`, `a="x, y",b=z`, `"a=x, y","b=z"`."""

    line: str  # SQL of the line in which a key is looked for: Lines.once, known as f
    before: str  # what stands before a key
    value: str  # pattern of a value, its quotes included
    end: str  # pattern of what follows a value that is whole

    def word(self, *keys: str) -> str:
        """Write the SQL of the value of the first of several keys that has one.

        Of a single key it is empty where there is none: NULLIF would look for it twice.
        """
        found = [
            f"trim(regexp_extract(f, '{self.before}{key}=({self.value})', 1), '\"')" for key in keys
        ]
        return _first(found)

    def whole(self, *keys: str) -> str:
        """Write the SQL of an address as `word` does, but only if the line goes on after it.

        At the end of a line that was cut short it may have lost a digit, and is then another.
        """
        found = [
            f"regexp_extract(f, '{self.before}{key}=\"*([^\" ,]+){self.end}', 1)" for key in keys
        ]
        return _first(found)


PLAIN = Pairs(f"concat(' ', {_SAFE})", " ", '"[^"]*"|[^ "]*', '"? ')
_LISTED = Pairs(f"concat(',', {_SAFE})", ",", '"[^"]*"|[^,"]*', '"?,')
# The cells of a CSV, in which quotes are doubled: `"a=""x, y""","b=z"` too.
_CELLS = Pairs("concat(',', text)", ',"', '"*[^"]*', '"')
_SEEN_LISTED = re2.compile(r"\w=[^ ]*,\w+=[^ ]*,\w+=")
_SEEN_CELLS = re2.compile(r'",\s*"\w+=.*","\w+=')


def spelling(head: Sequence[str]) -> Pairs:
    """Tell how the pairs of a file are spelt, by its first lines."""
    if any(_SEEN_CELLS.search(line) for line in head):
        return _CELLS
    return _LISTED if any(_SEEN_LISTED.search(line) for line in head) else PLAIN


def cells(text: str, delimiter: str) -> str:
    """Split a text at a delimiter, but not inside double quotes, which go; there it is HIDDEN."""
    hidden = (
        f"""array_to_string(list_transform(string_split({text}, '"'), """
        f"lambda piece, i: if(i % 2 = 0, replace(piece, {literal(delimiter)}, {HIDDEN}), piece)"
        "), '')"
    )
    plain = f"""if(contains({text}, '"'), {hidden}, {text})"""
    return f"string_split({plain}, {literal(delimiter)})"
