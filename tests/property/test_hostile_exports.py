"""Whatever a device calls itself, no export becomes a formula, markup or another file."""

import csv
import dataclasses
import io
import json
import re
import runpy
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit import document
from camaudit.exports import EXPORTS
from camaudit.exports.file import Wanted
from camaudit.model.grade import Grade
from camaudit.model.listed import Agreed, LabelRead, Stated
from camaudit.model.observation import Seen

HERE = Path(__file__).parent
NAMES = runpy.run_path(str(HERE / "test_hostile_names.py"))
HOSTILE, prefixed = NAMES["HOSTILE"], NAMES["prefixed"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LABEL = LabelRead(
    of="dev-000000000007",
    agreed=Agreed.ID,
    device="dev-000000000007",
    listed=None,
    brand="Axis",
    model="P3245-V",
    serial="ACCC8E000007",
    place="Office",
    read_by="A. Example",
    read_on="2026-11-28",
    stated=Stated(maker="axis", grade=Grade.LIKELY, because="It says so.", brand=None),
    seen=Seen(0.0, "walked.xlsx", "row 6"),
)
MACHINES = {"netbox", "servicenow", "cyclonedx", "ocsf"}
_OURS = re.compile(r"(?:dev|lst|fnd)-[0-9a-f]+|[0-9a-f]{2}(?::[0-9a-f]{2}){5}|[a-z]+")


@pytest.fixture(name="school", scope="module")
def _school():
    made = runpy.run_path(str(HERE.parent / "golden" / "school.py"))["school"]()
    made = dataclasses.replace(made, labels=(LABEL,))
    return document.from_json(document.to_json(made))


def but_ids(value, text):
    """Put text before every string but ids, MACs and bare words."""
    if type(value) is str:
        return value if _OURS.fullmatch(value) else text + value
    if isinstance(value, tuple):
        return tuple(but_ids(one, text) for one in value)
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return dataclasses.replace(
            value, **{field.name: but_ids(getattr(value, field.name), text) for field in fields}
        )
    return value


def own_words(audit, text):
    """Put text before what devices say of themselves: sites, makers and ids stay."""
    devices = tuple(
        dataclasses.replace(one, facts=but_ids(one.facts, text)) for one in audit.devices
    )
    return dataclasses.replace(
        audit,
        devices=devices,
        identities=but_ids(audit.identities, text),
        labels=but_ids(audit.labels, text),
    )


def check_csv(text):
    assert all(c.isprintable() or c in "\r\n" for c in text)
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    for row in rows:
        assert len(row) == len(head)
        assert not any(cell.lstrip().startswith(FORMULA) for cell in row)


def check_xlsx(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str):
                    assert cell.value.isprintable()
                    assert not cell.value.lstrip().startswith(FORMULA)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            assert b"<f>" not in packed.read(name)


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)


def check_json(text, *, machine):
    assert text.isascii()
    for value in strings(json.loads(text)):
        assert not machine or (value.isprintable() and not value.startswith(FORMULA))


def check_markdown(text, like):
    assert all(c.isprintable() or c == "\n" for c in text)
    shape = [(line[:2], len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))) for line in text.splitlines()]
    assert shape == [
        (line[:2], len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))) for line in like.splitlines()
    ]
    assert re.search(r"(?<!\\)(?:\\\\)*[<>&`*\[]", text) is None


def check(form, bend, school, text):
    machine = form in MACHINES
    for one in EXPORTS[form](bend(school, text), Wanted()):
        assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*\.[a-z]+", one.name)
        ending = one.name.rpartition(".")[2]
        if ending == "xlsx":
            check_xlsx(one.content)
            continue
        shown = one.content.decode("utf-8-sig")
        if ending == "csv":
            check_csv(shown)
        elif ending == "md":
            (like,) = EXPORTS[form](bend(school, "x"), Wanted())
            check_markdown(shown, like.content.decode("utf-8"))
        else:
            for line in shown.splitlines() if ending == "jsonl" else [shown]:
                check_json(line, machine=machine)


@pytest.mark.parametrize("bend", [prefixed, own_words], ids=lambda one: one.__name__)
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:24])
@pytest.mark.parametrize("form", EXPORTS)
def test_no_export_is_led_astray_by_a_name(school, form, text, bend):
    check(form, bend, school, text)


@settings(max_examples=10, deadline=None)
@given(text=st.text(st.characters(exclude_categories=()), max_size=20))
@pytest.mark.parametrize("form", EXPORTS)
def test_no_export_is_led_astray_by_any_text(school, form, text):
    check(form, own_words, school, text)
