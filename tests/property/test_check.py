"""However a list is written, its rows get the same answers."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit.procurement.run import Checker, Tally
from camaudit.rulebook.load import load
from camaudit.tabular.columns import SPELLINGS, Role
from camaudit.tabular.layout import Wish, find, open_list

RULES = Path(__file__).parents[1] / "unit" / "procurement" / "rules"
ROLES = (Role.MAKE, Role.MODEL, Role.DESCRIPTION, Role.QUANTITY)
ROWS = [
    ("Acmecam", "AC-2001", "Dome camera, 4 mm; white", "4"),
    ("Acmecm", "AC-9001", 'Bullet | 4" housing', "12 No."),
    ("Lumenware", "LM-200", "Pro\nline", "1"),
    ("Lumenware", "Größe 9", "Kuppelkamera", ""),
    ("Rumourcam", "R1", "Dome", "x 2"),
    ("Whisperlens", "WL-1", "Dome", "2"),
    ("Fogline", "FL-1", "Turret", "TBC"),
    ("Boreal", "BX300-E", "Turret", "3"),
    ("Cirrus", "AC-2001", "Turret", "3"),
    ("Nobody & Sons", "NS-1", "Turret", "1,000"),
    ("", "", "", ""),
    ("", "", "Bracket for Acmecam AC-2001", "4"),
    ("", "", "Total", ""),
]
# Spellings that need no second heading beside them, in the form in which people write them.
NAMES = {role: [name.capitalize() for name in SPELLINGS[role]] for role in ROLES}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


@pytest.fixture(name="checker", scope="module")
def _checker():
    return Checker(load([RULES]))


def answers(checker, path):
    opened = open_list(path)
    layout = find(opened, Wish())
    tally = Tally()
    rows = checker.check(opened.rows(layout.sheet), layout, tally)
    shown = [(one.shown.cells, one.line.quantity) for one in rows if one.shown is not None]
    return shown, tally.rows, tally.units


def write(path, table, delimiter, encoding):
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in table:
            book.worksheets[0].append(row)
        book.save(path)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerows(table)
        path.write_bytes(text.getvalue().encode(encoding))


@settings(deadline=None)
@given(data=st.data())
def test_form_place_order_and_words_of_the_columns_change_no_answer(
    checker, tmp_path_factory, data
):
    folder = tmp_path_factory.mktemp("lists")
    plain = folder / "plain.csv"
    write(plain, [("Manufacturer", "Model", "Description", "Qty"), *ROWS], ",", "utf-8")
    order = data.draw(st.permutations(range(len(ROLES))))
    names = [data.draw(st.sampled_from(NAMES[ROLES[at]])) for at in order]
    above = data.draw(st.integers(0, 9))
    table = [["Tender 7"] if not at else [""] for at in range(above)]
    table += [["Ref", *names]]
    table += [["", *(row[at] for at in order)] for row in ROWS]
    path = folder / data.draw(st.sampled_from(["other.csv", "other.xlsx"]))
    delimiter = data.draw(st.sampled_from([",", ";", "\t", "|"]))
    write(path, table, delimiter, data.draw(st.sampled_from(ENCODINGS)))
    assert answers(checker, path) == answers(checker, plain)
