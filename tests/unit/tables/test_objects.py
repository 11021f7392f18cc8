"""JSON read line by line gives the same flat fields as JSON read whole."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.errors import MalformedError
from camaudit.tables.entry import Line
from camaudit.tables.objects import MAX_DEPTH, Objects

WANTED = frozenset({"ip", "mac", "state"})
SCALARS = st.one_of(st.text(max_size=8), st.integers(-5, 5), st.booleans(), st.none())
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["ip", "mac", "state", "other", "a"]), inner, max_size=4)
    ),
    max_leaves=12,
)


def written(value):
    if isinstance(value, str):
        return value
    return json.dumps(value)


def first(value):
    """Give the first scalar of a list, however deep; an object in it ends nothing."""
    if not isinstance(value, list):
        return None if isinstance(value, dict) else written(value)
    found = (first(one) for one in value if not isinstance(one, dict))
    return next((one for one in found if one is not None), None)


def expected(value):
    if isinstance(value, list):
        for one in value:
            yield from expected(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from expected(one)
        fields = {
            key: text
            for key, one in value.items()
            if key in WANTED and (text := first(one)) is not None
        }
        if fields:
            yield fields


def read(text):
    objects = Objects(WANTED)
    lines = text.split("\n")
    return [
        fields
        for number, line in enumerate(lines, 1)
        for _, fields in objects.feed(Line(number, line))
    ]


@given(VALUES, st.sampled_from([None, 0, 2]))
def test_flat_fields_are_those_of_the_whole(value, indent):
    assert read(json.dumps([value], indent=indent)) == list(expected(value))


@given(VALUES, st.integers(0, 200))
def test_a_cut_text_gives_what_is_whole_before_the_cut(value, cut):
    text = json.dumps([value], indent=1)
    whole = read(text)
    found = []
    objects = Objects(WANTED)
    try:
        for number, line in enumerate(text[: max(0, len(text) - cut)].split("\n"), 1):
            found += [fields for _, fields in objects.feed(Line(number, line))]
    except MalformedError:
        pass
    assert found == whole[: len(found)]


def test_comments_are_passed_over():
    text = (
        '{ // "mac": "a"\n# "mac": "b"\n"ip": "1", /* "mac": "c"\n "mac": "d" */ "state": [ 2 ] }'
    )
    assert read(text) == [{"ip": "1", "state": "2"}]


def test_brackets_without_end_are_refused_and_the_next_object_is_read():
    objects = Objects(WANTED)
    with pytest.raises(MalformedError):
        list(objects.feed(Line(1, "[" * (MAX_DEPTH + 9))))
    assert list(objects.feed(Line(2, '{"ip": "1"}'))) == [(2, {"ip": "1"})]
