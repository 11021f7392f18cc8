"""Many patterns at once: all that match, or an error, never silence."""

import pytest

from camaudit.errors import RulesError
from camaudit.identify import patternset
from camaudit.identify.patternset import PatternSet

PATTERNS = [f"(?i)model{number}x.{{0,40}}y" for number in range(200)]


def test_every_pattern_that_matches_is_given_in_their_order():
    together = PatternSet("a set", ["^a", "b$", "^ab$", "c"])
    assert together.matching(b"ab") == [0, 1, 2]
    assert together.matching(b"") == []
    assert PatternSet("nothing", []).matching(b"ab") == []


def test_groups_are_read_of_one_pattern_and_hostile_bytes_do_not_raise():
    together = PatternSet("a set", ["^(?P<firmware>.+)/(?P<model>z)?"])
    assert together.matching(b"\xc3\x28/") == []  # not UTF-8: RE2 finds no character there
    assert together.groups(0, "Größe/".encode()) == {"firmware": "Größe"}


@pytest.mark.parametrize("kilobytes", [1, 64, 2048, 8192, 65536])
def test_whatever_the_memory_a_set_raises_or_finds_everything(kilobytes, monkeypatch):
    monkeypatch.setattr(patternset, "MAX_MEMORY", kilobytes << 10)
    together = PatternSet("a set", PATTERNS)
    fits = kilobytes > 6000
    if not fits:
        with pytest.raises(RulesError, match="a set: 200 patterns do not fit in"):
            together.matching(b"")
        return
    for number in range(200):
        assert number in together.matching(b"model%dx0123y" % number)
