import pytest

from camaudit.tabular.columns import Role
from camaudit.tabular.delimited import Delimited
from camaudit.tabular.layout import Wish, find


def laid(tmp_path, *rows):
    path = tmp_path / "list.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return find(Delimited(path), Wish()).read[0]


DATA = ("1,Dome camera,Axis P3245-LV,no.,4", "2,Bullet camera,Sony SNC-EB640,no.,2")


@pytest.mark.parametrize(
    ("above", "below", "columns", "names"),
    [
        (
            "Item,Description,Make,Unit,Qty",
            "No.,,/ Model,,required",
            {Role.PRODUCT: (2,), Role.DESCRIPTION: (0, 1), Role.QUANTITY: (4,)},
            ("Item No.", "Description", "Make / Model", "Unit", "Qty required"),
        ),
        (
            "Ref,Particulars,Manufacturer,Rate,Quantity",
            ",,and model,(GBP),(no.)",
            {Role.PRODUCT: (2,), Role.DESCRIPTION: (1,), Role.QUANTITY: (4,)},
            ("Ref", "Particulars", "Manufacturer and model", "Rate (GBP)", "Quantity (no.)"),
        ),
    ],
)
def test_headings_that_go_on_in_a_second_row_are_read_as_one(
    tmp_path, above, below, columns, names
):
    layout = laid(tmp_path, "Tender 7,,,,", above, below, *DATA)
    assert (layout.header, layout.columns, layout.names) == (3, columns, names)


def test_a_group_above_its_columns_completes_their_headings(tmp_path):
    layout = laid(tmp_path, ",,Camera,,Number", "No,Site,Make,Model,of", *DATA)
    assert layout.header == 2
    assert layout.columns == {Role.MAKE: (2,), Role.MODEL: (3,), Role.QUANTITY: (4,)}


@pytest.mark.parametrize(
    "first",
    ["A,SECTION A: CAMERAS,,,", "1,Camera,,no.,4", ",Item,,,", "1,Installed,Axis P3245-LV,,4"],
)
def test_a_first_row_of_data_is_no_second_row_of_headings(tmp_path, first):
    layout = laid(tmp_path, "Ref,Description,Make,Unit,Qty", first, *DATA)
    assert layout.header == 1
    assert layout.columns == {Role.DESCRIPTION: (1,), Role.MAKE: (2,), Role.QUANTITY: (4,)}


def test_a_line_about_the_list_above_it_is_no_group(tmp_path):
    layout = laid(tmp_path, "Client,Marlowe Vale (fictional),,,", "No,Make,Model,Unit,Qty", *DATA)
    assert layout.names == ("No", "Make", "Model", "Unit", "Qty")
