"""`camaudit vendors` on the shipped rules: a few facts that do not move, and the refusals."""

import io
import json

import openpyxl
import pytest

from camaudit.cli import main


@pytest.fixture(name="ask")
def _ask(capsys):
    def ask(*words):
        code = main(["vendors", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return ask


def test_the_overview_fits_a_console_and_is_dated(ask):
    code, out, _ = ask()
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "Vendor list of 20" in out
    assert "hikvision" in out


@pytest.mark.parametrize(
    "name", ["hikvision", "HIKVISION", "hangzhou hikvision digital technology co., ltd."]
)
def test_hikvision_is_shown_with_house_lists_and_blocks(ask, name):
    code, out, _ = ask(name)
    assert code == 0
    for words in ("Hangzhou Hikvision Digital Technology Co., Ltd.", "camaudit vendors ezviz",
                  "section 889 (13 August 2018)", "MAC blocks: 8", "Sold as EZVIZ"):  # fmt: skip
        assert words in out
    assert "By where it has its headquarters (CN), not by name" in out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_json_holds_every_block(ask):
    _, out, _ = ask("hikvision", "--json")
    (maker,) = json.loads(out)["makers"]
    assert len(maker["blocks"]) >= 80
    assert maker["blocks"][0]["prefix"].endswith("/24")


def test_a_label_without_a_maker_says_so(ask):
    code, out, _ = ask("concept pro")
    assert code == 0
    assert "No public evidence ties this label to one maker." in out


def test_a_slip_is_answered_with_a_name(ask):
    code, out, err = ask("hikvison")
    assert (code, out) == (2, "")
    assert "Did you mean: hikvision" in err


@pytest.mark.parametrize("form", ["xlsx", "html", "csv"])
def test_an_export_is_written_once_and_never_replaced(ask, tmp_path, form):
    out = tmp_path / f"vendors.{form}"
    assert ask("--export", str(out))[0] == 0
    before = out.read_bytes()
    code, _, err = ask("--export", str(out))
    assert code == 2
    assert "is not replaced" in err
    assert out.read_bytes() == before


def test_the_workbook_can_be_read_back(ask, tmp_path):
    out = tmp_path / "v.xlsx"
    ask("--export", str(out))
    book = openpyxl.load_workbook(io.BytesIO(out.read_bytes()), read_only=True)
    rows = list(book["Labels"].iter_rows(values_only=True))
    assert len(rows) > 300
    assert any(row[0] == "EZVIZ" and row[2] == "Hikvision" for row in rows)


@pytest.mark.parametrize("words", [["--export", "v.pdf"], ["axis", "--export", "v.csv"]])
def test_a_wrong_use_writes_nothing(ask, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    assert ask(*words)[0] == 2
    assert list(tmp_path.iterdir()) == []
