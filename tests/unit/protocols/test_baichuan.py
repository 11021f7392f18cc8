"""Who speaks Baichuan: the server, in its own first bytes."""

from ipaddress import ip_address

import pytest

from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoints
from camaudit.model.frame import Frame
from camaudit.model.observation import Channel

CAMERA, PHONE = ip_address("192.0.2.10"), ip_address("192.0.2.20")
ANSWER = bytes.fromhex("f0debc0a01000000910000000000000102dd1466")
ASK = bytes.fromhex("f0debc0a01000000000000000000000100001465")


def frame(number, payload, *, from_camera):
    ends = ((CAMERA, PHONE), (9000, 50000)) if from_camera else ((PHONE, CAMERA), (50000, 9000))
    (source, target), (source_port, target_port) = ends
    macs = ("00:00:5e:00:53:01", "00:00:5e:00:53:02")
    return Frame(
        number, float(number), *(macs if from_camera else macs[::-1]), 0x0800, source, target, 64,
        6, source_port, target_port, 1, 0x18, payload, cut=False, vlan=None,
    )  # fmt: skip


def said(*frames):
    reader = Reader(None, Endpoints(), "lobby.pcap")
    every = [one for each in frames for one in reader.read(each)] + list(reader.finish())
    return [(one.about.ip, one.channel, one.value, one.port) for one in every]


def test_the_server_that_answers_is_marked_and_not_the_phone_that_asks():
    frames = frame(1, ASK, from_camera=False), frame(2, ANSWER, from_camera=True)
    assert said(*frames) == [(CAMERA, Channel.PORT_MARK, "baichuan", 9000)]


@pytest.mark.parametrize("size", [1, 3, 4, 19])
def test_an_answer_in_two_segments_is_one(size):
    first = frame(1, ANSWER[:size], from_camera=True)
    second = frame(2, ANSWER[size:], from_camera=True)._replace(sequence=1 + size)
    assert said(first, second) == [(CAMERA, Channel.PORT_MARK, "baichuan", 9000)]


def test_a_phone_alone_marks_nobody():
    assert said(frame(1, ASK, from_camera=False)) == []
