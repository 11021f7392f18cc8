"""The ServiceNow file: cameras of one class, and nothing that only a person knows."""

import csv
import io

import pytest

HUMAN = {"support_group", "owned_by", "managed_by", "assigned_to", "cost", "asset_tag"}


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_recorders_never_enter_a_class_of_cameras(school, files):
    made = files(school, "servicenow")
    found = rows(made["cmdb_ci_ip_camera.csv"])
    assert "dev-000000000004" not in {row["correlation_id"] for row in found}
    review = {row["id"]: row["reason"] for row in rows(made["review.csv"])}
    assert review["dev-000000000004"].startswith("is no camera (recorder)")
    assert len(found) == 6


def test_another_class_can_be_named_and_recorders_stay_out_of_it(school, files):
    made = files(school, "servicenow", servicenow_class="cmdb_ci_hardware")
    found = rows(made["cmdb_ci_hardware.csv"])
    assert {row["sys_class_name"] for row in found} == {"cmdb_ci_hardware"}
    assert "dev-000000000004" not in {row["correlation_id"] for row in found}


def test_vendor_is_the_label_and_manufacturer_who_built_it(school, files):
    found = {r["correlation_id"]: r for r in rows(files(school, "servicenow")[
        "cmdb_ci_ip_camera.csv"])}  # fmt: skip
    sold = found["dev-000000000005"]
    assert (sold["vendor"], sold["manufacturer"]) == ("Honeywell", "Dahua")
    assert sold["serial_number"] == "EXAMPLE0000005"
    assert sold["first_discovered"] == "2026-11-22 09:40:05"


def test_there_is_no_column_for_what_only_a_person_knows(school, files):
    header = files(school, "servicenow")["cmdb_ci_ip_camera.csv"].splitlines()[0].split(",")
    assert HUMAN.isdisjoint(header)


@pytest.mark.parametrize("serial", ["=1", "\r1", "1" * 101])
def test_a_value_that_is_unfit_goes_to_review(school, files, changed, serial):
    made = files(changed(school, 0, serial=serial), "servicenow")
    (row,) = (
        r for r in rows(made["cmdb_ci_ip_camera.csv"]) if r["correlation_id"] == "dev-000000000001"
    )
    assert row["serial_number"] == ""
    (note,) = (r for r in rows(made["review.csv"]) if r["id"] == "dev-000000000001")
    assert (note["exported"], note["field"]) == ("without this value", "serial_number")


def test_an_id_or_mac_that_is_none_of_ours_is_refused(school, files, changed):
    made = files(changed(school, 0, device={"mac": "=cmd"}), "servicenow")
    (note,) = (r for r in rows(made["review.csv"]) if r["id"] == "dev-000000000001")
    assert (note["exported"], note["mac"]) == ("no", "'=cmd")
