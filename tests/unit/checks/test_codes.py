"""Every code of a finding has its section in docs/checks.md and its action, and the reverse."""

import ast
import re
from pathlib import Path

import pytest

import camaudit.checks
from camaudit.checks.abilities import abilities
from camaudit.checks.actions import actions
from camaudit.derive import codes
from camaudit.model.observation import Channel

CODE = re.compile(r"[a-z]+\.[a-z]+(?:-[a-z]+)*")
MODULES = sorted(Path(camaudit.checks.__file__).parent.glob("*.py"))
OTHER_NAMES = {str(one) for one in Channel} | {"actions.yaml", "capabilities.yaml", "checks.md"}
NEVER = re.compile(
    r"\b(banned|illegal|spying|chinese cameras?|phon(?:ing|es) home|infected|suspicious|safe|clean|"
    r"compliant)\b",
    re.IGNORECASE,
)


def texts(path):
    """Yield the texts of a module, and whether each is a piece of an f-string."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    pieces = {
        id(one) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for one in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, id(node) in pieces


def said():
    return {
        text
        for path in MODULES
        for text, _ in texts(path)
        if CODE.fullmatch(text) and text not in OTHER_NAMES
    }


@pytest.fixture(name="pages", scope="module")
def _pages():
    return codes.sections()


def test_every_code_of_a_check_has_a_section_and_every_section_a_code(pages):
    assert sorted(pages) == sorted(said())


def test_every_code_belongs_to_one_action_and_every_action_asks_for_known_codes():
    assert sorted(actions().by_code) == sorted(said())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_code_is_written_whole_so_that_it_can_be_found(path):
    assert [text for text, piece in texts(path) if piece and re.fullmatch(r"[a-z]+\.", text)] == []


@pytest.mark.parametrize("code", sorted(said()))
def test_a_section_has_its_four_parts_with_something_in_each(code, pages):
    names = [name for name, text in pages[code].parts if len(text) > 40]
    assert names == list(codes.PARTS)


def test_no_section_and_no_action_uses_a_word_that_we_never_use(pages):
    told = [text for one in pages.values() for _, text in one.parts]
    for card in actions().cards:
        told += [card.title, card.does, card.basis, card.undo, *card.check_first, *card.may_stop]
    told += [one.because for one in abilities().every]
    assert [text for text in told if NEVER.search(text)] == []
    assert "".join(told).isascii()
