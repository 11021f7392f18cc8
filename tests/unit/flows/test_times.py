"""Times of logs: with a zone, without one, without a year."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from camaudit.flows.engine import Engine

NEW_YEAR = datetime(2026, 1, 3, tzinfo=UTC).timestamp()


@pytest.fixture
def tell(tmp_path):
    path = tmp_path / "a.log"
    path.write_text("")

    def telling(expression, zone="UTC", now=NEW_YEAR):
        with Engine(path, "a.log", tmp_path, ZoneInfo(zone), now) as engine:
            (value,) = engine.row(f"SELECT {expression}")
            return None if value is None else datetime.fromtimestamp(value / 1e6, UTC)

    return telling


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("epoch('1795335243')", "2026-11-22 08:14:03"),
        ("epoch('1795335243.120001')", "2026-11-22 08:14:03.120001"),
        ("epoch('1795335243120')", "2026-11-22 08:14:03.120"),
        ("epoch('1795335243120001')", "2026-11-22 08:14:03.120001"),
        ("epoch('1795335243120001999')", "2026-11-22 08:14:03.120001"),
        ("epoch('soon')", None),
        ("epoch('1e400')", None),
        ("epoch('nan')", None),
        ("iso('2026-11-22T09:14:03.120000+0100')", "2026-11-22 08:14:03.12"),
        ("iso('2026-11-22 09:14:03+01:00')", "2026-11-22 08:14:03"),
        ("iso('2026-11-22T08:14:03Z')", "2026-11-22 08:14:03"),
        ("iso('2026-11-22T08:14:03,5')", "2026-11-22 08:14:03.5"),
        ("iso('2026-13-45T08:14:03')", None),
        ("iso('22/11/2026')", None),
        ("bsd('Jan  2 08:14:03')", "2026-01-02 08:14:03"),
        ("bsd('Nov 22 08:14:03')", "2025-11-22 08:14:03"),
        ("bsd('Feb 29 08:14:03')", "2024-02-29 08:14:03"),
        ("bsd('Brumaire 2')", None),
        ("wall(try_strptime('22.11.2026', '%d.%m.%Y'))", "2026-11-22"),
    ],
)
def test_forms(tell, expression, expected):
    want = None if expected is None else datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert tell(expression) == want


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_a_clock_on_the_wall_is_read_as_python_reads_it(tell, zone):
    begin = datetime(2026, 1, 1)  # noqa: DTZ001 - a clock on the wall
    for step in range(0, 365 * 24, 487):
        wall = begin + timedelta(hours=step, minutes=step % 60)
        assert tell(f"iso('{wall.isoformat(' ')}')", zone) == wall.replace(tzinfo=ZoneInfo(zone))


def test_the_hour_that_happens_twice_is_its_first(tell):
    assert tell("iso('2026-10-25 02:30:00')", "Europe/Berlin") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
