"""However a list is written, its rows get the same answers."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.errors import UsageError
from camaudit.procurement.answer import Word
from camaudit.procurement.items import Item, Reason
from camaudit.procurement.run import Checker, Tally
from camaudit.procurement.show import COLUMNS
from camaudit.procurement.writing import harmless
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


@pytest.fixture(name="whole", scope="module")
def _whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "list.xlsx"
    write(path, [("Manufacturer", "Model", "Description", "Qty"), *ROWS], ",", "utf-8")
    return path.read_bytes()


def answers(checker, path):
    opened = open_list(path)
    layout = find(opened, Wish()).read[0]
    tally = Tally()
    rows = checker.check(opened.rows(layout.sheet), layout, tally)
    shown = [(one.shown.cells, one.line.quantity) for one in rows if one.shown is not None]
    return shown, tally.rows, tally.units


def told(checker, path):
    """Give the error of a list that cannot be read; nothing where it is read."""
    try:
        answers(checker, path)
    except UsageError as error:
        return str(error)
    return ""


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


@given(
    texts=st.lists(st.text(max_size=80), min_size=4, max_size=4),
    year=st.none() | st.integers(1990, 2030),
)
def test_any_text_is_answered_or_has_a_reason(checker, texts, year):
    make, model, product, description = texts
    item = Item(make=make, model=model, product=product, description=description, year=year)
    shown = checker.answer(item)
    assert len(shown.cells) == len(COLUMNS)
    assert isinstance(shown.answer.word, Word | Reason)
    assert not any(harmless(cell).lstrip().startswith(("=", "+", "-", "@")) for cell in shown.cells)


@given(data=st.binary(max_size=400))
def test_any_bytes_are_a_list_or_answered_with_one_line(checker, tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "list.csv"
    path.write_bytes(data)
    assert len(told(checker, path).splitlines()) <= 1


@given(data=st.data())
def test_a_bent_workbook_is_read_or_answered_with_one_line(checker, whole, tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bent") / "list.xlsx"
    bent = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        bent[data.draw(st.integers(0, len(bent) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bent)
    assert len(told(checker, path).splitlines()) <= 1
