"""Walk sheets as they come back: filled in, saved again, typed in part."""

import io
from datetime import UTC, date
from pathlib import Path

import openpyxl
import pytest

from camaudit.errors import SourceError
from camaudit.model.endpoint import is_inside_by_default
from camaudit.model.observation import Document, Reason
from camaudit.model.progress import Silent
from camaudit.procurement import blank
from camaudit.sources.detect import Found
from camaudit.sources.open import open_source
from camaudit.sources.source import Given
from camaudit.sources.walk_sheet import WalkSheetSource, recognise
from camaudit.tabular.walk_columns import WALK

HEAD = ",".join(WALK)
LISTS = Path(__file__).with_name("lists")
GIVEN = Given(
    inside=is_inside_by_default,
    as_of=1_700_000_000.0,
    zone=UTC,
    knows=lambda _: False,
    make_reader=None,
    watcher=Silent(),
)


def row(number, of, brand="", model="", serial="", place="", by="", on="", mac=""):
    read = f"{brand},{model},{serial},{place},{by},{on}"
    return f"{number},{of},SW-1 Gi1/0/1,10.20.2.1,{mac},camera,{read},"


@pytest.fixture(name="read")
def _read(tmp_path):
    def made(text, name="walk.csv", encoding="utf-8-sig"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        source = open_source(Found(path, path.name, None), GIVEN)
        assert isinstance(source, WalkSheetSource)
        return list(source.observations()), source

    return made


def test_a_row_gives_what_was_read_and_who_read_it_when(read):
    text = "\n".join(
        [
            "Example Hill School: labels to read",
            HEAD,
            row(1, "dev-000000000001", "HiLook", "IPC-T240H", "E1", "Gate", "A. Example",
                "2026-11-28", "44:19:b6:00:00:01"),
        ]
    )  # fmt: skip
    (claim,), source = read(text)
    assert claim.document is Document.LABEL
    assert (claim.of, claim.mac) == ("dev-000000000001", "44:19:b6:00:00:01")
    assert (claim.make, claim.model, claim.serial) == ("HiLook", "IPC-T240H", "E1")
    assert (claim.place, claim.said_by, claim.said_on) == ("Gate", "A. Example", "2026-11-28")
    assert claim.ip is None  # an address is no evidence here
    assert (claim.seen.at, claim.seen.place) == (1_700_000_000.0, "row 3")
    assert source.kind == "walk sheet: labels that were read"


def test_a_row_whose_label_was_not_read_says_nothing(read):
    rows = [HEAD, row(1, "dev-000000000001"), row(2, "dev-000000000002", place="Gate", by="A.")]
    claims, source = read("\n".join(rows))
    assert claims == []
    assert source.items == 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2026-11-28", "2026-11-28"), ("28/11/2026", "28/11/2026"), ("", None), ("today", "today")],
)
def test_a_day_that_may_be_another_stays_as_it_was_typed(read, typed, kept):
    (claim,), _ = read("\n".join([HEAD, row(1, "dev-000000000001", "Axis", on=typed)]))
    assert claim.said_on == kept


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_sheet_that_excel_saved_as_csv_with_semicolons_is_read(read, encoding):
    text = "\r\n".join([HEAD, row(1, "dev-000000000001", "Grundig", place="Tür")])
    (claim,), _ = read(text.replace(",", ";"), encoding=encoding)
    assert (claim.make, claim.place) == ("Grundig", "Tür")


def test_a_workbook_is_read_with_a_day_as_excel_keeps_it(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Title"])
    book.active.append(list(WALK))
    book.active.append([1, "dev-000000000001", None, None, None, None, "Axis", None, 123456,
                        None, "A. Example", date(2026, 11, 28)])  # fmt: skip
    path = tmp_path / "walk.xlsx"
    book.save(path)
    source = open_source(Found(path, path.name, None), GIVEN)
    (claim,) = source.observations()
    assert (claim.serial, claim.said_on) == ("123456", "2026-11-28")


def test_the_mark_that_keeps_a_cell_a_text_is_taken_off(read):
    (claim,), _ = read("\n".join([HEAD, row(1, "dev-000000000001", "'-X1")]))
    assert claim.make == "-X1"


def test_a_password_in_a_cell_is_not_kept(read):
    (claim,), _ = read(
        "\n".join([HEAD, row(1, "d", "Axis", place="http://admin:Hunter2@10.0.0.1/")])
    )
    assert "Hunter2" not in claim.place


def test_cells_are_bounded(read):
    (claim,), _ = read("\n".join([HEAD, row(1, "dev-000000000001", "x" * 5_000)]))
    assert len(claim.make) == 200


def test_a_row_that_is_damaged_is_counted(read):
    text = "\n".join([HEAD, row(1, "dev-000000000001", "Axis"), '2,dev-2,"' + "x\n" * 300])
    claims, source = read(text)
    assert len(claims) == 1
    assert [one.reason for one in source.shortfalls()] == [Reason.MALFORMED]


def test_other_lists_are_no_walk_sheets(tmp_path):
    blank.recorder(tmp_path / "blank.xlsx")
    others = [tmp_path / "blank.xlsx", *sorted(LISTS.iterdir())]
    assert [path.name for path in others if recognise(path)] == []


def test_a_file_that_is_gone_is_a_source_error(tmp_path):
    source = WalkSheetSource(Found(tmp_path / "gone.csv", "gone.csv", None), GIVEN)
    with pytest.raises(SourceError, match=r"gone\.csv"):
        list(source.observations())


def test_a_cut_workbook_is_no_walk_sheet(tmp_path):
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    path = tmp_path / "cut.xlsx"
    path.write_bytes(out.getvalue()[:-40])
    assert not recognise(path)
