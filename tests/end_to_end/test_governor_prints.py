"""The governor's page is one side of A4 on paper, as a browser prints it."""

import os
import re
import runpy
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from camaudit.cli import main
from camaudit.model.finding import Finding, Severity
from camaudit.model.grade import Grade
from camaudit.reports import REPORTS

GOLDEN = Path(__file__).parents[1] / "golden" / "school.py"
CHROMIUM = shutil.which("chromium")
# Nothing but the page: no first run, no updates, no network.
STILL = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
A4 = (595, 842)  # points, rounded

# Where the tests of every change run, chromium is installed: there its absence is a failure.
pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="chromium is not installed"
)


def printed(page, folder):
    """Print a page; give the number of its sheets and the size of one."""
    assert CHROMIUM is not None, "CI installs chromium: see .ci/run"
    html, pdf = folder / "page.html", folder / "page.pdf"
    html.write_text(page, encoding="utf-8")
    words = [CHROMIUM, *STILL, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={pdf}"]
    subprocess.run([*words, html.as_uri()], check=True, capture_output=True, timeout=120)
    data = pdf.read_bytes()
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    return len(re.findall(rb"/Type /Page\b(?!s)", data)), tuple(
        round(float(n)) for n in box.groups()
    )


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


@pytest.mark.parametrize("name", ["governor", "governor-public"])
@pytest.mark.parametrize("make", [golden, full])
def test_the_page_is_one_side_of_a4(name, make, tmp_path):
    assert printed(REPORTS[name](make()), tmp_path) == (1, A4)


def test_the_page_of_the_example_is_one_side_of_a4(tmp_path):
    folder = tmp_path / "answer"
    assert main(["demo", "-o", str(folder)]) == 0
    assert main(["report", str(folder / "audit.json"), "--for", "governor"]) == 0
    page = (folder / "governor.html").read_text("utf-8")
    assert printed(page, tmp_path) == (1, A4)


def test_more_than_one_side_would_be_noticed(tmp_path):
    page = REPORTS["html"](golden())
    assert printed(page, tmp_path)[0] > 1
