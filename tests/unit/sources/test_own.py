"""Answers of camaudit among the files are told, and are no evidence of what they say."""

import gzip
import runpy
import zipfile
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import openpyxl
import pytest

from camaudit import document
from camaudit.exports import EXPORTS
from camaudit.exports.file import Wanted
from camaudit.model.endpoint import is_inside_by_default
from camaudit.model.progress import Silent
from camaudit.reports import REPORTS
from camaudit.sources import own
from camaudit.sources.detect import Found
from camaudit.sources.open import open_source
from camaudit.sources.source import Given
from camaudit.sources.walk_sheet import WalkSheetSource

HERE = Path(__file__).parent
SCHOOL = runpy.run_path(str(HERE.parents[1] / "golden" / "school.py"))["school"]()
GIVEN = Given(
    inside=is_inside_by_default,
    as_of=0.0,
    zone=UTC,
    knows=lambda _: False,
    make_reader=None,
    watcher=Silent(),
)
FILES = {
    "audit.json": document.to_json(SCHOOL).encode(),
    "audit.json.gz": gzip.compress(document.to_json(SCHOOL).encode()),
    **{f"{name}.csv": REPORTS[name](SCHOOL).encode("utf-8-sig") for name in ("csv", "worklist")},
    # A screen is never written to a file, and a supplier's table is read once it is filled in.
    **{
        name: make(SCHOOL).encode()
        for name, make in REPORTS.items()
        if name not in {"terminal", "plain", "csv", "worklist", "supplier-table"}
    },
    "provider, of a network without a log": REPORTS["provider"](
        replace(SCHOOL, outbound_looked=False)
    ).encode(),
    **{
        f"{form}/{one.name}": one.content
        for form, make in EXPORTS.items()
        for one in make(SCHOOL, Wanted())
    },
}


def opened(tmp_path, name, content):
    path = tmp_path / Path(name).name
    path.write_bytes(content)
    return open_source(Found(path, path.name, None), GIVEN)


@pytest.mark.parametrize("name", FILES)
def test_an_answer_is_told_and_gives_nothing(tmp_path, name):
    source = opened(tmp_path, name, FILES[name])
    kind = WalkSheetSource if name.startswith("walksheet/") else own.OwnSource
    assert isinstance(source, kind)
    assert list(source.observations()) == []
    assert (source.shortfalls(), source.notes()) == ([], ())


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".csv")])
def test_a_table_that_a_spreadsheet_saved_with_semicolons_is_one_too(tmp_path, name):
    lines = FILES[name].decode("utf-8-sig").replace(",", ";").splitlines()
    saved = "\r\n".join([*lines, ""]).encode("utf-8-sig")
    assert isinstance(opened(tmp_path, name, saved), own.OwnSource)


def test_a_workbook_that_was_saved_again_is_one_too(tmp_path):
    path = tmp_path / "audit.xlsx"
    path.write_bytes(FILES["xlsx/audit.xlsx"])
    openpyxl.load_workbook(path).save(path)
    assert isinstance(open_source(Found(path, path.name, None), GIVEN), own.OwnSource)


def test_what_others_wrote_is_no_answer_of_ours():
    others = [
        path
        for folder in (HERE, HERE.parent / "tables" / "cases")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in {".py", ".pyc"} and path.name != "audit.json"
    ]
    assert len(others) > 50
    found = [
        path.name
        for path in others
        if own.recognise(path.read_bytes()[:65_536])
        or (zipfile.is_zipfile(path) and own.recognise_workbook(path))
    ]
    assert found == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_a_workbook_without_properties_is_no_answer_of_ours(tmp_path, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert not own.recognise_workbook(path)
