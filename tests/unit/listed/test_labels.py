"""Labels that a person read: which camera each is of, and what it changes."""

from dataclasses import replace

import pytest

from camaudit import __version__, data
from camaudit.listed import reconcile
from camaudit.listed.labels import Labels
from camaudit.listed.stated import Stater
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Kind
from camaudit.model.listed import Agreed, Sight
from camaudit.model.observation import Document
from camaudit.rulebook.kept import load

MAC = "00:00:5e:00:53:01"
HIKVISION = {"make": "Hikvision", "model": "DS-2CD2143G2-I"}
HONEYWELL = {"make": "Honeywell", "model": "HBW2PER1"}  # documented: built by Dahua


@pytest.fixture(name="eye", scope="session")
def _eye():
    return Stater(load([data.folder("rules")], data.cache_folder(), __version__), "label")


@pytest.fixture(name="label")
def _label(world):
    def made(row=1, **fields):
        of = fields.pop("of", None)
        site, claim = world.claim(row, in_use=None, source="walk.xlsx", **fields)
        claim = replace(
            claim, document=Document.LABEL, of=of, said_by="A. Example", said_on="2026-11-28"
        )
        return site, claim

    return made


def answer(value, grade):
    return Answer(value=value, grade=grade, evidence=(), rivals=())


def read(claims, judged, eye):
    labels = Labels(claims, eye)
    found = labels.at_devices(judged)
    return found, labels.read(frozenset(device.id for device, _ in found))


@pytest.mark.parametrize(
    ("fields", "agreed"),
    [
        ({"of": "dev-000000000001"}, Agreed.ID),
        ({"of": "dev-00000000ffff", "mac": MAC}, Agreed.MAC),
        ({"mac": MAC}, Agreed.MAC),
        ({"of": "dev-00000000ffff"}, None),
        ({"of": "dev-00000000ffff", "mac": "00:00:5e:00:53:ff"}, None),
    ],
)
def test_a_label_is_found_by_its_id_else_by_the_mac_beside_it(world, label, eye, fields, agreed):
    _, (one,) = read([label(**HIKVISION, **fields)], [world.device(1, mac=MAC)], eye)
    assert one.agreed == agreed
    assert one.device == (None if agreed is None else "dev-000000000001")
    assert (one.brand, one.read_by, one.read_on) == ("Hikvision", "A. Example", "2026-11-28")


def test_a_mac_of_two_sites_says_nothing(world, label, eye):
    both = [world.device(1, mac=MAC, site="North"), world.device(2, mac=MAC, site="South")]
    _, (one,) = read([label(**HIKVISION, mac=MAC)], both, eye)
    assert one.agreed is None


def test_a_label_alone_makes_label_maker_and_kind_likely(world, label, eye):
    judged = [world.device(1, mac=MAC)]
    ((_, identity),), _ = read([label(of="dev-000000000001", **HONEYWELL)], judged, eye)
    assert (identity.brand.value, identity.brand.grade) == ("Honeywell", Grade.LIKELY)
    assert (identity.maker.value, identity.maker.grade) == ("dahua", Grade.LIKELY)
    assert (identity.kind.value, identity.kind.grade) == (Kind.CAMERA, Grade.LIKELY)
    (sign,) = identity.maker.evidence
    assert (sign.fact.channel.witness, sign.fact.value) == ("label", "HBW2PER1")
    assert sign.because.startswith("A. Example read its label on 2026-11-28. The label gives")
    assert (sign.fact.seen.source, sign.fact.seen.place) == ("walk.xlsx", "row 1")
    assert identity.contradictions == ()
    assert identity.model is None  # what it announces is another thing


@pytest.mark.parametrize("before", [Grade.POSSIBLE, Grade.LIKELY, Grade.CONFIRMED])
def test_a_label_that_agrees_never_confirms(world, label, eye, before):
    judged = [world.device(1, maker=("hikvision", before))]
    ((_, identity),), _ = read([label(of="dev-000000000001", **HIKVISION)], judged, eye)
    assert identity.maker.grade is max(before, Grade.LIKELY, key=lambda one: one.rank)
    assert [one.rule for one in identity.maker.evidence] == ["label-read"]


@pytest.mark.parametrize(
    ("before", "value", "grade", "told"),
    [
        (Grade.POSSIBLE, "hikvision", Grade.LIKELY, False),  # a MAC block gives way
        (Grade.LIKELY, "axis", Grade.POSSIBLE, True),
        (Grade.CONFIRMED, "axis", Grade.CONFIRMED, True),
    ],
)
def test_a_label_of_another_maker_is_shown_and_not_averaged(
    world, label, eye, before, value, grade, told
):
    judged = [world.device(1, maker=("axis", before))]
    ((_, identity),), _ = read([label(of="dev-000000000001", **HIKVISION)], judged, eye)
    assert (identity.maker.value, identity.maker.grade) == (value, grade)
    other = "axis" if value == "hikvision" else "hikvision"
    assert other in dict(identity.maker.rivals)
    sentence = "Its label was read as Hikvision; other signs say Axis."
    assert (sentence in identity.contradictions) is told


def test_a_label_that_no_rule_knows_is_a_label_all_the_same(world, label, eye):
    claim = label(of="dev-000000000001", make="Acme Watchman", model="AW-1")
    ((_, identity),), (one,) = read([claim], [world.device(1)], eye)
    assert (identity.brand.value, identity.brand.grade) == ("Acme Watchman", Grade.LIKELY)
    assert identity.maker.value is None
    assert one.stated.maker is None


def test_a_serial_number_alone_changes_no_answer(world, label, eye):
    judged = [world.device(1)]
    found, (one,) = read([label(of="dev-000000000001", serial="SN1")], judged, eye)
    assert found == judged
    assert one.serial == "SN1"


def test_a_label_does_not_make_software_a_camera(world, label, eye):
    device, identity = world.device(1)
    judged = [(device, replace(identity, imitation=True))]
    ((_, after),), _ = read([label(of="dev-000000000001", **HIKVISION)], judged, eye)
    assert after.kind == identity.kind


def test_a_recorder_stays_one_and_the_label_is_told(world, label, eye):
    judged = [world.device(1, kind=Kind.RECORDER, grade=Grade.CONFIRMED)]
    ((_, identity),), _ = read([label(of="dev-000000000001", **HIKVISION)], judged, eye)
    assert (identity.kind.value, identity.kind.grade) == (Kind.RECORDER, Grade.CONFIRMED)
    assert "Its label was read as camera; other signs say recorder." in identity.contradictions


def test_a_device_that_the_answer_does_not_describe_is_not_named(world, label, eye):
    labels = Labels([label(of="dev-000000000001", **HIKVISION)], eye)
    labels.at_devices([world.device(1)])
    (one,) = labels.read(frozenset())
    assert (one.device, one.agreed) == (None, None)


def listed(world, stater, judged, **fields):
    claim = world.claim(owner="NVR-Hall", channel="D1", **fields)
    return reconcile([claim], judged, stater).listed


def test_a_camera_on_a_list_alone_takes_what_the_list_does_not_say(world, label, stater, eye):
    (camera,) = listed(world, stater, [], name="Gate")
    labels = Labels([label(of=camera.id, serial="SN1", **HONEYWELL)], eye)
    assert labels.at_devices([]) == []
    _, (after,) = labels.on_lists([], (camera,))
    assert (after.make, after.model, after.serial) == ("Honeywell", "HBW2PER1", "SN1")
    assert (after.stated.maker, after.stated.grade) == ("dahua", Grade.LIKELY)
    assert after.sight is Sight.NOT_SEEN  # a label is no evidence that it is on the network
    (one,) = labels.read(frozenset())
    assert (one.listed, one.device, one.agreed) == (camera.id, None, Agreed.ID)


def test_what_a_list_says_of_make_and_model_is_not_mixed_with_a_label(world, label, stater, eye):
    (camera,) = listed(world, stater, [], **HIKVISION)
    labels = Labels([label(of=camera.id, **HONEYWELL)], eye)
    labels.at_devices([])
    _, (after,) = labels.on_lists([], (camera,))
    assert (after.make, after.model) == ("Hikvision", "DS-2CD2143G2-I")
    assert after.stated == camera.stated


def test_a_listed_camera_that_is_seen_meanwhile_gets_its_label(world, label, stater, eye):
    judged = [world.device(1, mac=MAC)]
    (camera,) = listed(world, stater, judged, mac=MAC)
    labels = Labels([label(of=camera.id, **HONEYWELL)], eye)
    judged = labels.at_devices(judged)
    ((_, identity),), _ = labels.on_lists(judged, (camera,))
    assert identity.brand.value == "Honeywell"
    (one,) = labels.read(frozenset({"dev-000000000001"}))
    assert (one.device, one.listed) == ("dev-000000000001", camera.id)


def test_two_labels_of_one_camera_that_differ_are_both_shown(world, label, eye):
    claims = [
        label(1, of="dev-000000000001", make="Hikvision"),
        label(2, of="dev-000000000001", make="Axis"),
    ]
    ((_, identity),), read_ = read(claims, [world.device(1)], eye)
    assert identity.brand.grade is Grade.POSSIBLE
    assert identity.contradictions
    assert len(read_) == 2
