"""Precision and recall on labelled lists of a council and a trust: SOURCE.md tells of them."""

import csv
from pathlib import Path

import pytest

from camaudit import data
from camaudit.procurement.run import Checker, Tally
from camaudit.rulebook.load import load
from camaudit.tabular.layout import Wish, find, open_list

HERE = Path(__file__).parent
LISTS = {"council": ("register", "schedule", "foi"), "trust": ("cmms", "invoice")}
PRECISION, RECALL, WORDS = 0.98, 0.95, 0.95  # floors


@pytest.fixture(name="buyer", scope="module", params=LISTS)
def _buyer(request):
    return request.param


@pytest.fixture(name="checker", scope="module")
def _checker():
    return Checker(load([data.folder("rules")]))


@pytest.fixture(name="answers", scope="module")
def _answers(buyer, checker):
    found = {}
    for name in LISTS[buyer]:
        opened = open_list(HERE / buyer / f"{name}.csv")
        rows = checker.check(opened.rows(), find(opened, Wish()).read[0], Tally())
        found |= {(name, one.row.number): one.shown.answer for one in rows if one.shown is not None}
    return found


@pytest.fixture(name="labels", scope="module")
def _labels(buyer):
    with (HERE / buyer / "labels.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["list"], int(row["row"])): (
                set(filter(None, row["makers"].split("|"))),
                row["answer"],
            )
            for row in csv.DictReader(file)
        }


def test_every_row_is_answered(answers, labels):
    assert set(answers) == set(labels)


def test_makers_are_named_rightly_and_none_where_none_may_be(answers, labels):
    named = {row for row, answer in answers.items() if answer.makers}
    may = {row for row, (makers, _) in labels.items() if makers}
    right = {row for row in named if set(answers[row].makers) <= labels[row][0]}
    precision, recall = len(right) / len(named), len(right & may) / len(may)
    wrong = sorted((named | may) - right)
    print(f"\nmaker named in {len(named)} rows, rightly in {len(right)}, may be in {len(may)}:")
    print(f"precision {precision:.3f}, recall {recall:.3f}; wrong rows {wrong}")
    assert precision >= PRECISION
    assert recall >= RECALL


def test_the_word_of_a_row_is_the_labelled_one(answers, labels):
    other = [row for row, (_, word) in labels.items() if answers[row].word.value != word]
    share = 1 - len(other) / len(labels)
    print(f"\nword right in {len(labels) - len(other)} of {len(labels)} rows; other rows:")
    for row in other:
        print(f"  {row}: {answers[row].word.value} {answers[row].makers}, not {labels[row][1]}")
    assert share >= WORDS
