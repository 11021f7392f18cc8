"""Doors that were seen open: what was read leads to which code, severity and grade."""

from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from camaudit import data
from camaudit.checks import run
from camaudit.checks.around import Around
from camaudit.checks.exposure import is_weak
from camaudit.checks.subject import Subject, knowledge
from camaudit.geo.place import Place, Where
from camaudit.model.device import Device
from camaudit.model.endpoint import Endpoint
from camaudit.model.grade import Grade
from camaudit.model.identity import Answer, Identity
from camaudit.model.observation import Action, Channel, Fact, Flow, Initiator, Seen
from camaudit.rulebook.load import load

ABOUT = Endpoint("00:00:5e:00:53:01", ip_address("192.0.2.10"))
SEEN = Seen(1_795_075_200.0, "lobby.pcap", "frame 1")  # 19 November 2026
NOTHING = Answer(value=None, grade=Grade.UNKNOWN, evidence=(), rivals=())
IDENTITY = Identity(
    device="dev-000000000001",
    maker=NOTHING,
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


class OnePlace:
    """Puts every address into one place, but for those that a provider shares out."""

    def judge(self, address, *_):
        shared = address in ip_network("100.64.0.0/10")
        return Place(
            address=address,
            where=Where.NOT_PUBLIC if shared else Where.ELSEWHERE,
            country_a="DE",
            country_b="DE",
            label="Germany",
            operator=None,
            number=None,
            sources="DE (tables)",
        )


@pytest.fixture(name="known", scope="module")
def _known():
    return knowledge(load([data.folder("rules")]), OnePlace())


@pytest.fixture(name="told")
def _told(known):
    def tell(*facts, flows=(), around=None, imitation=False):
        device = replace(Device.bare(1, facts=facts, mac=ABOUT.mac), flows=tuple(flows))
        found = run(
            Subject(
                device=device,
                identity=replace(IDENTITY, imitation=imitation),
                known=replace(known, around=around or Around()),
            )
        )
        return [(one.code, str(one.severity), str(one.grade)) for one in found]

    return tell


def fact(channel, value, count=1):
    return Fact(
        about=ABOUT, channel=Channel(channel), value=value, port=443, seen=SEEN, count=count
    )


def flow(initiator=Initiator.PEER, *, answered=1, transport="tcp", peer="11.0.0.20", held_on=None):
    return Flow(
        about=ABOUT,
        peer=ip_address(peer),
        peer_port=None,
        transport=transport,
        initiator=initiator,
        tries=2,
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
        local_port=80,
        held_on=held_on,
    )


@pytest.mark.parametrize(
    ("channel", "value", "expected"),
    [
        ("telnet.banner", "example login:", ("exposure.telnet", "warning", "confirmed")),
        ("ftp.banner", "FTP ready", ("exposure.ftp", "decision", "confirmed")),
        ("http.open", "/ISAPI/System/x", ("exposure.open-interface", "warning", "confirmed")),
        ("http.fetched", "/fw/x.bin", ("exposure.firmware-in-clear", "warning", "likely")),
        ("tls.key", "RSA 1024, SHA256", ("exposure.certificate-weak", "decision", "confirmed")),
        ("tls.key", "RSA 2048, SHA256", None),
        ("tls.until", "2026-11-18", ("exposure.certificate-expired", "decision", "confirmed")),
        ("tls.until", "2026-11-19", None),
        ("tls.print", "00" * 16, None),
        ("router.mapping", "asked: tcp 8000", ("exposure.port-mapping", "warning", "likely")),
        ("router.mapping", "granted: tcp 80", ("exposure.port-mapping", "warning", "confirmed")),
        ("sadp.cloud", "true", ("exposure.cloud-on", "decision", "confirmed")),
        ("sadp.cloud", "false", None),
        ("pppp.device", "registers", ("exposure.peer-to-peer", "decision", "likely")),
        ("http.clock", "3 days behind", ("exposure.clock", "decision", "likely")),
        ("rtsp.clock", "61 minutes ahead", ("exposure.clock", "decision", "likely")),
        ("onvif.clock", "60 minutes ahead", None),
        ("ntp.clock", "47 years behind", None),
        ("ntp.clock", "in step", None),
    ],
)
def test_what_was_read_leads_to_its_code(channel, value, expected, told):
    assert told(fact(channel, value)) == ([expected] if expected else [])


def test_an_offset_of_ntp_counts_where_it_comes_again(told):
    assert told(fact("ntp.clock", "47 years behind", count=2)) == [
        ("exposure.clock", "decision", "likely")
    ]


def test_two_protocols_that_agree_confirm_a_wrong_clock(told):
    both = (fact("http.clock", "3 days behind"), fact("rtsp.clock", "3 days behind"))
    assert told(*both) == [("exposure.clock", "decision", "confirmed")]


def test_a_key_is_shared_where_another_device_here_has_it(told):
    said = fact("tls.print", "ab" * 16)
    assert told(said, around=Around(keys={"ab" * 16: 1})) == []
    assert told(said, around=Around(keys={"ab" * 16: 2})) == [
        ("exposure.certificate-shared", "warning", "confirmed")
    ]


@pytest.mark.parametrize(
    ("text", "weak"),
    [
        ("RSA 512, SHA256", True),
        ("RSA 2047, SHA256", True),
        ("RSA 4096, SHA1", True),
        ("RSA 2048, MD5", True),
        ("EC 256, SHA256", False),
        ("EC 192, SHA256", True),
        ("DSA 1024, SHA256", True),
        ("other", False),
        ("", False),
    ],
)
def test_a_weak_key_or_hash_is_told(text, weak):
    assert is_weak(text) is weak


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (flow(), [("exposure.reached", "urgent", "confirmed")]),
        (flow(transport="udp"), [("exposure.reached", "warning", "possible")]),
        (flow(answered=0), []),
        (flow(peer="10.9.9.9"), []),
        (flow(peer="100.64.1.1"), []),
        (flow(held_on=1.0), [("exposure.reached", "warning", "possible")]),
        (flow(Initiator.LOCAL), []),
        (flow(Initiator.UNKNOWN), []),
    ],
)
def test_who_began_and_whether_it_answered_decides(given, expected, told):
    assert told(flows=(given,)) == expected


def test_software_on_a_computer_has_no_doors_of_a_camera(told):
    assert told(fact("telnet.banner", "login:"), imitation=True) == []
