"""A regular expression with named groups, as Python tries it and as DuckDB does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.flows.format import literal

if TYPE_CHECKING:
    from collections.abc import Mapping


def once(pattern: str, text: str = "text") -> str:
    """Write the SQL that matches a text once: a struct of its groups, empty where none matched.

    Input: pattern, with groups named as in Python and no others; text, an expression.
    """
    names = re.findall(r"[?]P<([a-z_]+)>", pattern)
    bare = re.sub(r"[?]P<[a-z_]+>", "", pattern)
    return f"regexp_extract({text}, {literal(bare)}, [{', '.join(map(literal, names))}])"


def some(group: str) -> str:
    """Give a group, NULL where it is empty."""
    return f"nullif(f.{group}, '')"


def pack(values: Mapping[str, str]) -> str:
    """Write the SQL of a struct of named values, for Lines.then."""
    return f"struct_pack({', '.join(f'{name} := {sql}' for name, sql in values.items())})"
