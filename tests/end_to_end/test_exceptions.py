"""An audit of the example school with accepted findings, through the command line."""

import csv
from pathlib import Path

import pytest

from camaudit import document
from camaudit.cli import main

SCHOOL = Path(__file__).parents[2] / "examples" / "school"
ROWS = """\
exceptions:
  - code: outbound
    network: Camera network
    reason: The hirers of the hall watch it on a phone.
    owner: B. Example, bursar
    until: 2027-03-31
  - code: credentials.default
    site: Sports hall
    reason: The new recorder comes in October.
    owner: C. Example, network manager
    until: 2026-10-31
"""


@pytest.fixture(name="audit")
def _audit(tmp_path, capsys):
    def audit(rows, name="out"):
        path = tmp_path / "exceptions.yaml"
        path.write_text(rows)
        words = ["audit", str(SCHOOL / "captures"), "--estate", str(SCHOOL / "estate.yaml")]
        words += ["--at", "2026-11-24T09:00:00Z", "-o", str(tmp_path / name)]
        code = main([*words, "--exceptions", str(path)])
        return code, tmp_path / name, capsys.readouterr()

    return audit


def read(folder):
    return document.spelled_out((folder / "audit.json").read_text())["audit"]


def test_held_findings_are_set_apart_everywhere_and_ended_ones_are_back(audit):
    code, folder, shown = audit(ROWS)
    found = read(folder)
    held, ended = found["exemptions"]
    told = {one["code"] for one in found["findings"]}
    assert code == 0
    assert {one["code"].partition(".")[0] for one in held["held"]} == {"outbound"}
    assert "credentials.default" in told
    assert (ended["expired"], ended["back"], ended["held"]) == (True, 1, [])
    screen = " ".join(shown.out.split())
    assert f"Excepted, with reason and owner in the report: {len(held['held'])} finding" in screen
    assert "exceptions.yaml:7: the exception for credentials.default ended on 2026-10-31" in screen
    page = (folder / "report.html").read_text()
    assert "B. Example, bursar" in page
    assert "The hirers of the hall watch it on a phone." in page
    assert "ENDED on 2026-10-31: 1 finding back" in page
    kept = {one["id"] for one in found["findings"]}
    assert all(set(one["findings"]) <= kept for one in found["actions"])


def test_an_accepted_finding_can_still_be_explained(audit, capsys):
    _, folder, _ = audit(ROWS)
    name = read(folder)["exemptions"][0]["held"][0]["id"]
    assert main(["explain", name, "--in", str(folder / "audit.json")]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Accepted until 2027-03-31 by B. Example, bursar (exceptions.yaml:2)" in told


def test_the_work_is_one_row_for_each_action_and_device(audit):
    _, folder, _ = audit(ROWS)
    with (folder / "actions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = [
        (one["card"]["title"], id_) for one in read(folder)["actions"] for id_ in one["devices"]
    ]
    assert [(row["action"], row["id"]) for row in rows] == pairs
    assert all(row["what may stop working"] and row["how to undo it"] for row in rows)


def test_a_wrong_file_stops_before_any_work_with_a_line_for_each_mistake(audit):
    wrong = ROWS.replace("outbound", "outbond", 1).replace("2027-03-31", "soon")
    code, folder, shown = audit(wrong)
    assert (code, shown.out, folder.exists()) == (2, "", False)
    assert [one.partition(".yaml")[2] for one in shown.err.splitlines()] == [
        ":2: code: 'outbond' is no code of a finding; did you mean outbound?",
        ":6: until: 'soon' is no date such as 2027-03-31",
    ]
