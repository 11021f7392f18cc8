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
    ],
)
def test_the_last_noun_tells_what_is_no_camera(text, beside):
    assert (beside_camera(text) is not None) is beside
