import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.encoding import survey
from camaudit.errors import UsageError
from camaudit.tabular.columns import Role
from camaudit.tabular.delimited import MAX_LINES, Delimited
from camaudit.tabular.layout import Wish, find, open_list

LIST = [
    ["Ref", "Manufacturer", "Model", "Description", "Qty"],
    ["1", "Hikvision", "DS-2CD2143G2-I", 'Dome, 4MP; 2.8 mm | "white"', "24"],
    ["2", "Société Müller", "Größe 7", "Kuppel\nmit Halterung", "3"],
    [],
    ["3", "Axis", "P3245-LV", "Dome", "2"],
]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


def written(rows, delimiter=",", encoding="utf-8", end="\r\n"):
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter, lineterminator=end).writerows(rows)
    return made.getvalue().encode(encoding)


def listing(tmp_path, data):
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    return Delimited(path)


@given(
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(ENCODINGS),
    end=st.sampled_from(["\r\n", "\n"]),
    above=st.integers(0, 12),
)
def test_delimiter_encoding_and_place_of_the_headings_change_nothing(
    tmp_path_factory, delimiter, encoding, end, above
):
    cover = [["Tender 7"], *[[]] * (above - 1)] if above else []
    data = written([*cover, *LIST], delimiter, encoding, end)
    made = listing(tmp_path_factory.mktemp("csv"), data)
    layout = find(made, Wish()).read[0]
    assert made.delimiter == delimiter
    assert layout.header == above + 1
    assert layout.columns == {
        Role.MAKE: (1,),
        Role.MODEL: (2,),
        Role.DESCRIPTION: (3,),
        Role.QUANTITY: (4,),
    }
    rows = [row for row in made.rows() if row.number > layout.header]
    assert [list(row.cells) for row in rows] == LIST[1:]
    assert [row.number - above for row in rows] == [2, 3, 4, 5]


def test_excels_own_line_names_the_delimiter_and_is_no_row(tmp_path):
    made = listing(tmp_path, b"sep=;\r\nMake;Model\r\nAxis;P3245-LV\r\n")
    assert [row.cells for row in made.rows()] == [("Make", "Model"), ("Axis", "P3245-LV")]


def test_a_byte_late_in_the_file_tells_cp1252(tmp_path):
    path = tmp_path / "late.csv"
    path.write_bytes(b"Make,Model\n" + b"Axis,P1\n" * 300_000 + b"M\xfcller,X\n")
    assert survey(path).encoding == "cp1252"
    assert survey(path).lines == 300_002


@pytest.mark.parametrize("behind", [0, 1, 9, MAX_LINES, 3 * MAX_LINES])
@pytest.mark.parametrize("long", [1, 3000], ids=["short", "longer than the reader takes"])
def test_an_open_quotation_mark_is_a_damaged_row_and_not_a_lost_list(tmp_path, behind, long):
    lines = "".join(f"{long * 'A'},P{n}\n" for n in range(behind))
    made = listing(tmp_path, f'Make,Model\n,\n"Dome,P2\n{lines}'.encode())
    rows = list(made.rows())
    assert [row.damaged for row in rows] == [False, False, True] + behind * [False]
    assert [row.cells for row in rows[3:]] == [(long * "A", f"P{n}") for n in range(behind)]
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('Dome 5" white,P1\n', ('Dome 5" white', "P1")),
        ('"Dome\nof two\nlines",P1\n', ("Dome\nof two\nlines", "P1")),
        ('"He said ""no""",P1\n', ('He said "no"', "P1")),
        ('Axis,"P1"', ("Axis", "P1")),
        ('Axis,""', ("Axis", "")),
    ],
)
def test_a_quotation_mark_that_is_closed_or_part_of_a_text_damages_nothing(tmp_path, text, cells):
    rows = list(listing(tmp_path, f"Make,Model\n{text}".encode()).rows())
    assert [row.damaged for row in rows] == [False, False]
    assert rows[1].cells == cells


def test_a_cell_that_the_next_mark_does_not_close_damages_its_row_alone(tmp_path):
    made = listing(tmp_path, b'Make,Model\n"Dome,P2\nAxis,P1\nSony,"S1"\n"Bosch\nlong",B1\n')
    assert [(row.cells, row.damaged) for row in made.rows()][1:] == [
        ((), True),
        (("Axis", "P1"), False),
        (("Sony", "S1"), False),
        (("Bosch\nlong", "B1"), False),
    ]


def test_rows_at_the_end_that_are_empty_are_none(tmp_path):
    made = listing(tmp_path, b"Make,Model\nAxis,P1\n,\n\nSony,S1\n,\n,\n\n")
    assert [(row.number, row.empty) for row in made.rows()] == [
        (1, False),
        (2, False),
        (3, True),
        (4, True),
        (5, False),
    ]


def test_without_headings_the_layout_says_so(tmp_path):
    made = listing(tmp_path, b"Axis P3245-LV dome\nHikvision DS-2CD2143G2-I\n")
    layout = find(made, Wish()).read[0]
    assert (layout.header, layout.columns) == (0, {})


def test_a_person_may_name_row_and_columns(tmp_path):
    made = listing(tmp_path, b"a,b,c\nFirm,Thing,Many\nAxis,P3245-LV,4\n")
    wish = Wish(header_row=2, columns={Role.MAKE: "firm", Role.MODEL: "B"})
    layout = find(made, wish).read[0]
    assert (layout.header, layout.columns) == (2, {Role.MAKE: (0,), Role.MODEL: (1,)})


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(sheet="Prices"), "no named sheets"),
        (Wish(header_row=9), "--header-row 9"),
        (Wish(columns={Role.MAKE: "Maker of it"}), "'Make', 'Model'"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(tmp_path, wish, words):
    made = listing(tmp_path, b"Make,Model\nAxis,P3245-LV\n")
    with pytest.raises(UsageError) as caught:
        find(made, wish).read[0]
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_empty_list_is_said_to_be_one(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_bytes(b" \n\n")
    with pytest.raises(UsageError, match="is empty"):
        open_list(path)
