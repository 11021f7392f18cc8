"""What a scan asks, and what the cast answers: two readings of the same facts that have to meet.

Neither side shares code with the other; here the questions of `protocols/questions.py` are put to
the emulators, and an answer has to go to where the asker listens.
"""

from ipaddress import ip_address

import pytest

from camaudit.emulate import cast
from camaudit.emulate.player import Player
from camaudit.emulate.speeches import SPEECHES
from camaudit.model.probe import Asked
from camaudit.protocols.questions import ASK_GROUP, ASK_LINK, ASK_UNICAST

OWN, OWN_MAC = ip_address("10.20.2.254"), "02:00:00:00:00:fe"
EVERYBODY = ip_address("255.255.255.255")
CAST = [cast.find(path.stem) for path in sorted(cast.CAST.glob("*.yaml"))]
VIDEO = [one for one in CAST if one.kind in {"camera", "recorder"}]


def bytes_of(probe, target):
    port = probe.ports[0] if probe.ports else 0
    asked = Asked(address=target, port=port, agent="x", serial=7, own_mac=OWN_MAC, own_address=OWN)
    return probe.payload(asked), port


def hears(speech, target):
    return speech.broadcast if target == EVERYBODY else str(target) in speech.groups


def answers(one, data, port, target=None):
    """Yield what a character answers to a question: asked alone, or as one of a group."""
    player = Player(one, "10.20.2.61", f"{one.block}:00:00:61")
    for service in one.services:
        speech = SPEECHES[service.speaks]
        if speech.answer is None or service.port != port:
            continue
        if target is None or hears(speech, target):
            for said in speech.answer(data, service, player):
                yield said, speech


def arrives(said, speech, call):
    """Tell whether an answer comes to where the asker of a call listens."""
    own = call.own_port
    if said.to == "asker" or (said.alone is not None and own != call.probe.ports[0]):
        return said.port in {None, own}
    goes = said.port or call.probe.ports[0]
    if said.to == "broadcast":
        return goes == own
    group = speech.groups[0] if said.to == "group" else said.to
    return goes == own and str(call.joins) == group


@pytest.mark.parametrize("call", ASK_GROUP, ids=lambda one: f"{one.probe.name} {one.group}")
def test_a_question_to_a_link_is_answered_to_where_the_asker_listens(call):
    data, port = bytes_of(call.probe, call.group)
    found = [pair for one in CAST for pair in answers(one, data, port, call.group)]
    assert found
    assert all(arrives(said, speech, call) for said, speech in found)


def test_the_question_below_ip_is_answered_by_those_with_hikvisions_firmware():
    (probe,) = ASK_LINK
    data, _ = bytes_of(probe, OWN)
    found = [one.name for one in CAST for _ in answers(one, data[14:], 0)]
    assert found == ["hikvision-camera", "hikvision-recorder", "hikvision-truvision"]


@pytest.mark.parametrize("one", VIDEO, ids=lambda one: one.name)
def test_every_camera_answers_a_question_to_its_link(one):
    assert any(
        list(answers(one, *bytes_of(call.probe, call.group), call.group)) for call in ASK_GROUP
    )


def test_cameras_behind_a_router_answer_when_asked_alone():
    questions = [bytes_of(probe, ip_address("10.20.2.61")) for probe in ASK_UNICAST]
    silent = {
        one.name
        for one in VIDEO
        if not any(list(answers(one, data, port)) for data, port in questions)
    }
    # None of them speaks ONVIF: behind a router they are found by a look at their address alone.
    assert silent <= {
        "foscam-camera", "tvt-recorder", "ubiquiti-camera", "vision360-camera", "vstarcam-camera",
    }  # fmt: skip


@pytest.mark.parametrize("speaks", sorted(SPEECHES))
def test_every_protocol_is_spoken_by_somebody(speaks):
    spoken = {service.speaks for one in CAST for service in one.services}
    assert speaks in spoken | {"plain-udp"}  # which only the ill-behaved speak
