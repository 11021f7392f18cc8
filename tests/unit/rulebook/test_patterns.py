"""The form of a pattern is read from its text."""

import pytest

from camaudit.rulebook.patterns import (
    bare_word,
    branches,
    is_anchored,
    is_exact,
    longest_literal,
)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("^a$", ["^a$"]),
        ("a|b", ["a", "b"]),
        ("(?i)a|b", ["(?i)a", "(?i)b"]),
        ("^(?:a|b)$", ["^a$", "^b$"]),
        ("(?i)^(a|b)", ["(?i)^a", "(?i)^b"]),
        ("x(a|b)", ["x(a|b)"]),
        ("[|]a", ["[|]a"]),
        (r"a\|b", [r"a\|b"]),
        ("[]|]", ["[]|]"]),
        ("(?P<model>a|b)|c", ["(?P<model>a|b)", "c"]),
    ],
)
def test_a_pattern_is_split_at_its_outermost_alternatives(pattern, found):
    assert branches(pattern) == found


@pytest.mark.parametrize(
    ("pattern", "anchored"),
    [("^a", True), ("(?i)^a", True), ("(?:^a|^b)", True), ("^a|b", False), ("a^", False)],
)
def test_every_alternative_must_be_anchored(pattern, anchored):
    assert is_anchored(pattern) is anchored


@pytest.mark.parametrize(
    ("pattern", "length"),
    [
        ("abcdef", 6),
        (r"abc\.def", 7),
        ("abcdef?", 5),
        ("abc*def", 3),
        ("abc{0,2}def", 3),
        (r"abc\ddef", 3),
        ("abc[x]def", 3),
        ("a.b", 1),
        ("(?i)abcd", 4),
        (r"\p{L}ab", 2),
    ],
)
def test_the_longest_literal_is_what_must_stand_in_a_row(pattern, length):
    assert longest_literal(pattern) == length


def test_a_bare_word_is_what_is_left_without_anchors():
    assert bare_word("(?i)^Sony$") == "Sony"
    assert bare_word(r"\bD\-Link\b") == "D-Link"
    assert is_exact("(?i)^Sony$")
    assert not is_exact("^Sony")
