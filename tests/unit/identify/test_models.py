import pytest

from camaudit import data
from camaudit.identify.models import MAX_NAME, ModelGrammar
from camaudit.rulebook.load import load

BOOK = load([data.folder("rules")])
GRAMMAR = ModelGrammar(BOOK)
PATTERNS = [pattern for maker in BOOK.makers for pattern in maker.models]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.id)
def test_the_grammar_reads_every_example_and_no_counter_example(pattern):
    for example in pattern.examples:
        assert pattern in GRAMMAR.read(example)
    for example in pattern.counter_examples:
        assert pattern not in GRAMMAR.read(example)


@pytest.mark.parametrize("name", ["", "\udc80", "x" * 100_000, "日本", "DS", "\x00"])
def test_any_text_is_read_without_an_error(name):
    assert GRAMMAR.read(name) == ()


def test_a_long_name_is_read_from_its_beginning():
    assert GRAMMAR.read("DS-2CD2143G2-I" + "X" * MAX_NAME)[0].maker == "hikvision"
