"""The words that no output for people uses, looked for in every text that the program holds."""

import ast
import re
from pathlib import Path

import pytest
import yaml

import camaudit

PACKAGE = Path(camaudit.__file__).parent
ROOT = PACKAGE.parent
NEVER = re.compile(
    r"\b(banned|illegal|spying|chinese cameras?|phon(?:ing|es) home|infected|suspicious|safe|clean|"
    r"compliant)\b",
    re.IGNORECASE,
)
MODULES = sorted(PACKAGE.rglob("*.py"))
RULES = sorted((ROOT / "rules").rglob("*.yaml"))
# Keys of a rule whose text a report, a table or an explanation may show as our own words.
OURS = {
    "because", "says", "what", "note", "meaning", "sentence", "about", "service", "effect",
    "shows", "cannot", "rights", "personal", "cut", "do", "asked",
}  # fmt: skip


def spoken(path):
    """Yield the texts of a module but for its docstrings, which people who use it never see."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        told = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if told and id(node) not in silent:
            yield node.lineno, node.value


def texts(node, key=""):
    if isinstance(node, dict):
        for name, value in node.items():
            yield from texts(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value, key)
    elif key in OURS:
        yield node


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_text_of_the_program_uses_a_word_that_we_never_use(path):
    assert [(line, text) for line, text in spoken(path) if NEVER.search(text)] == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_rule_uses_a_word_that_we_never_use(path):
    loaded = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)  # noqa: S506 - texts only
    assert [text for text in texts(loaded) if NEVER.search(text)] == []


def test_the_search_finds_a_planted_word(tmp_path):
    module = tmp_path / "m.py"
    module.write_text('"""A clean docstring."""\nSAID = f"this camera is {1} safe"\n')
    assert [line for line, text in spoken(module) if NEVER.search(text)] == [2]
