"""The table that goes to suppliers, as it comes back: written by us, filled in by others."""

import csv
import io
import runpy
from datetime import UTC
from pathlib import Path

import openpyxl
import pytest

from camaudit.model.endpoint import is_inside_by_default
from camaudit.model.observation import Document
from camaudit.model.progress import Silent
from camaudit.reports.letters import supplier
from camaudit.sources.camera_list import CameraListSource, recognise
from camaudit.sources.detect import Found
from camaudit.sources.source import Given
from camaudit.tabular.reply import OURS, REPLY, THEIRS

GOLDEN = Path(__file__).parents[2] / "golden" / "school.py"
DEVICE = "dev-000000000001"


@pytest.fixture(name="school", scope="module")
def _school():
    return runpy.run_path(str(GOLDEN))["school"]()


def source(path):
    given = Given(
        inside=is_inside_by_default,
        as_of=1_700_000_000.0,
        zone=UTC,
        knows=lambda _: False,
        make_reader=None,
        watcher=Silent(),
    )
    return CameraListSource(Found(path, path.name, None), given)


def row(id_=DEVICE, **answers):
    named = {"made": "Manufacturer", "on": "Answered on", "calls": "Contacts these addresses"}
    cells = dict.fromkeys(REPLY, "") | {OURS[0]: id_, OURS[1]: "Main building"}
    return cells | {named[key]: text for key, text in answers.items()}


def written(path, rows, headings=REPLY, delimiter=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows([one.get(name, "") for name in headings] for one in rows)
    path.write_text(out.getvalue(), "utf-8-sig")
    return path


def read(path):
    assert recognise(path)
    found = source(path)
    claims = list(found.observations())
    assert all(one.document is Document.REPLY for one in claims)
    return claims, found


def test_the_table_as_we_write_it_answers_nothing_and_is_no_register(school, tmp_path):
    path = tmp_path / supplier.TABLE
    path.write_text(supplier.table(school), "utf-8-sig", newline="")
    claims, found = read(path)
    assert claims == []
    assert (found.kind, found.items) == ("supplier's reply (CSV)", len(school.devices))
    assert found.shortfalls() == []


def test_every_row_that_is_filled_in_comes_back(school, tmp_path):
    rows = list(csv.DictReader(io.StringIO(supplier.table(school), newline="")))
    for number, one in enumerate(rows):
        one.update({name: f"{name} {number}" for name in THEIRS})
    claims, _ = read(written(tmp_path / "reply.csv", rows))
    assert [one.name for one in claims] == [one.id for one in school.devices]
    for number, one in enumerate(claims):
        assert one.answers == tuple((name, f"{name} {number}") for name in THEIRS)
        assert one.make == f"Manufacturer {number}"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_spreadsheet_may_have_written_it_in_its_own_way(tmp_path, delimiter):
    path = written(tmp_path / "r.csv", [row(made="Axis")], delimiter=delimiter)
    (claim,), _ = read(path)
    assert (claim.name, claim.answers) == (DEVICE, (("Manufacturer", "Axis"),))


def test_a_workbook_is_read_with_its_days(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(REPLY))
    sheet.append([row(made="Axis").get(name) for name in REPLY])
    sheet.cell(2, REPLY.index("Answered on") + 1).value = openpyxl.utils.datetime.from_excel(46350)
    book.save(tmp_path / "reply.xlsx")
    (claim,), found = read(tmp_path / "reply.xlsx")
    assert dict(claim.answers)["Answered on"] == "2026-11-24"
    assert found.kind == "supplier's reply (XLSX)"


@pytest.mark.parametrize(
    "headings",
    [
        REPLY[::-1],
        (OURS[0], *THEIRS[:3]),
        tuple(name.upper() for name in REPLY),
        ("Our remark", *REPLY, "Price"),
    ],
    ids=["reversed", "cut down", "capitals", "with more"],
)
def test_columns_may_be_moved_cut_down_and_added(tmp_path, headings):
    cells = {name: row(made="Axis").get(known, "") for name, known in _same(headings)}
    (claim,), _ = read(written(tmp_path / "r.csv", [cells], headings))
    assert (claim.name, claim.answers) == (DEVICE, (("Manufacturer", "Axis"),))


def _same(headings):
    known = {name.casefold(): name for name in REPLY}
    return [(name, known.get(name.casefold(), name)) for name in headings]


@pytest.mark.parametrize("id_", ["", "Camera 7", "dev-12", "dev-00000000000g", "10.20.2.11"])
def test_an_answer_about_no_device_of_ours_is_counted_and_not_taken(tmp_path, id_):
    claims, found = read(written(tmp_path / "r.csv", [row(id_, made="Axis"), row(made="Axis")]))
    assert [one.name for one in claims] == [DEVICE]
    (lost,) = found.shortfalls()
    assert (lost.what, lost.count, lost.place) == ("camera's id in a supplier's reply", 1, "row 2")


def test_no_is_an_answer(tmp_path):
    (claim,), _ = read(written(tmp_path / "r.csv", [row(calls="none")]))
    assert claim.answers == (("Contacts these addresses", "none"),)


def test_a_login_in_an_answer_is_not_kept(tmp_path):
    text = "https://admin:Hunter2!@cloud.example/api?token=Hunter2!"
    (claim,), _ = read(written(tmp_path / "r.csv", [row(calls=text)]))
    assert "Hunter2!" not in repr(claim)
    assert "cloud.example" in repr(claim)


def test_a_long_answer_is_cut(tmp_path):
    (claim,), _ = read(written(tmp_path / "r.csv", [row(made="x" * 5_000)]))
    assert len(claim.answers[0][1]) == 200


def test_a_register_with_a_column_for_the_supplier_is_still_a_register(tmp_path):
    path = tmp_path / "cctv register.csv"
    path.write_text("Camera ID,Site,Model,Manufacturer,Answered by\n1,Hall,M1,Axis,B. Example\n")
    assert recognise(path)
    assert {one.document for one in source(path).observations()} == {Document.REGISTER}
