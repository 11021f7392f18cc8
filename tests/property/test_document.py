"""Audit -> JSON -> Audit is the identity, for audits made from the types of the nouns alone."""

import dataclasses
import json
from dataclasses import replace
from enum import Enum
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from types import NoneType
from typing import get_args, get_origin

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import camaudit
from camaudit import document
from camaudit.errors import DocumentError
from camaudit.model.audit import Audit

SCHEMAS = Path(camaudit.__file__).parent / "schemas"
VALID, VALID_SPELLED_OUT = (
    jsonschema.Draft202012Validator(json.loads((SCHEMAS / name).read_text(encoding="utf-8")))
    for name in ("audit.schema.json", "audit-spelled-out.schema.json")
)

HOSTILE = st.sampled_from(
    ["", "\x00", "\x1b[31m", "\ud800", "\udfff\u202e", '"\\', "</script>", "é漢😀", "\u2028"]
)
SCALARS = {
    str: HOSTILE | st.text(max_size=8),
    int: st.integers(-(2**63), 2**63),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    IPv4Address: st.ip_addresses(v=4),
    IPv6Address: st.ip_addresses(v=6),
    NoneType: st.none(),
}
MADE = {}


def of(kind):
    """Give the strategy of a type."""
    if kind in SCALARS:
        return SCALARS[kind]
    args = get_args(kind)
    if get_origin(kind) is tuple and args[-1] is Ellipsis:
        return st.lists(of(args[0]), max_size=2).map(tuple)
    if get_origin(kind) is tuple:
        return st.tuples(*map(of, args))
    if args:
        return st.one_of(*map(of, args))
    if issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    if kind not in MADE:
        fields = dataclasses.fields(kind)
        MADE[kind] = st.builds(kind, **{f.name: of(document.hints(kind)[f.name]) for f in fields})
    return MADE[kind]


@st.composite
def audits(draw):
    """Draw an audit whose parts belong together: what one names of another is there."""
    audit = draw(of(Audit))
    devices = [replace(one, id=f"{n}{one.id}") for n, one in enumerate(audit.devices)]
    known = of(document.hints(Audit)["identities"].__args__[0])
    identities = [replace(draw(known), device=one.id) for one in devices]
    ids = tuple(one.id for one in devices)

    def at_first(found):
        return tuple(replace(one, device=ids[0]) for one in found if ids)

    findings = at_first(audit.findings)
    told = tuple(one.id for one in findings)
    actions = tuple(replace(one, devices=ids, findings=told) for one in audit.actions)
    exemptions = tuple(replace(one, held=at_first(one.held)) for one in audit.exemptions)
    first = ids[0] if ids else None
    listed = tuple(
        replace(one, id=f"{n}{one.id}", device=first, recorder=None)
        for n, one in enumerate(audit.listed)
    )
    camera = listed[0].id if listed else None
    return replace(
        audit,
        listed=listed,
        lists=tuple(replace(one, recorder=first) for one in audit.lists),
        register=tuple(replace(one, device=first, listed=camera) for one in audit.register),
        labels=tuple(replace(one, device=first, listed=camera) for one in audit.labels),
        devices=tuple(devices),
        identities=tuple(identities),
        findings=findings,
        actions=actions,
        exemptions=exemptions,
    )


SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(audit=audits())
def test_an_audit_comes_back_as_it_went(audit):
    text = document.to_json(audit)
    assert document.from_json(text) == audit
    assert document.to_json(document.from_json(text)) == text
    assert text.isascii()


@SLOW
@given(audit=audits())
def test_an_audit_that_is_spelled_out_comes_back_too(audit):
    text = "".join(document.spelled_lines(audit))
    assert document.from_json(text) == audit
    assert json.loads(text) == document.spelled_out(document.to_json(audit))
    assert text.isascii()


@SLOW
@given(audit=audits(), data=st.data(), form=st.sampled_from(["written", "spelled out"]))
def test_a_bent_document_is_read_or_refused_with_one_clear_line(audit, data, form):
    text = document.to_json(audit)
    body = json.loads(text) if form == "written" else document.spelled_out(text)
    place = data.draw(st.sampled_from(list(places(body))))
    odd = data.draw(st.sampled_from([None, True, 0, -1.5, "", "x", [], {}, [None], 10**400]))
    owner = body
    for step in place[:-1]:
        owner = owner[step]
    owner[place[-1]] = odd
    said = refusal(json.dumps(body))
    assert said is None or said.isprintable()


def refusal(text):
    """Give what is said of a document that is refused; None where it is read."""
    try:
        document.from_json(text)
    except DocumentError as error:
        return str(error)
    return None


def places(value, before=()):
    """Give the path of every value in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        yield (*before, key)
        if isinstance(one, dict | list):
            yield from places(one, (*before, key))


@SLOW
@given(audit=of(Audit).map(lambda audit: replace(audit, devices=(), identities=(), findings=())))
def test_the_schemas_accept_what_is_written(audit):
    VALID.validate(json.loads(document.to_json(audit)))
    VALID_SPELLED_OUT.validate(json.loads("".join(document.spelled_lines(audit))))
