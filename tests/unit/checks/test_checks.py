"""What a device's logins, announcements and contacts lead to: code, severity and grade."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from camaudit import data
from camaudit.checks import run
from camaudit.checks.subject import Subject, knowledge
from camaudit.geo.place import Place, Where
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Identity
from camaudit.model.observation import (
    Action,
    Channel,
    Fact,
    Flow,
    Initiator,
    LoginOutcome,
    LoginSeen,
    Lookup,
    LookupKind,
    Seen,
)
from camaudit.rulebook.load import load

ABOUT = Endpoint("00:00:5e:00:53:01", ip_address("192.0.2.10"))
CLIENT = Endpoint(None, ip_address("192.0.2.20"))
SEEN = Seen(1.0, "lobby.pcap", "frame 1")
PEERS = {
    "11.0.0.1": (Where.CHINA, "China"),
    "11.0.0.2": (Where.DISAGREE, "China or Germany"),
    "11.0.0.3": (Where.OPERATED, "Germany"),
    "11.0.0.4": (Where.NAMED, "Hong Kong"),
    "11.0.0.5": (Where.NAMED, "Taiwan"),
    "11.0.0.6": (Where.ELSEWHERE, "Germany"),
    "11.0.0.7": (Where.TIME_POOL, "time"),
    "11.0.0.8": (Where.ANYCAST, "anycast"),
    "11.0.0.9": (Where.NAMED, "Singapore or Germany"),
}


class FixedPlaces:
    """The rule's answer for each address of PEERS, which no packet of a test reaches."""

    def judge(self, address, *_):
        where, label = PEERS[str(address)]
        return Place(
            address=address,
            where=where,
            country_a="DE" if " or " in label else None,
            country_b=None,
            label=label,
            operator="Example Net",
            number=64500,
            sources="XX (tables)",
        )


NOTHING = Answer(value=None, grade=Grade.UNKNOWN, evidence=(), rivals=())
DEVICE = replace(Device.bare(1, mac=ABOUT.mac), addresses=(ABOUT.ip,))
IDENTITY = Identity(
    device=DEVICE.id,
    maker=replace(NOTHING, value="axis"),
    brand=NOTHING,
    kind=NOTHING,
    model=None,
    firmware=None,
    built_on=None,
    serial=None,
    channels=None,
    imitation=False,
    contradictions=(),
)


@pytest.fixture(name="known", scope="module")
def _known():
    return knowledge(load([data.folder("rules")]), FixedPlaces())


@pytest.fixture(name="found")
def _found(known):
    def run_on(**parts):
        return run(Subject(device=replace(DEVICE, **parts), identity=IDENTITY, known=known))

    return run_on


def fact(channel, value):
    return Fact(about=ABOUT, channel=Channel(channel), value=value, port=None, seen=SEEN)


def login(outcome, defaults, scheme="http-digest", *, in_clear=False):
    return LoginSeen(
        about=ABOUT,
        client=CLIENT,
        port=80,
        scheme=scheme,
        in_clear=in_clear,
        outcome=outcome,
        defaults=defaults,
        seen=SEEN,
    )


def flow(peer, answered=1):
    return Flow(
        about=ABOUT,
        peer=ip_address(peer),
        peer_port=443,
        transport="tcp",
        initiator=Initiator.LOCAL,
        tries=1,
        answered=answered,
        action=Action.ALLOWED,
        sent=100,
        received=100,
        first=1.0,
        last=1.0,
        rhythm=None,
        names=(),
        log_country=None,
        seen=SEEN,
    )


def told(findings):
    return [(one.code, str(one.severity), str(one.grade)) for one in findings]


@pytest.mark.parametrize(
    ("channel", "value", "expected"),
    [
        ("sadp.activated", "false", [("credentials.never-set-up", "urgent", "confirmed")]),
        ("sadp.activated", "true", []),
        ("sadp.activated", "no", []),
        ("http.activated", "false", [("credentials.never-set-up", "urgent", "confirmed")]),
        ("http.activated", "true", []),
        ("discovery.default", "true", [("credentials.never-set-up", "urgent", "likely")]),
        ("discovery.default", "false", []),
        ("dhip.init", "1", [("credentials.never-set-up", "urgent", "likely")]),
        ("dhip.init", "29", [("credentials.never-set-up", "urgent", "likely")]),
        ("dhip.init", "2", []),
        ("dhip.init", "0", [("credentials.could-have-default", "warning", "possible")]),
        ("dhip.init", "", []),
        ("dhip.init", "-3", []),
        ("dhip.init", "1" * 5000, []),
    ],
)
def test_a_device_that_says_it_was_never_set_up(channel, value, expected, found):
    assert told(found(facts=(fact(channel, value),))) == expected


@pytest.mark.parametrize(
    ("outcome", "matches", "expected"),
    [
        (LoginOutcome.ACCEPTED, True, [("credentials.default", "urgent", "confirmed")]),
        (LoginOutcome.REFUSED, True, [("credentials.default-tried", "warning", "possible")]),
        (LoginOutcome.UNSEEN, True, [("credentials.default-tried", "warning", "possible")]),
        (LoginOutcome.ACCEPTED, False, []),
        (LoginOutcome.ACCEPTED, None, []),
    ],
)
def test_a_login_counts_by_its_answer(outcome, matches, expected, found, known):
    ids = {True: (min(known.defaults),), False: (), None: None}[matches]
    assert told(found(logins=(login(outcome, ids),))) == expected


def test_an_accepted_login_outweighs_a_refused_one_of_the_same_service(found, known):
    ids = (min(known.defaults),)
    both = (login(LoginOutcome.REFUSED, ids), login(LoginOutcome.ACCEPTED, ids))
    assert [code for code, _, _ in told(found(logins=both))] == ["credentials.default"]


def test_a_password_in_clear_is_told_once(found):
    clear = login(LoginOutcome.ACCEPTED, (), "http-basic", in_clear=True)
    assert told(found(logins=(clear, clear))) == [("credentials.in-clear", "warning", "confirmed")]


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        ("11.0.0.1", [("outbound.china", "decision", "confirmed")]),
        ("11.0.0.2", [("outbound.disagree", "decision", "possible")]),
        ("11.0.0.3", [("outbound.operated", "decision", "likely")]),
        ("11.0.0.4", [("outbound.named", "note", "confirmed")]),
        ("11.0.0.6", []),
        ("11.0.0.7", []),
        ("11.0.0.8", []),
        ("11.0.0.9", [("outbound.named", "note", "possible")]),
    ],
)
def test_a_contact_is_told_by_where_its_peer_is(peer, expected, found):
    assert told(found(flows=(flow(peer),))) == expected


def test_places_with_a_name_of_their_own_are_never_summed(found):
    named = found(flows=(flow("11.0.0.4"), flow("11.0.0.5"), flow("11.0.0.1")))
    assert [(one.code, one.subject) for one in named] == [
        ("outbound.china", "in China"),
        ("outbound.named", "Hong Kong"),
        ("outbound.named", "Taiwan"),
    ]


def test_a_contact_that_nobody_answered_is_an_attempt(found):
    (one,) = found(flows=(flow("11.0.0.1", answered=0),))
    assert one.summary.startswith("It tried to contact")


def test_a_name_of_a_service_is_told_with_its_rule(found, known):
    suffix = min(known.clouds)
    lookup = Lookup(client=ABOUT, name=f"x.{suffix}", answers=(), kind=LookupKind.DNS, seen=SEEN)
    (one,) = found(lookups=(lookup,))
    assert (one.code, one.proofs[0].rule) == ("outbound.cloud", known.clouds[suffix].id)


def test_the_same_device_code_and_subject_keep_their_id(found):
    ids = [found(facts=(fact("sadp.activated", "false"),))[0].id for _ in range(2)]
    assert ids[0] == ids[1]
