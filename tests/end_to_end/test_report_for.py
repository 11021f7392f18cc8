"""`camaudit report AUDIT --for ...` as somebody types it."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from camaudit import document
from camaudit.cli import main
from camaudit.reports import FORMS, REPORTS

SCHOOL = Path(__file__).parents[1] / "golden" / "school" / "audit.json"


@pytest.fixture(name="audit")
def _audit(tmp_path):
    path = tmp_path / "audit.json"
    path.write_bytes(SCHOOL.read_bytes())
    return path


def private(path):
    return stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_written_beside_the_audit_for_its_owner_alone(audit, form, capsys):
    assert main(["report", str(audit), "--for", form]) == 0
    names = [FORMS[form].file, *(name for _, name in FORMS[form].beside)]
    for name in names:
        assert private(audit.with_name(name))
    told = capsys.readouterr().out.splitlines()
    assert told == [f"Written: {audit.with_name(name)}" for name in names]
    assert {one.name for one in audit.parent.iterdir()} == {"audit.json", *names}


@pytest.mark.parametrize("form", ["foi", "dpia", "889b", "wms2022"])
def test_a_name_that_ends_so_makes_a_page(audit, form):
    out = audit.with_name("answers.html")
    assert main(["report", str(audit), "--for", form, "-o", str(out)]) == 0
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_name_without_an_ending_is_a_folder(audit):
    out = audit.with_name("for-the-council")
    assert main(["report", str(audit), "--for", "foi", "-o", str(out)]) == 0
    assert (out / "answers-foi.txt").read_text("utf-8").startswith("ANSWERS")


def test_the_letter_to_suppliers_names_the_table_beside_it(audit):
    out = audit.with_name("to-suppliers.txt")
    assert main(["report", str(audit), "--for", "supplier", "-o", str(out)]) == 0
    (table,) = audit.parent.glob("*.csv")
    assert table.name in out.read_text("utf-8")
    assert table.read_bytes().startswith(b"\xef\xbb\xbfCamera ID,")  # Excel reads UTF-8 by this


def test_the_public_page_has_a_name_of_its_own(audit):
    assert main(["report", str(audit), "--for", "governor", "--public"]) == 0
    page = audit.with_name("governor-public.html").read_text("utf-8")
    assert "PUBLIC" in page
    assert not audit.with_name("governor.html").exists()


@pytest.mark.parametrize("words", [["--public"], ["--for", "foi", "--public"]])
def test_only_the_governors_page_has_a_public_form(audit, words, capsys):
    assert main(["report", str(audit), *words]) == 2
    assert "--public: goes with --for governor alone" in capsys.readouterr().err
    assert [one.name for one in audit.parent.iterdir()] == ["audit.json"]


@pytest.mark.parametrize("words", [[], ["--for"]])
def test_without_a_name_all_reports_are_made_as_before(audit, words):
    assert main(["report", str(audit), *words]) == 0
    names = {one.name for one in audit.parent.iterdir()}
    assert names == {"audit.json", "report.html", "devices.csv", "actions.csv"}


def test_the_audit_is_never_written_over(audit, capsys):
    before = audit.read_bytes()
    assert main(["report", str(audit), "--for", "dpo", "-o", str(audit)]) == 2
    assert "never written over" in capsys.readouterr().err
    assert audit.read_bytes() == before


def test_a_file_that_others_could_read_is_theirs_no_more(audit):
    out = audit.with_name("answers.txt")
    out.write_text("old")
    out.chmod(0o644)
    assert main(["report", str(audit), "--for", "dpia", "-o", str(out)]) == 0
    assert private(out)
    assert "old" not in out.read_text("utf-8").split("\n")[0]


def test_a_place_that_cannot_be_written_is_a_plain_message(audit, capsys):
    (audit.parent / "file").write_text("x")
    out = audit.parent / "file" / "answers.txt"
    assert main(["report", str(audit), "--for", "foi", "-o", str(out)]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_help_tells_every_form(capsys):
    with pytest.raises(SystemExit):
        main(["report", "--help"])
    told = capsys.readouterr().out
    for form in FORMS:
        assert f"\n  {form:<10} " in told
    assert "docs/answers.md" in told


def test_every_form_is_one_of_the_reports():
    for form in FORMS.values():
        every = (form.report, form.page, form.public, *(one for one, _ in form.beside))
        assert {one for one in every if one is not None} <= REPORTS.keys()


def test_answers_come_from_the_audit_alone(audit, tmp_path):
    # Nothing else is read: the same document elsewhere gives the same bytes.
    other = tmp_path / "elsewhere"
    other.mkdir()
    copy = other / "audit.json"
    copy.write_text(json.dumps(json.loads(audit.read_text("utf-8"))), "utf-8")
    for form in FORMS:
        assert main(["report", str(audit), "--for", form]) == 0
        assert main(["report", str(copy), "--for", form]) == 0
        name = FORMS[form].file
        assert audit.with_name(name).read_bytes() == copy.with_name(name).read_bytes()


def test_the_report_for_engineers_of_many_devices_has_all_its_pages(audit):
    school = document.read(audit)
    device = replace(school.devices[8], facts=(), bindings=())
    none = replace(school.identities[8].maker, evidence=())
    identity = replace(school.identities[8], maker=none, kind=none, brand=none)
    ids = [f"dev-{number:012x}" for number in range(2_001)]
    many = replace(
        school,
        devices=tuple(replace(device, id=one) for one in ids),
        identities=tuple(replace(identity, device=one) for one in ids),
        findings=(),
        actions=(),
        exemptions=(),
    )
    document.write(audit, many)
    folder = audit.with_name("engineers")
    assert main(["report", str(audit), "--for", "engineer", "-o", str(folder)]) == 0
    pages = sorted((folder / "report").glob("site-*.html"))
    assert pages
    assert all(private(one) for one in (*pages, folder / "report.html"))
    first = (folder / "report.html").read_text("utf-8")
    assert all(f'href="report/{one.name}' in first for one in pages)
