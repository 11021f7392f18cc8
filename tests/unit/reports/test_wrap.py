from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from camaudit.reports.wrap import pad, wrap

WORDS = st.lists(st.text("ab漢é-/:", min_size=1, max_size=40), max_size=12).map(" ".join)


@given(WORDS, st.integers(12, 80), st.sampled_from(["", "  "]), st.sampled_from(["", "    "]))
def test_no_line_is_too_wide_and_no_character_is_lost(words, columns, first, then):
    lines = wrap(words, columns, first, then)
    assert all(cell_len(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert all(line.startswith(then) for line in lines[1:])


@given(WORDS, st.integers(12, 80))
def test_a_word_is_broken_only_where_no_line_can_hold_it(words, columns):
    kept = [word for line in wrap(words, columns) for word in line.split()]
    short = [word for word in words.split() if cell_len(word) <= columns]
    rest = iter(kept)
    assert all(word in rest for word in short)  # each of them, in this order


def test_lines_are_filled():
    assert wrap("one two three four", 9) == ["one two", "three", "four"]
    assert wrap("one two", 7, "", "  ") == ["one two"]


def test_nothing_gives_no_line():
    assert wrap("  ", 20) == []


def test_text_that_is_too_wide_stays_whole_when_it_is_padded():
    assert pad("漢", 4) == "漢  "
    assert pad("camera", 3) == "camera"
