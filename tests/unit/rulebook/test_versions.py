"""Versions of firmware: what is read of each maker's form, and which of two is older."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.rulebook.versions import MAX_TEXT, Version, compare, read

FORMS = [
    ("V5.5.82 build 190220", (5, 5, 82), "2019-02-20", None),
    ("V5.5.82build 190220", (5, 5, 82), "2019-02-20", None),
    ("V5.5.82_build_190220", (5, 5, 82), "2019-02-20", None),
    ("V5.5.82", (5, 5, 82), None, None),
    ("2.800.0000000.16.R, Build Date: 2019-08-12", (2, 800, 0, 16), "2019-08-12", None),
    ("2.800.0000000.16.R,2019-08-12", (2, 800, 0, 16), "2019-08-12", None),
    ("2.420.0000.11.R.20170612", (2, 420, 0, 11), "2017-06-12", None),
    ("2.420.AC00.18.R, Build: 2016-11-15", (2, 420), "2016-11-15", None),
    ("2.000.00IB004.0.R", (2, 0), None, None),
    ("9.80.3.2", (9, 80, 3, 2), None, None),
    ("3.1.0 Build 250820 Rel.57668", (3, 1, 0), "2025-08-20", 57668),
    ("UVC.S2L.v4.75.62.67.e71c6e5.250411.1421", (4, 75, 62, 67), None, None),
    ("B6103.16.10.B25.201218", (6103, 16, 10), "2020-12-18", None),
    ("V5.00.R02.000807D8.10010.346624.S.ONVIF 21.06", (5, 0), None, None),
    ("1.06.01", (1, 6, 1), None, None),
    ("3.1.0.71-11", (3, 1, 0, 71), None, None),
    ("5.1.2.0", (5, 1, 2, 0), None, None),
    ("build 190220", (), "2019-02-20", None),
]


@pytest.mark.parametrize(("text", "numbers", "built", "release"), FORMS)
def test_a_form_is_read(text, numbers, built, release):
    assert read(text) == Version(numbers, built, release)


@pytest.mark.parametrize("text", ["", "unknown", "WDR", "\x00", "build 991399"])
def test_a_text_without_a_version_is_none(text):
    assert read(text) is None or read(text).built is None


def test_a_day_beside_the_text_counts_where_the_text_has_none():
    assert read("5.1.2.0", "2023-11-03").built == "2023-11-03"
    assert read("V5.4.0 build 160401", "2023-11-03").built == "2016-04-01"


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("V5.4.0 build 160401", "V5.4.0 build 160530"),
        ("V5.3.9 build 170101", "V5.4.0 build 160530"),
        ("9.80.3.2", "9.80.3.10"),
        ("9.80.3", "9.80.3.1"),
        ("3.1.0 Build 250820 Rel.57667", "3.1.0 Build 250820 Rel.57668"),
        ("UVC.S2L.v4.74.106", "4.75.62"),
        ("1.05.99", "1.06.01"),
    ],
)
def test_the_older_of_two_is_told_both_ways(older, newer):
    assert compare(read(older), read(newer)) == -1
    assert compare(read(newer), read(older)) == 1


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("V5.4.0", "V5.4.0 build 160530"),
        ("build 160530", "V5.4.0"),
        ("3.1.0 Build 250820", "3.1.0 Build 250820 Rel.57668"),
    ],
)
def test_what_the_version_does_not_state_decides_nothing(text, bound):
    assert compare(read(text), read(bound)) is None


def test_what_the_bound_does_not_state_is_not_asked():
    assert compare(read("V5.4.0 build 160530"), read("V5.4.0")) == 0


@given(st.text(max_size=MAX_TEXT * 2))
def test_no_text_is_an_error(text):
    version = read(text)
    assert version is None or compare(version, version) == 0
