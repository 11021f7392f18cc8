"""What to do first: grouped by action, ordered without a score; and the file of actions."""

from dataclasses import replace

import pytest

from camaudit.checks.actions import actions, grouped, load
from camaudit.errors import DataError
from camaudit.model.finding import Finding, Severity, finding_id
from camaudit.model.grade import Grade

CARD = """\
- id: look
  title: Look
  does: Look at it.
  who: [own staff]
  minutes: {first: 5, each: 2, basis: a guess}
  check_first: [the ladder]
  may_stop: [nothing]
  undo: There is nothing to undo.
  codes: [a.b]
"""


def finding(code, device=1, severity=Severity.WARNING, grade=Grade.LIKELY):
    name = f"dev-{device:012x}"
    return Finding(
        id=finding_id(name, code, ""),
        code=code,
        device=name,
        subject="",
        severity=severity,
        grade=grade,
        summary="It is so.",
        remedy="Do so.",
        proofs=(),
    )


def told(findings):
    return [(one.card.id, len(one.devices)) for one in grouped(findings, actions())]


@pytest.mark.parametrize(
    ("password", "decide", "first"),
    [
        ({"severity": Severity.URGENT, "grade": Grade.POSSIBLE}, {}, "password"),
        ({"severity": Severity.DECISION, "grade": Grade.CONFIRMED}, {}, "decide"),
        ({"grade": Grade.CONFIRMED}, {}, "password"),
        ({"grade": Grade.POSSIBLE}, {}, "decide"),
    ],
)
def test_severity_orders_before_grade_and_nothing_is_weighed(password, decide, first):
    pair = (finding("credentials.default", **password), finding("outbound.china", **decide))
    assert told(pair)[0][0] == told(pair[::-1])[0][0] == first


def test_with_equal_severity_and_grade_most_devices_come_first():
    three = [finding("outbound.china", device) for device in (1, 2, 3)]
    assert told([finding("credentials.default"), *three]) == [("decide", 3), ("password", 1)]


def test_the_grade_is_that_of_the_gravest_findings():
    grave = finding("credentials.default", severity=Severity.URGENT, grade=Grade.POSSIBLE)
    (one,) = grouped([grave, finding("credentials.in-clear", grade=Grade.CONFIRMED)], actions())
    assert (one.severity, one.grade) == (Severity.URGENT, Grade.POSSIBLE)


def test_minutes_are_those_of_the_card_for_each_device_once():
    found = [finding("credentials.default", 1), finding("credentials.in-clear", 1)]
    (one,) = grouped([*found, finding("credentials.default", 2)], actions())
    assert (one.minutes, len(one.findings)) == (one.card.first + 2 * one.card.each, 3)


def test_a_note_asks_for_nothing():
    note = replace(finding("outbound.named"), severity=Severity.NOTE)
    assert grouped([note], actions()) == ()


def test_the_six_actions_are_there_and_say_what_a_change_may_break():
    cards = {one.id: one for one in actions().cards}
    assert list(cards) == ["isolate", "password", "update", "supplier", "look", "decide"]
    assert "recorder channel" in cards["password"].may_stop[0]
    assert "clock" in " ".join(cards["isolate"].may_stop)
    assert "NTP" in " ".join(cards["isolate"].check_first)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("[own staff]", "[a pupil]", 4, "none of own staff, installer, network provider"),
        ("each: 2", "each: soon", 5, "no whole number"),
        ("each: 2, ", "", 5, "each: missing"),
        ("  undo: There is nothing to undo.\n", "", 1, "undo: missing"),
        ("may_stop: [nothing]", "may_stop: []", 7, "empty"),
        ("codes: [a.b]", "codes: [a.b, a.b]", 9, "belongs to 'look' already"),
        ("title: Look", "titel: Look", 2, "unknown key"),
        (CARD, CARD + CARD.replace("a.b", "a.c"), 10, "'look' is taken"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path, old, new, line, says):
    path = tmp_path / "actions.yaml"
    path.write_text(CARD.replace(old, new))
    with pytest.raises(DataError) as caught:
        load(path)
    assert any(
        f"actions.yaml:{line}: " in one and says in one for one in str(caught.value).split("\n")
    )
