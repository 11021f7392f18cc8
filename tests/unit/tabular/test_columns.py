import pytest

from camaudit.tabular.columns import SPELLINGS, Role, heading, headings


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Manufacturer", Role.MAKE),
        ("Make", Role.MAKE),
        ("Brand:", Role.MAKE),
        ("VENDOR", Role.MAKE),
        ("Hersteller", Role.MAKE),
        ("Marca", Role.MAKE),
        ("Camera make", Role.MAKE),
        ("Model", Role.MODEL),
        ("Part no.", Role.MODEL),
        ("Manufacturer's Part No.", Role.MODEL),
        ("Product code", Role.MODEL),
        ("Model / Part no.", Role.MODEL),
        ("Modèle", Role.MODEL),
        ("Make / Model", Role.PRODUCT),
        ("Make & model", Role.PRODUCT),
        ("Q2. Make(s) and model(s)", Role.PRODUCT),
        ("Manufacturer and model number", Role.PRODUCT),
        ("Item description", Role.DESCRIPTION),
        ("Bezeichnung", Role.DESCRIPTION),
        ("Qty", Role.QUANTITY),
        ("Total Qty", Role.QUANTITY),
        ("No. of", Role.QUANTITY),
        ("No. of units", Role.QUANTITY),
        ("Stückzahl", Role.QUANTITY),
        ("Qté", Role.QUANTITY),
        ("Purchase date", Role.DATE),
    ],
)
def test_a_heading_is_read_in_many_spellings(text, role):
    found = heading(text)
    assert found is not None
    assert found.role is role


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Unit price",
        "Serial number",
        "Supplier",
        "Supplier part no",
        "Asset ID",
        "Camera no.",
        "Camera location",
        "Device tag",
        "Model price",
        "Location",
        "No.",
        "MAC",
        "Hikvision",
        "4MP dome camera with bracket and all fixings for external use",
    ],
)
def test_what_speaks_of_something_else_is_no_heading(text):
    assert heading(text) is None


def test_every_spelling_means_one_role():
    names = [name for spelled in SPELLINGS.values() for name in spelled]
    assert len(names) == len(set(names))


def test_the_more_telling_heading_wins_and_descriptions_are_all_kept():
    found = headings(["Ref", "SKU", "Model", "Vendor", "Manufacturer", "Description", "Notes"])
    assert found.columns == {Role.MODEL: (2,), Role.MAKE: (4,), Role.DESCRIPTION: (5, 6)}


def test_a_last_resort_yields_to_a_model_in_a_longer_heading():
    found = headings(["Vendor", "Camera make", "SKU", "Camera model"])
    assert found.columns == {Role.MAKE: (1,), Role.MODEL: (3,)}
    assert headings(["Make", "SKU"]).columns[Role.MODEL] == (1,)


def test_type_is_the_kind_of_device_where_another_column_holds_the_model():
    assert headings(["Make", "Model", "Type"]).columns[Role.DESCRIPTION] == (2,)
    assert headings(["Type", "Make and model"]).columns[Role.DESCRIPTION] == (0,)
    assert headings(["Hersteller", "Typ", "Menge"]).columns[Role.MODEL] == (1,)


def test_a_row_of_data_is_no_row_of_headings():
    assert headings(["1.01", "Hikvision", "DS-2CD2143G2-I", "4MP dome camera", "24"]).score == 0
    assert headings(["Make good all surfaces", "", ""]).score == 0
