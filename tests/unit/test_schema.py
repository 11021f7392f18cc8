import json
from pathlib import Path

import jsonschema
import pytest

import camaudit
from camaudit import document, schema
from camaudit.errors import DocumentError
from camaudit.model.progress import Silent
from camaudit.pipeline import audit

SCHOOL = Path(__file__).parents[2] / "examples" / "school" / "captures"
SCHEMAS = Path(camaudit.__file__).parent / "schemas"
SHIPPED = SCHEMAS / "audit.schema.json"


@pytest.fixture(name="found", scope="module")
def _found():
    return audit([SCHOOL], at=1.0, watcher=Silent())


def test_the_shipped_schemas_are_those_of_the_nouns():
    assert SHIPPED.read_text() == schema.schema()
    assert (SCHEMAS / "audit-spelled-out.schema.json").read_text() == schema.spelled_out()


def test_an_audit_is_valid_by_the_schema(found):
    body = json.loads(document.to_json(found))
    jsonschema.Draft202012Validator(json.loads(SHIPPED.read_text())).validate(body)


def test_an_audit_comes_back_as_it_went(found):
    assert document.from_json(document.to_json(found)) == found


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda audit: audit.pop("devices"), r"devices: missing"),
        (lambda audit: audit.update(colour="red"), r"colour: unknown"),
        (lambda audit: audit.update(partial="no"), r"partial: expected"),
        (
            lambda audit: audit["devices"][0].update(addresses=["x"]),
            r"devices\[0\]\.addresses\[0\]",
        ),
    ],
)
def test_a_wrong_document_is_refused_with_the_place(found, change, says):
    body = document.spelled_out(document.to_json(found))
    change(body["audit"])
    with pytest.raises(DocumentError, match=says):
        document.from_json(json.dumps(body))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "[" * 100_000])
def test_what_is_no_audit_is_refused(text):
    with pytest.raises(DocumentError, match="not an audit"):
        document.from_json(text)
