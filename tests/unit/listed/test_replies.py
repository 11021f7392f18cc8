"""Suppliers' replies beside devices: stated, compared, and counted nowhere."""

import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from camaudit import document
from camaudit.counts.replies import Compared, stated
from camaudit.counts.tables import tables
from camaudit.listed.replies import day, statements
from camaudit.model.listed import Statement
from camaudit.model.observation import Claim, Document, Seen
from camaudit.reports import REPORTS

GOLDEN = Path(__file__).parents[2] / "golden" / "school.py"
ROW = Seen(1_795_000_000.0, "reply.csv", "row 2")


@pytest.fixture(name="school", scope="module")
def _school():
    return runpy.run_path(str(GOLDEN))["school"]()


def claim(id_, made=None, on=None, paper=Document.REPLY):
    cells = (("Manufacturer", made), ("Answered on", on))
    return Claim(
        document=paper, owner=None, channel=None, name=id_, mac=None, ip=None, make=made,
        model=None, serial=None, firmware=None, place=None, in_use=None, down=False, seen=ROW,
        answers=tuple((name, text) for name, text in cells if text),
    )  # fmt: skip


def statement(school, number=0, **fields):
    made = Statement(
        id=school.devices[number].id, device=school.devices[number].id, listed=None,
        maker="hikvision", on="2026-11-24", answers=(("Manufacturer", "Hikvision"),), seen=ROW,
    )  # fmt: skip
    return replace(made, **fields)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-11-24", "2026-11-24"),
        ("2026-11-24 00:00:00", "2026-11-24"),
        ("24/11/2026", "2026-11-24"),
        ("11/24/2026", "2026-11-24"),
        ("24.11.2026", "2026-11-24"),
        ("6/6/2026", "2026-06-06"),
        ("5/6/2026", None),  # the fifth of June, or the sixth of May
        ("31/02/2026", None),
        ("24 November 2026", "2026-11-24"),
        ("24 Nov 2026", "2026-11-24"),
        ("last week", None),
        ("", None),
        ("2026-13-01", None),
        ("99999999999", None),
    ],
)
def test_a_day_is_read_or_left(text, wanted):
    assert day(text) == wanted


@pytest.mark.parametrize(
    ("made", "maker"),
    [
        ("Axis Communications AB", "axis"),
        ("HIKVISION", "hikvision"),
        ("Hangzhou Hikvision Digital Technology Co., Ltd.", "hikvision"),
        ("Example Cameras plc", None),
        (None, None),
    ],
)
def test_a_manufacturer_is_read_by_the_vendor_list(stater, made, maker):
    (found,) = statements([(None, claim("dev-1", made, "2026-11-24"))], {"dev-1"}, (), stater)
    assert (found.maker, found.on, found.device) == (maker, "2026-11-24", "dev-1")


def test_a_device_that_is_not_described_is_not_told_of(stater):
    (found,) = statements([(None, claim("dev-2", "Axis"))], {"dev-1"}, (), stater)
    assert (found.device, found.listed) == (None, None)


def test_other_documents_state_nothing(stater):
    rows = [(None, claim("dev-1", "Axis", paper=one)) for one in Document]
    assert len(statements(rows, {"dev-1"}, (), stater)) == 1


def test_the_order_of_the_files_changes_nothing(stater):
    rows = [(None, claim(f"dev-{n}", made)) for n in range(3) for made in ("Axis", "Hikvision")]
    known = {"dev-0", "dev-1"}
    assert statements(rows, known, (), stater) == statements(rows[::-1], known, (), stater)


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({}, Compared.SAME),
        ({"maker": "axis"}, Compared.OTHER),
        ({"number": 7}, Compared.ONLY),  # a MAC block is no maker to compare with
        ({"maker": None}, Compared.NOT_READ),
        ({"maker": None, "answers": (("Answered by", "B"),)}, Compared.NO_MAKER),
        ({"device": None}, Compared.UNKNOWN),
    ],
)
def test_what_is_stated_is_compared_with_what_is_likely(school, fields, wanted):
    audit = replace(school, statements=(statement(school, **fields),))
    (one,) = stated(audit)
    assert one.compared is wanted


def test_a_statement_changes_no_count_and_no_maker(school):
    audit = replace(school, statements=(statement(school, maker="axis"),))
    assert tables(audit) == tables(school)
    for name in REPORTS.keys() - {"html", "foi", "foi-html"}:
        assert REPORTS[name](audit) == REPORTS[name](school)


def test_the_report_says_whose_word_it_is_and_of_what_day(school):
    rows = (statement(school), statement(school, 1, maker="axis", on=None))
    text = " ".join(REPORTS["html"](replace(school, statements=rows)).split())
    assert "Hikvision (stated by supplier, 2026-11-24)" in text
    assert "Hikvision (stated by supplier, day not given)" in text
    assert "ANOTHER MAKER than what was seen or listed" in text
    assert f'<a href="#{school.devices[1].id}">' in text
    assert "Stated by suppliers" not in REPORTS["html"](school)


def test_a_pack_counts_them_apart_from_what_was_seen(school):
    rows = (statement(school), statement(school, 1, maker="axis"))
    text = " ".join(REPORTS["foi"](replace(school, statements=rows)).split())
    assert "Devices of which a supplier stated the manufacturer: 2 n = 9 devices" in text
    assert "stated to be of another maker than what was seen or listed: 1 n = 2 devices" in text


def test_it_is_written_and_read_back(school):
    audit = replace(school, statements=(statement(school),))
    assert document.from_json(document.to_json(audit)) == audit


def test_it_is_hostile_text(school):
    text = '"><script>alert(1)</script>\x1b[2J'
    row = statement(school, answers=(("Manufacturer", text), (text, text)))
    page = REPORTS["html"](replace(school, statements=(row,)))
    assert "<script>alert" not in page
    assert "\x1b" not in page
