"""`camaudit check` as a person runs it, on real files."""

import csv
import hashlib
import io
import sys
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from camaudit.cli import main
from camaudit.procurement.show import COLUMNS

ROWS = [
    ("Hikvision", "DS-2CD2143G2-I", "4MP dome", 12),
    ("Axis", "P3245-LV", "Dome", 4),
    ("Honeywell", "HBW4PER2K", "Bullet", 2),
    ("Nobody & Sons", "NS-1", "Dome camera", 1),
    ("Netgear", "GS308PP", "PoE switch", 1),
]


def workbook(path, above=6, chart=False):
    """Write a tender as councils send it: a cover, headings in row 7, merged cells, a total."""
    book = openpyxl.Workbook()
    cover = book.worksheets[0]
    cover.title = "Cover"
    cover["A1"] = "Example Hill Borough (fictional)"
    sheet = book.create_sheet("Lot 2")
    sheet["A1"] = "Video surveillance"
    sheet.merge_cells("A1:D3")
    for row in [("Make", "Model", "Description", "Qty")], ROWS:
        for values in row:
            if sheet.max_row < above:
                sheet.cell(above, 1).value = " "
            sheet.append(values)
    total = sheet.max_row + 2
    sheet.cell(total, 3).value = "Total"
    sheet.cell(total, 4).value = f"=SUM(D{above + 2}:D{total - 2})"
    sheet.column_dimensions["B"].width = 33
    if chart:
        made = BarChart()
        made.add_data(Reference(sheet, min_col=4, min_row=above + 2, max_row=total - 2))
        sheet.add_chart(made, "H2")
    book.save(path)
    return path


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def answers(path, sheet="Lot 2", header=7):
    found = openpyxl.load_workbook(path)[sheet]
    names = [cell.value for cell in found[header]]
    first = names.index(COLUMNS[0])
    rows = list(found.iter_rows(min_row=header + 1, values_only=True))
    return {row[1]: row[first : first + len(COLUMNS)] for row in rows if row[1]}


def test_a_workbook_is_answered_in_a_copy_and_left_as_it_was(tmp_path, capsys):
    source = workbook(tmp_path / "tender.xlsx")
    before = digest(source)
    assert main(["check", str(source)]) == 0
    assert digest(source) == before
    copy = tmp_path / "tender (checked).xlsx"
    found = answers(copy)
    assert found["DS-2CD2143G2-I"][:2] == ("documented for this model", "Hikvision")
    assert found["P3245-LV"][:2] == ("documented for this model", "Axis")
    assert found["HBW4PER2K"][:2] == ("documented for this model", "Dahua")
    assert found["NS-1"][0] == "not recognised"
    assert found["GS308PP"][0] == "not a camera, by its words"
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames == ["Cover", "Lot 2", "Summary", "Sources"]
    assert book["Lot 2"]["D14"].value == "=SUM(D8:D12)"
    assert book["Lot 2"].column_dimensions["B"].width == 33
    assert [str(one) for one in book["Lot 2"].merged_cells.ranges] == ["A1:D3"]
    said = " ".join(capsys.readouterr().out.split())
    for words in (
        "Headings in row 7.",
        "Column A 'Make' is the make.",
        "None of this is a ground for exclusion. Ask every bidder the same questions",
    ):
        assert words in said


def test_all_lists_of_a_workbook_are_answered_in_one_run(tmp_path, capsys):
    source = workbook(tmp_path / "tender.xlsx")
    book = openpyxl.load_workbook(source)
    lot = book.create_sheet("Lot 3")
    for row in [("Item", "Make", "Qty"), ("No.", "/ Model", None), (1, "Sony SNC-EB640", 5)]:
        lot.append(row)
    book.save(source)
    letter = tmp_path / "questions.txt"
    assert main(["check", str(source), "--letter", str(letter)]) == 0
    copy = tmp_path / "tender (checked).xlsx"
    assert answers(copy)["P3245-LV"][1] == "Axis"
    assert answers(copy, "Lot 3", 2)["Sony SNC-EB640"][:2] == ("documented for this model", "Sony")
    said = " ".join(capsys.readouterr().out.split())
    assert "2 sheets look like lists and are read: Lot 2, Lot 3" in said
    assert "Sheets not read: Cover" in said
    assert "of them on Lot 3 1 5" in said
    text = letter.read_text(encoding="utf-8")
    assert "Lot 2 row 10: Honeywell HBW4PER2K" in text
    assert "Lot 3 row 3: Sony SNC-EB640" in text
    summary = openpyxl.load_workbook(copy)["Summary"]
    counts = {row[0]: row[1:3] for row in summary.iter_rows(values_only=True)}
    assert counts["documented for this model"] == (4, 23)
    assert (counts["Lot 2"], counts["Lot 3"]) == ((4, 19), (1, 5))
    assert main(["check", str(source), "--sheet", "lot 3"]) == 0
    assert "Lot 2" not in capsys.readouterr().out
    assert main(["check", str(source), "-o", str(tmp_path / "one.csv")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Sheet 'Lot 2'." in said
    assert "Sheets not read: Cover, Lot 3" in said


def test_columns_of_a_second_device_in_a_row_are_named_and_can_be_read(tmp_path, capsys):
    source = tmp_path / "list.csv"
    source.write_text(
        "Site,Camera make,Camera model,NVR make,NVR model,SKU\n"
        "Depot,Axis,P3245-LV,Dahua,DHI-NVR5216-16P-4KS2,77\n",
        encoding="utf-8",
    )
    assert main(["check", str(source), "-o", str(tmp_path / "a.csv")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "these hold makes or models too: D 'NVR make', E 'NVR model'." in said
    again = ["--column", "make=D", "--column", "model=E", "-o", str(tmp_path / "b.csv")]
    assert main(["check", str(source), *again]) == 0
    for name, maker in (("a.csv", "Axis"), ("b.csv", "Dahua")):
        rows = list(csv.reader(io.StringIO((tmp_path / name).read_text(encoding="utf-8-sig"))))
        assert rows[1][7] == maker


def test_all_lists_of_a_large_workbook_are_answered_in_a_new_one(tmp_path, monkeypatch):
    monkeypatch.setattr("camaudit.tabular.workbook.MAX_WHOLE", 0)
    source = workbook(tmp_path / "tender.xlsx")
    book = openpyxl.load_workbook(source)
    for row in [("Make", "Model"), ("Sony", "SNC-EB640")]:
        book.worksheets[0].append(row)
    book.save(source)
    assert main(["check", str(source), "--quiet"]) == 0
    made = tmp_path / "tender (checked).xlsx"
    assert openpyxl.load_workbook(made).sheetnames == ["Cover", "Lot 2", "Summary", "Sources"]
    assert answers(made)["P3245-LV"][1] == "Axis"
    assert answers(made, "Cover", 2)["SNC-EB640"][1] == "Sony"


def test_a_letter_is_plain_text_that_goes_into_word_and_mail(tmp_path):
    source = workbook(tmp_path / "tender.xlsx")
    assert main(["check", str(source), "--letter", str(tmp_path / "a.txt"), "--quiet"]) == 0
    text = (tmp_path / "a.txt").read_bytes().decode("utf-8")
    lines = text.splitlines()
    assert max(map(len, lines)) <= 100
    assert "\t" not in text
    assert all(character.isprintable() for line in lines for character in line)


def test_a_second_answer_does_not_replace_the_first(tmp_path):
    source = workbook(tmp_path / "tender.xlsx")
    for _ in range(2):
        assert main(["check", str(source), "--quiet"]) == 0
    assert (tmp_path / "tender (checked 2).xlsx").exists()


def test_the_list_is_never_written_over(tmp_path, capsys):
    source = workbook(tmp_path / "tender.xlsx")
    before = digest(source)
    assert main(["check", str(source), "-o", str(source)]) == 2
    assert main(["check", str(source), "--letter", str(source)]) == 2
    assert digest(source) == before
    assert "never written over" in capsys.readouterr().err


def test_what_a_copy_may_not_keep_is_said(tmp_path, capsys):
    source = workbook(tmp_path / "tender.xlsx", chart=True)
    with zipfile.ZipFile(source, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"x")
    assert main(["check", str(source)]) == 0
    assert "charts, macros" in capsys.readouterr().out
    summary = openpyxl.load_workbook(tmp_path / "tender (checked).xlsx")["Summary"]
    assert any("charts, macros" in str(cell.value) for cell in summary["A"])


def test_rows_and_units_are_counted_apart(tmp_path):
    source = workbook(tmp_path / "tender.xlsx")
    main(["check", str(source), "--quiet"])
    summary = openpyxl.load_workbook(tmp_path / "tender (checked).xlsx")["Summary"]
    counts = {row[0]: row[1:3] for row in summary.iter_rows(values_only=True)}
    assert counts["documented for this model"] == (3, 18)
    assert counts["not recognised"] == (1, 1)
    assert counts["not a camera, by its words"][0] == 1
    assert counts["a sum or a charge"][0] == 1


def test_csv_and_workbook_of_the_same_rows_get_the_same_answers(tmp_path):
    source = workbook(tmp_path / "tender.xlsx")
    main(["check", str(source), "--quiet"])
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([("Make", "Model", "Description", "Qty"), *ROWS])
    (tmp_path / "list.csv").write_bytes(text.getvalue().encode("utf-16"))
    assert main(["check", str(tmp_path / "list.csv"), "--quiet"]) == 0
    assert answers(tmp_path / "list (checked).xlsx", "Checked", 1) == answers(
        tmp_path / "tender (checked).xlsx"
    )


def test_standard_input_is_answered_on_standard_output(monkeypatch, capsys):
    class Piped:
        buffer = io.BytesIO(b"Make,Model\nHikvision,DS-2CD2143G2-I\n=cmd|x,DS-1\n")

    monkeypatch.setattr(sys, "stdin", Piped)
    assert main(["check", "-"]) == 0
    told = capsys.readouterr()
    rows = list(csv.reader(io.StringIO(told.out)))
    assert rows[1][2:4] == ["documented for this model", "Hikvision"]
    assert rows[2][0] == "'=cmd|x"
    assert "not recognised" in told.err


@pytest.mark.parametrize("text", ["=1+1", "+44 1", "-x", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'])
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_no_cell_of_the_answer_is_a_formula(tmp_path, text, suffix):
    source, out = tmp_path / "list.csv", tmp_path / f"out.{suffix}"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Make", "Model", "Notes"), (text, text, text)])
    assert main(["check", str(source), "-o", str(out), "--quiet"]) == 0
    if suffix == "csv":
        text_of = io.StringIO(out.read_text(encoding="utf-8-sig"))
        cells = [cell for row in csv.reader(text_of) for cell in row]
    else:
        book = openpyxl.load_workbook(out)
        every = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in every if cell.data_type == "f"]
        cells = [str(cell.value) for cell in every if cell.value is not None]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]


def test_one_model_is_answered_on_the_screen(capsys):
    assert main(["check", "--brand", "Honeywell", "--model", "HBW4PER2K"]) == 0
    said = capsys.readouterr().out
    assert "documented for this model" in said
    assert "built by: Dahua" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "takes a FILE"),
        (["x.csv", "--model", "y"], "takes a FILE"),
        (["missing.csv"], "cannot be read"),
        (["{}", "--column", "maker=x"], "write KEY=NAME"),
        (["{}", "--fail-on", "named:nobody"], "choose from named:"),
        (["{}", "--sheet", "Prices"], "the file has Cover, Lot 2"),
        (["{}", "--at", "yesterday"], "no day such as"),
        (["{}", "-o", "{}.folder/x/y.xlsx"], "cannot be written"),
    ],
)
def test_wrong_use_is_answered_with_one_line(tmp_path, capsys, arguments, words):
    source = workbook(tmp_path / "tender.xlsx")
    assert main(["check", *(one.format(source) for one in arguments)]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert len(told.splitlines()) == 1


def test_the_template_is_read_by_check_and_not_written_over(tmp_path, capsys):
    out = tmp_path / "mine.xlsx"
    assert main(["template", "tender", "-o", str(out)]) == 0
    assert main(["template", "tender", "-o", str(out)]) == 2
    book = openpyxl.load_workbook(out)
    book["Devices"].append([1, "Axis", "P3245-LV", "Dome", 3, 2021])
    book.save(out)
    assert main(["check", str(out)]) == 0
    said = capsys.readouterr().out
    assert "Sheet 'Devices'" in said
    for role in ("make", "model", "description", "quantity", "date"):
        assert f"is the {role}" in " ".join(said.split())


def test_a_letter_asks_and_names_no_maker(tmp_path):
    source = workbook(tmp_path / "tender.xlsx")
    letter = tmp_path / "questions.txt"
    assert main(["check", str(source), "--letter", str(letter), "--quiet"]) == 0
    text = letter.read_text(encoding="utf-8")
    assert "same questions go to all bidders" in text
    assert "row 10: Honeywell HBW4PER2K" in text
    assert "Dahua" not in text


@pytest.mark.parametrize(
    ("policy", "model", "code"),
    [
        ("us_ndaa_889", "DS-2CD2143G2-I", 1),
        ("us_ndaa_889", "P3245-LV", 0),
        ("ca_hikvision_order_2025", "IPC-HDBW5442E-ZE", 0),
    ],
)
def test_a_pipeline_may_end_where_a_list_names_a_maker(tmp_path, policy, model, code):
    (tmp_path / "list.csv").write_text(f"Model,Qty\n{model},1\n", encoding="utf-8")
    words = ["--quiet", "--fail-on", f"named:{policy}"]
    assert main(["check", str(tmp_path / "list.csv"), *words]) == code
    assert main(["check", "--model", model, *words]) == code


def test_a_hit_says_list_date_entity_and_whom_it_binds(capsys):
    assert main(["check", "--brand", "Hikvision", "--model", "DS-2CD2143G2-I"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for words in (
        "section 889",
        "2018",
        '"Hangzhou Hikvision Digital Technology Company"',
        "binds United States federal buyers",
        "headquarters in CN",
    ):
        assert words in said


def test_a_maker_on_no_list_is_said_to_be_on_none_of_those_held(capsys):
    assert main(["check", "--brand", "Axis", "--model", "P3245-LV"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Axis is not named on the" in said
    assert "lists held, dated" in said


def test_a_large_workbook_is_answered_in_a_new_one_and_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("camaudit.tabular.workbook.MAX_WHOLE", 0)
    source = workbook(tmp_path / "tender.xlsx", chart=True)
    assert main(["check", str(source)]) == 0
    said = capsys.readouterr().out
    assert "The file is large" in said
    assert "charts" in said
    book = openpyxl.load_workbook(tmp_path / "tender (checked).xlsx")
    assert book.sheetnames == ["Lot 2", "Summary", "Sources"]
    assert answers(tmp_path / "tender (checked).xlsx")["P3245-LV"][1] == "Axis"


def test_a_very_long_csv_is_answered_as_csv_with_its_summary_beside(tmp_path, monkeypatch):
    monkeypatch.setattr("camaudit.procurement.job.MAX_SHEET", 2)
    source = tmp_path / "list.csv"
    source.write_text("Make;Model\n" + "Axis;P3245-LV\n" * 5, encoding="utf-8")
    assert main(["check", str(source), "--quiet"]) == 0
    text = (tmp_path / "list (checked).csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [row[3] for row in rows] == ["camaudit: built by", *["Axis"] * 5]
    assert "documented for this model  5" in (tmp_path / "list (checked).txt").read_text()


def test_a_list_without_headings_is_read_row_by_row_as_text(tmp_path):
    source, out = tmp_path / "list.csv", tmp_path / "out.csv"
    source.write_text(
        "4 x Axis P3245-LV dome camera\nHikvision DS-2CD2143G2-I\n\nWall bracket\n",
        encoding="utf-8",
    )
    assert main(["check", str(source), "-o", str(out), "--quiet"]) == 0
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [row[1:3] for row in rows[1:]] == [
        ["documented for this model", "Axis"],
        ["documented for this model", "Hikvision"],
        ["empty row", ""],
        ["not a camera, by its words", ""],
    ]


def test_a_sheet_named_summary_is_kept(tmp_path):
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Summary"
    for row in [("Make", "Model"), ("Axis", "P3245-LV")]:
        book.worksheets[0].append(row)
    book.save(tmp_path / "list.xlsx")
    assert main(["check", str(tmp_path / "list.xlsx"), "--quiet"]) == 0
    found = openpyxl.load_workbook(tmp_path / "list (checked).xlsx")
    assert found.sheetnames == ["Summary", "Summary (camaudit)", "Sources"]
    assert found["Summary"]["B2"].value == "P3245-LV"
