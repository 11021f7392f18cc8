"""Exports hold every row, read back as they were written, and carry no formula."""

import csv
import io
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl
import pytest

from camaudit.reports.vendors import render
from camaudit.vendorlist.export import to_csv, to_xlsx
from camaudit.vendorlist.sheets import LABELS, sheets


@pytest.fixture(name="made")
def _made(table):
    return sheets(table, "0.0.0")


def test_the_workbook_has_filters_a_frozen_heading_and_every_row(table, made):
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(made)))
    assert book.sheetnames == ["Labels", "Makers", "Lists", "About"]
    labels = book["Labels"]
    assert labels.freeze_panes == "B2"
    assert labels.auto_filter.ref == f"A1:O{len(table.links) + 1}"
    rows = list(labels.iter_rows(values_only=True))
    assert rows[0] == LABELS
    assert len(rows) == len(table.links) + 1
    by = {(row[0], row[2]): row for row in rows[1:]}
    assert by["Houseguard", "Acmecam"][4] == "documented"
    assert by["Houseguard", "Acmecam"][10] == "Example list (2019-08)"
    assert by["Oldwatch", "Boreal"][10] == "not named on the 1 list held, dated 2026-01-02"
    assert by["Rumourcam", "not established"][10] == "no maker established: not compared"
    assert by["Fogline", "not established"][3].startswith("No public evidence ties")
    assert {row[14] for row in rows[1:]} == {"2026-01-02"}
    makers = {row[1]: row for row in book["Makers"].iter_rows(values_only=True)}
    assert makers["acme"][10:13] == (1, 1, 1)
    assert any("2026-01-02" in row[0] for row in book["About"].iter_rows(values_only=True))


def test_no_cell_is_a_formula(table):
    link = replace(table.links[0], label="=HYPERLINK(1)", note="+1", says="@SUM(A1)\x07")
    hostile = sheets(replace(table, links=(link,)), "0.0.0")
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(hostile)))
    cells = [cell for row in book["Labels"].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    row = list(csv.reader(io.StringIO(to_csv(hostile[0]))))[1]
    assert row[0] == "'=HYPERLINK(1)"
    assert row[3] == "'@SUM(A1)\\x07"


def test_the_csv_has_one_row_for_each_link(table, made):
    rows = list(csv.reader(io.StringIO(to_csv(made[0]))))
    assert tuple(rows[0]) == LABELS
    assert [row[0] for row in rows[1:]] == [one.label for one in table.links]


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.outside, self.scripts = 0, [], 0

    def handle_starttag(self, tag, attrs):
        self.rows += tag == "tr"
        self.scripts += tag == "script"
        self.outside += [
            value for name, value in attrs if name in {"src", "href"} and "#" not in value
        ]


def test_the_page_is_whole_without_its_script_and_asks_for_nothing(table, made):
    page = Page()
    text = render(made, table.date)
    page.feed(text)
    count = len(table.links) + len(table.makers) + len(table.lists)
    assert page.rows == count + 3
    assert page.outside == []
    assert page.scripts == 1
    assert 'id="filter" class="filter" hidden' in text
    assert "script-src 'sha256-" in text


def test_the_page_makes_hostile_text_harmless(table):
    link = replace(table.links[0], label="<script>alert(1)</script>\u202e")
    text = render(sheets(replace(table, links=(link,)), "0.0.0"), table.date)
    assert "<script>alert" not in text
    assert "\u202e" not in text
