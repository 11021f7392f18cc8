"""`camaudit verify` notices whatever does not follow from the evidence of an audit."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit import document
from camaudit.cli import main
from camaudit.cli.audit import write
from camaudit.derive.verify import BEYOND, verify
from camaudit.errors import DocumentError

# A whole audit is long to show where an example fails.
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
ADDRESS = "192.0.2.77"


def body_of(audit):
    return document.spelled_out(document.to_json(audit))


def read(body):
    return document.from_json(json.dumps(body))


def device(body, **wanted):
    """Give the number of the first device of which all this is so."""
    for at, (one, told) in enumerate(zip(body["devices"], body["identities"], strict=True)):
        has = {
            "maker": told["maker"]["value"],
            "firmware": told["firmware"] is not None,
            "flows": bool(one["flows"]),
            "grade": told["maker"]["grade"],
        }
        if all(has[name] == value for name, value in wanted.items()):
            return at
    raise AssertionError(wanted)


def found(body, code):
    return next(one for one in body["findings"] if one["code"] == code)


def drop_fact(body, channel):
    for one in body["devices"]:
        kept = [fact for fact in one["facts"] if fact["channel"] != channel]
        if len(kept) < len(one["facts"]):
            one["facts"] = kept
            return
    raise AssertionError(channel)


def lower_all(body):
    """Take the strong sign out of device and answer, and lower the grade with them."""
    at = device(body, grade="confirmed")
    answer = body["identities"][at]["maker"]
    gone = [one["fact"] for one in answer["evidence"] if one["strong"]]
    body["devices"][at]["facts"] = [one for one in body["devices"][at]["facts"] if one not in gone]
    answer["evidence"] = [one for one in answer["evidence"] if not one["strong"]]
    answer["grade"] = "possible"


def pose(body):
    """Give a device another maker, with evidence that it never gave."""
    at = device(body, maker="axis")
    other = body["identities"][device(body, maker="hikvision")]
    body["identities"][at]["maker"] = copy.deepcopy(other["maker"])


def put(path, value):
    def change(body):
        *way, last = path
        here = body
        for step in way:
            here = here[step]
        assert here[last] != value
        here[last] = value

    return change


def of_finding(code, field, value):
    def change(body):
        one = found(body, code)
        assert one[field] != value
        one[field] = value

    return change


def first(name, field, value):
    return put((name, 0, field), value)


TAMPERED = {
    "a count of logins": put(("logins_judged",), 7),
    "a count below zero": put(("not_ours",), -1),
    "whole that was cut": lambda body: body.update(partial=True),
    "channels of a recorder": lambda body: body["recorders"][0].update(channels=64),
    "a recorder that is none": lambda body: body["recorders"].pop(),
    "minutes of an action": lambda body: body["actions"][0].update(minutes=1),
    "an action for fewer devices": lambda body: body["actions"][0]["devices"].pop(),
    "an action for fewer findings": lambda body: body["actions"][0]["findings"].pop(),
    "an action gone": lambda body: body["actions"].pop(0),
    "words of an action": lambda body: body["actions"][0]["card"].update(does="Nothing."),
    "a maker": pose,
    "a maker's grade lowered": lambda body: body["identities"][device(body, grade="confirmed")][
        "maker"
    ].update(grade="possible"),
    "a maker's grade raised": lambda body: body["identities"][device(body, grade="likely")][
        "maker"
    ].update(grade="confirmed"),
    "a sign gone": lambda body: body["identities"][device(body, grade="confirmed")]["maker"][
        "evidence"
    ].pop(),
    "a sign and the grade gone": lower_all,
    "what a device said gone": lambda body: drop_fact(body, "sadp.model"),
    "an open door gone": lambda body: drop_fact(body, "telnet.banner"),
    "a model": lambda body: body["identities"][0].update(model="Z1"),
    "a firmware": lambda body: body["identities"][device(body, firmware=True)].update(
        firmware="V9.9.9"
    ),
    "a serial number": lambda body: body["identities"][0].update(serial="0"),
    "a day of building": lambda body: body["identities"][0].update(built_on="1999-01-01"),
    "an imitation": lambda body: body["identities"][0].update(imitation=True),
    "a contradiction": lambda body: body["identities"][0].update(contradictions=["Two makers."]),
    "a finding without evidence": of_finding("exposure.telnet", "proofs", []),
    "a finding with less evidence": lambda body: found(body, "outbound.china")["proofs"].pop(),
    "a finding gone": lambda body: (
        body["findings"].remove(found(body, "capability.audio"))
        if any(one["code"] == "capability.audio" for one in body["findings"])
        else body["findings"].pop()
    ),
    "a finding made up": lambda body: body["findings"].insert(
        0, {**body["findings"][0], "id": "fnd-0000000000", "subject": "x"}
    ),
    "a finding twice": lambda body: body["findings"].insert(0, body["findings"][0]),
    "a severity": of_finding("exposure.telnet", "severity", "note"),
    "a grade of a finding": of_finding("exposure.telnet", "grade", "possible"),
    "a summary": of_finding("exposure.telnet", "summary", "All is well."),
    "a remedy": of_finding("exposure.telnet", "remedy", "Do nothing."),
    "a subject": of_finding("exposure.telnet", "subject", "door"),
    "a finding of another device": lambda body: found(body, "exposure.telnet").update(
        device=body["devices"][0]["id"]
    ),
    "words of the evidence": lambda body: found(body, "exposure.telnet")["proofs"][0].update(
        what="Its Telnet service greets: hello"
    ),
    "a place of the evidence": lambda body: found(body, "exposure.telnet")["proofs"][0][
        "seen"
    ].update(place="frame 1000000"),
    "a place of talk inside": lambda body: found(body, "placement.cameras-talk")["proofs"][0][
        "seen"
    ].update(source="no.pcap"),
    "more office devices than there are": lambda body: found(body, "placement.office")["proofs"][
        0
    ].update(
        what="Network Office, declared as office: 99 devices that are no video devices were seen "
        "in it."
    ),
    "contacts of a flow": lambda body: body["devices"][device(body, flows=True)]["flows"][0].update(
        tries=9_999
    ),
    "a flow gone": lambda body: body["devices"][device(body, flows=True)]["flows"].pop(),
    "a peer": lambda body: body["devices"][device(body, flows=True)]["flows"][0].update(
        peer=ADDRESS
    ),
    "a place": lambda body: body["places"][0].update(place="Nowhere", where="elsewhere"),
    "a place gone": lambda body: body["places"].pop(),
    "a maker's country": first("makers", "country", "CH"),
    "a list that names a maker": lambda body: next(
        one for one in body["makers"] if one["named_on"]
    ).update(named_on=[]),
    "a maker's card gone": lambda body: body["makers"].pop(),
    "an id": lambda body: rename(body, body["devices"][0]["id"], "dev-000000000000"),
    "a MAC address": first("devices", "mac", "02:00:00:00:00:01"),
    "a site": lambda body: body["devices"][0].update(site="Elsewhere"),
    "a network": lambda body: next(
        one for one in body["devices"] if one["network"] == "Camera network"
    ).update(network="Office"),
    "when it was first seen": first("devices", "first", 1.0),
    "when it was last seen": first("devices", "last", 1.0),
    "a file gone": lambda body: body["files"].pop(0),
    "the order of devices": lambda body: (body["devices"].reverse(), body["identities"].reverse()),
    "the order of findings": lambda body: body["findings"].reverse(),
    "a look by no file": lambda body: body["coverage"][0]["looks"][0].update(source="no.pcap"),
}


def rename(body, old, new):
    text = json.dumps(body).replace(old, new)
    body.clear()
    body.update(json.loads(text))


def test_the_example_agrees_with_its_evidence(school, rules):
    verdict = verify(school, rules)
    assert verdict.problems == ()
    assert all(one.count == one.agree for one in verdict.checked)
    counted = {one.what: one.count for one in verdict.checked}
    assert counted["identities"] == len(school.devices)
    beyond = sum(one.code in BEYOND and one.code.startswith("placement") for one in school.findings)
    assert counted["findings"] == len(school.findings) - beyond
    assert any("two addresses inside" in one for one in verdict.untold)


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampered_audit_is_noticed(name, school, rules):
    body = body_of(school)
    TAMPERED[name](body["audit"])
    assert body != body_of(school)
    try:
        changed = read(body)
    except DocumentError:
        return  # the reader refuses it: noticed as well
    assert not verify(changed, rules).agrees


# What is derived whole: any other value in it is noticed.
WHOLE = ("identities", "findings", "actions", "places", "makers", "recorders")


def leaves(value, way=()):
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, (*way, name))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from leaves(one, (*way, at))
    else:
        yield way


def other(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return "x" if value is None else f"{value}x"


@settings(max_examples=50)
@given(data=st.data())
def test_any_value_that_is_derived_is_noticed_when_it_changes(data, school, rules):
    body = body_of(school)
    part = data.draw(st.sampled_from(WHOLE))
    ways = [
        way
        for way in leaves(body["audit"][part])
        # Talk between addresses inside, and which camera fed a recorder, are not kept.
        if not (part == "findings" and body["audit"][part][way[0]]["code"] in BEYOND)
        and not (part == "recorders" and "cameras" in way)
    ]
    *path, last = data.draw(st.sampled_from(ways))
    here = body["audit"][part]
    for step in path:
        here = here[step]
    here[last] = other(here[last])
    try:
        changed = read(body)
    except DocumentError:
        return
    assert not verify(changed, rules).agrees, (part, path, last)


def test_other_rules_are_told_and_nothing_is_held_against_them(school, rules):
    body = body_of(school)
    body["audit"]["data"][0].update(digest="0" * 64, date="2020-02-02")
    verdict = verify(read(body), rules)
    assert verdict.agrees
    assert any("rules of 2020-02-02" in one for one in verdict.untold)
    assert {one.what for one in verdict.checked}.isdisjoint({"identities", "findings"})
    raised = next(one for one in body["audit"]["identities"] if one["maker"]["grade"] == "likely")
    raised["maker"]["grade"] = "confirmed"
    assert [one.says for one in verify(read(body), rules).problems] == [
        "It is surer than its evidence makes it."
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not an audit"),
        ('{"format": "camaudit-audit/9", "audit": {}}', "was made by a newer camaudit"),
        (None, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_wrong_use(text, says, tmp_path, capsys):
    path = tmp_path / "audit.json"
    if text is not None:
        path.write_text(text)
    assert main(["verify", str(path)]) == 2
    assert says in capsys.readouterr().err


def test_the_command_tells_which_and_how(school, tmp_path, capsys):
    write(school, tmp_path)
    path = tmp_path / "audit.json"
    assert main(["verify", str(path)]) == 0
    assert "reports beside it: 3 of 3 agree" in capsys.readouterr().out
    page = tmp_path / "report.html"
    page.write_text(page.read_text("utf-8").replace("12", "13", 1), "utf-8")
    body = body_of(school)
    found(body["audit"], "exposure.telnet")["proofs"] = []
    path.write_text(json.dumps(body))
    assert main(["verify", str(path)]) == 1
    said = capsys.readouterr().out
    assert "IT DOES NOT AGREE" in said
    assert "A finding without evidence." in said
    assert "report.html: It is not the report that the audit makes" in said
    assert main(["verify", str(path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["format"] == "camaudit-verify/1"
    assert told["agrees"] is False
    assert {"where", "says", "written", "derived"} == set(told["problems"][0])
