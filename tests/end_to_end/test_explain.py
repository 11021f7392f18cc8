"""`camaudit explain` on the example school: the chain from bytes to grade."""

import os
import re
from pathlib import Path

import pytest

from camaudit import document
from camaudit.cli import main

SCHOOL = Path(__file__).parents[2] / "examples" / "school"
CHECKS = Path(__file__).parents[2] / "docs" / "checks.md"
AT = "2026-11-24T09:00:00Z"


@pytest.fixture(name="answer", scope="module")
def _answer(tmp_path_factory):
    out = tmp_path_factory.mktemp("answer") / "audit-1"
    words = ["audit", str(SCHOOL / "captures"), "--estate", str(SCHOOL / "estate.yaml"), "--quiet"]
    assert main([*words, "-o", str(out), "--at", AT]) == 0
    return out / "audit.json"


@pytest.fixture(name="ask")
def _ask(capsys):
    def ask(*words):
        code = main(["explain", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return ask


@pytest.mark.parametrize(
    "what", ["10.20.2.13", "3c:ef:8c:00:00:13", "3C-EF-8C-00-00-13", "3cef.8c00.0013"]
)
def test_a_device_is_found_by_any_address_and_shows_its_chain(ask, answer, what):
    code, out, _ = ask(what, "--in", str(answer))
    assert code == 0
    for words in ("Built by: Dahua, confirmed", "Witness dhip: one vote, strong",
                  "Where: main-building/camera-network.pcap, frame 9", "Rule dahua.dhip-model",
                  "Because: Only Dahua firmware", "Label: Honeywell",
                  "Witness mac: one vote, weak"):  # fmt: skip
        assert words in out
    assert max(map(len, out.splitlines())) <= 80


def test_every_id_of_the_audit_is_explained(ask, answer):
    audit = document.spelled_out(answer.read_text())["audit"]
    ids = [one["id"] for one in (*audit["devices"], *audit["findings"])]
    rules = {
        sign["rule"]
        for one in audit["identities"]
        for part in ("maker", "brand", "kind")
        for sign in one[part]["evidence"]
    }
    codes = {one["code"] for one in audit["findings"]}
    for what in (*ids, *sorted(rules), *sorted(codes)):
        assert ask(what, "--in", str(answer))[0] == 0, what


def test_no_login_is_shown(ask, answer):
    audit = document.spelled_out(answer.read_text())["audit"]
    for one in audit["findings"]:
        _, out, _ = ask(one["id"], "--in", str(answer))
        assert "admin:admin" not in out
    _, out, _ = ask("dahua.default-admin-1")
    assert "admin" not in out.replace("dahua.default-admin-1", "")


@pytest.mark.parametrize("code", re.findall(r"^## (\S+)$", CHECKS.read_text(), re.MULTILINE))
def test_each_code_of_the_page_is_shown_in_its_words(ask, code):
    _, out, _ = ask(code)
    section = CHECKS.read_text().split(f"## {code}\n")[1].split("\n## ")[0]
    told = " ".join(out.split())
    for part in section.strip().split("\n\n"):
        assert (
            " ".join(part.split()).replace("`", "").replace("**", "").replace(".", ":", 1) in told
        )
    for words in ("Action: ", "Who can do it: ", "Minutes, an estimate: ", "Check first",
                  "What may stop working", "How to undo it: "):  # fmt: skip
        assert words in told


def test_the_newest_audit_here_is_taken(ask, answer, monkeypatch):
    folder = answer.parent.parent
    older = folder / "audit-0"
    older.mkdir(exist_ok=True)
    (older / "audit.json").write_text("{}")
    os.utime(older / "audit.json", (1, 1))
    monkeypatch.chdir(folder)
    code, _, err = ask("10.20.2.13")
    assert code == 0
    assert "audit-1" in err


def test_without_an_audit_one_line_says_what_to_do(ask, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = ask("10.20.2.13")
    assert (code, out) == (2, "")
    assert err == "camaudit: no audit.json here; name one with --in AUDIT.json\n"


@pytest.mark.parametrize(
    "what", ["fnd-0000000000", "dev-000000000000", "192.0.2.1", "no.such", "\x1b[2J"]
)
def test_what_is_not_there_is_a_wrong_use(ask, answer, what):
    code, out, err = ask(what, "--in", str(answer))
    assert (code, out) == (2, "")
    assert "\x1b" not in err


def test_a_slip_in_a_rule_is_answered_with_its_name(ask):
    assert "hikvision.sadp-model" in ask("hikvision.sadp-modl")[2]


@pytest.mark.parametrize(("place", "address"), [(0, "10.20.2.13"), (1, "10.20.2.15")])
def test_the_worked_examples_of_the_page_are_true(ask, answer, place, address):
    page = (CHECKS.parent / "identification.md").read_text()
    block = page.split("```")[1::2][place]
    _, out, _ = ask(address, "--in", str(answer))
    assert [line for line in block.splitlines() if line not in out and "..." not in line] == []
