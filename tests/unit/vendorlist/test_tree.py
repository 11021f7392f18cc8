"""The tree of a maker and of a label, word for word, on a small rulebook."""

from dataclasses import replace
from pathlib import Path

import pytest

from camaudit.outline import lines
from camaudit.vendorlist.names import find
from camaudit.vendorlist.tree import overview, tree

GOLDEN = Path(__file__).with_name("golden")


def shown(table, name, *, blocks=False):
    return "\n".join(lines(tree(table, find(table, name), blocks=blocks))) + "\n"


@pytest.mark.parametrize("name", ["acme", "oldwatch", "fogline", "rumourcam"])
def test_the_tree_is_as_written(table, name):
    assert shown(table, name, blocks=True) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_every_line_fits_80_columns(table):
    for maker in table.makers:
        assert max(map(len, shown(table, maker.id).splitlines())) <= 80
    assert max(map(len, overview(table))) <= 80


def test_a_weak_link_names_no_maker_as_its_builder(table):
    weak = [one for one in table.links if one.evidence in {"weak", "none"}]
    assert len(weak) == 2
    assert all(one.maker is None and one.built_by is None for one in weak)
    text = shown(table, "rumourcam")
    assert "weak evidence points to Acmecam" in text
    assert "built by" not in text.lower()
    assert "named on" not in text


def test_a_label_of_several_makers_shows_each(table):
    text = shown(table, "oldwatch")
    assert "Several makers build for this label: Acmecam, Boreal" in text


def test_an_affiliate_of_a_named_maker_says_through_whom(table):
    assert "as an affiliate of Acmecam" in shown(table, "acme-lite")


def test_hostile_text_cannot_steer_a_terminal(table):
    maker = replace(table.makers[0], name="Acme\x1b[2J\u202e\nLtd")
    text = shown(replace(table, makers=(maker, *table.makers[1:])), maker.id)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "Acme\\x1b[2J\\u202e\\nLtd" in text
