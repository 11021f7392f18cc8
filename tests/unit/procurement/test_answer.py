import pytest

from camaudit.procurement.answer import ASK, Answerer, Word
from camaudit.procurement.items import Item, Reason
from camaudit.procurement.show import Shower


@pytest.fixture(scope="module")
def answerer(rulebook):
    return Answerer(rulebook)


@pytest.fixture(scope="module")
def shower(rulebook):
    return Shower(rulebook)


def item(make="", model="", description="", product="", year=None):
    return Item(make=make, model=model, product=product, description=description, year=year)


@pytest.mark.parametrize(
    ("row", "word", "makers"),
    [
        (item("Acmecam", "AC-2001"), Word.MODEL, ("acme",)),
        (item("ACW", "Dome 4"), Word.MODEL, ("acme",)),
        (item("Acme Camera Works Co., Ltd.", "x7"), Word.MODEL, ("acme",)),
        (item("Boreal", "BX300-E"), Word.MODEL, ("boreal",)),
        (item("Boreal", "BQ-12"), Word.MODEL, ("boreal",)),  # the label proves more than the form
        (item("Houseguard", "HG1"), Word.MODEL, ("acme",)),
        (item("Houseguard UK Ltd", ""), Word.MODEL, ("acme",)),
        (item("Lumenware", "LM-200"), Word.MODEL, ("acme",)),
        (item("Lumenware", "lm-200"), Word.MODEL, ("acme",)),
        (item("Lumenware", "Z9"), Word.SOME, ("acme",)),
        (item("Lumenware", "Z9", "Pro Series dome"), Word.MODEL, ("acme",)),
        (item("Lumenware", "AC-2001"), Word.MODEL, ("acme",)),
        (item("Lumenware", "LP-1", "Pro Series dome"), Word.MODEL, ("acme",)),
        (item("Lumenware", "LA30W"), Word.NO_EVIDENCE, ()),  # of a series whose maker is not known
        (item("Rumourcam", "R1"), Word.REPORTED, ("acme",)),
        (item("Boreal", "BXR-10"), Word.REPORTED, ("acme",)),
        (item("Whisperlens", "WL-1"), Word.NO_EVIDENCE, ()),
        (item("Whisperlens", "Q1"), Word.NO_EVIDENCE, ()),
        (item("Fogline", "FL-1"), Word.NO_EVIDENCE, ()),
        (item("Fogline", "AC-2001"), Word.MODEL, ("acme",)),
        (item("Nobody & Sons", "NS-100"), Word.UNKNOWN, ()),
        (item("Nobody & Sons", "AC-2001"), Word.MODEL, ("acme",)),
        (item("", "AC-2001"), Word.MODEL, ("acme",)),
        (item("", "SH-100A"), Word.UNKNOWN, ()),
        (item("Acmecam", "SH-100A"), Word.MODEL, ("acme",)),
        (item(product="Acmecam AC-2001 dome"), Word.MODEL, ("acme",)),
        (item(description="Supply and fit Lumenware LM-200 camera"), Word.MODEL, ("acme",)),
        (item(description="Dome camera, compatible with Acmecam recorders"), Reason.NOTHING, ()),
        (item(description="Bracket for Acmecam AC-2001"), Reason.BESIDE, ()),
        (item("Acmecam", "AS-108", "8 ports"), Reason.BESIDE, ()),
        (item("Acmecam", "AC-2001", "incl. wall bracket"), Word.MODEL, ("acme",)),
        (item(description="Camera, type to be agreed"), Reason.NOTHING, ()),
        (item("AC-2001", "Acmecam"), Word.MODEL, ("acme",)),
        (item("Dome", "AC-2001"), Word.MODEL, ("acme",)),
        (item("Dome", "", "external"), Reason.NOTHING, ()),
        (item("Various", "Mixed cameras"), Reason.NOTHING, ()),
        (item("AC-2001 / AC-2004"), Word.MODEL, ("acme",)),
        (item("Acmecam", "AC-2001 and BX300-E"), Word.MODEL, ("acme", "boreal")),
        (item("Either Acmecam AC-2001 or Boreal BX300-E"), Word.MODEL, ("acme", "boreal")),
        (item("Acmecam (3), Cirrus (2)"), Word.MODEL, ("acme", "cirrus")),
        (item("Acmecam / Rumourcam"), Word.MODEL, ("acme",)),
        (item("Boreal / Rumourcam"), Word.REPORTED, ("acme", "boreal")),
        (item("Polyware", "PL-77"), Word.MODEL, ("acme",)),
        (item("Polyware", "", "dome camera"), Word.SOME, ("acme",)),
        (item("Polyware", "XL-900", "dome camera"), Word.NO_EVIDENCE, ()),
        (item("Polyware", "", "washbasin"), Word.NO_EVIDENCE, ()),
        (item("Polyware", "", "55 inch television"), Reason.BESIDE, ()),
    ],
    ids=lambda one: (
        f"{one.make} {one.model} {one.product}{one.description}".strip()
        if isinstance(one, Item)
        else None
    ),
)
def test_a_row_is_answered_in_checks_own_words(answerer, row, word, makers):
    answer = answerer.answer(row)
    assert (answer.word, answer.makers) == (word, makers)


@pytest.mark.parametrize(
    ("year", "word", "makers"),
    [(2020, Word.SOME, ("acme",)), (2024, Word.NO_EVIDENCE, ()), (None, Word.SOME, ("acme",))],
)
def test_a_former_link_holds_in_its_years(answerer, year, word, makers):
    answer = answerer.answer(item("Oldwatch", "OW1", year=year))
    assert (answer.word, answer.makers) == (word, makers)
    assert (year == 2024) or "2018-2022" in answer.because[0]


@pytest.mark.parametrize("written", ["Acmecm", "Acmecamm", "Acmecan", "Acmecma", "ACMECM"])
def test_one_slip_in_a_label_is_read_and_said(answerer, written):
    answer = answerer.answer(item(written, "D-1"))
    assert (answer.read_as, answer.makers) == ("Acmecam", ("acme",))


@pytest.mark.parametrize("written", ["Acemcmm", "Acme", "AWC", "Hacmecams"])
def test_two_slips_and_short_words_are_not_read(answerer, written):
    assert answerer.answer(item(written, "D-1")).word is Word.UNKNOWN


def test_a_slip_in_a_model_is_never_mended(answerer):
    assert answerer.answer(item("", "AC2001")).word is Word.UNKNOWN


def test_label_and_model_of_two_makers_are_shown_and_asked(answerer):
    answer = answerer.answer(item("Cirrus", "AC-2001"))
    assert answer.makers == ("acme", "cirrus")
    assert "Cirrus" in answer.contradiction
    assert "Acmecam" in answer.contradiction
    assert answer.ask == ASK


def test_a_list_that_names_one_of_two_makers_says_if(answerer, shower):
    shown = shower.show(answerer.answer(item("Cirrus", "AC-2001")))
    assert "If Acmecam built it: Acmecam is named in" in shown.cells[3]


def test_a_weak_link_names_nobody_anywhere(answerer, shower):
    shown = shower.show(answerer.answer(item("Whisperlens", "WL-1")))
    assert "Boreal" not in " ".join(shown.cells)
    assert shown.answer.ask == ASK


def test_a_hit_gives_list_date_entity_and_whom_it_binds(answerer, shower):
    shown = shower.show(answerer.answer(item("Acmecam", "AC-9001")))
    text = " ".join(shown.cells)
    for words in ("August 2018", "Acme Camera Works Company", "binds federal buyers", "faces"):
        assert words in text
    assert shown.named == ("example_list",)
    assert "a use" in text


def test_a_label_that_begins_another_knows_its_models(answerer):
    answer = answerer.answer(item("Stratus", "CL-7"))
    assert (answer.word, answer.makers) == (Word.MODEL, ("acme",))


def test_two_labels_in_one_cell_are_shown(answerer):
    answer = answerer.answer(item("Acmecam / Cirrus", "Dome"))
    assert answer.contradiction == "The row names two labels: Acmecam and Cirrus."


def test_a_second_model_of_another_maker_is_shown(answerer):
    answer = answerer.answer(item("Acmecam", "AC-2001 and BX300-E"))
    assert "second model, BX300-E, of the form of Boreal" in answer.contradiction


def test_a_model_in_the_column_of_makes_is_no_unknown_label(answerer):
    assert answerer.answer(item("AC-2001 dome")).contradiction is None


def test_a_row_that_allows_an_equivalent_asks(answerer):
    answer = answerer.answer(item("Acmecam", "AC-2001", "or approved equivalent"))
    assert answer.word is Word.MODEL
    assert answer.ask == ASK


@pytest.mark.parametrize(
    "text",
    [
        "Replacement of existing Acmecam AC-2001 with BX300-E dome camera",
        "BX300-E dome camera, similar to Acmecam AC-2001",
        "BX300-E dome camera in place of Acmecam AC-2001",
    ],
)
def test_what_a_row_says_of_other_things_names_no_maker(answerer, text):
    assert answerer.answer(item(description=text)).makers == ("boreal",)


@pytest.mark.parametrize("text", ["Relocate existing Acmecam camera", "Rumourcam anti-vandal dome"])
def test_a_label_in_passing_is_no_offer(answerer, text):
    assert answerer.answer(item(description=text)).word is Reason.NOTHING


def test_a_house_is_named_by_its_parent(answerer, shower):
    shown = shower.show(answerer.answer(item("Subacme", "S1")))
    assert "Subacme is, as an affiliate of Acmecam, named in" in shown.cells[3]


def test_not_named_always_says_on_how_many_lists_of_which_day(answerer, shower):
    shown = shower.show(answerer.answer(item("Boreal", "BX300-E")))
    assert "not named on the 1 list held, dated 2026-11-20" in shown.cells[3]
    assert shown.cells[4] == ""


def test_named_and_described_are_two_tests(answerer, shower):
    shown = shower.show(answerer.answer(item("Acmecam", "AC-2001")))
    assert "Example act" in shown.cells[3]
    assert "Example statement" in shown.cells[4]
