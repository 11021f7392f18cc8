"""What a device is told to be able to have: by its own word, its era, its model, and never more."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from camaudit import data
from camaudit.checks import credentials, factory
from camaudit.checks.subject import Subject, knowledge
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Identity
from camaudit.model.observation import Channel, Fact, LoginOutcome, LoginSeen, Seen
from camaudit.rulebook.load import load

ABOUT = Endpoint("00:00:5e:00:53:01", ip_address("192.0.2.10"))
SEEN = Seen(1.0, "lobby.pcap", "frame 1")
NOTHING = Answer(value=None, grade=Grade.UNKNOWN, evidence=(), rivals=())
DEVICE = Device(
    id="dev-000000000001", site=None, mac=ABOUT.mac, addresses=(ABOUT.ip,), service=None, ours=True,
    network=None, first=1.0, last=2.0, facts=(), lookups=(), flows=(), logins=(), bindings=(),
    attachments=(), notes=(),
)  # fmt: skip
IDENTITY = Identity(
    device=DEVICE.id, maker=NOTHING, brand=NOTHING, kind=NOTHING, model=None, firmware=None,
    built_on=None, serial=None, channels=None, imitation=False, contradictions=(),
)  # fmt: skip


@pytest.fixture(name="known", scope="module")
def _known():
    return knowledge(load([data.folder("rules")]), None)


def fact(channel, value):
    return Fact(about=ABOUT, channel=Channel(channel), value=value, port=None, seen=SEEN)


def login(outcome, defaults=None, scheme="http-digest", *, in_clear=False):
    return LoginSeen(
        about=ABOUT, client=ABOUT, port=80, scheme=scheme, in_clear=in_clear, outcome=outcome,
        defaults=defaults, seen=SEEN,
    )  # fmt: skip


def subject(known, maker=None, grade=Grade.LIKELY, facts=(), logins=(), **parts):
    answer = replace(NOTHING, value=maker, grade=grade)
    identity = replace(IDENTITY, maker=answer, **parts)
    return Subject(
        device=replace(DEVICE, facts=facts, logins=logins), identity=identity, known=known
    )


def codes(found):
    return [one.code.removeprefix("credentials.") for one in found]


COULD, SHIPS = ["could-have-default"], ["ships-with-default"]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"maker": "hikvision", "built_on": "2014-07-21"}, COULD),
        ({"maker": "hikvision", "built_on": "2015-03-01"}, []),
        ({"maker": "hikvision", "built_on": "2014-07-21", "grade": Grade.POSSIBLE}, []),
        ({"maker": "hikvision"}, []),
        ({"maker": "dahua", "built_on": "2017-06-11"}, COULD),
        ({"maker": "dahua", "built_on": "2017-06-12"}, []),
        ({"maker": "mobotix", "firmware": "MX-V5.0.2.14"}, COULD),
        ({"maker": "mobotix", "firmware": "MX-V5.1.0"}, []),
        ({"maker": "mobotix", "firmware": "MX-V10.2"}, []),
        ({"maker": "bosch", "firmware": "05.80.0123"}, COULD),
        ({"maker": "bosch", "firmware": "6.50.0128"}, []),
        ({"maker": "axis", "firmware": "5.0"}, []),
        ({"maker": "axis", "model": "AXIS 2100"}, SHIPS),
        ({"maker": "axis", "model": "AXIS M3044-V"}, []),
        ({"maker": "vivotek", "model": "IP3112"}, SHIPS),
        ({"maker": "xiongmai"}, SHIPS),
        ({"maker": "xiongmai", "grade": Grade.POSSIBLE}, []),
        ({"maker": None, "model": "IP3112"}, []),
        ({"facts": (fact("dhip.init", "148"),)}, COULD),
        ({"facts": (fact("dhip.init", "150"),)}, []),
        ({"facts": (fact("dhip.init", "x"),)}, []),
        ({"facts": (fact("sadp.firmware", "V5.2.0build 140721"),)}, COULD),
        ({"facts": (fact("sadp.firmware", "V5.5.0"), fact("sadp.activated", "true"))}, []),
        ({"facts": (fact("dhip.init", "148"),), "maker": "dahua", "built_on": "2016-01-01"}, COULD),
        ({"facts": (fact("dhip.init", "150"),), "maker": "dahua", "built_on": "2016-01-01"}, []),
    ],
)  # fmt: skip
def test_knowledge_alone_says_could_or_ships_with(known, parts, expected):
    found = list(factory.find(subject(known, **parts)))
    assert codes(found) == expected
    assert all(one.grade is Grade.POSSIBLE for one in found)
    assert all(" has " not in one.summary for one in found)


@pytest.mark.parametrize(
    ("outcome", "defaults", "expected"),
    [
        (LoginOutcome.ACCEPTED, (), []),
        (LoginOutcome.ACCEPTED, None, COULD),
        (LoginOutcome.REFUSED, (), COULD),
        (LoginOutcome.UNSEEN, (), COULD),
    ],
)
def test_a_device_that_took_another_password_is_not_told_to_have_one(
    known, outcome, defaults, expected
):
    seen = subject(known, "hikvision", built_on="2014-07-21", logins=(login(outcome, defaults),))
    assert codes(factory.find(seen)) == expected


@pytest.mark.parametrize(
    ("maker", "words"),
    [
        ("hikvision", "the factory password of its maker"),
        ("axis", "a common factory password"),
        (None, "a common factory password"),
    ],
)
def test_the_makers_own_default_is_told_from_a_common_one(known, maker, words):
    ids = tuple(one.id for one in known.rulebook.defaults if one.password == "12345")
    assert len(ids) > 2
    seen = subject(known, maker, logins=(login(LoginOutcome.ACCEPTED, ids),))
    (found,) = credentials.find(seen)
    assert (found.code, words in found.summary) == ("credentials.default", True)
    own = {one.rule for one in found.proofs if one.rule.startswith("hikvision.")}
    assert bool(own) == (maker == "hikvision")


@pytest.mark.parametrize(
    ("schemes", "expected"),
    [
        (["rtsp"], [("video", Grade.CONFIRMED)]),
        (["rtsp", "rtsp-described"], [("video", Grade.CONFIRMED)]),
        (["rtsp-described"], [("description", Grade.LIKELY)]),
        (["http-picture", "onvif"], [("onvif", Grade.LIKELY), ("picture", Grade.LIKELY)]),
    ],
)
def test_what_was_given_without_a_login_is_told_once_by_its_sort(known, schemes, expected):
    logins = tuple(login(LoginOutcome.NOT_ASKED, scheme=one) for one in schemes)
    found = list(credentials.find(subject(known, logins=logins)))
    assert [(one.subject, one.grade) for one in found] == expected
    assert {one.code for one in found} == {"credentials.no-login"}


def test_a_login_that_could_not_be_judged_gives_no_finding(known):
    seen = subject(known, "axis", logins=(login(LoginOutcome.ACCEPTED),))
    assert list(credentials.find(seen)) == []
