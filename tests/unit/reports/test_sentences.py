"""The words of a report: which it never says, and that none is missing or left over."""

import re
from pathlib import Path

import pytest

import camaudit.reports
from camaudit.counts.steps import Gap, Todo
from camaudit.model.observation import Channel
from camaudit.reports import REPORTS, calling, glossary, nouns, sentences

FOLDER = Path(camaudit.reports.__file__).parent
NEVER = re.compile(
    r"\b(banned|illegal|spying|chinese camera|phoning home|infected|suspicious|safe|clean|"
    r"compliant)\b",
    re.IGNORECASE,
)
EVERY = [
    *sentences.SENTENCES.values(),
    *sentences.GAPS.values(),
    *sentences.STEPS.values(),
    *calling.CANNOT.values(),
    *calling.PLACES.values(),
    *glossary.WITNESSES.values(),
    *(text for pair in (*glossary.GLOSSARY, *glossary.GLOSSARY_MORE) for text in pair),
    *(text for pair in nouns.NOUNS.values() for text in pair),
]
SOURCES = {
    path.relative_to(FOLDER.parent).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted([*FOLDER.rglob("*"), *FOLDER.with_name("cli").rglob("*")])
    if path.suffix in {".py", ".html", ".css"}
}


@pytest.mark.parametrize("text", EVERY)
def test_no_sentence_uses_a_word_that_we_never_use(text):
    assert not NEVER.search(text)


@pytest.mark.parametrize("name", SOURCES)
def test_no_template_uses_a_word_that_we_never_use(name):
    assert not NEVER.search(SOURCES[name])


@pytest.mark.parametrize("name", REPORTS)
def test_no_report_uses_a_word_that_we_never_use(name, school):
    assert not NEVER.search(REPORTS[name](school))


def test_our_own_words_are_ascii():
    assert "".join(EVERY).isascii()


@pytest.mark.parametrize("key", sentences.SENTENCES)
def test_every_sentence_is_said_somewhere(key):
    catalogue = {"reports/sentences.py", "reports/calling.py"}
    elsewhere = [
        text
        for name, text in SOURCES.items()
        if name not in catalogue and not name.endswith("words.py")
    ]
    said = key.removesuffix("-some").removesuffix("-by")  # question and who asks it
    assert any(f'"{said}' in text or f"'{said}'" in text for text in elsewhere)


@pytest.mark.parametrize("noun", nouns.NOUNS)
def test_every_noun_is_counted_somewhere(noun):
    elsewhere = [text for name, text in SOURCES.items() if name != "sentences.py"]
    assert any(f'"{noun}")' in text for text in elsewhere)


@pytest.mark.parametrize(("key", "many"), nouns.NOUNS.items())
def test_a_number_takes_the_noun_in_its_form(key, many):
    assert nouns.number_of(1, key) == f"1 {many[0]}"
    assert nouns.number_of(0, key) == f"0 {many[1]}"
    assert nouns.number_of(2_400, key) == f"2,400 {many[1]}"


def test_every_gap_step_and_witness_has_its_words():
    assert sentences.GAPS.keys() == set(Gap)
    assert sentences.STEPS.keys() == set(Todo)
    assert {one.witness for one in Channel} <= glossary.WITNESSES.keys()
