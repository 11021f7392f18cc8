"""Whole outputs of the fictional school; --update-golden writes them again."""

import pytest

from camaudit import document
from camaudit.reports import REPORTS, terminal

FILES = {
    "terminal": "report.txt",
    "plain": "plain.txt",
    "html": "report.html",
    "csv": "devices.csv",
    "worklist": "actions.csv",
    "governor": "governor.html",
    "governor-public": "governor-public.html",
    "foi": "answers-foi.txt",
    "foi-html": "answers-foi.html",
    "dpia": "answers-dpia.txt",
    "dpia-html": "answers-dpia.html",
    "889b": "answers-889b.txt",
    "889b-html": "answers-889b.html",
    "wms2022": "answers-wms2022.txt",
    "wms2022-html": "answers-wms2022.html",
    "supplier": "letter-supplier.txt",
    "supplier-table": "letter-supplier.csv",
    "provider": "letter-provider.txt",
    "dpo": "letter-dpo.txt",
}


def test_every_report_has_a_golden_file():
    assert REPORTS.keys() == FILES.keys()


def test_the_document_is_the_golden_one(school, golden):
    golden("audit.json", document.to_json(school))


@pytest.mark.parametrize("name", FILES)
def test_the_report_is_the_golden_one(name, school, golden):
    golden(FILES[name], REPORTS[name](school))


@pytest.mark.parametrize("name", FILES)
def test_a_report_made_of_the_document_is_the_same(name, school):
    read_back = document.from_json(document.to_json(school))
    assert REPORTS[name](read_back) == REPORTS[name](school)


@pytest.mark.parametrize("width", [60, 120, 200])
def test_the_screen_is_the_golden_one_at_other_widths(width, school, golden):
    lines = terminal.render(school, "report.html", width, "ascii")
    golden(f"report-{width}.txt", "\n".join(lines) + "\n")
