"""The cache gives what the files give, or nothing; it is never an error."""

import json
import os
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from camaudit import data
from camaudit.errors import RulesError
from camaudit.rulebook import compiled, kept
from camaudit.rulebook import load as cold

RULES = Path(__file__).parents[3] / "rules"
MAKER = "maker: acme\nname: Acme Ltd\nshort: {}\nmakes: many\n"


@pytest.fixture
def rules(tmp_path):
    folder = tmp_path / "rules"
    (folder / "makers").mkdir(parents=True)
    (folder / "DATE").write_text("2026-11-24")
    (folder / "makers" / "acme.yaml").write_text(MAKER.format("Acme"))
    return folder


@pytest.fixture
def no_yaml(monkeypatch):
    """Call it, and files are no longer parsed."""

    def refuse(_):
        raise AssertionError("parsed")

    return lambda: monkeypatch.setattr(cold, "checked", refuse)


def files(folder):
    return sorted(folder.glob("*"))


def test_every_shipped_rule_comes_back_equal(tmp_path, no_yaml):
    first = kept.load([RULES], tmp_path, "1")
    assert first == cold.load([RULES])
    no_yaml()
    assert kept.load([RULES], tmp_path, "1") == first


def test_the_cache_is_for_its_owner_alone(tmp_path, rules):
    cache = tmp_path / "a" / "b"
    kept.load([rules], cache, "1")
    (path,) = cache.iterdir()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(cache.stat().st_mode) == 0o700


@pytest.mark.parametrize("how", ["byte", "date", "name", "form", "version"])
def test_a_change_is_read_anew(tmp_path, rules, how, monkeypatch):
    cache = tmp_path / "cache"
    kept.load([rules], cache, "1")
    if how == "byte":
        (rules / "makers" / "acme.yaml").write_text(MAKER.format("ACME"))
    elif how == "date":
        (rules / "DATE").write_text("2026-11-25")
    elif how == "name":
        rules = rules.rename(tmp_path / "others")
    elif how == "form":
        monkeypatch.setattr(kept, "FORM", 0)
    assert kept.load([rules], cache, "2" if how == "version" else "1") == cold.load([rules])
    assert len(files(cache)) == 2


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "binary", "other", "deep", "signed"])
def test_a_damaged_cache_costs_time_only(tmp_path, rules, damage):
    cache = tmp_path / "cache"
    book = kept.load([rules], cache, "1")
    (path,) = cache.iterdir()
    text = path.read_text()
    signed = "[1, 2]"
    made = {
        "flip": text.replace("Acme Ltd", "Acne Ltd"),
        "cut": text[:-40],
        "empty": "",
        "binary": "\x00\x01",
        "other": json.dumps({"a": 1}),
        "deep": "[" * 100_000,
        "signed": f"{sha256(signed.encode()).hexdigest()}\n{signed}",
    }
    path.write_text(made[damage])
    assert kept.load([rules], cache, "1") == book
    assert path.read_text() == text  # and it is mended


def test_a_cache_that_others_can_write_is_not_read(tmp_path, rules, no_yaml):
    cache = tmp_path / "cache"
    kept.load([rules], cache, "1")
    (path,) = cache.iterdir()
    if os.name != "posix":
        pytest.skip("Windows guards the folder")
    path.chmod(0o666)
    no_yaml()
    with pytest.raises(AssertionError, match="parsed"):
        kept.load([rules], cache, "1")


@pytest.mark.parametrize("place", ["file", "below-file", "folder-there", "none"])
def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path, rules, place, monkeypatch):
    cache = tmp_path / "cache"
    if place == "file":
        cache.write_text("")
    elif place == "below-file":
        cache.write_text("")
        cache /= "below"
    elif place == "folder-there":
        monkeypatch.setattr(kept, "_key", lambda *_: "x")
        (cache / "rules-x.json").mkdir(parents=True)
    else:
        cache = None
    assert kept.load([rules], cache, "1") == cold.load([rules])
    if place == "folder-there":
        assert [one.name for one in files(cache)] == ["rules-x.json"]


def test_wrong_rules_are_told_each_time_and_never_kept(tmp_path, rules):
    cache = tmp_path / "cache"
    (rules / "makers" / "acme.yaml").write_text(MAKER.format("Acme") + "colour: red\n")
    for _ in range(2):
        with pytest.raises(RulesError, match=r"acme\.yaml:5: colour: unknown key"):
            kept.load([rules], cache, "1")
    assert not cache.exists()
    (rules / "makers" / "acme.yaml").write_text(MAKER.format("Acme"))
    kept.load([rules], cache, "1")
    (rules / "makers" / "notes.txt").write_text("")
    with pytest.raises(RulesError, match="not read"):
        kept.load([rules], cache, "1")


def test_only_a_few_are_kept(tmp_path, rules):
    cache = tmp_path / "cache"
    for number in range(kept.KEPT + 3):
        (rules / "makers" / "acme.yaml").write_text(MAKER.format(f"Acme {number}"))
        kept.load([rules], cache, "1")
    assert len(files(cache)) == kept.KEPT


def test_what_is_no_rulebook_is_refused():
    for text in ("[]", "{}", "1", '"x"', "null", "[1,2,3]"):
        with pytest.raises((TypeError, ValueError, LookupError)):
            compiled.from_json(text)


@pytest.mark.parametrize(
    ("platform", "variables", "place"),
    [
        ("linux", {"XDG_CACHE_HOME": "/far/cache", "HOME": "/home/x"}, "/far/cache/camaudit"),
        ("linux", {"XDG_CACHE_HOME": "near", "HOME": "/home/x"}, "/home/x/.cache/camaudit"),
        ("darwin", {"HOME": "/home/x"}, "/home/x/Library/Caches/camaudit"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/camaudit/Cache"),
        ("win32", {"LOCALAPPDATA": ""}, None),
    ],
)
def test_the_place_of_the_cache(platform, variables, place, monkeypatch):
    monkeypatch.setattr(data.sys, "platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = data.cache_folder()
    assert (found.as_posix() if found else None) == place
