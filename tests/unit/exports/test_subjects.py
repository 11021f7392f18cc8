"""The sheets that CSV, XLSX and JSON lines share: what counts say, and nothing counted again."""

import csv
import io
import json
from dataclasses import replace

import pytest

from camaudit.counts.tables import tables
from camaudit.exports.sheet import MAX_CELL, sheet, shown
from camaudit.exports.subjects import subjects

SUBJECTS = [
    "answer", "devices", "findings", "evidence", "networks", "makers", "contacts", "actions",
    "labels",
]  # fmt: skip


def rows(audit, name):
    found = {one.name: one for one in subjects(audit)}[name]
    return [dict(zip(found.header, row, strict=True)) for row in found.rows]


def answer(audit):
    return {row["what"]: row["answer"] for row in rows(audit, "answer")}


def test_the_answer_gives_the_numbers_of_the_counts(with_lists):
    counted, said = tables(with_lists), answer(with_lists)
    assert said["Cameras, at least"] == counted.papers.cameras == 7
    assert said["of these, seen on the network"] == counted.papers.seen == 6
    assert said["of these, on recorders' own lists only"] == counted.papers.unseen == 1
    assert said["Networks looked at"] == "3 of 4"


def test_what_nobody_looked_at_is_never_zero(school):
    (pupils,) = (row for row in rows(school, "networks") if row["network"] == "Pupils")
    (phones,) = (row for row in rows(school, "networks") if row["network"] == "Phones")
    assert pupils["looked"] == pupils["cameras"] == pupils["calls"] == "NOT LOOKED"
    assert (phones["looked"], phones["cameras"]) == ("looked at", 0)
    assert "Could not be seen: Main building: Pupils" in answer(school)


def test_an_answer_that_is_complete_says_so_and_another_says_why(school):
    assert "Not every declared network was looked at." in answer(school)["Is this answer complete?"]
    whole = replace(
        school,
        devices=(),
        identities=(),
        findings=(),
        actions=(),
        exemptions=(),
        files=(),
        partial=False,
        coverage=school.coverage[:1],
        estate=replace(school.estate, expected_cameras=None),
    )
    assert answer(whole)["Is this answer complete?"] == "Every declared network was looked at."
    assert answer(whole)["Cameras expected"] == "not said"


def test_a_camera_that_only_a_list_names_has_a_row_that_says_so(with_lists):
    *_, last = rows(with_lists, "devices")
    assert last["id"] == "lst-000000000002"
    assert last["known_from"] == "listed by the recorder, not seen"
    assert (last["counted_as"], last["kind_grade"]) == ("camera", "stated by a recorder's list")
    front = next(row for row in rows(with_lists, "devices") if row["name_on_list"] == "Front gate")
    assert front["known_from"] == "seen on the network, and on a recorder's list"
    assert front["switch_ports"] == ("SW-1 Gi1/0/10",)


def test_a_list_names_the_maker_of_a_device_only_where_it_is_likely(school):
    said = {row["id"]: row["lists_that_name_the_maker"] for row in rows(school, "devices")}
    assert said["dev-000000000001"]
    assert said["dev-000000000008"] == ()  # a MAC block alone


def test_an_accepted_finding_is_told_with_its_day_and_its_reason(school):
    accepted = [row for row in rows(school, "findings") if row["accepted_until"]]
    assert [row["accepted_by"] for row in accepted] == ["B. Example, bursar"]
    assert len(rows(school, "findings")) == len(school.findings) + 1


def test_every_action_has_a_row_for_each_of_its_devices(school):
    assert len(rows(school, "actions")) == sum(len(one.devices) for one in school.actions)


def test_labels_that_were_read_have_rows_and_stand_beside_their_device(with_labels):
    found, lost = rows(with_labels, "labels")
    assert (found["device"], found["found_by"]) == ("dev-000000000007", "id on the walk sheet")
    assert (found["built_by"], found["built_by_grade"]) == ("Axis", "likely")
    assert (lost["device"], lost["found_by"]) == (None, "no camera of this answer")
    (axis,) = (row for row in rows(with_labels, "devices") if row["id"] == "dev-000000000007")
    assert (axis["label_model"], axis["label_serial"]) == ("P3245-V", "ACCC8E000007")
    assert (axis["label_read_by"], axis["label_read_on"]) == ("A. Example", "2026-11-28")
    assert axis["model"] is None  # what it announces is another thing
    blind = answer(with_labels)["Could not be seen: Labels read by eye"]
    assert blind == "1 of 9 devices. On walk sheets 1 row is of no camera of this answer."


def test_csv_has_a_file_for_each_subject_with_as_many_rows(school, files):
    found = files(school, "csv")
    assert list(found) == [f"{name}.csv" for name in SUBJECTS]
    for name in SUBJECTS:
        read = list(csv.reader(io.StringIO(found[f"{name}.csv"], newline="")))
        assert len(read) == len(rows(school, name)) + 1


def test_json_lines_hold_every_row_with_its_values(school, files):
    lines = [json.loads(line) for line in files(school, "jsonl")["audit.jsonl"].splitlines()]
    assert list(dict.fromkeys(line["record"] for line in lines)) == SUBJECTS[:-1]  # none was read
    first = next(line for line in lines if line["record"] == "devices")
    assert first["addresses"] == ["10.20.2.11"]
    assert "serial" not in first  # not known


def test_a_row_of_another_width_than_its_header_is_refused():
    with pytest.raises(ValueError, match="another width"):
        sheet("made", ("one", "two"), [(1,)])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (7, "7"),
        (-7, "'-7"),
        (("a", "b"), "a; b"),
        (("=a", "b"), "'=a; b"),
        ("\t=1", "'\\t=1"),
        ("x" * 40_000, "x" * MAX_CELL),
        ("=" + "\x00" * 40_000, ("'=" + "\\x00" * 40_000)[:MAX_CELL]),
    ],
)
def test_a_cell_is_shown_as_text_that_is_no_formula(cell, text):
    assert shown(cell) == text
