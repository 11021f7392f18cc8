"""The workbook and the walk sheets: filters, frozen headings, text, and the same bytes."""

import io
import re
import zipfile

import openpyxl
import pytest

from camaudit.exports import workbook
from camaudit.exports.sheet import sheet, shown
from camaudit.exports.slug import slugs
from camaudit.tabular.walk_columns import WALK

FORMS = ["xlsx", "walksheet"]


def books(files, audit, form):
    return {
        name: openpyxl.load_workbook(io.BytesIO(content))
        for name, content in files(audit, form).items()
    }


def test_every_sheet_has_a_filter_over_all_its_rows_and_a_frozen_heading(with_lists, files):
    book = books(files, with_lists, "xlsx")["audit.xlsx"]
    assert book.sheetnames == [
        "Answer", "Devices", "Findings", "Evidence", "Networks", "Makers", "Contacts", "Actions",
        "Labels",
    ]  # fmt: skip
    for page in book:
        assert page.auto_filter.ref == page.dimensions
        assert page.freeze_panes == "B2"


def test_the_filters_stand_in_the_xml_as_excel_writes_them(school, files):
    with zipfile.ZipFile(io.BytesIO(files(school, "xlsx")["audit.xlsx"])) as packed:
        names = packed.read("xl/workbook.xml").decode()
        pages = [packed.read(f"xl/worksheets/sheet{n}.xml").decode() for n in range(1, 10)]
    assert len(re.findall(r'name="_xlnm._FilterDatabase" localSheetId="\d" hidden="1"', names)) == 9
    for page in pages:
        assert re.search(r'<autoFilter ref="A1:[A-Z]+\d+"', page)
        assert re.search(r'<pane [^>]*state="frozen"', page)
        assert "<f>" not in page


@pytest.mark.parametrize("form", FORMS)
def test_the_same_audit_gives_the_same_bytes_without_a_time_in_them(school, files, form):
    made = files(school, form)
    assert made == files(school, form)
    for content in made.values():
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = packed.read("docProps/core.xml").decode()
            times = re.findall(r"<dcterms:\w+[^>]*>([^<]*)<", core)
            assert times == ["1980-01-01T00:00:00Z"] * 2


def test_numbers_are_numbers_and_text_that_looks_like_one_is_text(school, files, changed):
    audit = changed(school, 0, serial="0012345678901234567890", model="=1+1")
    page = books(files, audit, "xlsx")["audit.xlsx"]["Devices"]
    at = {cell.value: cell.column for cell in page[1]}
    row = {name: page.cell(2, column) for name, column in at.items()}
    assert (row["serial"].data_type, row["serial"].value) == ("s", "0012345678901234567890")
    assert (row["model"].data_type, row["model"].value) == ("s", "'=1+1")
    assert page.cell(5, at["channels"]).value == 16


@pytest.mark.parametrize("most", [0, 100])
@pytest.mark.parametrize("text", ["#N/A", "=1+1", "{=1}", " =1", "DS-1", "", "#REF!"])
def test_a_cell_is_the_same_text_with_a_look_of_its_own_and_without(monkeypatch, text, most):
    monkeypatch.setattr(workbook, "MAX_STYLED", most)
    made = sheet("made", ("one", "two", "three", "four"), [(text, (text, "b"), None, True)])
    content = workbook.workbook([workbook.Leaf(title="Made", sheet=made)])
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in page[2]] == [
        shown(text) or None, shown((text, "b")), None, "yes",
    ]  # fmt: skip
    assert {cell.data_type for cell in page[2] if cell.value} == {"s"}


def test_rows_that_excel_cannot_hold_are_told(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 2)
    made = sheet("made", ("one", "two"), [(number, "x") for number in range(5)])
    content = workbook.workbook([workbook.Leaf(title="Made", sheet=made)])
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [row[0].value for row in page.iter_rows(min_row=2)] == [
        0, 1, "3 more rows stand in the other exports.",
    ]  # fmt: skip


def test_a_site_has_a_walk_sheet_in_the_order_of_its_switch_ports(with_lists, files):
    made = books(files, with_lists, "walksheet")
    assert list(made) == ["walk-sheet-annex.xlsx", "walk-sheet-main-building.xlsx"]
    page = made["walk-sheet-main-building.xlsx"]["Labels"]
    assert page["A1"].value == "Example Hill School (fictional), Main building: labels to read"
    assert [cell.value for cell in page[5]] == list(WALK)
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=6)]
    assert rows[0][1:4] == ["dev-000000000003", "SW-1 Gi1/0/2", "10.20.2.13"]
    assert rows[1][2] == "SW-1 Gi1/0/10; NVR-Hall, channel D1; Front gate"
    assert rows[-1][1:3] == ["lst-000000000002", "NVR-Hall, channel D2; Corridor"]
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert {cell for row in rows for cell in row[6:]} == {None}


def test_a_walk_sheet_prints_on_a4_with_its_headings_on_every_page(school, files):
    page = books(files, school, "walksheet")["walk-sheet-annex.xlsx"]["Labels"]
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$5:$5"
    assert page.oddFooter.center.text == "&P / &N"


def test_devices_of_no_site_have_a_walk_sheet_too(school, files, changed):
    made = books(files, changed(school, 6, device={"site": None}), "walksheet")
    assert list(made) == ["walk-sheet-main-building.xlsx", "walk-sheet.xlsx"]


def test_slugs_differ_where_names_do():
    found = slugs(["Hall", "hall", "HALL!", "", "漢", "字", "a b", "a" * 200])
    assert len(set(found.values())) == 8
    assert found["a b"] == "a-b"
    assert all(re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?", one) for one in found.values())
