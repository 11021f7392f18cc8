"""An audit from anywhere, with any value in any field, ends in an answer or in one clear error."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit import document
from camaudit.cli import main
from camaudit.derive import opened
from camaudit.derive.diff import diff
from camaudit.derive.diffpage import page
from camaudit.derive.fieldsof import known_of
from camaudit.derive.merge import merge
from camaudit.derive.pseudonym import Pseudonyms
from camaudit.derive.redact import redact
from camaudit.derive.verify import verify
from camaudit.errors import CamauditError, DocumentError, UsageError
from camaudit.outline import lines

pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
TEXTS = ("", "x", "\ud800", "::1", "1.2.3.4", "z" * 3000, "12:34", "\x1b[31m", "dev-000000000000")
NUMBERS = (-1, 0, 1, 10**30)


def fields(value, way=(), kinds=None):
    """Give the ways to every value, by their field."""
    found = {} if kinds is None else kinds
    if isinstance(value, dict):
        for name, one in value.items():
            fields(one, (*way, name), found)
    elif isinstance(value, list):
        for at, one in enumerate(value):
            fields(one, (*way, at), found)
    else:
        kind = tuple("*" if isinstance(step, int) else step for step in way)
        found.setdefault(kind, []).append(way)
    return found


def other(data, old):
    if isinstance(old, bool):
        return not old
    if isinstance(old, float):
        return data.draw(st.sampled_from([-1.0, 0.0, 1e300]))
    if isinstance(old, int):
        return data.draw(st.sampled_from(NUMBERS))
    return data.draw(st.sampled_from([None, *TEXTS]))


@settings(max_examples=30)
@given(data=st.data())
def test_any_value_in_any_field_ends_in_an_answer_or_a_clear_error(data, school, rules):
    body = document.spelled_out(document.to_json(school))
    ways = fields(body["audit"])
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from(ways[data.draw(st.sampled_from(sorted(ways)))]))
        here = body["audit"]
        for step in path:
            here = here[step]
        here[last] = other(data, here[last])
    try:
        audit = document.from_json(json.dumps(body))
    except DocumentError:
        return
    if next(opened.problems(audit), None) is not None:
        return
    verify(audit, rules)
    known = known_of(rules.known.rulebook)
    for derive in (
        lambda: lines(page(diff(audit, school))),
        lambda: lines(page(diff(school, audit))),
        lambda: whole(merge([audit, school], rules.identify)),
        lambda: whole(redact(audit, Pseudonyms(b"0123456789abcdef", lambda _: 24), known)),
    ):
        try:
            derive()
        except UsageError:
            continue  # pseudonyms of another key


def whole(audit):
    """Write an audit and read it again: it is one still."""
    return document.from_json(document.to_json(audit))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda body: body["coverage"][0].update(cidr="everywhere"), "coverage[0].cidr"),
        (lambda body: body["devices"][0].update(mac="AC:CC:8E:00:00:14"), "devices[0].mac"),
        (lambda body: body["recorders"][0].update(cameras=["dev-0"]), "recorders[0]"),
        (lambda body: body.update(met_again=["dev-0"]), "met_again"),
        (lambda body: body["findings"][0].update(subject="\ud800"), "findings[0].subject"),
        (
            lambda body: next(one for one in body["devices"] if one["logins"])["logins"][0].update(
                scheme="\ud800"
            ),
            "logins[0].scheme",
        ),
    ],
)
def test_what_no_audit_holds_is_refused_by_every_command(change, says, school, tmp_path, capsys):
    body = document.spelled_out(document.to_json(school))
    change(body["audit"])
    path = tmp_path / "audit.json"
    path.write_text(json.dumps(body))
    out, key = str(tmp_path / "out.json"), str(tmp_path / "key")
    for words in (
        ["verify", str(path)],
        ["diff", str(path), str(path)],
        ["merge", str(path), "-o", out],
        ["redact", str(path), "-o", out, "--key-file", key, "--new-key"],
    ):
        assert main(words) == 2
        assert says in capsys.readouterr().err


def test_a_sound_audit_has_no_problem(school):
    assert list(opened.problems(school)) == []
    assert issubclass(DocumentError, CamauditError)
