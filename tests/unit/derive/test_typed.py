"""What people typed beside an audit is refused where it would be pooled by halves."""

import json
from dataclasses import replace

import pytest

from camaudit import document
from camaudit.cli import main
from camaudit.model.grade import Grade
from camaudit.model.listed import LabelRead, Stated, Statement
from camaudit.model.observation import Seen

SEEN = Seen(0.0, "walk-sheet.xlsx", "row 7")
STATED = Stated(maker=None, brand=None, grade=Grade.UNKNOWN, because=None)
LABEL = LabelRead(
    of=None, agreed=None, device=None, listed=None, brand="Example", model=None, serial=None,
    place=None, read_by="A. Example", read_on=None, stated=STATED, seen=SEEN,
)  # fmt: skip
REPLY = Statement(
    id="dev-000000000000", device=None, listed=None, maker=None, on=None, answers=(), seen=SEEN
)
TYPED = {"labels": (LABEL,), "statements": (REPLY,)}


@pytest.mark.parametrize("field", TYPED)
@pytest.mark.parametrize("command", ["verify", "merge", "redact"])
def test_an_audit_with_what_people_typed_is_refused_in_one_line(
    field, command, school, tmp_path, capsys
):
    path, out = tmp_path / "audit.json", tmp_path / "out.json"
    document.write(path, replace(school, **{field: TYPED[field]}))
    words = {
        "verify": ["verify", str(path)],
        "merge": ["merge", str(path), "-o", str(out)],
        "redact": ["redact", str(path), "-o", str(out), "--key-file", str(tmp_path / "key"),
                   "--new-key"],
    }  # fmt: skip
    assert main(words[command]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "audit the folder without those files" in said
    assert "A. Example" not in said
    assert not out.exists()


def test_a_factory_login_that_no_rule_knows_is_no_bug(school, tmp_path, capsys):
    body = json.loads(document.to_json(school))
    logins = [one for device in body["audit"]["devices"] for one in device["logins"]]
    named = [one for one in logins if one["defaults"]]
    assert named
    named[0]["defaults"] = ["nobody.default.unknown"]
    path = tmp_path / "audit.json"
    path.write_text(json.dumps(body))
    assert main(["verify", str(path)]) in {0, 1}
    assert "a bug" not in capsys.readouterr().err
