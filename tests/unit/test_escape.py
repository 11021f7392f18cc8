"""Hostile names do no harm in any output."""

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from camaudit import document
from camaudit.escape import for_markdown
from camaudit.model.progress import Silent
from camaudit.pipeline import audit
from camaudit.reports import csv as table
from camaudit.reports import html, inline, terminal

SCHOOL = Path(__file__).parents[2] / "examples" / "school" / "captures"
HOSTILE = (
    "\x1b[31mred\x1b]0;title\x07",
    "[bold red]markup[/]",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><iframe src=javascript:alert(1)>',
    "=HYPERLINK(A1)",
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\u202egnp.exe\u2066",
    "x" * 10_000,
    "two\nlines\r\nmore",
)
FORBIDDEN = re.compile(
    r"(?i)\b(?:banned|illegal|spying|chinese camera|phoning home|infected|suspicious|safe|clean|"
    r"compliant)\b"
)


def hostile(text):
    found = audit([SCHOOL], at=1.0, watcher=Silent())
    identities = tuple(
        replace(
            one,
            model=text,
            firmware=text,
            serial=text,
            brand=replace(one.brand, value=text),
            contradictions=(text,),
        )
        for one in found.identities
    )
    devices = tuple(
        replace(
            one,
            site=text,
            network=text,
            facts=tuple(replace(fact, value=text[:1024]) for fact in one.facts),
        )
        for one in found.devices
    )
    files = tuple(
        replace(one, path=text, message=text, outcome="partly read") for one in found.files
    )
    return replace(found, identities=identities, devices=devices, files=files)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.bad = []

    def handle_starttag(self, tag, attrs):
        drawn = tag == "svg" and ("role", "img") in attrs  # by the page itself
        if tag in {"script", "iframe", "img", "object", "svg"} and not drawn:
            self.bad.append(tag)
        self.bad += [name for name, value in attrs if name.startswith("on")]
        self.bad += [
            value
            for name, value in attrs
            if value and "javascript:" in value and not name.startswith("data-")
        ]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_does_no_harm_in_any_output(text):
    found = hostile(text)
    screen = terminal.render(found, None)
    assert all(line.isprintable() for line in screen)
    own = f"<script>{inline.of('report.js').text}</script>"
    pages = [*html.pages(found), *html.pages(found, 0)]
    assert len(pages) > 2
    assert all(page.count(own) == 1 for _, page in pages)
    page = "".join(page.replace(own, "") for _, page in pages)
    tags = Tags()
    tags.feed(page)
    assert tags.bad == []
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", page)
    for row in csv.reader(io.StringIO(table.render(found))):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert document.from_json(document.to_json(found)) == found


def test_no_output_uses_a_word_that_we_never_use():
    found = audit([SCHOOL], at=1.0, watcher=Silent())
    for text in ("\n".join(terminal.render(found, None)), html.render(found)):
        assert FORBIDDEN.findall(text) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("&#x202e;", r"\&\#x202e;"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("a|b", r"a\|b"),
        ("<b>", r"\<b\>"),
        ("one\ntwo", r"one\\ntwo"),
    ],
)
def test_markdown_reads_neither_markup_nor_an_entity(text, shown):
    assert for_markdown(text) == shown
