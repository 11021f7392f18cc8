"""Which tables are used: the shipped ones, or a person's own where they are newer."""

import json
import shutil

import pytest

from camaudit import data
from camaudit.errors import DataError
from camaudit.geo.tables import CountryTable, cards


@pytest.fixture(name="mine")
def _mine(tmp_path, monkeypatch):
    monkeypatch.setenv(data.VARIABLE, str(tmp_path))
    for name in ("oui_data", "geo_data"):
        shutil.copytree(data.shipped(name), tmp_path / name)
    return tmp_path


def redate(path, **dates):
    """Give a folder's tables other dates; "" is a manifest of one table."""
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for stem, date in dates.items():
        entry = manifest if stem == "registry" else manifest["tables"][stem]
        entry["date"] = date
    path.write_text(json.dumps(manifest), encoding="utf-8")


def test_without_own_tables_the_shipped_ones_are_used(tmp_path, monkeypatch):
    monkeypatch.setenv(data.VARIABLE, str(tmp_path))
    assert data.own("oui_data") is None
    assert data.folder("oui_data") == data.shipped("oui_data")


def test_tables_of_the_same_date_change_nothing(mine):
    assert data.own("geo_data") == mine / "geo_data"
    assert data.folder("geo_data") == data.shipped("geo_data")


def test_a_newer_registry_is_used(mine):
    redate(mine / "oui_data" / "manifest.json", registry="2026-11-01")
    assert data.folder("oui_data") == mine / "oui_data"
    assert data.registry_date() == "2026-11-01"


def test_an_older_registry_is_ignored(mine):
    redate(mine / "oui_data" / "manifest.json", registry="2025-11-01")
    assert data.folder("oui_data") == data.shipped("oui_data")


def test_address_tables_are_used_where_one_is_newer_and_none_older(mine):
    manifest = mine / "geo_data" / "manifest.json"
    redate(manifest, dbip="2026-11-01")
    assert data.folder("geo_data") == mine / "geo_data"
    assert data.date_of("geo_data") == "2026-06-17"
    redate(manifest, ipfire="2026-01-01")
    assert data.folder("geo_data") == data.shipped("geo_data")


def test_a_person_cannot_replace_the_rules(mine):
    (mine / "rules").mkdir()
    assert data.own("rules") is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"date": "yesterday"}', '{"date": "2026-13-01"}']
)
def test_a_damaged_manifest_of_ones_own_is_named_and_never_passed_over(mine, text):
    path = mine / "oui_data" / "manifest.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        data.folder("oui_data")
    assert str(path) in str(caught.value)
    assert "delete its folder" in str(caught.value)


def test_a_variable_that_names_no_folder_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv(data.VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(DataError, match="nowhere: not a folder"):
        data.folder("oui_data")


@pytest.mark.parametrize("name", ["ipfire-v4.xz", "ipfire-v6.xz"])
@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_a_damaged_address_table_is_named_when_it_is_needed(mine, name, harm):
    from ipaddress import ip_address  # noqa: PLC0415 - beside its use

    folder = mine / "geo_data"
    table = CountryTable(folder, "ipfire", cards(folder)["ipfire"])
    path = folder / name
    path.unlink() if harm == "gone" else path.write_bytes(path.read_bytes()[:-8])
    asked = ip_address("8.130.0.1" if "v4" in name else "2400:3200::1")
    with pytest.raises(DataError, match=name):
        table.country(asked)


@pytest.mark.parametrize(
    ("date", "months"),
    [
        ("2026-11-25", 0),
        ("2026-10-26", 0),
        ("2026-10-25", 1),
        ("2025-11-25", 12),
        ("2027-01-01", 0),
        ("2025-12-31", 10),
    ],
)
def test_age_is_counted_in_whole_months(date, months):
    assert data.age_months(date, 1_795_600_000.0) == months  # 25 November 2026
