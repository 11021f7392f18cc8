"""Which discovery protocol a datagram is given to, and what comes of it, from frame to fact."""

from ipaddress import ip_address
from pathlib import Path

import pytest
import yaml

from camaudit.dissect import discoveries
from camaudit.dissect.datagrams import datagram_protocol
from camaudit.dissect.dispatch import Reader
from camaudit.errors import MalformedError
from camaudit.model.endpoint import Endpoints
from camaudit.model.frame import Frame
from camaudit.model.observation import Binding, Channel
from camaudit.protocols import nicevision

CASES = Path(__file__).parents[1] / "protocols" / "cases"
PORTS = {  # source and target of an answer
    "bosch": (1757, 1758),
    "dahua5050": (5050, 40000),
    "dlink": (62976, 62976),
    "edimax": (20560, 40000),
    "foscam": (10000, 10000),
    "hanwha": (7701, 7711),
    "kasa": (9999, 40000),
    "nicevision": (40001, 40000),
    "panasonic": (10670, 10669),
    "reolink": (2000, 3000),
    "sony": (2380, 40000),
    "tplink": (20002, 40000),
    "tuya": (49154, 6667),
    "tvt-search": (1900, 40000),
    "ubiquiti": (10001, 40000),
    "v380": (10008, 10009),
    "vision360": (3600, 40000),
    "vivotek": (10000, 40000),
    "vstarcam": (8600, 40000),
}


def answer(name):
    return bytes.fromhex(yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))[0]["hex"])


def frame(payload, ports, *, ethertype=0x0800):
    on_ip = ethertype == 0x0800
    return Frame(
        number=1,
        at=5.0,
        source_mac="00:00:5e:00:53:21",
        target_mac="ff:ff:ff:ff:ff:ff",
        ethertype=ethertype,
        source=ip_address("192.0.2.71") if on_ip else None,
        target=ip_address("255.255.255.255") if on_ip else None,
        hops=64 if on_ip else 0,
        protocol=17 if on_ip else -1,
        source_port=ports[0],
        target_port=ports[1],
        sequence=0,
        flags=0,
        payload=payload,
        cut=False,
        vlan=None,
    )


def read(one):
    reader = Reader(None, Endpoints(), "lobby.pcap")
    return list(reader.read(one)), reader.shortfalls()


def protocols(observations):
    return [
        one.value
        for one in observations
        if not isinstance(one, Binding) and one.channel is Channel.DISCOVERY_PROTOCOL
    ]


def test_every_reader_has_ports_here():
    assert set(PORTS) | set(discoveries.LINK.values()) == set(discoveries.READERS)


@pytest.mark.parametrize("name", PORTS)
def test_an_answer_is_given_to_its_parser_and_read(name):
    assert datagram_protocol(frame(answer(name), PORTS[name])) == name
    found, short = read(frame(answer(name), PORTS[name]))
    assert len(protocols(found)) == 1
    assert short == []


@pytest.mark.parametrize("name", ["bosch", "foscam", "nicevision", "reolink", "tuya", "v380"])
def test_what_has_a_magic_is_known_on_any_port(name):
    assert discoveries.protocol_of(answer(name), 40001, 40000) == name


@pytest.mark.parametrize("ports", [*PORTS.values(), (554, 40000)])
@pytest.mark.parametrize(
    "payload",
    [b"", b"\x80\x60" + bytes(170), b"\x00\x01\x00\x00!\x12\xa4B" + bytes(12), b"GET / HTTP/1.1"],
    ids=["nothing", "RTP", "STUN", "text"],
)
def test_other_traffic_of_the_ports_is_neither_read_nor_counted(ports, payload):
    assert discoveries.protocol_of(payload, *ports) is None


def test_a_damaged_answer_is_counted_with_its_protocol():
    found, short = read(frame(answer("hanwha")[:100], PORTS["hanwha"]))
    assert found == []
    assert [(one.what, one.count) for one in short] == [("hanwha", 1)]


def test_sadp_below_ip_is_read_and_binds_its_address():
    found, short = read(frame(answer("sadp-link"), (0, 0), ethertype=0x8033))
    assert protocols(found) == ["sadp-link"]
    assert [(one.mac, str(one.ip)) for one in found if isinstance(one, Binding)] == [
        ("00:00:5e:00:53:21", "192.0.2.71")
    ]
    assert short == []


def test_a_question_below_ip_makes_no_device():
    cases = yaml.safe_load((CASES / "sadp-link.yaml").read_text("utf-8"))
    (question,) = [one for one in cases if one["name"] == "a question"]
    assert read(frame(bytes.fromhex(question["hex"]), (0, 0), ethertype=0x8033)) == ([], [])


def test_a_sentence_that_begins_with_a_magic_is_no_answer():
    sentence = b"NICE day, by the way: " + b"this is a text that nobody but its reader knows. " * 2
    with pytest.raises(MalformedError):
        nicevision.parse(sentence)
