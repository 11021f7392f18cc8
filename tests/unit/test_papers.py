"""Cameras that recorders' lists name in counts and in every report."""

import csv
import io
import re
import runpy
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest

from camaudit import document
from camaudit.counts.steps import Gap, Todo
from camaudit.counts.tables import tables
from camaudit.counts.tally import Column, column
from camaudit.errors import DocumentError
from camaudit.model.grade import Grade
from camaudit.model.listed import (
    Agreed,
    CameraList,
    LabelRead,
    Listed,
    Registered,
    Sight,
    Standing,
    Stated,
)
from camaudit.model.observation import Seen
from camaudit.reports import REPORTS, text
from camaudit.reports import csv as sheet

GOLDEN = Path(__file__).parents[1] / "golden" / "school.py"
HOSTILE = "<script>alert(1)</script>\x1b[2J=cmd|'/c'"
SEEN = Seen(1_795_000_000.0, "lists/nvr.csv", "row 7")


@pytest.fixture(name="school", scope="module")
def _school():
    return runpy.run_path(str(GOLDEN))["school"]()


def stated(maker="dahua", grade=Grade.LIKELY, brand=None):
    because = "The list gives the make." if maker else None
    return Stated(
        maker=maker, grade=grade if maker else Grade.UNKNOWN, because=because, brand=brand
    )


def listed(number, sight=Sight.NOT_SEEN, **fields):
    made = Listed(
        id=f"lst-{number:012x}", site="Main building", sight=sight, device=None, agreed=None,
        recorder=None, recorder_name="NVR-Hall", channel=f"D{number}", name=f"View {number}",
        ip=ip_address(f"192.168.254.{number}"), mac=None, serial=None, firmware=None, place=None,
        make="Dahua", model=None, stated=stated(), seen=(SEEN,),
    )  # fmt: skip
    return replace(made, **fields)


def of_recorder(**fields):
    made = CameraList(
        site="Main building", recorder=None, name="NVR-Hall", sources=("lists/nvr.csv",),
        at=SEEN.at, numbered=True, in_use=4, empty=12, unsaid=0,
    )  # fmt: skip
    return replace(made, **fields)


def label(**fields):
    made = LabelRead(
        of=None, agreed=None, device=None, listed=None, brand="Axis", model=None, serial=None,
        place=None, read_by="A. Example", read_on="2026-11-28", stated=stated("axis"), seen=SEEN,
    )  # fmt: skip
    return replace(made, **fields)


def of_kind(school, wanted):
    return [one.device for one in school.identities if column(one) is wanted]


def test_a_listed_camera_that_nobody_saw_is_counted_with_its_maker(school):
    before = tables(school)
    counted = tables(replace(school, listed=(listed(2), listed(3)), lists=(of_recorder(),)))
    assert counted.papers.cameras == before.papers.cameras + 2 == before.tally.cameras + 2
    assert (counted.papers.seen, counted.papers.both, counted.papers.unseen) == (
        before.tally.cameras, 0, 2,
    )  # fmt: skip
    assert counted.tally == before.tally  # the network shows no more than before
    assert counted.networks == before.networks
    devices = sum(row.tally.devices for row in counted.makers)
    assert devices == len(school.devices) + 2 == sum(row.devices for row in counted.sites)
    assert counted.named.cameras == before.named.cameras + 2


def test_a_seen_camera_on_a_list_counts_once(school):
    camera = of_kind(school, Column.CAMERA)[0]
    one = listed(2, Sight.SEEN, device=camera, agreed=Agreed.ADDRESS)
    counted = tables(replace(school, listed=(one,)))
    assert counted.papers.cameras == tables(school).papers.cameras
    assert (counted.papers.both, counted.papers.unseen) == (1, 0)


def test_labels_count_once_for_each_camera_and_make_none(school):
    camera = of_kind(school, Column.CAMERA)[0]
    of = label(device=camera, agreed=Agreed.ID)
    gate = label(listed=listed(2).id, agreed=Agreed.ID)
    audit = replace(school, listed=(listed(2),), labels=(of, of, gate, label()))
    counted, before = tables(audit), tables(replace(school, listed=(listed(2),)))
    assert (counted.papers.labels, counted.papers.lost_labels) == (2, 1)
    assert counted.tally == before.tally
    assert counted.papers.cameras == before.papers.cameras
    said = dict(text.blind(audit, counted))["Labels read by eye"]
    assert said == "2 of 10 devices. On walk sheets 1 row is of no camera of this answer."


def test_where_every_label_was_read_none_is_missed(school):
    every = tuple(label(device=one.id, agreed=Agreed.ID) for one in school.devices)
    audit = replace(school, labels=every)
    assert "Labels read by eye" not in dict(text.blind(audit, tables(audit)))


def test_what_a_recorder_lists_as_its_camera_is_no_longer_either(school):
    either, other = of_kind(school, Column.EITHER)[:2]
    before = tables(school)
    one = listed(2, Sight.SEEN, device=either, agreed=Agreed.MAC)
    counted = tables(
        replace(school, listed=(one,), lists=(of_recorder(recorder=other, name=None),))
    )
    assert counted.tally.cameras == before.tally.cameras + 1
    assert counted.tally.recorders == before.tally.recorders + 1
    assert counted.tally.either == before.tally.either - 2
    assert sum(row.tally.cameras for row in counted.networks if row.tally) == counted.tally.cameras


def test_a_list_names_a_maker_only_where_nothing_seen_names_another(school):
    of = {one.device: one for one in school.identities}
    possible = next(one for one in of_kind(school, Column.EITHER) if of[one].maker.value == "dahua")
    for maker, likely in (("dahua", 1), ("hikvision", 0)):
        one = listed(2, Sight.SEEN, device=possible, stated=stated(maker))
        rows = tables(replace(school, listed=(one,))).makers
        before = tables(school).makers
        assert _likely(rows) - _likely(before) == likely


def _likely(rows):
    return sum(count for row in rows for grade, count in row.grades if grade is Grade.LIKELY)


def test_a_camera_that_may_have_been_seen_under_another_address_is_not_counted_twice(school):
    site = "Main building"
    columns = {one.device: column(one) for one in school.identities}
    free = sum(columns[one.id] is Column.CAMERA and one.site == site for one in school.devices)
    before = tables(school)
    for moved in (1, free, free + 2):
        audit = replace(school, listed=tuple(listed(n, Sight.MOVED) for n in range(moved)))
        counted = tables(audit)
        assert counted.papers.cameras == before.papers.cameras + max(0, moved - free)
        assert counted.papers.moved == moved
        assert sum(row.tally.cameras for row in counted.makers) == counted.papers.cameras
        assert "A list of another time names" in " ".join(REPORTS["terminal"](audit).split())


def test_another_device_at_the_address_is_told_and_not_counted(school):
    counted = tables(replace(school, listed=(listed(2, Sight.REPLACED),)))
    assert counted.papers.cameras == tables(school).papers.cameras
    assert counted.papers.replaced == 1
    screen = REPORTS["terminal"](replace(school, listed=(listed(2, Sight.REPLACED),)))
    assert "another device is now" in " ".join(screen.split())


def test_a_recorder_whose_list_was_given_hides_nothing(school):
    recorder = of_kind(school, Column.RECORDER)[0]
    before = tables(school)
    assert Gap.RECORDERS in before.gaps
    (step,) = [one for one in before.steps if one.todo is Todo.RECORDERS]
    assert step.command == "camaudit guide recorder"
    given = replace(school, lists=(of_recorder(recorder=recorder),))
    counted = tables(given)
    assert Gap.RECORDERS not in counted.gaps
    assert not [one for one in counted.steps if one.todo is Todo.RECORDERS]
    assert (counted.channels, counted.hidden) == (None, None)
    assert counted.papers.recorders == before.papers.recorders
    assert "may hang on" not in REPORTS["html"](given)


def test_a_list_of_which_nothing_says_whose_it_is_belongs_to_a_recorder_of_its_site(school):
    site = next(one.site for one in school.devices if one.id == of_kind(school, Column.RECORDER)[0])
    before = tables(school).papers
    own = tables(replace(school, lists=(of_recorder(site=site),))).papers
    assert (own.recorders, own.without_list) == (before.recorders, before.without_list - 1)
    far = tables(replace(school, lists=(of_recorder(site="Elsewhere"),))).papers
    assert (far.recorders, far.without_list) == (before.recorders + 1, before.without_list)
    tool = tables(
        replace(school, lists=(of_recorder(site=site, name=None, numbered=False),))
    ).papers
    assert tool.without_list == before.without_list


def test_the_pages_say_how_many_were_seen_and_how_many_are_only_listed(school):
    camera = of_kind(school, Column.CAMERA)[0]
    audit = replace(
        school,
        listed=(listed(2), listed(3), listed(4, Sight.SEEN, device=camera)),
        lists=(of_recorder(unsaid=1),),
    )
    seen = tables(school).tally.cameras
    for name in ("terminal", "html"):
        page = " ".join(re.sub(r"<[^>]+>", " ", REPORTS[name](audit)).split()).replace("&#39;", "'")
        assert (
            f"{seen} cameras were seen on the network (1 is on a recorder's list too). "
            "2 are on the recorders' own camera lists only. We could not see them." in page
        )
        assert name != "html" or "On a recorder's list NVR-Hall, D4: View 4" in page
        assert "1 channel of which a list does not say" in page
    assert f"at least {seen + 2} cameras" in REPORTS["html"](audit).lower()
    assert "listed by the recorder, not seen" in REPORTS["html"](audit)


def test_where_no_camera_was_seen_the_page_says_so(school):
    alone = replace(
        school, devices=(), identities=(), findings=(), actions=(), exemptions=(), recorders=(),
        listed=(listed(2),),
    )  # fmt: skip
    screen = " ".join(REPORTS["terminal"](alone).split())
    assert "Cameras: at least 1." in screen
    assert (
        "No camera was seen on the network. 1 is on the recorders' own camera lists only. We"
        in (screen)
    )


def test_without_a_list_nothing_is_said_of_lists_on_the_screen(school):
    assert "recorders' own" not in REPORTS["terminal"](school)


def test_the_sheet_has_a_row_for_each_camera_that_is_only_listed(school):
    camera = of_kind(school, Column.CAMERA)[0]
    audit = replace(
        school,
        listed=(
            listed(2, name=HOSTILE),
            listed(4, Sight.SEEN, device=camera),
            listed(5, Sight.REPLACED),
        ),
    )
    rows = list(csv.DictReader(io.StringIO(sheet.render(audit), newline="")))
    assert len(rows) == len(school.devices) + 2
    by_id = {row["id"]: row for row in rows}
    assert by_id[camera]["known from"] == "network and a recorder's list"
    assert by_id[camera]["recorder's channel"] == "D4"
    one = by_id["lst-000000000002"]
    assert one["known from"] == "listed by the recorder, not seen"
    assert (one["addresses"], one["maker"], one["maker grade"]) == (
        "192.168.254.2", "Dahua", "likely",
    )  # fmt: skip
    assert one["name on the list"].startswith("<script>")
    assert "\x1b" not in one["name on the list"]
    assert {row["known from"] for row in rows} >= {"network"}


def row(standing, **fields):
    made = Registered(
        site=None, standing=standing, agreed=None, device=None, listed=None, name="C01",
        place="Gate", make=None, model=None, stated=None, seen=SEEN,
    )  # fmt: skip
    return replace(made, **fields)


def test_what_may_be_a_recorder_is_not_called_a_camera_that_no_row_names(school):
    camera, either = of_kind(school, Column.CAMERA)[0], of_kind(school, Column.EITHER)[0]
    known = row(Standing.NETWORK, device=camera, seen=None)
    doubtful = row(Standing.NETWORK, device=either, seen=None)
    screen = REPORTS["terminal"]
    both = " ".join(screen(replace(school, register=(known, doubtful))).split())
    may = "1 device that may be a camera, a recorder or a door phone."
    assert f"in no row: 1 camera, and {may}" in both
    assert f"in no row: {may}" in " ".join(screen(replace(school, register=(doubtful,))).split())


def test_where_rows_name_every_camera_that_was_seen_it_is_said(school):
    paper = row(Standing.PAPER, seen=SEEN)
    text = " ".join(REPORTS["terminal"](replace(school, register=(paper,))).split())
    assert "1 is on paper only; no camera was seen that no row names." in text


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing.STILL, "By the register the cameras of 1 row are not in use, but were seen."),
        (Standing.AWAY, "By the register the cameras of 1 row are not in use; none was seen."),
        (Standing.ELSEWHERE, "Not looked: 1 row of sites that are not declared."),
    ],
)
def test_rows_that_expect_no_camera_are_told_apart_from_those_on_paper_only(school, standing, said):
    one = row(standing, status="<b>Retired</b>")
    audit = replace(school, register=(one,))
    counted = tables(audit).register
    assert (counted.rows, counted.paper) == (1, 0)
    page = REPORTS["html"](audit)
    assert said in page
    assert "&lt;b&gt;Retired" in page
    assert said in " ".join(REPORTS["terminal"](audit).split())
    assert tables(audit).papers.cameras == tables(replace(audit, register=())).papers.cameras


def test_the_register_is_shown_in_three_numbers_with_its_rows(school):
    camera = of_kind(school, Column.CAMERA)[0]
    audit = replace(
        school,
        listed=(listed(2), listed(3)),
        register=(
            row(Standing.BOTH, device=camera, agreed=Agreed.MAC),
            row(Standing.LISTED, listed=listed(2).id, name=HOSTILE),
            row(Standing.PAPER),
            row(Standing.NETWORK, device=camera, seen=None),
            row(Standing.LIST_ONLY, listed=listed(3).id, seen=None),
        ),
    )
    counted = tables(audit).register
    assert (counted.both, counted.both_unseen, counted.paper) == (2, 1, 1)
    assert (counted.network, counted.network_unseen, counted.rows) == (2, 1, 3)
    page = REPORTS["html"](audit)
    assert "Register: 2 rows are on the network" in page
    screen = " ".join(REPORTS["terminal"](audit).split())
    assert "Register: 2 rows are on the network" in screen
    assert page.count("on paper only") >= 2
    assert "<script>alert" not in page
    assert "\x1b" not in page
    assert tables(audit).papers.cameras == tables(replace(audit, register=())).papers.cameras


def test_no_name_of_a_list_gets_into_a_page_or_onto_a_screen_unescaped(school):
    audit = replace(
        school,
        listed=(
            listed(2, name=HOSTILE, place=HOSTILE, channel=HOSTILE, recorder_name=HOSTILE,
                   model=HOSTILE, stated=stated(brand=HOSTILE)),
        ),
        lists=(of_recorder(name=HOSTILE, sources=(HOSTILE,)),),
    )  # fmt: skip
    for name in REPORTS:
        shown = REPORTS[name](audit)
        assert "\x1b" not in shown
        assert name != "html" or shown.count("<script") == 1  # the page's own


def test_lists_and_register_come_back_as_they_went(school):
    audit = replace(
        school,
        listed=(listed(2, name=HOSTILE),),
        lists=(of_recorder(),),
        register=(row(Standing.LISTED, listed=listed(2).id),),
    )
    assert document.from_json(document.to_json(audit)) == audit


@pytest.mark.parametrize(
    "wrong",
    [
        {"listed": (listed(2, Sight.SEEN, device="dev-none"),)},
        {"listed": (listed(2), listed(2))},
        {"lists": (of_recorder(recorder="dev-none"),)},
        {"register": (row(Standing.BOTH, device="dev-none"),)},
        {"register": (row(Standing.LISTED, listed="lst-none"),)},
        {"labels": (label(device="dev-none"),)},
        {"labels": (label(listed="lst-none"),)},
    ],
)
def test_a_document_that_names_what_is_not_there_is_refused(school, wrong):
    written = document.to_json(replace(school, **wrong))
    with pytest.raises(DocumentError, match=r"no such|another"):
        document.from_json(written)
