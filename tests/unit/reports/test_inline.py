"""Styles and scripts of pages: one element of each, allowed by its hash, and none in attributes."""

import re
import runpy
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from camaudit.reports import REPORTS, html, inline, vendors
from camaudit.vendorlist.sheets import Sheet

TEMPLATES = Path(html.__file__).with_name("templates")
SCHOOL = runpy.run_path(str(Path(__file__).parents[2] / "golden" / "school.py"))["school"]
OF_PAGES = sorted(name for name in REPORTS if name.endswith("html") or name.startswith("governor"))


class Page(HTMLParser):
    """The elements of a page, and what stands in those that a policy rules."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.inside = [], {"style": [], "script": []}
        self.within = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.within = tag if tag in self.inside else None

    def handle_endtag(self, _):
        self.within = None

    def handle_data(self, data):
        if self.within:
            self.inside[self.within].append(data)


@pytest.fixture(name="pages", scope="module")
def _pages():
    school = SCHOOL()
    sheets = [
        Sheet(title="About", header=(), rows=(("About it.",),)),
        Sheet(title="Labels", header=("Label", "By", "x", "y", "z"), rows=(("a",) * 5,)),
    ]
    return {
        **{name: REPORTS[name](school) for name in OF_PAGES},
        **dict(html.pages(school, most=1)),
        "vendors": vendors.render(sheets, "20 Nov 2026"),
    }


def digest(text):
    return b64encode(sha256(text.encode()).digest()).decode()


def test_every_kind_of_page_is_looked_at(pages):
    used = {path.name for path in TEMPLATES.glob("*.html") if "<!DOCTYPE" in path.read_text()}
    assert used == {"report.html", "site.html", "governor.html", "pack.html", "vendors.html"}
    assert len(pages) > len(used)


def test_each_page_has_one_style_that_its_policy_names(pages):
    for name, text in pages.items():
        page = Page(text)
        policy = next(attrs["content"] for tag, attrs in page.tags if "http-equiv" in attrs)
        assert "unsafe" not in policy, name
        for tag, inside in page.inside.items():
            if inside:
                assert len([one for one, _ in page.tags if one == tag]) == 1, name
                assert f"{tag}-src 'sha256-{digest(''.join(inside))}'; " in policy, name
            else:
                assert f"{tag}-src" not in policy, name
        assert page.inside["style"], name


def test_nothing_stands_in_an_attribute_that_no_hash_allows(pages):
    for name, text in pages.items():
        for tag, attrs in Page(text).tags:
            assert "style" not in attrs, (name, tag)
            assert not any(one.startswith("on") for one in attrs), (name, tag)


@pytest.mark.parametrize("path", sorted(TEMPLATES.iterdir()), ids=lambda path: path.name)
def test_no_template_holds_a_style_of_its_own(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        assert not re.search(r"<style>(?!\{\{ sheet\.text \}\}</style>)", text)
        assert not re.search(r"[\s\"']style\s*=", text)
    if path.suffix == ".js":
        assert not re.search(r"\.style\b|cssText|insertRule|setAttribute\(.style", text)
    if path.suffix == ".css":
        assert "</" not in text
        assert not re.search(r"url\(|@import|@font-face", text)


def test_a_file_is_given_to_the_byte_with_its_hash():
    one = inline.of("style.css", "governor.css")
    text = "".join((TEMPLATES / name).read_text("utf-8") for name in ("style.css", "governor.css"))
    assert one.text == text
    assert one.digest == digest(text)
