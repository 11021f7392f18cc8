"""Every width of a console tells the same: nothing is wider than it, and nothing is left out."""

import runpy
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from camaudit.model.finding import Severity
from camaudit.reports import plain, terminal

SCHOOL = runpy.run_path(str(Path(__file__).parents[1] / "golden" / "school.py"))["school"]()
NAMES = st.text("abc XYZ-./漢é&", min_size=1, max_size=90).map(str.strip).filter(bool)


def named(audit, names):
    """Put names that somebody chose wherever the screen shows one."""
    first, second, third = names
    new = {
        (one.site, one.network): f"{first} {number}" for number, one in enumerate(audit.coverage)
    }
    coverage, devices = (
        tuple(replace(one, network=new[one.site, one.network]) for one in every)
        for every in (audit.coverage, audit.devices)
    )
    findings = [replace(one, summary=f"{one.summary} {second}.") for one in audit.findings]
    return replace(
        audit,
        estate=replace(audit.estate, organisation=third),
        coverage=coverage,
        devices=devices,
        findings=tuple(findings),
        files=tuple(replace(one, path=f"{second}/{one.path}") for one in audit.files),
    )


def letters(lines):
    """Count the characters, in whatever line they stand."""
    return Counter("".join("".join(lines).split()))


def words(lines):
    return Counter(word for line in lines for word in line.split())


@pytest.mark.parametrize("width", range(60, 201))
def test_every_width_says_the_words_of_80_columns_and_no_line_is_wider(width):
    usual, lines = terminal.render(SCHOOL, None), terminal.render(SCHOOL, None, width)
    assert words(lines) == words(usual)
    assert max(map(cell_len, lines)) <= width


@settings(deadline=None, max_examples=60)
@given(names=st.tuples(NAMES, NAMES, NAMES), width=st.integers(60, 200))
@example(names=("a" * 90, "漢" * 90, "é" * 90), width=60)
def test_no_name_is_cut_on_a_narrow_console(names, width):
    audit = named(SCHOOL, names)
    usual, lines = (
        terminal.render(audit, None, columns, "utf-8") for columns in (terminal.WIDTH, width)
    )
    assert letters(lines) == letters(usual)
    assert max(map(cell_len, lines)) <= width


@settings(deadline=None, max_examples=60)
@given(names=st.tuples(NAMES, NAMES, NAMES))
def test_the_plain_answer_is_one_fact_a_line(names):
    audit = named(SCHOOL, names)
    lines = plain.render(audit, "report.html", "utf-8")
    assert all(line.isprintable() and ": " in line for line in lines)
    assert len([line for line in lines if line.startswith("Network: ")]) == len(audit.coverage)
    found = {one.summary for one in audit.findings if one.severity is not Severity.NOTE}
    assert len([line for line in lines if line.startswith("Finding: ")]) == len(found)
    assert all(any(one in line for line in lines) for one in found)


def test_what_the_screen_counts_as_more_the_plain_answer_names():
    many = tuple(replace(SCHOOL.coverage[1], network=f"VLAN {n}") for n in range(300))
    lines = plain.render(replace(SCHOOL, coverage=many), None)
    assert {f"Network: Main building: VLAN {n}: NOT LOOKED" for n in range(300)} <= set(lines)
    assert not any("more: see the report" in line for line in lines)
