"""`camaudit merge`: a device counts once, sites stay apart, and no order changes anything."""

import runpy
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camaudit import document
from camaudit.cli import main
from camaudit.counts.steps import Gap
from camaudit.counts.tables import tables
from camaudit.derive.merge import merge
from camaudit.derive.verify import verify
from camaudit.errors import UsageError
from camaudit.model.grade import Grade
from camaudit.model.observation import Reason, Shortfall

made = runpy.run_path(str(Path(__file__).with_name("schools.py")))
cut, changed = made["cut"], made["changed"]
# A whole audit is long to show where an example fails.
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
HILL, DALE, VALE = "Hill (fictional)", "Dale (fictional)", "Vale (fictional)"


def macs_of(audit):
    return sorted(one.mac for one in audit.devices)


def test_one_audit_stays_what_it_is(school):
    assert merge([school]) == replace(school, run=None)
    assert merge([school, school]) == replace(school, run=None)


def test_a_device_of_two_schools_counts_once_where_it_was_seen_last(school, rules):
    macs = macs_of(school)
    hill = cut(school, macs[:6], organisation=HILL)
    dale = cut(school, macs[4:], organisation=DALE)
    moved = macs[4]
    late = max(one.last for one in school.devices) + 86_400
    dale = changed(dale, moved, device={"last": late})
    both = merge([hill, dale], rules.identify)
    assert macs_of(both) == macs
    assert [one.mac for one in both.devices if one.id in both.met_again] == sorted(
        macs[4:6], key=lambda mac: next(one.id for one in both.devices if one.mac == mac)
    )
    site = next(one.site for one in both.devices if one.mac == moved)
    assert site.startswith(f"{DALE}: ")
    assert tables(both).tally.devices == len(macs)
    assert verify(both, rules).problems == ()


def test_sites_and_networks_of_one_name_stay_apart(school):
    macs = macs_of(school)
    both = merge(
        [cut(school, macs[:5], organisation=HILL), cut(school, macs[5:], organisation=DALE)]
    )
    assert set(both.estate.sites) == {
        f"{whose}: {site}" for whose in (HILL, DALE) for site in school.estate.sites
    }
    assert len(both.coverage) == 2 * len(school.coverage)
    assert len({file.path for file in both.files}) == 2 * len(school.files)
    assert len(tables(both).not_looked) == 2 * len(tables(school).not_looked)
    assert both.estate.organisation == f"{DALE} + {HILL}"
    assert both.estate.expected_cameras == 2 * school.estate.expected_cameras
    assert both.not_ours == 2 * school.not_ours


def test_an_address_alone_is_nobody_at_another_site(school):
    mac = macs_of(school)[0]
    bare = {"mac": None, "facts": (), "bindings": (), "attachments": ()}
    hill = changed(
        cut(school, [mac], organisation=HILL), mac, device=bare, identity={"serial": None}
    )
    dale = replace(hill, estate=replace(hill.estate, organisation=DALE, digest="d" * 64))
    assert hill.devices[0].addresses == dale.devices[0].addresses
    both = merge([hill, dale])
    assert len(both.devices) == 2
    assert both.met_again == ()


@pytest.mark.parametrize(
    ("known", "devices"),
    [({}, 1), ({"model": "Z1", "serial": None}, 2), ({"serial": "another"}, 2)],
)
def test_at_one_site_an_address_without_a_mac_is_who_has_it_if_nothing_speaks_against_it(
    known, devices, school
):
    mac = macs_of(school)[0]
    first = cut(school, [mac])
    bare = {"mac": None, "id": "dev-000000000001", "bindings": (), "attachments": ()}
    second = changed(
        cut(school, [mac], at=school.at + 86_400),
        mac,
        device=bare,
        identity={"device": "dev-000000000001", **known},
    )
    second = replace(second, findings=(), actions=(), recorders=())
    both = merge([first, second])
    assert len(both.devices) == devices
    assert mac in {one.mac for one in both.devices}
    assert merge([second, first]) == both


@pytest.mark.parametrize(
    ("serials", "grade", "devices"),
    [
        (("S1", "S1"), Grade.CONFIRMED, 1),
        (("S1", "S2"), Grade.CONFIRMED, 2),
        (("S1", "S1"), Grade.POSSIBLE, 2),  # a maker that is only possible proves nothing
        ((None, None), Grade.CONFIRMED, 2),
    ],
)
def test_maker_and_serial_number_make_one_device(school, serials, grade, devices):
    mac = macs_of(school)[0]
    answers = []
    for whose, serial, own in zip((HILL, DALE), serials, (mac, "00:40:8c:00:00:99"), strict=True):
        one = cut(school, [mac], organisation=whose)
        maker = replace(one.identities[0].maker, grade=grade)
        answers.append(
            changed(one, mac, device={"mac": own}, identity={"serial": serial, "maker": maker})
        )
    assert len(merge(answers).devices) == devices


@pytest.mark.parametrize("note", ["router", "virtual-router", "shares-mac"])
def test_a_mac_that_may_be_of_several_makes_no_device_one(school, note):
    mac = macs_of(school)[0]
    both = [
        changed(
            cut(school, [mac], organisation=whose),
            mac,
            device={"notes": (note,)},
            identity={"serial": None},
        )
        for whose in (HILL, DALE)
    ]
    assert len(merge(both).devices) == 2


def test_two_devices_of_one_audit_stay_two(school):
    mac = macs_of(school)[0]
    one = cut(school, [mac], organisation=HILL)
    here, there = one.devices[0], replace(one.devices[0], site="Sports hall", id="dev-000000000001")
    twice = replace(
        one,
        devices=(there, here),
        identities=(replace(one.identities[0], device=there.id), one.identities[0]),
    )
    assert len(merge([twice, cut(school, [mac], organisation=DALE)]).devices) == 3


def test_the_surest_identity_stays_and_old_flaws_go(school):
    mac = next(
        device.mac
        for device, identity in zip(school.devices, school.identities, strict=True)
        if identity.maker.grade is Grade.CONFIRMED
        and any(
            one.device == device.id and one.code.startswith("vulnerability.")
            for one in school.findings
        )
    )
    old = cut(school, [mac])
    new = replace(cut(school, [mac], at=school.at + 86_400), findings=(), actions=())
    new = changed(new, mac, identity={"firmware": "V99.0.0"})
    weak = replace(old.identities[0].maker, grade=Grade.POSSIBLE)
    newest = changed(
        replace(new, at=school.at + 2 * 86_400), mac, identity={"maker": weak, "firmware": None}
    )
    both = merge([old, newest, new])
    assert both.identities[0].firmware == "V99.0.0"
    assert both.identities[0].maker.grade is Grade.CONFIRMED
    codes = {one.code for one in both.findings}
    assert codes
    assert not any(one.startswith("vulnerability.") for one in codes)


def test_shortfalls_and_different_rules_are_kept_and_told(school, tmp_path, capsys):
    macs = macs_of(school)
    lost = Shortfall(school.files[0].path, Reason.DAMAGED, "rtsp", 3, "frame 9")
    loose = Shortfall("", Reason.BOUND, "values of devices", 2, "")
    hill = replace(cut(school, macs[:5], organisation=HILL), shortfalls=(loose, lost))
    dale = replace(cut(school, macs[5:], organisation=DALE), shortfalls=(loose,), partial=True)
    rules = replace(dale.data[0], date="2026-01-01", digest="0" * 64)
    dale = replace(dale, data=(rules, *dale.data[1:]))
    for name, audit in (("hill", hill), ("dale", dale)):
        document.write(tmp_path / f"{name}.json", audit)
    out = tmp_path / "both.json"
    assert main(["merge", *map(str, tmp_path.glob("*.json")), "-o", str(out)]) == 0
    said = capsys.readouterr().out
    assert "RULES OF DIFFERENT DATES: 2026-01-01," in said
    both = document.read(out)
    assert [(one.what, one.count) for one in both.shortfalls] == [
        ("values of devices", 4),
        ("rtsp", 3),
    ]
    assert [one.date for one in both.data if one.name == "rules"] == [
        "2026-01-01",
        school.data[0].date,
    ]
    assert both.partial
    assert main(["report", str(out), "-o", str(tmp_path)]) == 0
    assert "RULES" not in capsys.readouterr().err


def test_a_part_without_an_estate_file_leaves_the_answer_incomplete(school):
    macs = macs_of(school)
    bare = cut(school, macs[:5])
    bare = replace(
        bare, estate=replace(bare.estate, organisation=None, digest=None, sites=()), coverage=()
    )
    both = merge([bare, cut(school, macs[5:], organisation=DALE)])
    assert Gap.NO_ESTATE in tables(both).gaps
    assert both.estate.organisation == DALE


def test_audits_of_different_pseudonyms_are_refused(school, tmp_path, capsys):
    other = replace(school, redacted="0123456789abcdef")
    with pytest.raises(UsageError, match="one key file"):
        merge([school, other])
    for number, audit in enumerate((school, other)):
        document.write(tmp_path / f"{number}.json", audit)
    words = [str(tmp_path / "0.json"), str(tmp_path / "1.json"), "-o", str(tmp_path / "m.json")]
    assert main(["merge", *words]) == 2
    assert not (tmp_path / "m.json").exists()
    assert "redact all of them with one key file" in capsys.readouterr().err


@st.composite
def several(draw):
    """Draw what is needed to cut audits: owner, day, and which devices."""
    return draw(
        st.lists(
            st.tuples(
                st.sampled_from([HILL, DALE, VALE]),
                st.integers(0, 3),
                st.sets(st.integers(0, 9), max_size=6),
            ),
            min_size=1,
            max_size=4,
        )
    )


def audits_of(drawn, school):
    macs = macs_of(school)
    return [
        cut(
            school,
            [macs[at] for at in chosen],
            organisation=whose,
            at=school.at + days * 86_400,
        )
        for whose, days, chosen in drawn
    ]


@settings(max_examples=15)
@given(drawn=several(), data=st.data())
def test_no_order_and_no_repetition_changes_a_byte(drawn, data, school):
    audits = audits_of(drawn, school)
    first = document.to_json(merge(audits))
    again = data.draw(st.permutations(audits))
    assert document.to_json(merge(again)) == first
    assert document.to_json(merge([*again, again[0]])) == first
    assert document.to_json(document.from_json(first)) == first


@settings(max_examples=15)
@given(drawn=several())
def test_every_device_counts_once(drawn, school, rules):
    audits = audits_of(drawn, school)
    both = merge(audits, rules.identify)
    assert set(macs_of(both)) == {mac for one in audits for mac in macs_of(one)}
    assert len(set(macs_of(both))) == len(both.devices)
    assert verify(merge(audits), rules).problems == ()
    counts = tables(both)
    assert counts.tally.devices == len(both.devices)
    assert counts.papers.cameras >= max(tables(one).papers.cameras for one in audits)
    assert verify(both, rules).problems == ()


@settings(max_examples=10)
@given(chosen=st.sets(st.integers(0, 9)))
def test_counts_of_schools_without_a_device_in_common_add_up(chosen, school):
    macs = macs_of(school)
    hill = cut(school, [macs[at] for at in chosen], organisation=HILL)
    dale = cut(school, set(macs) - set(macs_of(hill)), organisation=DALE)
    both, one, other = (tables(each) for each in (merge([hill, dale]), hill, dale))
    for name in ("cameras", "recorders", "either", "other", "imitations"):
        parts = getattr(one.tally, name) + getattr(other.tally, name)
        assert getattr(both.tally, name) == parts
    assert len(both.networks) == len(one.networks) + len(other.networks)
    assert both.looked == one.looked + other.looked
    devices = [sum(len(made.devices) for made in each.decisions) for each in (both, one, other)]
    assert devices[0] == devices[1] + devices[2]


@settings(max_examples=15)
@given(drawn=several())
def test_putting_together_in_steps_is_putting_together_at_once(drawn, school):
    # One audit an owner: of two audits of one owner the newer ones tell more.
    audits = list({one.estate.organisation: one for one in audits_of(drawn, school)}.values())
    step = audits[0]
    for one in audits[1:]:
        step = merge([step, one])
    at_once = merge(audits)
    assert {one.mac for one in step.devices} == {one.mac for one in at_once.devices}
    assert tables(step).tally == tables(at_once).tally
    assert step.parts == at_once.parts


def test_a_listed_camera_that_another_school_saw_is_no_second_camera(school):
    macs = macs_of(school)
    hill = cut(school, macs[:5], organisation=HILL)
    unseen = next(one for one in school.listed if one.device is None)
    listed = replace(unseen, mac=macs[7], recorder=None, ip=ip_address("10.20.2.99"))
    hill = replace(hill, listed=(listed,))
    dale = cut(school, macs[5:], organisation=DALE)
    alone = tables(hill).papers
    assert alone.unseen == 1
    both = merge([hill, dale])
    assert tables(both).papers.unseen == 0
    assert both.listed[0].device == next(one.id for one in both.devices if one.mac == macs[7])
