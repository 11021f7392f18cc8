"""A walk sheet goes out, is filled in, and comes back into the answer."""

import openpyxl
import pytest

from camaudit.cli import main
from camaudit.exports import EXPORTS
from camaudit.model.grade import Grade
from tests.end_to_end.school import answer, lay_out

UNIVIEW, LISTED = "dev-93c4769aaaba", "lst-3e6af53a7081"
READ = {
    UNIVIEW: ("Uniview", "IPC2122LB-SF28-A", "EXAMPLE-U7"),
    LISTED: ("HiLook", "IPC-T240H", "EXAMPLE-H1"),
}


@pytest.fixture(name="folder")
def _folder(tmp_path):
    return lay_out(tmp_path)


def walked(folder, read):
    """Fill in the sheet of the main building, as with a pencil, and put it beside the files."""
    assert main(["export", str(folder / "one" / "audit.json"), "--to", "walksheet"]) == 0
    sheets = folder / "one" / "exports" / "walksheet"
    book = openpyxl.load_workbook(sheets / "walk-sheet-main-building.xlsx")
    for row in book.active.iter_rows(min_row=6):
        if row[1].value in read:
            row[6].value, row[7].value, row[8].value = read[row[1].value]
            row[10].value, row[11].value = "A. Example", "2026-11-28"
    book.save(folder / "in" / "files" / "walked.xlsx")


def test_labels_that_were_read_come_back_as_a_witness_of_their_own(folder, capsys):
    before = answer(folder, "one")
    walked(folder, READ)
    after = answer(folder, "two")
    assert {one.of: one.agreed.value for one in after.labels} == dict.fromkeys(
        READ, "id on the walk sheet"
    )
    place = [one.id for one in after.devices].index(UNIVIEW)
    identity, old = after.identities[place], before.identities[place]
    assert old.brand.value is None
    assert (identity.brand.value, identity.brand.grade) == ("Uniview", Grade.LIKELY)
    assert identity.maker.grade is Grade.LIKELY  # what a person types confirms nothing
    assert "label" in {one.fact.channel.witness for one in identity.maker.evidence}
    assert [one.id for one in after.devices] == [one.id for one in before.devices]
    assert [one.sight for one in after.listed] == [one.sight for one in before.listed]
    capsys.readouterr()
    main(["explain", "10.20.2.15", "--in", str(folder / "two" / "audit.json")])
    assert "A. Example read its label on 2026-11-28" in " ".join(capsys.readouterr().out.split())
    main(["report", str(folder / "two" / "audit.json")])
    page = (folder / "two" / "report.html").read_text("utf-8")
    assert "2 of 13 devices." in page


def test_a_sheet_that_nobody_filled_in_changes_nothing(folder, capsys):
    before = answer(folder, "one")
    walked(folder, {})
    after = answer(folder, "two")
    assert after.labels == ()
    assert (after.devices, after.identities) == (before.devices, before.identities)
    assert (after.listed, after.register) == (before.listed, ())
    assert len(after.files) == len(before.files) + 1
    capsys.readouterr()


def test_an_answer_that_lies_among_the_files_is_no_evidence(folder, capsys):
    before = answer(folder, "one")
    forms = [word for form in EXPORTS for word in ("--to", form)]
    assert main(["export", str(folder / "one" / "audit.json"), *forms]) == 0
    (folder / "one").rename(folder / "in" / "files" / "last answer")
    after = answer(folder, "two")
    assert (after.devices, after.identities) == (before.devices, before.identities)
    assert (after.findings, after.listed, after.register) == (before.findings, before.listed, ())
    assert len(after.files) > len(before.files) + 30
    assert not after.partial
    capsys.readouterr()
