"""CycloneDX by its official schema, OCSF by the definition of its class."""

import json
from dataclasses import replace

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from camaudit.model.grade import Grade
from camaudit.model.identity import Answer

CHECKER = JsonStrictValidator(SchemaVersion.V1_6)


def bom(files, audit):
    return files(audit, "cyclonedx")["bom.json"]


def test_the_bill_of_materials_passes_the_official_schema(with_lists, files):
    assert CHECKER.validate_str(bom(files, with_lists)) is None


@pytest.mark.parametrize("name", ["bomFormat", "components"])
def test_the_schema_refuses_a_bill_that_is_damaged(school, files, name):
    body = json.loads(bom(files, school))
    body[name] = "none"
    assert CHECKER.validate_str(json.dumps(body)) is not None


def test_an_empty_audit_and_one_without_a_date_pass_it_too(school, files):
    empty = replace(school, devices=(), identities=(), findings=(), actions=(), exemptions=())
    for audit in (empty, replace(school, at=1e30), replace(school, at=-1e30)):
        assert CHECKER.validate_str(bom(files, audit)) is None


def test_maker_and_label_are_told_apart_and_no_probability_is_written(school, files):
    text = bom(files, school)
    found = {one["bom-ref"]: one for one in json.loads(text)["components"]}
    sold = found["dev-000000000005"]
    assert sold["manufacturer"]["name"].startswith("Zhejiang Dahua")
    assert sold["supplier"]["name"] == "Honeywell"
    assert "supplier" not in found["dev-000000000001"]
    assert "confidence" not in text
    values = {one["name"]: one["value"] for one in sold["properties"]}
    assert values["cdx:device:serialNumber"] == "EXAMPLE0000005"
    assert values["cdx:device:macAddress"] == "3c:ef:8c:00:00:05"
    assert sold["components"][0]["version"] == "2.460.HW00.0.R"


def test_the_bill_says_how_much_was_looked_at(school, files):
    said = {p["name"]: p["value"] for p in json.loads(bom(files, school))["metadata"]["properties"]}
    assert said["camaudit:networks-looked-at"] == "3 of 4"
    assert said["camaudit:complete"] == "no"


def test_the_number_of_a_bill_is_that_of_its_content(school, files, changed):
    numbers = [
        json.loads(bom(files, one))["serialNumber"]
        for one in (school, school, changed(school, 0, model="DS-OTHER"))
    ]
    assert numbers[0] == numbers[1] != numbers[2]


def test_an_event_has_all_that_its_class_asks_for(school, files):
    lines = files(school, "ocsf")["inventory.jsonl"].splitlines()
    assert len(lines) == 7
    for event in map(json.loads, lines):
        assert (event["class_uid"], event["category_uid"]) == (5001, 5)
        assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]
        assert event["activity_id"] in {1, 2}
        assert isinstance(event["severity_id"], int)
        assert event["time"] == 1_795_345_500_000
        assert event["metadata"]["version"] == "1.5.0"
        assert event["metadata"]["product"]["name"] == "camaudit"
        assert event["device"]["type_id"] == 7
        assert event["device"]["uid"].startswith("dev-")
        assert None not in event["device"].values()


def test_label_and_maker_are_told_apart_in_an_event(school, files):
    events = map(json.loads, files(school, "ocsf")["inventory.jsonl"].splitlines())
    (sold,) = (one for one in events if one["device"]["uid"] == "dev-000000000005")
    assert sold["device"]["vendor_name"] == "Honeywell"
    assert sold["unmapped"]["built_by"] == "Dahua"
    assert sold["device"]["hw_info"] == {"serial_number": "EXAMPLE0000005"}


@pytest.mark.parametrize("form", ["cyclonedx", "ocsf"])
@pytest.mark.parametrize("text", ["=1+1", "+1", "@x", "\tx", "\u202ex"])
def test_a_value_that_is_unfit_goes_to_review(school, files, changed, form, text):
    label = Answer(value=text, grade=Grade.LIKELY, evidence=(), rivals=())
    audit = changed(school, 0, model=text, serial=text, firmware=text, brand=label)
    made = files(audit, form)
    (machine,) = (name for name in made if name != "review.csv")
    spelt = json.dumps(text)[1:-1]
    assert spelt not in made[machine]
    fields = [
        line.split(",")[11]
        for line in made["review.csv"].splitlines()
        if line.startswith("dev-000000000001,")
    ]
    assert sorted(fields) == ["firmware", "label", "model", "serial"]
