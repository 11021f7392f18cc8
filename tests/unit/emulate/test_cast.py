"""Characters as files, and the messages of the cast as our parsers read them."""

from ipaddress import ip_address

import pytest

from camaudit.emulate import cast, outside, wsdiscovery
from camaudit.emulate.character import Service
from camaudit.emulate.player import Player
from camaudit.errors import CastError
from camaudit.protocols import wsdiscovery as ours

NAMES = sorted(path.stem for path in cast.CAST.glob("*.yaml"))
QUESTION = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header>'
    "<a:MessageID>urn:uuid:0a0a0a0a-0000-4000-8000-00000000000a</a:MessageID>"
    "<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action></s:Header>"
    "<s:Body><d:Probe>{}</d:Probe></s:Body></s:Envelope>"
)


def play(name):
    one = cast.find(name)
    return Player(one, "10.20.2.14", f"{one.block}:00:00:14")


@pytest.mark.parametrize("name", NAMES)
def test_every_character_of_the_cast_is_described_rightly(name):
    one = cast.find(name)
    assert one.services
    assert one.source
    assert one.model


def test_every_mistake_of_a_file_is_told_at_once():
    text = b"kind: camera\nmodel: X\nblock: 00:11\nwhat: 1\nservices:\n  - {speaks: gopher}\n"
    with pytest.raises(CastError) as told:
        cast.character(text, "x", "x.yaml")
    lines = str(told.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "x.yaml:4",
        "x.yaml:1",
        "x.yaml:3",
        "x.yaml:6",
    ]


@pytest.mark.parametrize("name", [one for one in NAMES if one.endswith("-camera")])
@pytest.mark.parametrize("types", ["", "<d:Types>dn:NetworkVideoTransmitter</d:Types>"])
def test_a_camera_matches_a_probe_and_our_parser_reads_it(name, types):
    one = play(name)
    services = [each for each in one.character.services if each.speaks == "wsdiscovery"]
    for service in services:
        (said,) = wsdiscovery.answer(QUESTION.format(types).encode(), service, one)
        (read,) = ours.parse(said.data).matches
        assert "NetworkVideoTransmitter" in read.types
        where = one.fill(service.word("xaddrs", "http://$address/onvif/device_service"))
        assert list(read.addresses) == where.split()
        hardware = one.fill(service.word("hardware", "$model"))
        assert f"onvif://www.onvif.org/hardware/{hardware}" in read.scopes


def test_nobody_answers_a_probe_for_something_else():
    types = "<d:Types>wsdp:Device wprt:PrintDeviceType</d:Types>"
    service = Service(speaks="wsdiscovery", port=3702, words={})
    assert wsdiscovery.answer(QUESTION.format(types).encode(), service, play("axis-camera")) == ()


def test_what_is_outside_is_never_an_address_of_a_declared_network():
    found = outside.targets("10.20.2.14")
    for _ in range(1000):
        try:
            one = ip_address(next(found).strip("[]"))
        except ValueError:
            continue
        assert not str(one).startswith("10.")
