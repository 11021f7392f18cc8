"""Who speaks PPPP as a device, and how little of its id is kept."""

from ipaddress import ip_address

import pytest

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import pppp

CAMERA = Endpoint("00:00:5e:00:53:01", ip_address("192.0.2.10"))
SERVER = Endpoint(None, ip_address("198.51.100.1"))
TALK = Talk(CAMERA, 25508, SERVER, 32100, Seen(1.0, "lobby.pcap", "frame 1"))
ID = b"TNPUSAE\0" + (123456).to_bytes(4, "big") + b"JDSEL\0\0\0"


def said(kind, body=b""):
    data = bytes([0xF1, kind]) + len(body).to_bytes(2, "big") + body
    return [(one.channel, one.value) for one in pppp.observations(pppp.parse(data), TALK)]


@pytest.mark.parametrize("kind", [0x31, 0x10, 0x14])
def test_a_device_gives_the_series_of_its_id_and_no_more(kind):
    assert said(kind, ID) == [(Channel.PPPP_DEVICE, "TNPUSAE")]


def test_an_enciphered_registration_is_one():
    assert said(0x12, bytes(range(44))) == [(Channel.PPPP_DEVICE, "registers")]


@pytest.mark.parametrize("kind", [0x00, 0x01, 0x13, 0x15, 0x30, 0x41, 0x42, 0xD0, 0xD1, 0xE0, 0xF0])
def test_what_both_ends_or_servers_send_says_nothing(kind):
    assert said(kind, ID) == []
