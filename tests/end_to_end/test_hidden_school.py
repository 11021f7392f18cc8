"""A school with 40 cameras, 32 of them behind two recorders (hidden_school/README.md)."""

import re
from pathlib import Path

import pytest

from camaudit import document
from camaudit.cli import main
from camaudit.counts.steps import Gap, Todo
from camaudit.counts.tables import tables

SCHOOL = Path(__file__).with_name("hidden_school")
TABLES, LISTS, PAPER = (SCHOOL / name for name in ("tables", "lists", "paper"))
HALL, GYM = LISTS / "nvr-hall.txt", LISTS / "nvr-gym 10.20.20.12.csv"
SECRETS = ("Hunter2!", "37777,admin")
OFFICE = ("OFFICE-PC", "f8:b1:56", "BRN008077")  # of people's computers and a printer


@pytest.fixture(name="audited")
def _audited(tmp_path):
    def audited(*paths):
        out = tmp_path / "out"
        estate = str(SCHOOL / "estate.yaml")
        given = [str(path) for path in paths]
        code = main(
            ["audit", *given, "--estate", estate, "-o", str(out), "--at", "2026-11-22T12:00Z",
             "--as-of", "2026-11-22T12:00Z", "--quiet"]
        )  # fmt: skip
        assert code in {0, 3}
        return document.read(out / "audit.json"), out

    return audited


def test_tables_alone_give_a_range(audited):
    audit, _ = audited(TABLES)
    counted = tables(audit)
    assert (counted.papers.cameras, counted.tally.either, counted.papers.recorders) == (4, 4, 2)
    assert {Gap.RECORDERS, Gap.EITHER, Gap.FEWER} <= set(counted.gaps)
    (step,) = [one for one in counted.steps if one.todo is Todo.RECORDERS]
    assert (step.count, step.command) == (2, "camaudit guide recorder")


@pytest.mark.parametrize(("one", "cameras"), [(HALL, 4 + 2 + 16), (GYM, 4 + 3 + 16)])
def test_one_list_leaves_the_other_recorder_open(audited, one, cameras):
    counted = tables(audited(TABLES, one)[0])
    assert counted.papers.cameras == cameras
    assert counted.papers.without_list == 1
    assert Gap.RECORDERS in counted.gaps


def test_both_lists_give_forty_of_forty_and_none_twice(audited):
    audit, out = audited(TABLES, LISTS)
    counted = tables(audit)
    found = counted.papers
    assert (found.cameras, found.recorders, counted.expected) == (40, 2, 40)
    assert (found.seen, found.both, found.unseen, found.replaced) == (8, 4, 32, 0)
    assert counted.gaps == ()
    assert not [one for one in audit.findings if one.code == "recorder.may-hide"]
    assert len({one.id for one in audit.listed}) == len(audit.listed) == 36
    assert len({one.device for one in audit.listed if one.device}) == 4
    assert {one.recorder for one in audit.listed} == {one.recorder for one in audit.lists}
    assert sum(row.tally.cameras for row in counted.makers) == 40
    page = " ".join(re.sub(r"<[^>]+>", " ", (out / "report.html").read_text("utf-8")).split())
    assert "At least 40 cameras and 2 recorders" in page
    assert "8 cameras were seen on the network (4 are on a recorder" in page
    assert "32 are on the recorders" in page


def test_who_built_them_is_likely_at_most_by_a_list(audited):
    audit, _ = audited(TABLES, LISTS)
    assert {str(one.stated.grade) for one in audit.listed} == {"likely", "unknown"}
    rows = {(row.name, row.label): row for row in tables(audit).makers}
    assert rows["Dahua", "Honeywell"].tally.cameras == 4
    assert rows[None, None].tally.cameras == 2  # two that the recorder knows by ONVIF alone
    assert "list" in rows["Hikvision", None].witnesses


def test_the_register_stands_beside_it_in_three_numbers(audited):
    counted = tables(audited(TABLES, LISTS, PAPER)[0])
    found = counted.register
    assert counted.papers.cameras == 40  # paper adds none
    assert (found.rows, found.both, found.paper) == (33, 31, 2)
    assert (found.network, found.network_unseen) == (10, 7)


def test_the_order_of_the_files_changes_nothing(audited):
    one, _ = audited(TABLES, HALL, GYM, PAPER)
    assert audited(PAPER, GYM, HALL, TABLES)[0] == one


def test_no_password_and_no_name_of_a_computer_is_in_any_output(audited):
    _, out = audited(TABLES, LISTS, PAPER)
    files = [one for one in out.rglob("*") if one.is_file()]
    assert len(files) >= 3
    for file in files:
        text = file.read_text("utf-8")
        assert not [one for one in (*SECRETS, *OFFICE) if one.casefold() in text.casefold()]
    assert document.spelled_out((out / "audit.json").read_text("utf-8"))["audit"]["lists"]


def test_explain_tells_of_a_listed_camera_which_rows_name_it(audited, capsys):
    audit, out = audited(TABLES, LISTS)
    where = ["--in", str(out / "audit.json")]
    one = next(one for one in audit.listed if one.channel == "D16")
    for what in (one.id, str(one.ip)):
        assert main(["explain", what, *where]) == 0
        told = capsys.readouterr().out
        assert "listed by the recorder, not seen" in told
        assert "nvr-hall.txt, row 20, 2026-11-22" in told
        assert "Hikvision, likely" in told
    assert main(["explain", "10.20.20.21", *where]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "seen on the network as dev-" in told
    assert "row 4" in told  # both recorders name it
    assert "row 5" in told


EXAMPLE = Path(__file__).parents[2] / "examples" / "school"


def test_a_recorder_of_which_a_list_was_given_is_told_of_no_more(tmp_path):
    text = "IP: 10.20.2.20\n\nChannel,Camera name,IP address,Status\nD1,Hall,192.168.254.2,Online\n"
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    codes = []
    for number, more in enumerate(([], [str(tmp_path / "list.csv")])):
        out = tmp_path / str(number)
        main(
            ["audit", str(EXAMPLE / "captures"), *more, "--site", "Main building", "-o", str(out),
             "--estate", str(EXAMPLE / "estate.yaml"), "--at", "2026-11-24T09:00Z", "--quiet"]
        )  # fmt: skip
        audit = document.read(out / "audit.json")
        codes.append([one.code for one in audit.findings].count("recorder.may-hide"))
    assert codes == [1, 0]
    assert tables(audit).papers.without_list == 0
