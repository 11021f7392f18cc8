import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from camaudit.cli import COMMANDS
from camaudit.counts.steps import Gap, Todo
from camaudit.counts.tables import tables
from camaudit.counts.tally import Column, Tally, column
from camaudit.model.audit import RecorderSeen
from camaudit.model.coverage import Circumstance, FileOutcome, Note
from camaudit.model.finding import Severity
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Kind
from camaudit.reports import text

GOLDEN = Path(__file__).parents[1] / "golden" / "school.py"


@pytest.fixture(name="school", scope="module")
def _school():
    return runpy.run_path(str(GOLDEN))["school"]()


@pytest.fixture(name="complete")
def _complete(school):
    """All six cameras that were expected, in networks that were all looked at."""
    cameras = [at for at, one in enumerate(school.identities) if column(one) is Column.CAMERA]
    return replace(
        school,
        devices=tuple(school.devices[at] for at in cameras),
        identities=tuple(school.identities[at] for at in cameras),
        findings=(),
        coverage=tuple(one for one in school.coverage if one.looks),
        files=tuple(one for one in school.files if one.outcome == FileOutcome.READ),
        estate=replace(school.estate, expected_cameras=6),
        partial=False,
    )


def heard_alone(audit):
    """A port at which nobody was heard to answer another device."""
    only = Note(what=Circumstance.ANNOUNCEMENTS, about=None, sender=None, count=41, place="")
    return replace(audit.files[0], path="listening: eth0", notes=(only,))


def kind(value, grade):
    return Answer(value=value, grade=grade, evidence=(), rivals=())


@pytest.mark.parametrize(
    ("value", "grade", "imitation", "counted"),
    [
        (Kind.CAMERA, Grade.CONFIRMED, False, Column.CAMERA),
        (Kind.CAMERA, Grade.LIKELY, False, Column.CAMERA),
        (Kind.CAMERA, Grade.POSSIBLE, False, Column.EITHER),
        (Kind.RECORDER, Grade.LIKELY, False, Column.RECORDER),
        (Kind.RECORDER, Grade.POSSIBLE, False, Column.EITHER),
        (Kind.VIDEO, Grade.CONFIRMED, False, Column.EITHER),
        (Kind.INTERCOM, Grade.CONFIRMED, False, Column.OTHER),
        (Kind.ENCODER, Grade.LIKELY, False, Column.OTHER),
        (Kind.CAMERA, Grade.POSSIBLE, True, Column.IMITATION),
        (Kind.CAMERA, Grade.CONFIRMED, True, Column.CAMERA),
        ("something new", Grade.CONFIRMED, False, Column.EITHER),
        (None, Grade.UNKNOWN, False, Column.EITHER),
    ],
)
def test_only_a_likely_kind_is_counted_as_that_kind(school, value, grade, imitation, counted):
    identity = replace(school.identities[0], kind=kind(value, grade), imitation=imitation)
    assert column(identity) is counted


def test_not_looked_is_never_zero(school):
    rows = {row.network: row for row in tables(school).networks}
    assert rows["Pupils"].tally is None
    assert rows["Pupils"].looked_by == ()
    assert rows["Phones"].tally == Tally()
    assert rows["Phones"].looked_by == ("capture",)
    assert rows["Camera network"].tally == Tally(cameras=5, recorders=1, either=2)


def test_a_network_with_a_device_was_looked_at_even_if_only_in_passing(school):
    unlooked = tuple(replace(one, looks=()) for one in school.coverage)
    rows = {row.network: row for row in tables(replace(school, coverage=unlooked)).networks}
    assert rows["Office"].tally == Tally(cameras=1)
    assert rows["Office"].looked_by == ()
    assert rows["Phones"].tally is None


def test_devices_of_no_declared_network_have_a_row_of_their_own(school):
    devices = (replace(school.devices[0], network=None, site=None), *school.devices[1:])
    rows = tables(replace(school, devices=devices)).networks
    assert (rows[-1].site, rows[-1].network, rows[-1].tally) == (None, None, Tally(cameras=1))
    assert sum(row.tally.devices for row in rows if row.tally) == len(devices)


def test_networks_that_nobody_declared_are_shown_where_something_is_in_them(school):
    shown = tuple(replace(one, declared=False) for one in school.coverage)
    counted = tables(replace(school, coverage=shown))
    assert [row.network for row in counted.networks] == ["Camera network", "Office"]
    assert counted.empty_networks == 2


def test_columns_add_up_to_all_devices(school):
    counted = tables(school)
    assert counted.tally.devices == len(school.devices)
    assert sum(row.tally.devices for row in counted.makers) == len(school.devices)
    assert sum(row.devices for row in counted.sites) == len(school.devices)


def test_a_maker_has_a_row_for_each_label(school):
    rows = {(row.name, row.label): row for row in tables(school).makers}
    assert rows["Dahua", "Honeywell"].grades == ((Grade.CONFIRMED, 2),)
    assert rows["Dahua", None].grades == ((Grade.POSSIBLE, 2),)
    assert rows["Dahua", None].witnesses == ("mac",)
    assert rows["Dahua", None].named
    assert not rows["Axis", None].named


def test_a_label_that_is_the_makers_own_name_is_no_other_label(school):
    own = Answer(value="HIKVISION", grade=Grade.LIKELY, evidence=(), rivals=())
    identities = tuple(replace(one, brand=own) for one in school.identities[:4])
    part = replace(school, devices=school.devices[:4], identities=identities)
    assert [row.label for row in tables(part).makers] == [None]


def test_lists_name_their_makers_once_and_only_likely_devices_are_of_them(school):
    counted = tables(school)
    assert [one.makers for one in counted.lists] == [("Dahua", "Hikvision")]
    assert counted.named == Tally(cameras=5, recorders=1)


def test_channels_of_recorders_are_summed_and_unknown_is_not_zero(school):
    assert tables(school).hidden == 16
    recorder = next(o.device for o in school.identities if column(o) is Column.RECORDER)
    fed = RecorderSeen(device=recorder, channels=16, cameras=("dev-1", "dev-2"))
    counted = tables(replace(school, recorders=(fed,)))
    assert (counted.channels, counted.hidden) == (16, 14)
    assert "Recorders announce 16 channels" in text.hidden(counted)
    assert "Up to 14 more" in text.hidden(counted)
    silent = tuple(replace(one, channels=None) for one in school.identities)
    assert tables(replace(school, identities=silent)).hidden is None


def test_an_answer_without_gaps_is_complete(complete):
    assert tables(complete).gaps == ()
    assert [one.todo for one in tables(complete).steps] == [Todo.AGAIN]


@pytest.mark.parametrize(
    ("gap", "worse"),
    [
        (Gap.PARTLY, lambda audit: replace(audit, partial=True)),
        (Gap.ANNOUNCEMENTS, lambda audit: replace(audit, files=(heard_alone(audit),))),
        (
            Gap.FEWER,
            lambda audit: replace(audit, estate=replace(audit.estate, expected_cameras=7)),
        ),
        (
            Gap.NO_ESTATE,
            lambda audit: replace(audit, estate=replace(audit.estate, organisation=None)),
        ),
        (
            Gap.NOT_LOOKED,
            lambda audit: replace(
                audit, coverage=(*audit.coverage, replace(audit.coverage[0], network="x", looks=()))
            ),
        ),
        (
            Gap.EITHER,
            lambda audit: replace(
                audit,
                identities=tuple(
                    replace(one, kind=kind(Kind.VIDEO, Grade.LIKELY)) for one in audit.identities
                ),
                estate=replace(audit.estate, expected_cameras=None),
            ),
        ),
        (
            Gap.RECORDERS,
            lambda audit: replace(
                audit,
                identities=tuple(
                    replace(one, kind=kind(Kind.RECORDER, Grade.LIKELY)) for one in audit.identities
                ),
                estate=replace(audit.estate, expected_cameras=None),
            ),
        ),
    ],
)
def test_each_gap_makes_the_answer_incomplete(complete, gap, worse):
    assert tables(worse(complete)).gaps == (gap,)


def test_findings_that_say_the_same_are_joined_and_urgent_ones_come_first(school):
    joined = tables(school).decisions
    assert [one.severity for one in joined] == [
        Severity.URGENT,
        Severity.URGENT,
        Severity.DECISION,
    ]
    assert len(joined[2].devices) == 2


def test_a_note_asks_for_no_decision(school):
    notes = tuple(replace(one, severity=Severity.NOTE) for one in school.findings)
    counted = tables(replace(school, findings=notes))
    assert counted.decisions == ()
    assert len(counted.notes) == 3


def test_what_to_look_at_is_in_the_order_of_use_and_nothing_is_sent(school):
    steps = tables(school).steps
    assert [one.todo for one in steps] == [
        Todo.MEND,
        Todo.LOOK,
        Todo.RECORDERS,
        Todo.LABELS,
    ]
    assert {one.packets for one in steps} == {0}


def test_without_a_view_of_the_way_out_that_is_the_thing_to_do(complete):
    steps = tables(replace(complete, outbound_looked=False)).steps
    assert [one.todo for one in steps] == [Todo.UPLINK]


def test_only_commands_that_exist_are_suggested(school, complete):
    alone = replace(complete.estate, organisation=None)
    asked = [
        step.command.split()
        for audit in (school, complete, replace(complete, estate=alone, outbound_looked=False))
        for step in tables(audit).steps
        if step.command
    ]
    assert {words[0] for words in asked} == {"camaudit"}
    assert {words[1] for words in asked} <= {name for name, *_ in COMMANDS}


def test_files_are_counted_by_how_they_ended(school):
    files = tables(school).files
    assert (files.read, files.partly, files.unknown, files.total) == (1, 1, 1, 3)
    assert (files.items, files.unread) == (50_142, 4)
