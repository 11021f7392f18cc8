import csv
import io
from dataclasses import replace

import pytest

from camaudit.reports import csv as report


def rows(audit):
    return list(csv.DictReader(io.StringIO(report.render(audit), newline="")))


def test_each_device_has_one_row_in_the_order_of_the_audit(school):
    assert [row["id"] for row in rows(school)] == [one.id for one in school.devices]


def test_a_row_says_who_built_it_and_whose_label_is_on_it(school):
    row = rows(school)[4]
    assert (row["maker"], row["maker grade"]) == ("Dahua", "confirmed")
    assert (row["label"], row["label grade"]) == ("Honeywell", "likely")
    assert row["first seen (UTC)"] == "2026-11-22T09:40:05Z"
    assert row["evidence"].startswith("dhip.class: IPC (main/camera-network.pcapng, frame 205)")


def test_the_unknown_is_an_empty_cell(school):
    row = rows(school)[8]
    assert (row["model"], row["serial"], row["channels"], row["port"]) == ("", "", "", "")


def test_findings_are_listed_the_most_severe_first(school):
    both = tuple(replace(one, device=school.devices[0].id) for one in school.findings)
    row = rows(replace(school, findings=both))[0]
    assert row["findings"] == "credentials.default credentials.never-set-up outbound.china"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1"])
def test_no_cell_is_a_formula(school, text):
    identities = tuple(replace(one, model=text) for one in school.identities)
    assert rows(replace(school, identities=identities))[0]["model"][0] == "'"


def test_a_line_break_stays_in_its_cell(school):
    identities = tuple(replace(one, model="a\r\nb") for one in school.identities)
    assert rows(replace(school, identities=identities))[0]["model"] == "a\\r\\nb"


def test_a_cell_fits_in_a_spreadsheet(school):
    identities = tuple(replace(one, model="x" * 100_000) for one in school.identities)
    assert len(rows(replace(school, identities=identities))[0]["model"]) == report.MAX_CELL
