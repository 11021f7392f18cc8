"""Dates in answers, and how far a device's clock is off."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camaudit.protocols import clock

AT = datetime(2026, 11, 19, 8, 0, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu, 19 Nov 2026 08:00:00 GMT", AT),
        ("Thursday, 19-Nov-2026 08:00:00 GMT", AT),
        ("Thu, Nov 19 2026 08:00:00 GMT", AT),  # as live555 writes it
        ("Thu, 01 Jan 1970 00:00:09 GMT", 9.0),
        ("Thu, 31 Feb 2026 08:00:00 GMT", None),
        ("Thu, 19 Xyz 2026 08:00:00 GMT", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_is_read(text, expected):
    assert clock.unix(text) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, None),
        (3_600, None),
        (-3_600, None),
        (3_661, "61 minutes ahead"),
        (-7_200, "2 hours behind"),
        (-86_400 * 3, "3 days behind"),
    ],
)
def test_more_than_an_hour_is_told(seconds, expected):
    assert clock.wrong(AT + seconds, AT) == expected
    assert clock.wrong(None, AT) is None


@given(st.integers(-(10**10), 10**10))
def test_what_is_written_is_read_back_in_its_unit(seconds):
    text = clock.apart(seconds)
    found = clock.seconds_in(text)
    assert found is None if text == "in step" else abs(found - abs(seconds)) <= abs(seconds) / 3 + 1


@given(st.text(max_size=80))
def test_no_text_is_an_error(text):
    clock.unix(text)
    assert clock.seconds_in(text) is None or clock.seconds_in(text) >= 0
