from dataclasses import replace

import pytest

from camaudit.procurement.items import Reader, Reason, quantity_of, year_of
from camaudit.procurement.words import beside_camera
from camaudit.tabular.columns import Role
from camaudit.tabular.layout import Layout
from camaudit.tabular.row import Row

LAYOUT = Layout(
    sheet="",
    header=1,
    columns={Role.MAKE: (0,), Role.MODEL: (1,), Role.DESCRIPTION: (2,), Role.QUANTITY: (3,)},
    names=("Make", "Model", "Description", "Qty"),
    width=4,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("12.0", 12),
        ("12 No.", 12),
        ("x 4", 4),
        ("4x", 4),
        ("1,000", 1000),
        ("6 pcs", 6),
        ("3 Stück", 3),
        ("12 no.", 12),
        ("4 Nr", 4),
        ("x4", 4),
        ("10 (ten)", 10),
        ("8 cameras", 8),
        ("1,5", None),
        ("2,0", 2),
        ("1.000", None),
        ("approx. 20", None),
        ("", None),
        ("TBC", None),
        ("-2", None),
        ("2.5", None),
        ("0", None),
        ("99999999", None),
        ("4 or 5", None),
    ],
)
def test_a_quantity_is_read_or_not_stated(text, number):
    assert quantity_of(text) == number


@pytest.mark.parametrize(
    ("text", "year"),
    [("2019-03-01", 2019), ("01/03/2019", 2019), ("1.3.19", 2019), ("2019", 2019), ("n/a", None)],
)
def test_a_year_is_read_from_any_date(text, year):
    assert year_of(text) == year


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("", "", "", ""), Reason.EMPTY),
        (("", "", "Subtotal", "12"), Reason.SUM),
        (("Total excl. VAT", "", "", "12"), Reason.SUM),
        (("", "", "Carriage", ""), Reason.SUM),
        (("make", "model", "description", "qty"), Reason.HEADING),
        (("", "n/a", "", "4"), Reason.NOTHING),
        (("TBC", "-", "", "4"), Reason.NOTHING),
    ],
)
def test_a_row_without_an_item_has_a_named_reason(cells, reason):
    assert Reader(LAYOUT).read(Row(2, cells)).reason is reason


@pytest.mark.parametrize(
    "text",
    [
        "Information not held",
        "Not known",
        "Exempt under section 31(1)(a)",
        "Withheld - s.31",
        "No information held",
        "Don't know",
        "Unknown - label missing",
    ],
)
def test_an_answer_that_says_nothing_is_no_make(text):
    assert Reader(LAYOUT).read(Row(2, (text, "", "", "4"))).reason is Reason.NOTHING


def test_a_column_of_make_and_model_is_read_as_a_make():
    layout = replace(LAYOUT, columns={Role.PRODUCT: (0,)}, names=("Make / Model",))
    assert Reader(layout).read(Row(2, ("Sentrel Nano",))).item.make == "Sentrel Nano"
    named = replace(layout, names=("Product",))
    assert Reader(named).read(Row(2, ("Sentrel Nano",))).item.product == "Sentrel Nano"


def test_headings_of_two_rows_that_come_again_are_no_rows_of_the_list():
    layout = replace(LAYOUT, heads=(("Item", "Make"), ("No.", "/ Model")))
    for cells in layout.heads:
        assert Reader(layout).read(Row(9, cells)).reason is Reason.HEADING


def test_a_damaged_row_has_its_reason():
    assert Reader(LAYOUT).read(Row(2, (), damaged=True)).reason is Reason.DAMAGED


def test_a_ditto_repeats_the_row_above_and_a_merged_quantity_counts_once():
    reader = Reader(LAYOUT)
    reader.read(Row(2, ("Axis", "P3245-LV", "Dome", "4")))
    line = reader.read(Row(3, ('"', "P3268-LVE", "ditto", "4"), filled=frozenset({3})))
    assert (line.item.make, line.item.model) == ("Axis", "P3268-LVE")
    assert line.quantity is None


def test_rows_above_the_list_and_its_headings_are_no_rows():
    assert Reader(LAYOUT).read(Row(1, LAYOUT.names)) is None


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Wall bracket", True),
        ("Camera bracket, white", True),
        ("Wall mount camera", False),
        ("NVR storage disk", True),
        ("NVR 8 channel 2TB HDD", False),
        ("NVR, 2 TB HDD fitted", False),
        ("Dome camera incl. bracket", False),
        ("Dome camera with wall mount", False),
        ("8 port PoE switch for cameras", True),
        ("Licence for one camera", True),
        ("Camera licence", True),
        ("Installation of cameras", True),
        ("Junction box for bullet camera", True),
        ("Box camera", False),
        ("Dome camera vandal-proof housing", False),
        ("Bullet camera of compact design", False),
        ("IR bullet camera fixed lens", False),
        ("Camera supply and installation", False),
        ("NVR software licence", True),
        ("Dome camera ceiling mount", True),
        ("NVR surveillance hard disk", True),
        ("NVR server, 32 channels", False),
        ("Rack server, 2U", True),
        ("Kamera mit Halterung", False),
        ("Wandhalter für Kamera", True),
        ("Network camera, PoE", False),
        ("", False),
        ("Cat6A cable to each camera position", True),
        ("Television", True),
        ("Cordless phone", True),
        ("Video door phone", False),
        ("Dome camera above the television", False),
        ("By the printer", False),
        ("Camera with loudspeaker", False),
        ("Contractor to supply bracket", True),
    ],
)
def test_the_last_noun_tells_what_is_no_camera(text, beside):
    assert (beside_camera(text) is not None) is beside
