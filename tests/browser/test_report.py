"""The report in a real browser: what it shows, asks for, and how people without a mouse use it."""

import re
import runpy
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from camaudit import document
from camaudit.cli import main
from camaudit.cli.demo import AS_OF
from camaudit.reports import html

SCHOOL = Path(__file__).parents[2] / "examples" / "school"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
USABLE = "a[href], button, input, select, summary, [tabindex]"
CARDS = "article[id^=dev-]"
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture(name="report", scope="module")
def _report(tmp_path_factory):
    out = tmp_path_factory.mktemp("answer")
    words = ["audit", str(SCHOOL / "captures"), str(SCHOOL / "files"), "--as-of", AS_OF]
    words += ["--estate", str(SCHOOL / "estate.yaml"), "--at", "2026-11-24T09:00:00Z"]
    assert main([*words, "--quiet", "-o", str(out)]) == 0
    return out / "report.html"


@pytest.fixture(name="browser", scope="module")
def _browser():
    with sync_playwright() as play:
        found = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield found
        found.close()


class Seen:
    """A page, with what it said and asked for."""

    def __init__(self, browser, path, width=1280, scheme="light", *, script=True):
        size = {"width": width, "height": 900}
        self.context = browser.new_context(
            viewport=size, color_scheme=scheme, java_script_enabled=script
        )
        self.page = self.context.new_page()
        self.said, self.asked = [], []
        self.page.on("console", lambda one: self.said.append(one.text))
        self.page.on("pageerror", lambda one: self.said.append(str(one)))
        self.page.on("request", lambda one: self.asked.append(one.url))
        self.page.goto(path.as_uri())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_it_asks_for_nothing_says_nothing_and_shuts_nobody_out(browser, report, width, scheme):
    with Seen(browser, report, width, scheme) as seen:
        found = Axe().run(seen.page, options={"runOnly": RULES})
        assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
        assert found.response["passes"]
        assert seen.asked == [report.as_uri()]
        assert seen.said == []
        wide = seen.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width


def test_axe_would_tell_of_a_picture_without_words(browser, tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<!DOCTYPE html><title>a</title><img src='data:,'>")
    with Seen(browser, path) as seen:
        found = Axe().run(seen.page, options={"runOnly": RULES}).response["violations"]
        assert "image-alt" in {one["id"] for one in found}


def test_without_script_everything_is_there_but_the_search(browser, report):
    with Seen(browser, report, script=False) as bare, Seen(browser, report) as full:
        cards = [one.page.locator(CARDS).count() for one in (bare, full)]
        assert cards == [len(devices_of(report))] * 2
        assert not bare.page.locator("#filter").is_visible()
        assert full.page.locator("#filter").is_visible()


def devices_of(report):
    return document.spelled_out((report.parent / "audit.json").read_text())["audit"]["devices"]


def makers_of(rows):
    return {rows.nth(at).get_attribute("data-maker") for at in range(rows.count())}


def devices(page):
    return page.locator("tr[data-device]:not([hidden])")


def test_search_and_choice_leave_the_devices_that_are_meant(browser, report):
    with Seen(browser, report) as seen:
        page = seen.page
        every = devices(page).count()
        page.locator("#words").fill("label: HONEYWELL 10.20.2.13")
        assert devices(page).count() == 1
        expect(page.locator("#told")).to_have_text(f"Devices shown: 1 of {every}.")
        assert page.locator(f"{CARDS}:visible").count() == 1
        page.locator("#filter button").click()
        expect(devices(page)).to_have_count(every)
        page.locator("#words").fill("dahua")
        assert makers_of(devices(page)) == {"Dahua"}
        page.locator("#words").fill("credentials.default")
        assert 0 < devices(page).count() < every
        page.locator("#filter button").click()
        page.locator("#by-maker").select_option("Hikvision")
        assert 0 < devices(page).count() < every
        assert makers_of(devices(page)) == {"Hikvision"}
        assert seen.said == []


def test_a_heading_sorts_its_table_and_says_so(browser, report):
    with Seen(browser, report) as seen:
        head = seen.page.locator("table.sorts", has_text="Every device that is").locator("thead th")
        numbers = "tr[data-device] td:last-child"
        for way in ("ascending", "descending"):
            head.last.locator("button").click()
            assert head.last.get_attribute("aria-sort") == way
            found = [int(one) for one in seen.page.locator(numbers).all_inner_texts()]
            assert found == sorted(found, reverse=way == "descending")
        assert len(set(found)) > 1
        head.first.locator("button").click()
        every = seen.page.locator("tr[data-device] th a").all_inner_texts()
        assert every == sorted(every, key=lambda one: [int(part) for part in one.split(".")])


def test_a_deep_link_opens_what_it_names_even_where_it_was_searched_away(browser, report):
    with Seen(browser, report) as seen:
        page = seen.page
        card = page.locator(CARDS).last
        name = card.get_attribute("id")
        page.locator("#words").fill("nothing has these words")
        assert page.locator(f"{CARDS}:visible").count() == 0
        page.evaluate(f"location.hash = '{name}'")
        expect(card).to_be_in_viewport()


def test_the_keyboard_reaches_everything_that_can_be_used(browser, report):
    with Seen(browser, report) as seen:
        page = seen.page
        wanted = page.evaluate(
            f"() => [...document.querySelectorAll('{USABLE}')]"
            ".filter(one => one.checkVisibility()).length"
        )
        reached = page.evaluate("() => { window.met = new Set(); return 0; }")
        for _ in range(wanted + 5):
            page.keyboard.press("Tab")
            reached = page.evaluate(
                """() => { if (document.activeElement !== document.body)
                met.add(document.activeElement); return met.size; }"""
            )
        assert reached >= wanted > 50
        first = page.locator("a.skip")
        first.focus()
        assert first.bounding_box()["x"] >= 0


def test_the_first_page_is_one_side_of_paper(browser, report):
    with Seen(browser, report) as seen:
        whole = sides(seen.page.pdf(format="A4", prefer_css_page_size=True))
        seen.page.evaluate(
            """() => { for (const one of document.querySelectorAll('main > :not(.first), footer'))
            one.remove(); }"""
        )
        assert sides(seen.page.pdf(format="A4", prefer_css_page_size=True)) == 1
        assert whole > 1


def stated(text):
    """Read the sides of A4 that a page says it fills at most."""
    return int(re.search(r"On paper: at most ([\d,]+) sides? of A4\.", text)[1].replace(",", ""))


def test_a_report_fills_no_more_sides_than_it_says_and_not_many_fewer(browser, report, tmp_path):
    golden = runpy.run_path(str(SCHOOL.parents[1] / "tests" / "golden" / "school.py"))["school"]()
    example = document.read(report.parent / "audit.json")
    texts = [html.render(golden), html.render(example)]
    texts += [text for _, text in html.pages(example, most=5)]
    assert len(texts) > 4
    for text in texts:
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8")
        with Seen(browser, path) as seen:
            found = sides(seen.page.pdf(format="A4", prefer_css_page_size=True))
        assert found <= stated(text) <= 1.5 * found + 1


def sides(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_pages_of_sites_are_reached_from_the_first_one_and_lead_back(browser, report, tmp_path):
    audit = document.read(report.parent / "audit.json")
    (tmp_path / "report").mkdir()
    for name, text in html.pages(audit, most=5):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with Seen(browser, tmp_path / "report.html") as seen:
        page = seen.page
        links = page.locator("main a[href*='report/site-']")
        assert links.count() > len(audit.devices)
        for number in range(links.count()):
            path, _, name = links.nth(number).get_attribute("href").partition("#")
            text = (tmp_path / path).read_text(encoding="utf-8")
            assert not name or f'id="{name}"' in text
        page.locator("#devices ~ table a").first.click()
        expect(page.locator(CARDS).first).to_be_visible()
        found = Axe().run(page, options={"runOnly": RULES})
        assert found.response["violations"] == []
        page.locator("main > p a").first.click()
        expect(page.locator("#actions")).to_be_attached()
        assert seen.said == []
        assert all(one.startswith(tmp_path.as_uri()) for one in seen.asked)
