"""What people typed beside an audit: labels are read again, pooled and hidden, replies as well."""

import csv
import json
import shutil
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit import document
from camaudit.cli import main
from camaudit.counts.tables import tables
from camaudit.derive.fieldsof import known_of
from camaudit.derive.merge import merge
from camaudit.derive.pseudonym import Pseudonyms
from camaudit.derive.redact import redact
from camaudit.derive.verify import verify
from camaudit.estate import load
from camaudit.model.grade import Grade
from camaudit.model.listed import Agreed
from camaudit.model.progress import Silent
from camaudit.pipeline import audit
from camaudit.reports import REPORTS
from camaudit.tabular.reply import REPLY
from camaudit.tabular.walk_columns import WALK
from tests.unit.derive.conftest import AS_OF, AT, SCHOOL

UNIVIEW, LISTED, HIKVISION = "dev-93c4769aaaba", "lst-3e6af53a7081", "44:19:b6:00:00:11"
READER, OTHER_READER = "Zq. Reader", "Yx. Walker"
DALE = "Dale School"
KEY = Pseudonyms(b"0123456789abcdef", lambda _: 24)


def written(path, headings, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, headings)
        out.writeheader()
        out.writerows(rows)


def label(id_, brand, model="", serial="", who=READER, day="2026-10-04", mac=""):
    given = {"Id": id_, "Label read: brand": brand, "Label read: model": model,
             "Label read: serial number": serial, "Read by": who, "Read on (YYYY-MM-DD)": day,
             "MAC": mac}  # fmt: skip
    return {name: text for name, text in given.items() if name in WALK}


@pytest.fixture(name="answer", scope="session")
def _answer(tmp_path_factory):
    """Audit the example school beside sheets that were filled in."""

    def made(labels=(), replies=(), name="walked.csv"):
        folder = tmp_path_factory.mktemp("typed")
        for one in ("captures", "files"):
            shutil.copytree(SCHOOL / one, folder / one)
        if labels:
            written(folder / "files" / name, WALK, labels)
        if replies:
            written(folder / "files" / "reply.csv", REPLY, replies)
        return audit(
            [folder / "captures", folder / "files"],
            at=AT, as_of=AS_OF, estate=load(SCHOOL / "estate.yaml"), watcher=Silent(),
        )  # fmt: skip

    return made


@pytest.fixture(name="typed", scope="session")
def _typed(answer, school):
    seen = next(one.id for one in school.devices if one.mac == HIKVISION)
    return answer(
        labels=[
            label(seen, "Axis", "P3245-V", "SERIAL-READ-1", day="2026-10-03"),
            label(seen, "Axis", "P3245-V", who=OTHER_READER),
            label(UNIVIEW, "Uniview", "IPC2122LB-SF28-A"),
            label(LISTED, "HiLook", "IPC-T240H"),
            label("dev-ffffffffffff", "Hillcam of the installer", "HC-SECRET"),
            label("dev-eeeeeeeeeeee", "Local label", mac=HIKVISION),
        ],
        replies=[
            {"Camera ID": seen, "Manufacturer": "Hikvision", "Answered by": "Sales of Zq",
             "Answered on": "2026-10-05"},
            {"Camera ID": "dev-ffffffffffff", "Manufacturer": "Dahua"},
        ],
    )  # fmt: skip


def of(audit_, id_):
    return next(one for one in audit_.identities if one.device == id_)


def test_an_audit_with_labels_and_replies_agrees_with_its_evidence(typed, rules):
    assert len(typed.labels) == 6
    assert [one.agreed for one in typed.labels].count(None) == 1
    assert {one.channel.witness for x in typed.identities for one in
            (e.fact for e in x.maker.evidence)} >= {"label"}  # fmt: skip
    found = verify(typed, rules)
    assert found.problems == ()
    said = {one.what: (one.count, one.agree) for one in found.checked}
    assert said["labels that were read"] == (6, 6)
    assert said["replies of suppliers"] == (2, 2)
    assert said["identities"] == (len(typed.devices), len(typed.devices))


def changed(audit_, field, at, **fields):
    every = list(getattr(audit_, field))
    every[at] = replace(every[at], **fields)
    return replace(audit_, **{field: tuple(every)})


TAMPERED = {
    "brand": lambda one: changed(one, "labels", 2, brand="Axis"),
    "model": lambda one: changed(one, "labels", 2, model="P3245-V"),
    "who read it": lambda one: changed(one, "labels", 2, read_by="Somebody else"),
    "who built it": lambda one: changed(
        one, "labels", 2, stated=replace(one.labels[2].stated, grade=Grade.CONFIRMED)
    ),
    "the device": lambda one: changed(one, "labels", 2, device=one.devices[0].id),
    "no label": lambda one: replace(one, labels=()),
    "a stated maker": lambda one: changed(one, "statements", 0, maker="dahua"),
    "a stated day": lambda one: changed(one, "statements", 0, on="2026-01-01"),
    "a replied device": lambda one: changed(one, "statements", 0, device=None),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_label_or_a_reply_that_was_changed_is_noticed(name, typed, rules):
    tampered = TAMPERED[name](typed)
    assert tampered != typed
    assert verify(tampered, rules).problems


def test_the_order_of_the_sheets_changes_no_answer(answer, school):
    seen = next(one.id for one in school.devices if one.mac == HIKVISION)
    rows = [label(seen, "Axis"), label(seen, "Honeywell", day="2026-10-03")]
    one, other = answer(labels=rows), answer(labels=rows[::-1])
    assert of(one, seen).brand.grade == of(other, seen).brand.grade
    assert of(one, seen).contradictions == of(other, seen).contradictions


def test_labels_are_kept_and_count_again_for_a_device_of_two_audits(typed, school, rules):
    later = replace(school, at=school.at + 86_400)
    both = merge([typed, later], rules.identify)
    assert set(both.met_again) == {one.id for one in school.devices}
    assert [(one.of, one.device, one.agreed) for one in both.labels] == [
        (one.of, one.device, one.agreed) for one in sorted(typed.labels, key=lambda one: one.seen)
    ]
    assert both.statements == typed.statements
    for one in typed.labels:
        if one.device is not None:
            assert of(both, one.device) == of(typed, one.device)
    assert verify(both, rules).problems == ()
    assert tables(both).papers.labels == tables(typed).papers.labels


def test_a_label_of_no_camera_of_its_audit_is_that_of_another(school, answer, rules):
    """Who walked with a sheet of the whole school, and audited a part of it."""
    walked = answer(labels=[label(UNIVIEW, "Uniview", "IPC2122LB-SF28-A")])
    at = [one.id for one in walked.devices].index(UNIVIEW)
    rest = replace(
        walked,
        devices=walked.devices[:at] + walked.devices[at + 1 :],
        identities=walked.identities[:at] + walked.identities[at + 1 :],
        findings=tuple(one for one in walked.findings if one.device != UNIVIEW),
        labels=tuple(replace(one, device=None, agreed=None) for one in walked.labels),
        at=walked.at + 60,
    )
    assert of(school, UNIVIEW).brand.value is None
    both = merge([rest, school], rules.identify)
    assert [(one.device, one.agreed) for one in both.labels] == [(UNIVIEW, Agreed.ID)]
    assert of(both, UNIVIEW).brand == of(walked, UNIVIEW).brand
    # Without the rules its answers cannot be derived again, and so the label stays without it.
    blind = merge([rest, school])
    assert [(one.device, one.agreed) for one in blind.labels] == [(None, None)]
    assert of(blind, UNIVIEW) == of(school, UNIVIEW)


def test_a_label_of_a_listed_camera_is_that_of_the_device_which_another_audit_saw(
    typed, school, rules
):
    at, (device, identity) = next(
        (at, pair)
        for at, pair in enumerate(zip(school.devices, school.identities, strict=True))
        if pair[1].brand.value is None and pair[0].mac and pair[0].id != UNIVIEW
    )
    (label_,) = [one for one in typed.labels if one.listed == LISTED]
    rest = replace(
        typed,
        devices=typed.devices[:at] + typed.devices[at + 1 :],
        identities=typed.identities[:at] + typed.identities[at + 1 :],
        findings=tuple(one for one in typed.findings if one.device != device.id),
        recorders=(),
        lists=tuple(replace(one, recorder=None) for one in typed.lists),
        listed=tuple(
            replace(one, mac=device.mac, device=None, recorder=None)
            for one in typed.listed
            if one.id == LISTED
        ),
        labels=(label_,),
        statements=(),
        at=typed.at - 60,
    )
    both = merge([rest, replace(school, listed=())], rules.identify)
    assert [(one.listed, one.device) for one in both.labels] == [(LISTED, device.id)]
    assert of(both, device.id).brand.value == "HiLook"
    assert identity.brand.value is None
    wrong = [one for one in verify(both, rules).problems if "labels" in one.where]
    assert wrong == []
    assert [one for one in verify(both, rules).problems if "identities" in one.where] == []


def test_schools_of_two_owners_keep_their_labels_apart(typed, rules):
    dale = replace(
        typed, estate=replace(typed.estate, organisation=DALE, digest="d" * 64), at=typed.at + 60
    )
    both = merge([typed, dale], rules.identify)
    assert len(both.labels) == 2 * len(typed.labels)
    owners = {one.seen.source.partition("/")[0] for one in both.labels}
    assert owners == {DALE, typed.estate.organisation}
    assert len(both.statements) == 2 * len(typed.statements)
    assert verify(both, rules).problems == ()


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_no_order_and_no_repetition_changes_a_byte(data, typed, school, rules):
    dale = replace(typed, estate=replace(typed.estate, organisation=DALE, digest="d" * 64))
    audits = [typed, replace(school, at=school.at + 60), dale]
    first = document.to_json(merge(audits, rules.identify))
    again = data.draw(st.permutations(audits))
    assert document.to_json(merge([*again, again[0]], rules.identify)) == first
    assert document.to_json(document.from_json(first)) == first


PRIVATE = (
    READER, OTHER_READER, "SERIAL-READ-1", "Hillcam of the installer", "HC-SECRET", "Local label",
    "dev-ffffffffffff", "dev-eeeeeeeeeeee", UNIVIEW, "walked.csv", "reply.csv", "Sales of Zq",
    "2026-10-04", "2026-10-05",
)  # fmt: skip


def test_nothing_of_who_read_a_label_or_of_a_reply_comes_out(typed, rules):
    known = known_of(rules.known.rulebook)
    after = redact(typed, KEY, known)
    before, text = document.to_json(typed), document.to_json(after)
    assert [one for one in PRIVATE if one not in before] == []
    assert [one for one in PRIVATE if one in text] == []
    for report in REPORTS.values():
        shown = report(after)
        assert [one for one in PRIVATE if one in shown] == []
    names = {one.read_by for one in after.labels}
    assert len(names) == 2
    assert all(one.startswith("person-") for one in names)
    because = {
        sign.because
        for one in after.identities
        for sign in (*one.maker.evidence, *one.brand.evidence, *one.kind.evidence)
        if sign.rule == "label-read"
    }
    assert because == {f"{name} read its label: left out here." for name in names}


def test_a_redacted_audit_with_labels_counts_the_same_and_agrees(typed, rules):
    after = redact(typed, KEY, known_of(rules.known.rulebook))
    assert replace(tables(after).papers, listed=frozenset()) == replace(
        tables(typed).papers, listed=frozenset()
    )
    assert verify(after, rules).problems == ()
    assert [one.maker for one in after.statements] == [one.maker for one in typed.statements]
    assert [one.agreed for one in after.labels] == [one.agreed for one in typed.labels]
    assert {one.device for one in after.labels} <= {None, *(one.id for one in after.devices)}
    both = merge([after, replace(after, at=after.at + 1)])
    assert len(both.labels) == len(after.labels)


@pytest.mark.parametrize("command", ["verify", "merge", "redact"])
def test_the_commands_take_an_audit_with_what_people_typed(command, typed, tmp_path, capsys):
    path, out = tmp_path / "audit.json", tmp_path / "out.json"
    document.write(path, typed)
    words = {
        "verify": ["verify", str(path)],
        "merge": ["merge", str(path), "-o", str(out)],
        "redact": ["redact", str(path), "-o", str(out), "--key-file", str(tmp_path / "key"),
                   "--new-key"],
    }  # fmt: skip
    assert main(words[command]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    if command == "verify":
        assert "labels that were read: 6 of 6 agree" in shown.out
    else:
        assert len(document.read(out).labels) == 6


def test_a_factory_login_that_no_rule_knows_is_no_bug(school, tmp_path, capsys):
    body = document.spelled_out(document.to_json(school))
    logins = [one for device in body["audit"]["devices"] for one in device["logins"]]
    named = [one for one in logins if one["defaults"]]
    assert named
    named[0]["defaults"] = ["nobody.default.unknown"]
    path = tmp_path / "audit.json"
    path.write_text(json.dumps(body))
    assert main(["verify", str(path)]) in {0, 1}
    assert "a bug" not in capsys.readouterr().err
