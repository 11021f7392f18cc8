"""Reports tell how old the data was on the day of the answer, from the audit alone."""

from dataclasses import replace

import pytest

from camaudit.model.audit import DataUsed
from camaudit.reports import ages, html, terminal

AT = 1_795_600_000.0  # 25 November 2026


def dated(audit, *dates):
    used = tuple(
        DataUsed(name=f"Table {at}", date=date, digest="", attribution=None)
        for at, date in enumerate(dates)
    )
    return replace(audit, at=AT, data=used)


@pytest.mark.parametrize(
    ("date", "plain", "loud"),
    [
        ("2026-11-25", False, False),
        ("2026-05-26", False, False),
        ("2026-05-25", True, False),
        ("2025-05-26", True, False),
        ("2025-05-25", False, True),
        ("2030-01-01", False, False),
        ("soon", False, False),
    ],
)
def test_a_line_is_plain_from_half_a_year_on_and_loud_from_a_year_and_a_half(
    school, date, plain, loud
):
    old, very = ages.warnings(dated(school, date))
    assert (old is not None, very is not None) == (plain, loud)


def test_the_lines_name_each_table_with_date_and_age(school):
    old, very = ages.warnings(dated(school, "2026-11-20", "2026-01-01", "2024-05-01", "2022-08-27"))
    assert "Table 1 2026-01-01, 10 months old." in old
    assert "Table 2 2024-05-01, 30 months old; Table 3 2022-08-27, 50 months old." in very
    assert "Table 0" not in old + very


def test_the_screen_has_the_loud_line_on_top_and_the_plain_one_at_the_foot(school):
    lines = terminal.render(dated(school, "2026-01-01", "2022-08-27"), None)
    loud = next(at for at, line in enumerate(lines) if "YEAR AND A HALF OLD" in line)
    plain = next(at for at, line in enumerate(lines) if "More than half a year old" in line)
    networks = next(at for at, line in enumerate(lines) if "cameras   recorders" in line)
    assert loud < networks < plain
    assert max(map(len, lines)) <= 80


def test_the_first_page_has_both_lines_and_the_data_section_every_age(school):
    page = html.render(dated(school, "2026-01-01", "2022-08-27"))
    first = page[: page.index('id="next"')]
    assert "More than half a year old: Table 0 2026-01-01, 10 months old." in first
    assert 'class="warning">DATA MORE THAN A YEAR AND A HALF OLD: Table 1' in first
    assert "2022-08-27, 50 months old" in page
    assert "one of August 2022 knows 50; of EZVIZ&#39;s 15 blocks, 7 and 5" in page


def test_fresh_data_needs_no_line(school):
    fresh = dated(school, "2026-11-20")
    assert "half a year old" not in html.render(fresh)
    assert not any("half a year old" in line for line in terminal.render(fresh, None))


@pytest.mark.parametrize("at", [1e18, float("inf"), -1e18])
def test_a_time_that_is_none_leaves_the_age_unknown(school, at):
    assert ages.aged(replace(dated(school, "2026-01-01"), at=at))[0].words == "not known"
