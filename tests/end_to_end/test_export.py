"""`camaudit export` through the real command, on the audit of the example school."""

import json
import stat
import sys

import pytest

from camaudit.cli import main
from camaudit.exports import EXPORTS


@pytest.fixture(name="answer", scope="module")
def _answer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    assert main(["demo", "-o", str(folder)]) == 0
    return folder / "audit.json"


def to(*forms):
    return [word for form in forms for word in ("--to", form)]


def test_every_export_is_written_below_a_folder_of_its_own(answer, tmp_path, capsys):
    assert main(["export", str(answer), *to(*EXPORTS), "-o", str(tmp_path)]) == 0
    written = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert sorted(capsys.readouterr().out.split("\n")[:-1]) == [str(path) for path in written]
    assert {path.parent.name for path in written} == set(EXPORTS)
    assert all(path.stat().st_size > 0 for path in written)
    if sys.platform != "win32":  # which has no such modes
        assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}


def test_without_a_path_the_exports_stand_beside_the_audit(answer, capsys):
    assert main(["export", str(answer), *to("ocsf")]) == 0
    events = (answer.parent / "exports" / "ocsf" / "inventory.jsonl").read_text("ascii")
    assert len(events.splitlines()) == 10
    assert json.loads(events.splitlines()[0])["class_uid"] == 5001
    capsys.readouterr()


def test_a_single_file_can_be_named(answer, tmp_path, capsys):
    path = tmp_path / "ours.xlsx"
    assert main(["export", str(answer), *to("xlsx"), "-o", str(path)]) == 0
    assert path.read_bytes()[:2] == b"PK"
    assert capsys.readouterr().out == f"{path}\n"


def test_a_file_that_is_there_is_never_replaced(answer, tmp_path, capsys):
    there = tmp_path / "netbox" / "6-devices.csv"
    there.parent.mkdir()
    there.write_text("mine")
    assert main(["export", str(answer), *to("netbox"), "-o", str(tmp_path)]) == 2
    assert there.read_text() == "mine"
    assert list(there.parent.iterdir()) == [there]
    said = capsys.readouterr().err
    assert said.startswith(f"camaudit: {there}: is there already")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--to", "servicenow", "--class", "IP Camera"], "--class IP Camera: a class is"),
        (["--to", "csv", "-o", "{file}/in"], "cannot be written"),
    ],
)
def test_a_wrong_option_is_told_in_one_line(answer, tmp_path, capsys, words, says):
    file = tmp_path / "file"
    file.write_text("")
    assert main(["export", str(answer), *(one.format(file=file) for one in words)]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_what_is_no_audit_is_told_in_one_line(tmp_path, capsys):
    file = tmp_path / "audit.json"
    file.write_text("{}")
    assert main(["export", str(file), *to("csv")]) == 2
    assert (
        capsys.readouterr().err == f"camaudit: {file}: not an audit: it does not name its format\n"
    )


def test_servicenow_gets_the_class_that_was_named(answer, tmp_path, capsys):
    words = [*to("servicenow"), "--class", "cmdb_ci_hardware", "-o", str(tmp_path)]
    assert main(["export", str(answer), *words]) == 0
    text = (tmp_path / "servicenow" / "cmdb_ci_hardware.csv").read_text("utf-8")
    assert text.count(",cmdb_ci_hardware,") == 9
    capsys.readouterr()
