"""The form of a pattern, read from its text: is it anchored, what must stand in the text.

A guard against careless patterns, not a proof: a literal inside an optional group counts.
"""

from __future__ import annotations

import re

MIN_LITERAL = 6  # characters in a row, where a pattern is not anchored

_FLAGS = re.compile(r"^\(\?[a-zA-Z]+\)")
_ANCHORED = re.compile(r"(?:\((?:\?[a-zA-Z]*:)?)*\^")
# One group that is all there is between the anchors, and holds alternatives.
_ONE_GROUP = re.compile(r"(\^?)\((?:\?[a-zA-Z]*:)?([^()]*\|[^()]*)\)(\$?)")
# A class of characters, an escape, the beginning of a group, or one character.
_PIECE = re.compile(
    r"\\[pP]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P<\w+>|[a-zA-Z]*:)|.", re.DOTALL
)
_OPTIONAL = re.compile(r"[?*]|\{0?,")
_PLAIN = frozenset("-_ /:=,;\"'<>@&%#!~")


def branches(pattern: str) -> list[str]:
    """Split a pattern at its outermost alternatives: `(?i)^(a|b)$` into `(?i)^a$`, `(?i)^b$`."""
    flags = _FLAGS.match(pattern)
    start = flags.group() if flags else ""
    found, depth = [""], 0
    for piece in _PIECE.findall(pattern[len(start) :]):
        if piece.startswith("("):
            depth += 1
        elif piece.startswith(")"):
            depth -= 1
        if piece == "|" and not depth:
            found.append("")
        else:
            found[-1] += piece
    group = _ONE_GROUP.fullmatch(found[0]) if len(found) == 1 else None
    if group is not None:
        found = [f"{group[1]}{one}{group[3]}" for one in group[2].split("|")]
    return [start + branch for branch in found]


def is_anchored(pattern: str) -> bool:
    """Tell whether every alternative begins at the start of the text."""
    return all(_ANCHORED.match(_FLAGS.sub("", branch)) for branch in branches(pattern))


def is_exact(branch: str) -> bool:
    """Tell whether an alternative is anchored at both ends."""
    return _FLAGS.sub("", branch).startswith("^") and branch.endswith("$")


def longest_literal(branch: str) -> int:
    """Count the longest run of characters that stand for themselves."""
    pieces = _PIECE.findall(_FLAGS.sub("", branch))
    run = longest = 0
    for place, piece in enumerate(pieces):
        escaped = len(piece) == 2 and piece[0] == "\\" and not piece[1].isalnum()
        literal = escaped or piece.isalnum() or piece in _PLAIN
        optional = _OPTIONAL.match("".join(pieces[place + 1 : place + 3]))
        run = run + 1 if literal and not optional else 0
        longest = max(longest, run)
    return longest


def bare_word(branch: str) -> str:
    """Give what is left without anchors and escapes: `^Sony$` asks for Sony and no more."""
    return re.sub(r"\\b|^\^|\$$|\\(?=\W)", "", _FLAGS.sub("", branch)).strip()
