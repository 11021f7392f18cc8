"""The table for suppliers, from an audit and back into the next one."""

import csv
import io
import re
import shutil

import pytest

from camaudit import data, document
from camaudit.cli import main

SCHOOL = data.folder("examples/school")
AT = "2026-11-24T09:00:00Z"
WORDS = ["--estate", str(SCHOOL / "estate.yaml"), "--quiet", "--at", AT, "--as-of", AT]


@pytest.fixture(name="folders", scope="module")
def _folders(tmp_path_factory):
    """Audit, write the table, fill in three rows, audit again with it."""
    base = tmp_path_factory.mktemp("replies")
    given, before, after, reply = (base / one for one in ("given", "before", "after", "reply"))
    for name in ("captures", "files"):
        shutil.copytree(SCHOOL / name, given / name)
    assert main(["audit", str(given), *WORDS, "-o", str(before)]) == 0
    assert main(["report", str(before / "audit.json"), "--for", "supplier", "-o", str(reply)]) == 0
    path = reply / "letter-supplier.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    listed = next(row for row in rows if row["Camera ID"].startswith("lst-"))
    for row, made in ((rows[0], "Hikvision"), (rows[1], "Hikvision"), (listed, "Axis")):
        row.update({"Manufacturer": made, "Answered on": "2026-11-23", "Answered by": "B. Example"})
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    (given / "reply.csv").write_text(out.getvalue(), "utf-8-sig")
    assert main(["audit", str(given), *WORDS, "-o", str(after)]) == 0
    return before, after


def body(folder):
    return document.spelled_out((folder / "audit.json").read_text())["audit"]


def test_what_suppliers_state_is_in_the_next_audit(folders):
    before, after = map(body, folders)
    assert before["statements"] == []
    assert [one["on"] for one in after["statements"]] == ["2026-11-23"] * 3
    assert {one["maker"] for one in after["statements"]} == {"hikvision", "axis"}
    assert all(one["device"] or one["listed"] for one in after["statements"])


def test_it_changes_nothing_else(folders):
    before, after = map(body, folders)
    for name in before.keys() - {"statements", "files", "run"}:
        assert after[name] == before[name], name


def test_the_report_compares_it_with_what_was_seen(folders):
    page = re.sub(r"\s+", " ", (folders[1] / "report.html").read_text("utf-8"))
    section = page.partition('<h2 id="statements">')[2].partition("</section>")[0]
    assert section.count("stated by supplier, 2026-11-23") == 3
    assert section.count("the same maker") == 1
    assert section.count("ANOTHER MAKER") == 2
    assert "Answered by: B. Example" in section


def test_explain_tells_it_beside_the_evidence(folders, capsys):
    one = body(folders[1])["statements"][0]["id"]
    assert main(["explain", one, "--in", str(folders[1] / "audit.json")]) == 0
    told = capsys.readouterr().out
    assert "Stated by supplier, 2026-11-23" in told
    assert "Manufacturer: Hikvision" in told
    assert "What a supplier states is no observation." in told
