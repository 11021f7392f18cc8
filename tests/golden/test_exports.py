"""Whole exports of the fictional school; --update-golden writes them again.

A workbook is compared by its cells, filters and frozen rows: its packing is that of the machine.
"""

import io

import openpyxl
import pytest

from camaudit import document
from camaudit.exports import EXPORTS
from camaudit.exports.file import Wanted


def cells(content):
    lines = []
    for page in openpyxl.load_workbook(io.BytesIO(content)):
        lines.append(f"== {page.title}: filter {page.auto_filter.ref}, frozen {page.freeze_panes}")
        lines += (
            "\t".join("" if cell is None else str(cell) for cell in row).rstrip()
            for row in page.iter_rows(values_only=True)
        )
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("form", EXPORTS)
def test_the_export_is_the_golden_one(form, school, golden):
    for one in EXPORTS[form](school, Wanted()):
        if one.name.endswith(".xlsx"):
            golden(f"exports/{form}/{one.name}.txt", cells(one.content))
        else:
            golden(f"exports/{form}/{one.name}", one.content.decode("utf-8"))


@pytest.mark.parametrize("form", EXPORTS)
def test_an_export_made_of_the_document_is_the_same(form, school):
    read_back = document.from_json(document.to_json(school))
    assert EXPORTS[form](read_back, Wanted()) == EXPORTS[form](school, Wanted())
