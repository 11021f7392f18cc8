"""A name in any spelling finds what it means; a slip is answered with suggestions."""

import pytest

from camaudit.vendorlist.names import find, near


@pytest.mark.parametrize(
    ("name", "makers", "labels"),
    [
        ("acme", ["acme"], []),
        ("ACMECAM", ["acme"], []),
        ("acme camera works co ltd", ["acme"], []),
        ("acw", ["acme"], []),
        ("Houseguard", [], ["Houseguard"]),
        ("lumenware", [], ["Lumenware (L series)"]),
        ("Lumen-Ware", [], ["Lumenware (L series)"]),
        ("oldwatch", [], ["Oldwatch", "Oldwatch"]),
        ("FOGLINE", [], ["Fogline"]),
        ("LM-2001", [], ["Lumenware (L series)"]),
        ("nobody", [], []),
        ("", [], []),
        ("---", [], []),
    ],
)
def test_a_name_finds_makers_and_labels(table, name, makers, labels):
    found = find(table, name)
    assert [one.id for one in found.makers] == makers
    assert [one.label for one in found.links] == labels
    assert bool(found) == bool(makers or labels)


def test_near_misses_are_suggested_and_nonsense_is_not(table):
    assert "Houseguard" in near(table, "housegard")
    assert near(table, "qqqqqqqq") == ()
