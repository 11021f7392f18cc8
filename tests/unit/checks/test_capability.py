"""What a device is able to do: by its model's line, by its own words; never worded as a use."""

import re
from dataclasses import replace
from ipaddress import ip_address
from types import SimpleNamespace

import pytest

from camaudit import data
from camaudit.checks import capability
from camaudit.checks.abilities import abilities
from camaudit.checks.subject import Subject, knowledge
from camaudit.dissect.dispatch import Reader
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint, Endpoints
from camaudit.model.finding import Severity
from camaudit.model.frame import Frame
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Identity
from camaudit.model.observation import Channel, Fact, Seen
from camaudit.rulebook.load import load
from camaudit.rulebook.types import Offer

ABOUT = Endpoint("00:00:5e:00:53:01", ip_address("192.0.2.10"))
NOTHING = Answer(value=None, grade=Grade.UNKNOWN, evidence=(), rivals=())
EVERY = abilities().every


@pytest.fixture(name="known", scope="module")
def _known():
    return knowledge(load([data.folder("rules")]), SimpleNamespace())


@pytest.fixture(name="found")
def _found(known):
    def found(*facts, maker=None, model=None, grade=Grade.LIKELY):
        device = Device.bare(1, facts=facts)
        identity = Identity(
            device=device.id,
            maker=replace(NOTHING, value=maker, grade=grade if maker else Grade.UNKNOWN),
            brand=NOTHING,
            kind=NOTHING,
            model=model,
            firmware=None,
            built_on=None,
            serial=None,
            channels=None,
            imitation=False,
            contradictions=(),
        )
        return list(capability.find(Subject(device=device, identity=identity, known=known)))

    return found


def fact(channel, value):
    seen = Seen(1.0, "a.pcap", "frame 1")
    return Fact(about=ABOUT, channel=Channel(channel), value=value, port=80, seen=seen)


def told(findings):
    return {one.code.partition(".")[2]: str(one.grade) for one in findings}


@pytest.mark.parametrize(
    ("maker", "model", "grade", "expected"),
    [
        ("hikvision", "DS-2CD2143G2-I", Grade.CONFIRMED, {"faces": "likely", "vehicles": "likely"}),
        (
            "hikvision",
            "DS-2CD2143G2-I",
            Grade.POSSIBLE,
            {"faces": "possible", "vehicles": "possible"},
        ),
        ("dahua", "DHI-ITC413-PW4D", Grade.LIKELY, {"plates": "likely"}),
        ("axis", "P3245-LV", Grade.LIKELY, {}),
        ("dahua", "DS-2CD2143G2-I", Grade.LIKELY, {}),
        (None, "DS-2CD2143G2-I", Grade.LIKELY, {}),
    ],
)
def test_a_line_says_what_its_models_can_do(found, maker, model, grade, expected):
    assert told(found(maker=maker, model=model, grade=grade)) == expected


@pytest.mark.parametrize(
    ("channel", "value", "expected"),
    [
        ("wsd.scope", "onvif://www.onvif.org/type/audio_encoder", {"audio": "likely"}),
        ("wsd.scope", "onvif://www.onvif.org/Profile/M", {"analytics": "likely"}),
        ("onvif.capability", "rule tt:LineDetector", {"behaviour": "likely"}),
        ("http.capability", "isSupportFaceDetect", {"faces": "likely"}),
        ("wsd.scope", "onvif://www.onvif.org/type/video_encoder", {}),
        ("http.title", "isSupportFaceDetect", {}),
    ],
)
def test_a_device_says_what_it_can_do(found, channel, value, expected):
    assert told(found(fact(channel, value))) == expected


def test_line_and_device_together_make_it_confirmed(found):
    said = fact("http.capability", "isSupportFaceDetect")
    assert told(found(said, maker="hikvision", model="DS-2CD2143G2-I"))["faces"] == "confirmed"
    weak = found(said, maker="hikvision", model="DS-2CD2143G2-I", grade=Grade.POSSIBLE)
    assert told(weak)["faces"] == "likely"


def test_analytics_of_which_nothing_is_said_yield_to_those_that_are_named(found):
    some = fact("onvif.capability", "service analytics")
    assert told(found(some)) == {"analytics": "likely"}
    assert told(found(some, fact("onvif.capability", "rule tt:FaceDetector"))) == {
        "faces": "likely"
    }
    assert told(found(some, maker="dahua", model="DHI-ITC413-PW4D")) == {"plates": "likely"}


def test_a_capability_is_never_worded_as_a_use_and_never_graver_than_a_decision(found):
    facts = [fact(one.on, one.examples[0]) for one in EVERY]
    told_ = [*found(*facts), *found(maker="hikvision", model="DS-2CD2143G2-I")]
    assert len(told_) > 6
    for one in told_:
        assert one.summary.endswith("Whether that is used is not known.")
        assert re.match(r"It says that it can |By public sources, its model line can ", one.summary)
        assert "DPIA" in one.remedy
        assert one.severity in {Severity.NOTE, Severity.DECISION}


def test_every_sort_of_capability_of_the_rules_has_its_code():
    assert set(capability._SORTS) == {*Offer, None}


@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.on} {one.offers}")
def test_a_pattern_matches_its_examples_alone(one):
    for value in one.examples:
        assert one in list(abilities().of(one.on, value))
    for value in one.counter_examples:
        assert one not in list(abilities().of(one.on, value))
    assert one.match.startswith("^")


def test_a_list_of_abilities_in_a_web_answer_is_read():
    client, server = ip_address("192.0.2.20"), ip_address("192.0.2.10")
    body = b"<SmartCap><isSupportFaceDetect>true</isSupportFaceDetect></SmartCap>"
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n"
        % len(body)
    )
    talk = [
        (client, 0x02, b""),
        (server, 0x12, b""),
        (client, 0x18, b"GET /ISAPI/Smart/capabilities HTTP/1.1\r\nHost: cam\r\n\r\n"),
        (server, 0x18, answer + body),
    ]
    following = {client: 100, server: 900}
    reader = Reader(None, Endpoints(), "a.pcap")
    said = []
    for number, (sender, flags, payload) in enumerate(talk, 1):
        ports = (40_000, 80) if sender == client else (80, 40_000)
        receiver = server if sender == client else client
        frame = Frame(number, float(number), None, None, 0x0800, sender, receiver, 64, 6, *ports,
                      following[sender], flags, payload, cut=False, vlan=None)  # fmt: skip
        following[sender] += len(payload) + (flags & 3 != 0)
        said += reader.read(frame)
    found = [
        one for one in said if isinstance(one, Fact) and one.channel is Channel.HTTP_CAPABILITY
    ]
    assert [(one.value, one.about.ip) for one in found] == [("isSupportFaceDetect", server)]
