"""`camaudit rules`: lint, test, show, with a person's own folder as well."""

import sys
from io import TextIOWrapper

import pytest

from camaudit.cli import main

OWN = """maker: acmecam
name: Acme Camera Works
short: Acme
makes: video
signatures:
- id: acmecam.http
  on: http.server
  match: '^AcmeWebServer/(?P<firmware>[0-9.]+)$'
  weight: 2.0
  proves: platform
  specificity: unique
  survives_rebrand: yes
  seen: 2025
  because: Its web server says so.
  references: [a page]
  examples:
  - {value: AcmeWebServer/1.2, gives: {firmware: '1.2'}}
"""


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    (folder / "makers").mkdir(parents=True)
    (folder / "makers" / "acmecam.yaml").write_text(OWN)
    return folder


def test_examples_of_ones_own_rules_are_run(own, capsys):
    assert main(["rules", "test"]) == 0
    ours = capsys.readouterr().out
    assert main(["rules", "test", "--rules", str(own)]) == 0
    assert capsys.readouterr().out != ours
    path = own / "makers" / "acmecam.yaml"
    path.write_text(OWN.replace("'1.2'", "'1.3'"))
    for what in ("lint", "test"):
        assert main(["rules", what, "--rules", str(own)]) == 2
        told = capsys.readouterr().err
        assert "own/makers/acmecam.yaml:6: acmecam.http: example" in told


def test_every_mistake_is_told_at_once_with_its_line(own, capsys):
    text = OWN.replace("weight: 2.0", "weight: heavy").replace("seen: 2025", "sen: 2025")
    (own / "makers" / "acmecam.yaml").write_text(text)
    assert main(["rules", "lint", "--rules", str(own)]) == 2
    told = capsys.readouterr().err
    assert "own/makers/acmecam.yaml:9: weight: 'heavy' is not a number" in told
    assert "own/makers/acmecam.yaml:13: sen: unknown key" in told


def test_a_rule_that_makes_a_camera_of_a_printer_is_told(own, capsys):
    text = OWN.replace("'^AcmeWebServer/(?P<firmware>[0-9.]+)$'", "'^HP HTTP Server'")
    text = text.replace(
        "{value: AcmeWebServer/1.2, gives: {firmware: '1.2'}}", "value: HP HTTP Server"
    )
    (own / "makers" / "acmecam.yaml").write_text(text)
    assert main(["rules", "lint", "--rules", str(own)]) == 2
    assert "acmecam.http: alone names a maker of HP" in capsys.readouterr().err


def test_one_text_says_which_rules_match_and_what_they_prove(own, capsys):
    words = ["--on", "http.server", "--text", "AcmeWebServer/7.1", "--rules", str(own)]
    assert main(["rules", "test", *words]) == 0
    out = capsys.readouterr().out
    for text in ("acmecam.http", "platform: acmecam", "acmecam (likely)", "7.1"):
        assert text in out


def test_a_file_of_texts_is_answered_device_by_device(own, tmp_path, capsys):
    path = tmp_path / "texts.tsv"
    path.write_text("a\thttp.server\tAcmeWebServer/7.1\nb\thttp.titel\tx\nc\thttp.title\tx\n")
    assert main(["rules", "test", str(path), "--rules", str(own)]) == 3
    shown = capsys.readouterr()
    assert [line.split("\t")[:3] for line in shown.out.splitlines()] == [
        ["device", "maker", "maker_grade"],
        ["a", "acmecam", "likely"],
        ["c", "", "unknown"],
    ]
    assert "texts.tsv:2: no channel 'http.titel'" in shown.err


def test_three_thousand_texts_are_answered_line_by_line(tmp_path, capsys):
    path = tmp_path / "texts.tsv"
    texts = (f"http.title\tDevice {number} with a page of its own" for number in range(3_000))
    path.write_text("\n".join(texts))
    assert main(["rules", "test", str(path)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3_001


def test_standard_input_is_read(tmp_path, capsys, monkeypatch):
    path = tmp_path / "texts.tsv"
    path.write_text("http.server\tDNVRS-Webs\n")
    with path.open("rb") as file:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(file))
        assert main(["rules", "test", "-"]) == 0
    assert "hikvision" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["show", "hikvisio"], "did you mean"),
        (["show", "zzzz"], "know nothing so called"),
        (["test", "--on", "http.server"], "belong together"),
        (["test", "--on", "http.sever", "--text", "x"], "no such channel"),
        (["test", "--on", "mac.block", "--text", "x"], "no MAC address"),
        (["test", "nowhere.tsv"], "cannot be read"),
    ],
)
def test_wrong_use_is_one_line(words, told, capsys):
    assert main(["rules", *words]) == 2
    assert told in capsys.readouterr().err


def test_a_rule_a_maker_and_a_policy_are_shown_with_their_sources(capsys):
    for name in ("hikvision", "us_ndaa_889", "hikvision.server-dnvrs-webs"):
        assert main(["rules", "show", name]) == 0
        assert "source" in capsys.readouterr().out
