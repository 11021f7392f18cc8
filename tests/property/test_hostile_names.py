"""Text from the network is hostile: whatever a device calls itself, outputs stay what they are."""

import csv
import dataclasses
import io
import runpy
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit import document
from camaudit.reports import REPORTS, terminal

SCHOOL = Path(__file__).parents[1] / "golden" / "school.py"
HOSTILE = [
    "\x1b]0;title\x07\x1b[31m",
    "\x9b31m",
    "[red]bold[/red]",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><iframe src=//example.org>",
    "</title></section></main><base href=//example.org>",
    "<!-- ",
    "]]>",
    "javascript:alert(1)//",
    "{{ 7*7 }}{% raw %}",
    "{0}{number}%s",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r\n=1",
    "'=1",
    "\u202e\u2066\u200f\u061c",
    "\u2028\u2029\x85",
    "\ufeff\u00ad\u200b",
    "a" * 10_000,
    "漢" * 10_000,
    "\x00",
    "\ud800",
    "one\r\ntwo\nthree\x0bfour",
]
TAGS_OF_OURS = {
    *("html", "head", "meta", "title", "style", "body", "a", "main", "section", "p", "span"),
    *("h1", "h2", "h3", "h4", "ul", "ol", "li", "strong", "table", "caption", "thead", "tbody"),
    *("tr", "th", "td", "code", "dl", "dt", "dd", "nav", "article", "details", "summary", "footer"),
    "br",
}
# Beside them the report for engineers has a picture, a form to search with, and one script.
TAGS_OF_THE_REPORT = TAGS_OF_OURS | {
    *("script", "form", "div", "label", "input", "select", "option", "button"),
    *("figure", "figcaption", "svg", "g", "path", "rect", "text"),
}
TABLES = {"csv", "worklist", "supplier-table"}
PAGES = {name for name in REPORTS if name.endswith("html") or name.startswith("governor")}
MAX_LINE = 95  # columns of a text; those of the screen are counted by check_terminal


@pytest.fixture(name="school", scope="module")
def _school():
    made = runpy.run_path(str(SCHOOL))["school"]()
    # As it comes from a file, where kinds are plain text as well.
    return document.from_json(document.to_json(made))


def prefixed(value, text):
    """Put text before every string of an audit; ids still agree with each other."""
    if type(value) is str:
        return text + value
    if isinstance(value, tuple):
        return tuple(prefixed(one, text) for one in value)
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return dataclasses.replace(
            value, **{field.name: prefixed(getattr(value, field.name), text) for field in fields}
        )
    return value


class Elements(HTMLParser):
    """The elements of a page, and what they could do."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.bad = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in {"src", "srcset", "style", "action"}:
                self.bad.append((tag, name))
            if name == "href" and not value.startswith(("#", "https://")):
                self.bad.append((tag, value))

    def handle_comment(self, data):
        self.bad.append(("comment", data))


def check_terminal(audit):
    lines = terminal.render(audit, "report.html")
    assert all(line.isprintable() for line in lines)
    assert all(len(line) <= terminal.WIDTH for line in lines)
    "\n".join(lines).encode("cp1252")


def check_html(name, audit, like):
    text = REPORTS[name](audit)
    found = Elements(text)
    assert found.bad == []
    assert set(found.tags) <= (TAGS_OF_THE_REPORT if name == "html" else TAGS_OF_OURS)
    assert found.tags.count("script") == (name == "html")
    assert found.tags == Elements(REPORTS[name](like)).tags
    assert all(c.isprintable() or c == "\n" for c in text)


def check_csv(name, audit, like):
    text = REPORTS[name](audit)
    assert all(c.isprintable() or c in "\r\n" for c in text)
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert len(rows) == len(list(csv.reader(io.StringIO(REPORTS[name](like), newline="")))) - 1
    for row in rows:
        assert len(row) == len(head)
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)


def check_text(name, audit, like):
    lines, plain = (REPORTS[name](one).splitlines() for one in (audit, like))
    assert all(line.isprintable() for line in lines)
    # One fact is one line, however long.
    assert name == "plain" or all(len(line) <= MAX_LINE for line in lines)
    # A name may fill lines, and makes no paragraph of its own.
    assert sum(line == "" for line in lines) == sum(line == "" for line in plain)


def check(name, audit, like):
    if name in PAGES:
        check_html(name, audit, like)
    elif name in TABLES:
        check_csv(name, audit, like)
    else:
        check_text(name, audit, like)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:24])
def test_no_output_is_led_astray_by_a_name(school, name, text):
    check(name, prefixed(school, text), prefixed(school, "x"))


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:24])
def test_a_hostile_audit_is_read_back_and_fits_the_screen(school, text):
    audit = prefixed(school, text)
    assert document.from_json(document.to_json(audit)) == audit
    check_terminal(audit)


ANY = st.text(st.characters(exclude_categories=()), max_size=20)


@settings(max_examples=30)
@given(text=ANY)
def test_no_output_is_led_astray_by_any_text(school, text):
    audit = prefixed(school, text)
    check_terminal(audit)
    like = prefixed(school, "x")
    for name in TABLES:
        check_csv(name, audit, like)
    for name in PAGES:
        assert Elements(REPORTS[name](audit)).bad == []
    for name in REPORTS.keys() - PAGES - TABLES:
        assert all(line.isprintable() for line in REPORTS[name](audit).splitlines())


@pytest.mark.parametrize("name", sorted(REPORTS.keys() - TABLES))
def test_a_value_that_is_very_long_does_not_fill_the_report(school, name):
    short, long = (len(REPORTS[name](prefixed(school, "a" * n))) for n in (1_200, 20_000))
    assert long < short * 1.1
