"""A bound of the sides of A4 that a report fills: it grows with what stands there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.reports import html, paper

PARAGRAPH = f"<p>{'word ' * 100}</p>\n"
ROW = "<tr role='row'><th>10.20.2.11</th><td>Camera</td><td>{}</td></tr>"


def table(*cells):
    return f"<table><tbody>{''.join(ROW.format(one) for one in cells)}</tbody></table>"


def test_nothing_is_one_side():
    assert paper.sides("") == 1


@pytest.mark.parametrize(
    ("one", "times", "least", "most"),
    [
        (PARAGRAPH, 40, 3, 5),  # 500 letters are five lines, a side has some 60
        (table("x"), 1, 1, 1),
        (table(*["x"] * 100), 1, 2, 3),
        (table(*["word " * 60] * 100), 1, 5, 12),
        ('<svg viewBox="0 0 1000 1500"><text>a</text></svg>', 1, 2, 2),
        ("<form><p>search</p></form><nav><p>contents</p></nav>", 500, 1, 1),
        ("<h2>One</h2>", 40, 2, 4),
        ("<dl><dt>Term</dt><dd>word</dd></dl>", 100, 2, 4),
    ],
)
def test_parts_fill_about_what_they_fill_on_paper(one, times, least, most):
    assert least <= paper.sides(one * times) <= most


def test_tags_and_references_are_no_letters():
    plain = "<p>" + "a" * 5_000 + "</p>"
    assert paper.sides(plain.replace("a", "&amp;")) == paper.sides(plain)
    linked = "<p>" + '<a href="#dev-0123456789ab">a</a>' * 2_500 + "</p>"
    assert paper.sides(linked) <= paper.sides(plain)


def test_letters_that_are_wide_fill_more():
    assert paper.sides(f"<p>{'漢' * 20_000}</p>") > 1.8 * paper.sides(f"<p>{'a' * 20_000}</p>")


@given(
    before=st.lists(st.sampled_from([PARAGRAPH, table("x"), "<h3>One</h3>", "<ul><li>a</li></ul>"]))
)
def test_more_never_fills_less(before):
    fewer = "".join(before)
    assert paper.sides(fewer) <= paper.sides(fewer + PARAGRAPH) <= paper.sides(fewer) + 1


def test_the_report_and_pages_of_sites_say_it(school):
    whole = html.render(school)
    assert len(re.findall(r"On paper: at most [\d,]+ sides of A4\. The first of them", whole)) == 1
    first, *parts = html.pages(school, most=1)
    assert "On paper: at most" in first[1]
    assert parts
    assert all(text.count("On paper: at most ") == 1 for _, text in parts)
