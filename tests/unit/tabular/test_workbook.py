import zipfile
from datetime import datetime

import openpyxl
import openpyxl.chart
import pytest

from camaudit.errors import UsageError
from camaudit.tabular.columns import Role
from camaudit.tabular.forms import Form, form_of
from camaudit.tabular.layout import Wish, find, open_list
from camaudit.tabular.workbook import Workbook


def saved(tmp_path, fill, name="list.xlsx"):
    book = openpyxl.Workbook()
    fill(book)
    path = tmp_path / name
    book.save(path)
    return path


def tender(book):
    cover = book.worksheets[0]
    cover.title = "Cover"
    cover["A1"] = "Example Hill Borough (fictional)"
    cover["A3"] = "Description of the lot"
    sheet = book.create_sheet("Lot 2")
    sheet["B1"] = "Video surveillance"
    sheet.merge_cells("B1:F3")
    sheet["B6"], sheet["F6"] = "Camera", "Qty"
    sheet.merge_cells("B6:D6")
    sheet.merge_cells("F6:F7")
    for column, text in zip("BCDE", ("Make", "Model", "Description", "Bought"), strict=True):
        sheet[f"{column}7"] = text
    rows = [
        ("Hikvision", "DS-2CD2143G2-I", "Dome", datetime(2021, 5, 4), 12.0),  # noqa: DTZ001
        (None, "DS-7608NI-K2", "NVR", None, 1),
        ("Axis", "P3245-LV", "Dome", 2019, "=2+2"),
    ]
    for number, row in enumerate(rows, 8):
        for column, value in zip("BCDEF", row, strict=True):
            sheet[f"{column}{number}"] = value
    sheet.merge_cells("B8:B9")
    sheet["B40"].font = openpyxl.styles.Font(bold=True)


def test_a_list_below_a_cover_with_headings_in_row_7_and_merged_cells_is_read(tmp_path):
    made = open_list(saved(tmp_path, tender))
    layout = find(made, Wish()).read[0]
    assert (layout.sheet, layout.header) == ("Lot 2", 7)
    assert layout.columns == {
        Role.MAKE: (1,),
        Role.MODEL: (2,),
        Role.DESCRIPTION: (3,),
        Role.DATE: (4,),
        Role.QUANTITY: (5,),
    }
    rows = {row.number: row for row in made.rows("Lot 2") if row.number > 7}
    assert rows[8].cells[1:] == ("Hikvision", "DS-2CD2143G2-I", "Dome", "2021-05-04", "12")
    assert rows[9].cells[1] == "Hikvision"
    assert rows[9].filled == {1}
    assert max(rows) == 10


def test_every_sheet_that_is_a_list_is_read_and_one_that_is_asked_for_alone(tmp_path):
    def several(book):
        book.worksheets[0]["A1"] = "Item description"
        for name in ("North", "South"):
            book.create_sheet(name).append(["Make", "Model", "Qty"])
            book[name].append(["Axis", "P3245-LV", 2])
        book["South"].append(["Sony", "SNC-EB640", 1])

    def sheets(**wish):
        found = find(open_list(path), Wish(**wish))
        return [layout.sheet for layout in found.read], found.left

    path = saved(tmp_path, several)
    assert sheets() == (["North", "South"], ("Sheet",))
    assert sheets(sheet="north") == (["North"], ())
    assert sheets(header_row=1) == (["South"], ("Sheet", "North"))
    assert [one.sheet for one in find(open_list(path), Wish(), one=True).read] == ["South"]


def test_a_wrong_size_in_the_file_cuts_no_row(tmp_path):
    path = saved(tmp_path, tender)
    wrong = tmp_path / "wrong.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(wrong, "w") as new:
        for name in old.namelist():
            new.writestr(
                name, old.read(name).replace(b'dimension ref="B1:F40"', b'dimension ref="A1"')
            )
    assert [row.cells for row in Workbook(wrong).rows("Lot 2")] == [
        row.cells for row in Workbook(path).rows("Lot 2")
    ]


def test_a_chart_sheet_and_a_lone_cell_far_below_do_no_harm(tmp_path):
    def fill(book):
        book.create_chartsheet("Chart").add_chart(openpyxl.chart.BarChart())
        book.worksheets[0].append(["Make", "Model"])
        book.worksheets[0]["XFD1048576"] = "."

    made = open_list(saved(tmp_path, fill))
    assert find(made, Wish()).read[0].header == 1


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1"), "old Excel file"),
        ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1"), "password"),
        ("a.doc", bytes.fromhex("d0cf11e0a1b11ae1"), "Word"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.csv", b"", "is empty"),
        ("a.xls", b"<html><table>", "web page"),
        ("a.xlsx", b"PK\x03\x04 and no more", "damaged"),
        ("~$a.xlsx", b"x", "give a.xlsx"),
        ("a.png", b"\x89PNG\r\n", "picture"),
        ("a.xlsx", bytes(range(256)), "no Excel workbook"),
        ("a.csv", bytes(range(256)), "neither a workbook nor text"),
    ],
)
def test_what_is_not_read_is_answered_with_one_line(tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError) as caught:
        open_list(tmp_path / name)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_text_is_a_list_whatever_the_file_is_called(tmp_path, encoding):
    path = tmp_path / "list.xlsx"
    path.write_bytes("Make,Model\nAxis,M1065\n".encode(encoding))
    assert form_of(path) is Form.CSV


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("word/document.xml", "Word"),
        ("content.xml", "OpenDocument"),
        ("xl/workbook.bin", "xlsb"),
        ("x.txt", "no Excel workbook"),
    ],
)
def test_other_containers_are_named(tmp_path, member, words):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(member, "x")
    with pytest.raises(UsageError, match=words):
        open_list(path)


def test_a_list_that_is_open_in_excel_is_said_to_be(tmp_path):
    path = saved(tmp_path, tender)
    (tmp_path / "~$list.xlsx").write_bytes(b"x")
    with pytest.raises(UsageError, match="is open in Excel"):
        open_list(path)


def test_a_workbook_with_a_broken_part_is_said_to_be_one(tmp_path):
    path, broken = saved(tmp_path, tender), tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<no" if name == "xl/workbook.xml" else old.read(name))
    with pytest.raises(UsageError, match="save it again"):
        open_list(broken)
