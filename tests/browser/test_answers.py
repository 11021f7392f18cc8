"""The governor's page and the answers in a real browser: on paper, and for everybody who reads."""

import re
import runpy
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from camaudit.cli import main
from camaudit.model.finding import Finding, Severity
from camaudit.model.grade import Grade
from camaudit.reports import REPORTS

GOLDEN = Path(__file__).parents[1] / "golden" / "school.py"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
PAGES = ["governor", "governor-public", "foi-html", "dpia-html", "889b-html", "wms2022-html"]
A4 = (595, 842)  # points, rounded


@pytest.fixture(name="browser", scope="module")
def _browser():
    with sync_playwright() as play:
        found = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield found
        found.close()


@pytest.fixture(name="shown")
def _shown(browser, tmp_path):
    """Show a page; give it with all that it asked for."""
    contexts = []

    def show(text, width=1280, scheme="light"):
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8")
        size = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=size, color_scheme=scheme))
        page, asked = contexts[-1].new_page(), []
        page.on("request", lambda one: asked.append(one.url))
        page.on("console", lambda one: asked.append(one.text))
        page.goto(path.as_uri())
        assert asked == [path.as_uri()]
        return page

    yield show
    for one in contexts:
        one.close()


def printed(page):
    """Print a page; give the number of its sides and the size of one."""
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    size = tuple(round(float(number)) for number in box.groups())
    return len(re.findall(rb"/Type\s*/Page\b", pdf)), size


def golden():
    return runpy.run_path(str(GOLDEN))["school"]()


def full():
    """Give a school of which everything on the page is at its bound, in long words."""
    school = golden()
    why = "named in section {} of a law of which the words are long enough to need a second line, "
    laws = tuple(why.format(number) + "which binds those who are bound" for number in range(5))
    findings = tuple(
        Finding(
            id=f"fnd-{number}",
            code="vulnerability.possible",
            device=school.devices[number].id,
            subject=str(number),
            severity=Severity.URGENT,
            grade=Grade.CONFIRMED,
            summary=f"{number}: it may have a known flaw, used in attacks: commands can be run "
            "through the web server without a login (CVE-2021-36260).",
            remedy="Update its firmware: V5.5.800 build 210628 or later. Until then let nothing "
            "but its recorder reach it, and see that no port leads in.",
            proofs=(),
        )
        for number in range(9)
    )
    device, identity = school.devices[4], school.identities[4]
    numbers = range(100, 108)
    more = tuple(replace(device, id=f"dev-{number:012x}") for number in numbers)
    identities = tuple(
        replace(
            identity,
            device=f"dev-{number:012x}",
            brand=replace(identity.brand, value=f"Label {number} of a very long name"),
        )
        for number in numbers
    )
    return replace(
        school,
        estate=replace(school.estate, organisation="Trust of North Exampleshire " * 3),
        findings=findings,
        makers=tuple(replace(one, named_on=laws, described_in=laws[:1]) for one in school.makers),
        devices=school.devices + more,
        identities=school.identities + identities,
        actions=(),
    )


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_and_shuts_nobody_out(shown, name, width, scheme):
    page = shown(REPORTS[name](golden()), width, scheme)
    found = Axe().run(page, options={"runOnly": RULES})
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
    assert found.response["passes"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture(name="vendors", scope="module")
def _vendors(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vendors")
    assert main(["vendors", "--export", str(folder / "vendors.html")]) == 0
    return (folder / "vendors.html").read_text("utf-8")


def test_the_style_of_every_page_is_the_one_that_its_policy_allows(shown, vendors):
    """What a policy refuses is told on the console, which `shown` looks at."""
    for text in (*(REPORTS[name](golden()) for name in PAGES), vendors):
        page = shown(text)
        assert page.evaluate("document.styleSheets.length") == 1
        assert page.evaluate("getComputedStyle(document.body).maxWidth") in {"1056px", "none"}
        colour = page.evaluate("getComputedStyle(document.querySelector('a, h1')).fontFamily")
        assert "system-ui" in colour


@pytest.mark.parametrize(
    ("old", "new"),
    [("<style>", "<style>p{}"), ("<h1>", "<h1 style='color:red'>"), ("</main>", "<style></style>")],
)
def test_another_style_is_refused_and_told(browser, tmp_path, old, new):
    text = REPORTS["foi-html"](golden())
    assert old in text
    path = tmp_path / "page.html"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    page, said = browser.new_page(), []
    page.on("console", lambda one: said.append(one.text))
    page.goto(path.as_uri())
    assert any("style" in one and "Content Security Policy" in one for one in said)
    page.close()


@pytest.mark.parametrize("name", PAGES[:2])
@pytest.mark.parametrize("make", [golden, full])
def test_the_page_for_those_who_decide_is_one_side_of_a4(shown, name, make):
    assert printed(shown(REPORTS[name](make()))) == (1, A4)


def test_the_page_of_the_example_is_one_side_of_a4(shown, tmp_path):
    folder = tmp_path / "answer"
    assert main(["demo", "-o", str(folder)]) == 0
    assert main(["report", str(folder / "audit.json"), "--for", "governor"]) == 0
    assert printed(shown((folder / "governor.html").read_text("utf-8"))) == (1, A4)


def test_more_than_one_side_would_be_noticed(shown):
    assert printed(shown(REPORTS["foi-html"](golden())))[0] > 1
