import json
import os
import runpy
import stat
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import jsonschema
import pytest

import camaudit
from camaudit import document
from camaudit.errors import DocumentError

REPOSITORY = Path(__file__).parents[2]
SCHEMAS = Path(camaudit.__file__).parent / "schemas"
SCHEMA = json.loads((SCHEMAS / "audit.schema.json").read_text("utf-8"))
SPELLED_OUT = json.loads((SCHEMAS / "audit-spelled-out.schema.json").read_text("utf-8"))


@pytest.fixture(name="school", scope="module")
def _school():
    return runpy.run_path(str(REPOSITORY / "tests" / "golden" / "school.py"))["school"]()


@pytest.fixture(name="body")
def _body(school):
    return document.spelled_out(document.to_json(school))


def test_an_audit_comes_back_as_it_went(school):
    assert document.from_json(document.to_json(school)) == school


def test_the_same_audit_gives_the_same_text_that_ends_in_a_newline(school):
    text = document.to_json(school)
    assert text == document.to_json(document.from_json(text))
    assert text.endswith("}\n")
    assert text.isascii()


def test_hostile_text_stays_as_it_is_and_cannot_reach_a_terminal(school):
    hostile = "\x1b[31m\u202e\ud800</script>\u2028\x00"
    odd = replace(school, version=hostile)
    text = document.to_json(odd)
    assert document.from_json(text) == odd
    assert all(c.isprintable() or c == "\n" for c in text)


@pytest.fixture(name="written")
def _written(school):
    return json.loads(document.to_json(school))


def test_both_forms_are_valid_by_their_schemas(written, body):
    for schema, one in ((SCHEMA, written), (SPELLED_OUT, body)):
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(one)


def test_the_schemas_refuse_what_is_unknown(written, body):
    for schema, one in ((SCHEMA, written), (SPELLED_OUT, body)):
        one["audit"]["colour"] = "red"
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema).validate(one)


def test_the_schema_refuses_a_row_with_more_than_its_shape(written):
    written["audit"]["files"][0] += [None] * 9
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(written)


def nouns(kind, found):
    for field in fields(kind):
        for inner in _inner(document.hints(kind)[field.name]):
            if inner not in found:
                found.add(inner)
                nouns(inner, found)
    return found


def _inner(kind):
    if is_dataclass(kind):
        yield kind
    for one in getattr(kind, "__args__", ()):
        yield from _inner(one)


@pytest.mark.parametrize(
    "noun", sorted(nouns(document.Audit, {document.Audit}), key=lambda noun: noun.__name__)
)
def test_every_field_of_a_noun_is_in_the_schemas(noun):
    found = SPELLED_OUT["$defs"][noun.__name__]
    names = {field.name for field in fields(noun)}
    assert found["properties"].keys() == names
    assert set(found["required"]) == names
    assert found["additionalProperties"] is False
    assert found["description"]
    if noun is document.Audit:  # its identities stand in the lines of their devices
        names_written = SCHEMA["properties"]["audit"]["properties"].keys() | {"identities"}
    else:
        row = SCHEMA["$defs"][noun.__name__]["prefixItems"]
        group = SCHEMA["$defs"].get(f"{noun.__name__}Group", {"prefixItems": []})["prefixItems"]
        names_written = {one["title"] for one in [*row, *group] if "title" in one}
    assert names_written == names


def change(body, path, value):
    *before, last = path
    for step in before:
        body = body[step]
    body[last] = value


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("devices", 3, "mac"), 5, r"devices[3].mac: expected text"),
        (("devices", 0, "addresses", 0), "10.0.0.300", "devices[0].addresses[0]: expected an IP"),
        (("devices", 0, "addresses", 0), 5, "devices[0].addresses[0]: expected an IP address"),
        (("devices", 0, "addresses"), "10.0.0.3", "devices[0].addresses: expected a list"),
        (("devices", 0), None, "devices[0]: expected an object"),
        (("findings", 0, "severity"), "awful", "findings[0].severity: expected one of note,"),
        (("findings", 0, "device"), "dev-none", "findings[0].device: no such device"),
        (("findings", 0, "grade"), [], "findings[0].grade: expected one of"),
        (("identities", 1, "device"), "dev-none", "identities[1].device: not the id"),
        (("identities",), [], "identities: expected 9, one for each device"),
        (("partial",), 1, "partial: expected true or false"),
        (("not_ours",), True, "not_ours: expected a whole number"),
        (("not_ours",), 1.5, "not_ours: expected a whole number"),
        (("at",), False, "at: expected a number"),
        (("at",), 10**400, "at: expected a number"),
        (("at",), None, "at: expected a number"),
        (("run", "colour"), 1, "run.colour: unknown"),
        (("run", "\x1b"), 1, r'run."\u001b": unknown'),
    ],
)
def test_what_is_wrong_is_named_with_its_place(body, path, value, says):
    change(body["audit"], path, value)
    with pytest.raises(DocumentError) as raised:
        document.from_json(json.dumps(body))
    assert str(raised.value).startswith(says)
    assert "\n" not in str(raised.value)


def test_a_file_of_an_older_version_lacks_what_came_later(body):
    whole = document.from_json(json.dumps(body))
    for device in body["audit"]["devices"]:
        for flow in device["flows"]:
            assert flow.pop("held_on") is None
    assert body["audit"].pop("listed") == []
    assert document.from_json(json.dumps(body)) == whole


def test_a_missing_field_is_named_with_its_place(body):
    del body["audit"]["devices"][2]["flows"][0]["peer"]
    with pytest.raises(DocumentError, match=r"^devices\[2\]\.flows\[0\]\.peer: missing$"):
        document.from_json(json.dumps(body))


def test_a_fixed_list_of_another_length_is_refused(body):
    body["audit"]["devices"][1]["flows"][0]["rhythm"]["gaps"] = [1.0, 2.0]
    with pytest.raises(DocumentError, match="gaps: expected a list of 3"):
        document.from_json(json.dumps(body))


def test_two_devices_of_one_id_are_refused(body):
    for part, key in (("devices", "id"), ("identities", "device")):
        body["audit"][part][1][key] = body["audit"][part][0][key]
    with pytest.raises(DocumentError, match=r"devices\[1\]\.id: the id of another one"):
        document.from_json(json.dumps(body))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not an audit"),
        ("[]", "does not name its format"),
        ("{}", "does not name its format"),
        ("[" * 100_000, "not an audit"),
        ('{"format": "camaudit-audit/3", "audit": {}}', "was made by a newer camaudit: this"),
        ('{"format": "camaudit-audit/0", "audit": {}}', "is not known: this version reads"),
        ('{"format": 7, "audit": {}}', "format: 7 is not known: this version reads"),
        ('{"format": "camaudit-audit/1"}', "audit: missing"),
        ('{"format": "camaudit-audit/1", "audit": null}', "audit: expected an object"),
        ('{"format": "camaudit-audit/1", "audit": {}, "more": 1}', "more: unknown"),
        ('{"format": 1, "format": 1}', "the key format is written twice"),
        ('{"format": NaN}', "NaN is no number"),
        ('{"format": 1' + "1" * 5_000 + "}", "not an audit"),
    ],
)
def test_what_is_no_audit_is_refused(text, says):
    with pytest.raises(DocumentError) as raised:
        document.from_json(text)
    assert says in str(raised.value)


def test_an_infinite_number_is_refused_both_ways(school, body):
    with pytest.raises(ValueError, match="Out of range"):
        document.to_json(replace(school, at=float("inf")))
    text = json.dumps(body).replace(str(body["audit"]["at"]), "1e999", 1)
    with pytest.raises(DocumentError, match="at: expected a number"):
        document.from_json(text)


def test_a_file_is_written_whole_and_only_its_owner_may_read_it(school, tmp_path):
    path = tmp_path / "audit.json"
    path.write_text("before")
    document.write(path, school)
    assert document.read(path) == school
    assert [one.name for one in tmp_path.iterdir()] == ["audit.json"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_cannot_be_written_leaves_the_file_of_before(school, tmp_path):
    path = tmp_path / "audit.json"
    path.write_text("before")
    with pytest.raises(ValueError, match="Out of range"):
        document.write(path, replace(school, at=float("nan")))
    path.unlink()
    path.mkdir()
    with pytest.raises(OSError, match=r"audit\.json"):
        document.write(path, school)
    assert [one.name for one in tmp_path.iterdir()] == ["audit.json"]


def test_a_file_that_is_no_audit_is_named(tmp_path):
    path = tmp_path / "audit.json"
    with pytest.raises(DocumentError, match=r"audit\.json: cannot be read"):
        document.read(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(DocumentError, match=r"audit\.json: not an audit: not UTF-8"):
        document.read(path)
    path.write_text("[]")
    with pytest.raises(DocumentError, match=r"audit\.json: not an audit"):
        document.read(path)
