"""Beside a word for a camera stands one that makes it another thing: that one wins."""

import pytest

from camaudit import data
from camaudit.identify.registry import Registry
from camaudit.identify.trial import Text, Trial
from camaudit.model.identity import Kind
from camaudit.model.observation import Channel
from camaudit.rulebook.load import load

_RULES = load([data.folder("rules")])
_TEXTS = [
    (one.on, example.value)
    for one in _RULES.signatures
    if one.id.startswith("not-cameras-words.")
    for example in one.examples
]
_MORE = [
    (Channel.HTTP_TITLE, "Haivision Makito X4 Video Encoder"),
    (Channel.HTTP_TITLE, "Division of Vocational Rehabilitation (DVR) login"),
    (Channel.HTTP_TITLE, "Door station parts list"),
    (Channel.HTTP_REALM, "webcam.octoprint"),
    (Channel.HTTP_REALM, "CCTV news China"),
    (Channel.SNMP_DESCR, "TL-SG1005P 5-Port PoE switch for surveillance"),
    (Channel.SNMP_DESCR, "Cisco IOS Software, IE4000, for camera VLAN"),
    (Channel.FTP_BANNER, "220 Omneon MediaGrid video server"),
    (Channel.UPNP_NAME, "Serviio video server"),
    (Channel.UPNP_NAME, "Panasonic DMC-GH5 camera"),
    (Channel.TLS_SUBJECT, "CN=CCTV Plumbing Surveys Ltd"),
]


@pytest.fixture(name="trial", scope="module")
def _trial():
    return Trial(_RULES, Registry({}))


@pytest.mark.parametrize(("channel", "text"), [*_TEXTS, *_MORE])
def test_it_is_another_thing(trial, channel, text):
    kind = trial.of("device", [Text(channel, text)]).identity.kind
    assert kind.value == Kind.OTHER
