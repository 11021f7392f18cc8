"""Where devices stand, whom they speak to, and what hangs on recorders."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from camaudit import data
from camaudit.checks import run
from camaudit.checks.around import around
from camaudit.checks.subject import Subject, knowledge
from camaudit.model.coverage import Coverage
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Identity
from camaudit.model.observation import Channel, Contact, Fact, Seen
from camaudit.rulebook.load import load

SEEN = Seen(1.0, "lobby.pcap", "frame 1")
NOTHING = Answer(value=None, grade=Grade.UNKNOWN, evidence=(), rivals=())
ADDRESSES = {"camera": "10.1.2.10", "yard": "10.1.2.11", "recorder": "10.1.2.20", "pc": "10.1.0.5"}


def network(name, cidr, purpose):
    return Coverage(site="Main", network=name, cidr=cidr, purpose=purpose, declared=True, looks=())


NETWORKS = (
    network("Cameras", "10.1.2.0/24", "cameras"),
    network("Office", "10.1.0.0/24", "office"),
    network("Hall", "10.1.3.0/24", "mixed"),
)


def device(number, kind, address, place="Cameras", channels=None, mac=True):
    made = replace(
        Device.bare(number, mac=f"00:00:5e:00:53:{number:02x}" if mac else None),
        addresses=(ip_address(address),),
        site="Main",
        network=place,
        facts=(
            Fact(
                about=Endpoint(None, ip_address(address)),
                channel=Channel.SADP_CHANNELS,
                value="digital=4",
                port=None,
                seen=SEEN,
            ),
        ),
    )
    known = NOTHING if kind is None else replace(NOTHING, value=kind, grade=Grade.CONFIRMED)
    identity = Identity(
        device=made.id,
        maker=NOTHING,
        brand=NOTHING,
        kind=known,
        model=None,
        firmware=None,
        built_on=None,
        serial=None,
        channels=channels,
        imitation=False,
        contradictions=(),
    )
    return made, identity


CAMERA = device(1, "camera", ADDRESSES["camera"])
YARD = device(2, "camera", ADDRESSES["yard"])
RECORDER = device(3, "recorder", ADDRESSES["recorder"], channels=4)
PC = device(4, None, ADDRESSES["pc"], "Office")
EVERYBODY = (CAMERA, YARD, RECORDER, PC)


def sent(source, target, size, *, port=80, transport="tcp"):
    return (
        "Main",
        Contact(
            source=ip_address(ADDRESSES[source]),
            target=ip_address(ADDRESSES[target]),
            transport=transport,
            port=port,
            opened=False,
            packets=1,
            sent=size,
            first=1.0,
            last=1.0,
            seen=SEEN,
        ),
    )


@pytest.fixture(name="known", scope="module")
def _known():
    return knowledge(load([data.folder("rules")]), None)


@pytest.fixture(name="told")
def _told(known):
    def tell(who, *contacts, everybody=EVERYBODY, listed=frozenset()):
        near = around(everybody, NETWORKS, contacts)
        given = replace(known, around=near, listed=listed)
        subject = Subject(device=who[0], identity=who[1], known=given)
        return {one.code: one for one in run(subject)}

    return tell


def both(one, other, **more):
    return sent(one, other, 500, **more), sent(other, one, 500, **more)


def test_a_camera_in_an_office_network_is_told_with_how_many_share_it(told):
    camera = device(9, "camera", "10.1.0.9", "Office")
    found = told(camera, everybody=(*EVERYBODY, camera))["placement.office"]
    assert (str(found.severity), str(found.grade)) == ("decision", "confirmed")
    assert "1 devices that are no video devices" in found.proofs[0].what


def test_a_network_of_mixed_use_is_told_from_three_others_on(told):
    camera = device(9, "camera", "10.1.3.9", "Hall")
    others = [device(20 + n, None, f"10.1.3.{20 + n}", "Hall") for n in range(3)]
    assert told(camera, everybody=(camera, *others[:2])) == {}
    found = told(camera, everybody=(camera, *others))["placement.office"]
    assert str(found.grade) == "likely"


def test_a_network_without_a_declared_purpose_says_nothing(told):
    camera = device(9, "camera", "192.168.1.9", "192.168.1.0/24")
    others = [device(20 + n, None, f"192.168.1.{20 + n}", "192.168.1.0/24") for n in range(9)]
    assert told(camera, everybody=(camera, *others)) == {}


def test_a_camera_that_speaks_with_an_office_is_told_without_naming_who(told):
    found = told(CAMERA, *both("camera", "pc"))["placement.reaches-office"]
    assert "10.1.0.5" not in found.proofs[0].what
    assert "Office" in found.proofs[0].what


@pytest.mark.parametrize("port", [53, 67, 123])
def test_names_and_time_from_an_office_network_are_no_talk(told, port):
    assert told(CAMERA, *both("camera", "pc", port=port, transport="udp")) == {}


def test_a_question_that_nobody_answered_is_no_talk(told):
    assert told(CAMERA, sent("camera", "pc", 500)) == {}


def test_cameras_that_speak_to_each_other_are_told_both(told):
    talk = both("camera", "yard", port=8000)
    assert set(told(CAMERA, *talk)) == set(told(YARD, *talk)) == {"placement.cameras-talk"}
    assert told(RECORDER, *talk).keys() == {"recorder.may-hide"}


def test_what_may_be_a_camera_makes_a_finding_no_surer(told):
    made, known = YARD
    unsure = (made, replace(known, kind=replace(known.kind, grade=Grade.POSSIBLE)))
    talk = both("camera", "yard", port=8000)
    for one in (CAMERA, unsure):
        found = told(one, *talk, everybody=(CAMERA, unsure, RECORDER, PC))
        assert found["placement.cameras-talk"].grade is Grade.POSSIBLE


def test_a_computer_that_speaks_with_itself_is_no_two_cameras(told):
    made, known = CAMERA
    here = (replace(made, addresses=(ip_address("127.0.0.1"),)), known)
    site, contact = sent("camera", "yard", 5_000)
    alone = replace(contact, source=ip_address("127.0.0.1"), target=ip_address("127.0.0.1"))
    assert told(here, (site, alone), everybody=(here,)) == {}


def test_searches_between_cameras_are_no_talk(told):
    assert told(CAMERA, *both("camera", "yard", port=3702, transport="udp")) == {}


@pytest.mark.parametrize(
    ("contacts", "words"),
    [
        ([], "seen to send video to it: 0; so up to 4 more"),
        ([sent("camera", "recorder", 70_000)], "seen to send video to it: 1; so up to 3 more"),
        ([sent("camera", "recorder", 60_000)], "0; so up to 4 more"),
        (
            [sent("camera", "recorder", 70_000), sent("recorder", "camera", 70_000)],
            "0; so up to 4 more",
        ),
        (
            [sent("camera", "recorder", 70_000), sent("yard", "recorder", 70_000)],
            "2; so up to 2 more",
        ),
        ([sent("camera", "yard", 70_000)], "0; so up to 4 more"),
    ],
)
def test_only_a_camera_seen_to_send_to_this_recorder_fills_a_channel(told, contacts, words):
    found = told(RECORDER, *contacts)["recorder.may-hide"]
    assert (str(found.severity), str(found.grade)) == ("note", "possible")
    assert words in found.proofs[0].what


def test_a_recorder_whose_channels_are_all_seen_hides_nothing(told):
    recorder = device(3, "recorder", ADDRESSES["recorder"], channels=1)
    everybody = (CAMERA, YARD, recorder, PC)
    assert told(recorder, sent("camera", "recorder", 70_000), everybody=everybody) == {}


def test_a_recorder_whose_camera_list_was_given_hides_nothing(told):
    assert told(RECORDER, listed=frozenset({RECORDER[0].id})) == {}


def test_an_address_that_two_devices_held_is_nobodys(told):
    twin = device(8, "camera", ADDRESSES["camera"])
    found = told(RECORDER, sent("camera", "recorder", 70_000), everybody=(*EVERYBODY, twin))[
        "recorder.may-hide"
    ]
    assert "up to 4 more" in found.proofs[0].what


def test_a_key_is_counted_once_for_each_described_device():
    said = Fact(
        about=Endpoint(None, None), channel=Channel.TLS_PRINT, value="ab", port=443, seen=SEEN
    )
    with_key = [(replace(one, facts=(said, said)), identity) for one, identity in EVERYBODY]
    assert around(with_key, (), ()).keys == {"ab": 3}
