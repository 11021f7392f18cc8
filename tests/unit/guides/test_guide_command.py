"""`camaudit guide`: found by name, shown on a console, and put as an e-mail."""

import re
from pathlib import Path

import pytest

from camaudit import data
from camaudit.cli import main
from camaudit.guides.letter import letter
from camaudit.guides.page import overview, page
from camaudit.rulebook.guidefile import load
from camaudit.rulebook.load import load as load_rules

GUIDES = load([data.folder("rules")])
WIDTH = 80


def test_without_a_product_every_guide_stands_in_the_table(capsys):
    assert main(["guide"]) == 0
    out = capsys.readouterr().out
    assert re.findall(r"  camaudit guide ([a-z0-9-]+) +\d+  \S", out) == [one.id for one in GUIDES]
    assert max(map(len, out.splitlines())) <= WIDTH


def test_a_guide_says_all_that_the_reader_has_to_know(capsys):
    assert main(["guide", "cisco-ios"]) == 0
    out = capsys.readouterr().out
    for text in (
        "show mac address-table", "You need", "about 10 minutes (our estimate)", "Personal",
        "Only cameras", "core-switch.txt", "It cannot", "made-up lines", "Source", "2026-",
    ):  # fmt: skip
        assert text in out


@pytest.mark.parametrize(
    ("words", "guide"),
    [
        (["recorder"], "recorder"),
        (["Recorder"], "recorder"),
        (["cisco", "ios"], "cisco-ios"),
        (["NX-OS"], "cisco-nxos"),
        (["nexus"], "cisco-nxos"),
        (["pihole"], "dnsmasq-dhcp"),
    ],
)
def test_a_product_is_found_as_people_write_it(capsys, words, guide):
    assert main(["guide", *words]) == 0
    wanted = next(one for one in GUIDES if one.id == guide)
    assert wanted.name in capsys.readouterr().out


@pytest.mark.parametrize("word", ["cisco", "switch", "dhcp server", "DHCP servers", "HP"])
def test_several_guides_of_one_name_are_listed(capsys, word):
    assert main(["guide", word]) == 0
    out = capsys.readouterr().out
    assert "Choose one" in out
    assert out.count("camaudit guide ") > 1


def test_a_guide_names_the_others_that_the_same_word_may_mean(capsys):
    assert main(["guide", "windows"]) == 0
    assert "See also       camaudit guide windows-dhcp" in capsys.readouterr().out


def test_an_unknown_product_ends_with_the_nearest_names(capsys):
    assert main(["guide", "sisco"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "cisco-ios" in told.err


def test_a_hostile_name_is_made_harmless(capsys):
    assert main(["guide", "\x1b[31mred"]) == 2
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--text"], ["cisco", "--text"]])
def test_an_e_mail_is_for_one_product(capsys, words):
    assert main(["guide", *words]) == 2
    assert "--text" in capsys.readouterr().err or words[0] == "cisco"


def test_the_e_mail_goes_out_plain(capsys):
    assert main(["guide", "recorder", "--text"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Subject: ")
    assert "Please do not send passwords" in out
    assert "Kind regards" in out


MAKERS = sorted(
    {
        name.casefold()
        for maker in load_rules([data.folder("rules")]).makers
        if maker.makes == "video"
        for name in (maker.short, *maker.aliases)
        if len(name) > 3
    }
)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda one: one.id)
def test_an_e_mail_accuses_nobody_and_names_no_maker_of_cameras_but_of_the_system_asked(guide):
    text = "\n".join(letter(guide)).casefold()
    for name in filter(lambda word: len(word) > 3, guide.name.casefold().split()):
        text = text.replace(name, "")
    found = [name for name in MAKERS if re.search(rf"\b{re.escape(name)}\b", text)]
    assert [name for name in found if name not in guide.id] == []
    assert "whoever made them" in text
    assert not re.search(r"china|chinese|risk|threat|insecure|vulnerab|spy|law\b", text)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda one: one.id)
def test_words_of_a_guide_are_no_wider_than_a_console(guide):
    copied = {line for one in guide.samples for line in one.text.splitlines()}
    copied |= {line for step in guide.steps for line in step.type}
    shown = [*page(guide, GUIDES), *letter(guide)]
    wide = [line for line in shown if len(line) > WIDTH and line.strip() not in copied]
    assert [line for line in wide if line[2:] not in copied] == []
    assert all(line.isascii() for line in shown)


def test_the_table_stands_by_what_people_have():
    heads = [line for line in overview(GUIDES) if line.startswith("YOU HAVE")]
    assert heads[0].startswith("YOU HAVE a switch")
    assert len(heads) == len(set(heads))


def test_a_folder_of_own_guides_is_read(tmp_path, capsys):
    folder = tmp_path / "guides"
    folder.mkdir()
    shipped = Path(data.folder("rules"), "guides", "kea.yaml").read_text(encoding="utf-8")
    text = shipped.replace("guide: kea", "guide: own").replace("Kea DHCP", "Own DHCP")
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    assert main(["guide", "own", "--rules", str(tmp_path)]) == 0
    assert "Own DHCP" in capsys.readouterr().out
