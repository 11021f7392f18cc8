"""Each format reads what its switch, router or server prints; the cases lie in cases/."""

import contextlib
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from camaudit.errors import MalformedError
from camaudit.tables import FORMATS
from camaudit.tables.entry import Line
from camaudit.tables.walker import Row, Walker

sys.path.insert(0, str(Path(__file__).parent))
from reading import told, walked

CASES = sorted(Path(__file__).with_name("cases").glob("*.txt"))
IDS = [path.stem for path in CASES]
# Of a server's growing log it is known at the end of the file who held an address last.
LATE = {"isc-leases", "kea-leases", "windows-dhcp-log", "dhcp-log"}
TEXTS = {path.stem: path.read_text(encoding="utf-8").splitlines() for path in CASES}


def test_every_format_has_a_case_and_every_case_a_format():
    assert {name.partition(".")[0] for name in IDS} == set(FORMATS)
    assert all(path.with_suffix(".yaml").exists() for path in CASES)


def test_the_names_of_formats_are_different():
    assert len({one.name for one in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize("path", CASES, ids=IDS)
def test_a_case_gives_its_entries(path):
    expected = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    found = told(path)
    assert found["others"] == []
    assert found["entries"] == expected["entries"]
    assert found["unread"] == expected["unread"]
    assert found["device"] == expected["device"]


@pytest.mark.parametrize("path", CASES, ids=IDS)
def test_every_line_with_a_device_is_read_or_said_to_be_unread(path):
    """Rows that are lost without a word would fall out here: each MAC of the text is accounted."""
    expected = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    assert expected["entries"], "a case without entries proves nothing"


@pytest.mark.parametrize("path", CASES, ids=IDS)
def test_all_tables_in_one_file_give_what_each_gives_alone(path, tmp_path):
    """What one table is does not hang on the one before, where a prompt stands between them."""
    joined = tmp_path / "all.txt"
    before = [one for one in CASES if one != path][len(path.stem) % 7 :: 7]
    text = "\n".join("\n".join(TEXTS[one.stem]) + "\nSW-0#" for one in before)
    joined.write_text(f"{text}\n" + "\n".join(TEXTS[path.stem]) + "\n", encoding="utf-8")
    offset = text.count("\n") + 1
    alone = [one.entry for one in walked(path) if isinstance(one, Row)]
    after = [
        one.entry for one in walked(joined) if isinstance(one, Row) and one.entry.line > offset
    ]
    assert [(one.mac, one.ip, one.port, one.vlan) for one in after] == [
        (one.mac, one.ip, one.port, one.vlan) for one in alone
    ]


def _lines(texts):
    return [Line(number, text) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize("name", IDS)
@given(data=st.data())
def test_bent_lines_are_read_or_malformed(name, data):
    """Whatever a line becomes, the format says so or takes it; nothing else is ever raised."""
    texts = list(TEXTS[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(texts) - 1))
        if not texts[at]:
            continue
        place = data.draw(st.integers(0, len(texts[at]) - 1))
        sign = data.draw(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")))
        texts[at] = texts[at][:place] + sign + texts[at][place + data.draw(st.integers(0, 9)) :]
    for _ in Walker(list(FORMATS.values())).walk(_lines(texts)):
        pass
    one = FORMATS[name.partition(".")[0]]
    rows = next((found for text in texts if (found := one.begins(text))), None)
    for line in _lines(texts) if rows else ():
        with contextlib.suppress(MalformedError):
            rows.read(line)


@pytest.mark.parametrize("name", sorted(set(IDS) - LATE))
@given(data=st.data())
def test_a_file_cut_short_loses_no_row_before_the_cut(name, data):
    texts = TEXTS[name]
    at = data.draw(st.integers(0, len(texts) - 1))
    cut = data.draw(st.integers(0, len(texts[at])))
    whole = [
        one.entry
        for one in Walker(list(FORMATS.values())).walk(_lines(texts))
        if isinstance(one, Row)
    ]
    short = [
        one.entry
        for one in Walker(list(FORMATS.values())).walk(_lines([*texts[:at], texts[at][:cut]]))
        if isinstance(one, Row)
    ]
    begins = [one.line for one in whole] + [len(texts) + 1]
    complete = [one for one, after in zip(whole, begins[1:], strict=True) if after <= at]
    assert short[: len(complete)] == complete
