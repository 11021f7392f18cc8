"""The shipped registry, counted; and builders that refuse what is no listing."""

import json
import shutil
from collections import Counter

import pytest

from camaudit import data
from camaudit.errors import DataError
from camaudit.identify.registry import FILE, PRIVATE, Block, Registry
from camaudit.identify.registry_build import MIN_BLOCKS, build

# Blocks by maker in the listing of 26 August 2026: those named here are known to be MA-L.
COUNTED = {
    ("Hangzhou Hikvision Digital Technology Co.,Ltd.", 24): 84,
    ("Hangzhou Ezviz Software Co.,Ltd.", 24): 15,
}
SMALL = {
    "bc:34:00:0a:bb:cc": Block("bc:34:00:0/28", 28, "Redvision CCTV"),
    "1c:82:59:1a:bb:cc": Block("1c:82:59:1/28", 28, "3xLOGIC Inc."),
    "34:46:63:2a:bb:cc": Block("34:46:63:2/28", 28, "Amcrest Technologies"),
    "0c:0e:c1:4a:bb:cc": Block("0c:0e:c1:4/28", 28, "SWANN COMMUNICATIONS PTY LTD"),
    "74:f8:db:5a:bb:cc": Block("74:f8:db:5/28", 28, "Provision-ISR"),
    "84:11:c2:ca:bb:cc": Block("84:11:c2:c/28", 28, "Provision-ISR"),
    "8c:1f:64:df:5a:bc": Block("8c:1f:64:df:5/36", 36, "Concept Pro Surveillance"),
}


@pytest.fixture(name="registry", scope="module")
def _registry():
    return Registry.load(data.shipped("oui_data"))


def test_the_listing_is_whole_and_of_26_august_2026(registry):
    manifest = json.loads((data.shipped("oui_data") / "manifest.json").read_text("utf-8"))
    assert manifest["date"] == "2026-08-26"
    assert manifest["blocks"] == {"/24": 40_010, "/28": 6_565, "/36": 7_155}
    assert len(registry) == 53_730
    assert Counter(registry.registrants())[PRIVATE] == manifest["private"] == 213


@pytest.mark.parametrize(("registrant", "bits"), COUNTED)
def test_it_knows_every_block_of_a_maker(registry, registrant, bits):
    named = [prefix for prefix, name in registry._names.items() if name == registrant]
    assert [len(prefix) * 4 for prefix in named] == [bits] * COUNTED[registrant, bits]
    assert all(registry.look_up(f"{mac(prefix)}:00:00:01") for prefix in named)


def mac(prefix):
    return ":".join(prefix[at : at + 2] for at in range(0, 6, 2))


@pytest.mark.parametrize("address", SMALL)
def test_a_small_block_is_found_before_the_large_one_around_it(registry, address):
    assert registry.look_up(address) == SMALL[address]


@pytest.mark.parametrize("address", ["02:00:00:00:00:01", "01:00:5e:00:00:01", "ff:ff:ff:ff:ff:ff"])
def test_an_address_that_nobody_registered_names_nobody(registry, address):
    assert registry.look_up(address) is None


@pytest.fixture(name="copy")
def _copy(tmp_path):
    folder = tmp_path / "oui_data"
    shutil.copytree(data.shipped("oui_data"), folder)
    return folder


def test_a_table_that_is_not_the_dated_one_is_named(copy):
    (copy / FILE).write_bytes((copy / FILE).read_bytes()[:-8])
    with pytest.raises(DataError, match=r"registry\.tsv\.xz: not the file that manifest\.json"):
        Registry.load(copy)


@pytest.mark.parametrize("name", [FILE, "manifest.json"])
def test_a_missing_file_is_named_with_what_to_do(copy, name):
    (copy / name).unlink()
    with pytest.raises(DataError, match="delete its folder"):
        Registry.load(copy)


def listing(size, count, name="Example Works"):
    return {f"{at:0{size}x}": name for at in range(count)}


@pytest.fixture(name="whole")
def _whole(tmp_path):
    path = tmp_path / "index.json"
    rows = {**listing(6, MIN_BLOCKS), **listing(7, MIN_BLOCKS), **listing(9, MIN_BLOCKS)}
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def test_the_same_listing_gives_the_same_bytes(whole, tmp_path):
    for name in ("one", "two"):
        assert build([whole], tmp_path / name, "2026-10-01", "a test") == 3 * MIN_BLOCKS
    for name in (FILE, "manifest.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert len(Registry.load(tmp_path / "one")) == 3 * MIN_BLOCKS


def test_the_registrys_own_files_are_read(tmp_path):
    files = []
    for name, size in (("oui.csv", 6), ("mam.csv", 7), ("oui36.csv", 9)):
        rows = [f'MA-X,{at:0{size}X},"Example, Ltd.\nSt. 1",Somewhere' for at in range(MIN_BLOCKS)]
        rows[0] = f"MA-X,{0:0{size}X},,"
        head = "Registry,Assignment,Organization Name,Organization Address"
        (tmp_path / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        files.append(tmp_path / name)
    build(files, tmp_path / "out", "2026-10-01", "a test")
    found = Registry.load(tmp_path / "out")
    assert found.look_up("00:00:3f:aa:bb:cc") == Block("00:00:3f/24", 24, "Example, Ltd.")
    assert found.look_up("00:00:00:00:0a:bb") == Block("00:00:00:00:0/36", 36, PRIVATE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<html>not found</html>", "no registry listing"),
        ("", "no registry listing"),
        ("{", "no registry listing"),
        ('{"00112": "Example"}', "entry 1: not a prefix"),
        ('{"001122": "Example"}', "1 blocks of /24"),
        ("Registry,Assignment\nMA-L,001122\n", "no registry listing"),
    ],
)
def test_what_is_no_listing_is_refused_and_nothing_is_written(tmp_path, text, says):
    (tmp_path / "oui.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=says):
        build([tmp_path / "oui.csv"], tmp_path / "out", "2026-10-01", "a test")
    assert not (tmp_path / "out").exists()
