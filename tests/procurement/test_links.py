"""Every link and label of the shipped rules, as a row of a list."""

import re

import pytest

from camaudit import data
from camaudit.identify.labels import spellings
from camaudit.procurement.answer import ASK, Word
from camaudit.procurement.items import Item
from camaudit.procurement.run import Checker
from camaudit.rulebook.load import load
from camaudit.rulebook.types import Support

BOOK = load([data.folder("rules")])
CHECKER = Checker(BOOK)
SHORT = {maker.id: maker.short for maker in BOOK.makers}
LINKS = [link for maker in BOOK.makers for link in maker.brands]


def row(make, model=""):
    return CHECKER.answer(
        Item(make=make, model=model, product="", description="Dome camera", year=None)
    )


def says(cells, maker):
    return re.search(rf"\b{re.escape(SHORT[maker])}\b", " ".join(cells)) is not None


def rows_of(link):
    brand = next(iter(spellings(link.brand)))
    return [row(brand), *(row(brand, f"{stem}4100X") for stem in link.models)]


@pytest.mark.parametrize("link", LINKS, ids=lambda one: f"{one.maker}-{one.brand}")
def test_a_link_is_answered_with_the_word_of_its_evidence(link):
    for shown in rows_of(link):
        answer = shown.answer
        assert isinstance(answer.word, Word)
        assert answer.word is not Word.UNKNOWN
        if link.evidence is Support.WEAK and link.maker not in answer.makers:
            bare = [cell.replace(answer.label or "", "") for cell in shown.cells]
            assert not says(bare, link.maker)
        if not answer.makers:
            assert answer.ask == ASK
        if answer.makers == (link.maker,) and link.evidence is Support.REPORTED:
            others = [one for one in LINKS if one.brand == link.brand and one is not link]
            documented = any(one.evidence is Support.DOCUMENTED for one in others)
            assert documented or answer.word in {Word.REPORTED, Word.MODEL}


@pytest.mark.parametrize("label", BOOK.labels, ids=lambda one: one.brand)
def test_a_label_of_no_one_maker_asks(label):
    shown = row(next(iter(spellings(label.brand))), "QX-10")
    if shown.answer.word is Word.NO_EVIDENCE:
        assert shown.answer.ask == ASK
        assert shown.answer.makers == ()
    else:
        assert shown.answer.makers  # a link or a maker bears the same name


@pytest.mark.parametrize("maker", BOOK.makers, ids=lambda one: one.id)
def test_a_maker_is_known_by_its_own_names(maker):
    for name in (maker.short, maker.name):
        assert row(name).answer.word is not Word.UNKNOWN


@pytest.mark.parametrize(
    ("make", "model", "makers"),
    [
        ("Honeywell", "HBW2PER1", ("dahua",)),
        ("Honeywell", "HP4B1", ()),  # of none of the series whose builder is known
        ("Honeywell", "HC30W42R3", ()),
        ("Honeywell", "HRGX161T", ()),  # one weak source names a maker
        ("Toshiba", "IK-WB81A", ()),
        ("Bosch", "FLEXIDOME IP 4000i", ("bosch",)),
        ("Bosch", "DIVAR IP 5000", ("bosch",)),
    ],
)
def test_a_label_of_several_builders_names_one_only_by_the_model(make, model, makers):
    assert row(make, model).answer.makers == makers
