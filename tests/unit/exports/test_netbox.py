"""The NetBox bundle: columns and required names as NetBox's import forms have them."""

import csv
import io
from dataclasses import replace

import pytest

from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Kind

# What each form takes and what must be given (netbox/dcim/forms/bulk_import.py, NetBox 4.2).
COLUMNS = {
    "1-custom-fields": {
        "name", "label", "group_name", "type", "object_types", "description", "ui_visible",
        "ui_editable",
    },
    "2-manufacturers": {"name", "slug", "description", "tags"},
    "3-device-roles": {"name", "slug", "color", "vm_role", "config_template", "description"},
    "4-sites": {"name", "slug", "status", "region", "group", "tenant", "facility", "description"},
    "5-device-types": {
        "manufacturer", "default_platform", "model", "slug", "part_number", "u_height",
        "is_full_depth", "description",
    },
    "6-devices": {
        "name", "role", "tenant", "manufacturer", "device_type", "platform", "serial", "asset_tag",
        "status", "site", "location", "description", "comments", "tags",
    },
    "7-interfaces": {"device", "name", "label", "type", "enabled", "description"},
    "8-mac-addresses": {"mac_address", "device", "interface", "is_primary", "description"},
}  # fmt: skip
REQUIRED = {
    "1-custom-fields": {"name", "type", "object_types"},
    "2-manufacturers": {"name", "slug"},
    "3-device-roles": {"name", "slug", "color"},
    "4-sites": {"name", "slug", "status"},
    "5-device-types": {"manufacturer", "model", "slug", "u_height"},
    "6-devices": {"role", "manufacturer", "device_type", "status", "site"},
    "7-interfaces": {"device", "name", "type"},
    "8-mac-addresses": {"mac_address"},
}


@pytest.fixture(name="bundle")
def _bundle(files):
    def made(audit):
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text, newline="")))
            for name, text in files(audit, "netbox").items()
        }

    return made


def test_the_files_are_imported_in_the_order_of_their_names(school, files):
    *numbered, review = files(school, "netbox")
    assert numbered == sorted(f"{name}.csv" for name in COLUMNS)
    assert review == "review.csv"


@pytest.mark.parametrize("name", COLUMNS)
def test_a_file_has_columns_that_its_form_takes_and_all_that_it_asks_for(school, bundle, name):
    rows = bundle(school)[name]
    assert rows
    for row in rows:
        taken = {column for column in row if not column.startswith("cf_")}
        assert REQUIRED[name] <= taken <= COLUMNS[name]
        assert all(row[column] for column in REQUIRED[name])


def test_every_name_that_a_file_refers_to_stands_in_one_before_it(with_lists, bundle):
    made = bundle(with_lists)
    fields = {row["name"] for row in made["1-custom-fields"]}
    types = {(row["manufacturer"], row["model"]) for row in made["5-device-types"]}
    for row in made["5-device-types"]:
        assert row["manufacturer"] in {one["name"] for one in made["2-manufacturers"]}
    for row in made["6-devices"]:
        assert row["role"] in {one["name"] for one in made["3-device-roles"]}
        assert row["site"] in {one["name"] for one in made["4-sites"]}
        assert (row["manufacturer"], row["device_type"]) in types
        assert {name[3:] for name in row if name.startswith("cf_")} == fields
    devices = {row["name"] for row in made["6-devices"]}
    assert len(devices) == len(made["6-devices"])
    sockets = {(row["device"], row["name"]) for row in made["7-interfaces"]}
    assert {device for device, _ in sockets} <= devices
    assert {(row["device"], row["interface"]) for row in made["8-mac-addresses"]} <= sockets


def test_slugs_and_names_are_there_once_each(school, bundle):
    made = bundle(school)
    for name in ("2-manufacturers", "3-device-roles", "4-sites"):
        for column in ("name", "slug"):
            found = [row[column].casefold() for row in made[name]]
            assert len(set(found)) == len(found)


def test_the_manufacturer_is_the_label_and_the_maker_has_a_field_of_its_own(school, bundle):
    rows = {row["cf_camaudit_id"]: row for row in bundle(school)["6-devices"]}
    sold = rows["dev-000000000005"]
    assert (sold["manufacturer"], sold["cf_camaudit_maker"]) == ("Honeywell", "Dahua")
    assert sold["cf_camaudit_label_seen"] == "yes"
    own = rows["dev-000000000001"]
    assert (own["manufacturer"], own["cf_camaudit_maker"]) == ("Hikvision", "Hikvision")
    assert own["cf_camaudit_label_seen"] == "no"


def test_what_is_no_camera_has_a_role_of_its_own_and_all_are_staged(school, bundle, changed):
    intercom = Answer(value=Kind.INTERCOM, grade=Grade.LIKELY, evidence=(), rivals=())
    rows = bundle(changed(school, 4, kind=intercom))["6-devices"]
    roles = {row["cf_camaudit_id"]: row["role"] for row in rows}
    assert roles["dev-000000000004"] == "Video recorder"
    assert roles["dev-000000000005"] == "Door phone"
    assert {role for id_, role in roles.items() if id_[-1] not in "45"} == {"Network camera"}
    assert {row["status"] for row in rows} == {"staged"}
    assert all(row["name"].startswith("video-") for row in rows if row["role"] != "Network camera")


def test_what_is_not_likely_is_in_the_review_and_nowhere_else(school, bundle):
    made = bundle(school)
    exported = {row["cf_camaudit_id"] for row in made["6-devices"]}
    review = {row["id"]: row["reason"] for row in made["review"]}
    assert exported & set(review) == set()
    assert exported | set(review) == {one.id for one in school.devices}
    assert "possible" in review["dev-000000000008"]


def test_a_model_that_is_not_known_is_not_guessed(school, bundle):
    (axis,) = (r for r in bundle(school)["6-devices"] if r["cf_camaudit_id"] == "dev-000000000007")
    assert axis["device_type"] == "Model not known"
    assert axis["serial"] == axis["cf_camaudit_firmware"] == ""


def test_model_and_serial_number_of_a_label_stand_in_where_the_device_says_none(
    with_labels, bundle
):
    rows = {row["cf_camaudit_id"]: row for row in bundle(with_labels)["6-devices"]}
    axis = rows["dev-000000000007"]
    assert (axis["device_type"], axis["serial"]) == ("P3245-V", "ACCC8E000007")


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("=1+1", "a spreadsheet would read it as a formula"),
        ("@SUM", "a spreadsheet would read it as a formula"),
        ("-5", "a spreadsheet would read it as a formula"),
        ("\t1", "has characters that are not shown"),
        ("DS\u202e-1", "has characters that are not shown"),
        ("DS\n1", "has characters that are not shown"),
        ("D" * 101, "longer than 100 characters"),
        (" DS", "begins or ends with a blank"),
    ],
)
def test_a_value_that_is_unfit_goes_to_review_and_the_device_stays(
    school, bundle, changed, model, reason
):
    made = bundle(changed(school, 0, model=model))
    (row,) = (r for r in made["6-devices"] if r["cf_camaudit_id"] == "dev-000000000001")
    assert row["device_type"] == "Model not known"
    (note,) = (r for r in made["review"] if r["id"] == "dev-000000000001")
    assert (note["exported"], note["field"]) == ("without this value", "model")
    assert note["reason"] == reason
    assert not note["value"].startswith(("=", "@", "-", "\t"))


@pytest.mark.parametrize("site", [None, "=Main"])
def test_a_device_of_no_site_that_netbox_can_hold_goes_to_review(school, bundle, changed, site):
    made = bundle(changed(school, 0, device={"site": site}))
    assert "dev-000000000001" not in {row["cf_camaudit_id"] for row in made["6-devices"]}
    (note,) = (r for r in made["review"] if r["id"] == "dev-000000000001")
    assert (note["exported"], note["field"]) == ("no", "site")


def test_names_that_differ_by_case_alone_are_written_in_one_way(school, bundle, changed):
    audit = changed(changed(school, 0, model="ds-2cd"), 1, model="DS-2CD")
    made = bundle(audit)
    models = [row["model"] for row in made["5-device-types"] if "2cd" in row["model"].casefold()]
    assert models.count("DS-2CD") == 1
    assert "ds-2cd" not in models


def test_one_mac_at_two_sites_gives_two_names(school, bundle, changed):
    mac = school.devices[0].mac
    rows = bundle(changed(school, 1, device={"mac": mac, "site": "Annex"}))["6-devices"]
    names = {row["cf_camaudit_id"]: row["name"] for row in rows}
    assert names["dev-000000000001"] == "camera-000000000001"
    assert names["dev-000000000002"] == "camera-000000000002"
    assert names["dev-000000000003"] == "camera-4419b6000003"


def test_a_device_without_a_mac_has_no_interface(school, bundle, changed):
    made = bundle(changed(school, 0, device={"mac": None}))
    assert "camera-000000000001" in {row["name"] for row in made["6-devices"]}
    assert "camera-000000000001" not in {row["device"] for row in made["7-interfaces"]}


def test_cameras_on_lists_alone_are_for_review(with_lists, bundle):
    review = {row["id"]: row for row in bundle(with_lists)["review"]}
    assert review["lst-000000000002"]["reason"].startswith("listed by the recorder, not seen")
    assert "lst-000000000001" not in review


def test_software_that_plays_a_camera_is_for_review(school, bundle, changed):
    review = {row["id"]: row for row in bundle(changed(school, 0, imitation=True))["review"]}
    assert "software" in review["dev-000000000001"]["reason"]


def test_without_devices_the_files_have_their_headings_alone(school, bundle):
    empty = replace(school, devices=(), identities=(), findings=(), actions=(), exemptions=())
    made = bundle(empty)
    assert {name: len(rows) for name, rows in made.items() if rows} == {"1-custom-fields": 7}
