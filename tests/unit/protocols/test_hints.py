"""Groups joined, time and ports asked for, addresses seen outside: what each says of whom."""

from ipaddress import ip_address

import pytest

from camaudit.errors import MalformedError
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import igd, igmp, mld, ntp, portmap, stun
from camaudit.protocols.igmp import Report
from camaudit.protocols.portmap import Mapping

CAMERA = Endpoint("00:00:5e:00:53:09", ip_address("192.0.2.10"))
OTHER = Endpoint(None, ip_address("203.0.113.9"))
AT = 1_468_531_567.0
GRANTED, REFUSED = (
    Mapping(granted=granted, transport="tcp", inside=554, outside=10_554, lifetime=7_200)
    for granted in (True, False)
)


def talk(*, back=False, port=50_000):
    ends = (OTHER, 123, CAMERA, port) if back else (CAMERA, port, OTHER, 123)
    return Talk(*ends, Seen(AT, "lobby.pcap", "frame 1"))


def said(found):
    return [(one.about, one.channel, one.value) for one in found]


def test_a_group_is_a_fact_of_the_host_that_joins():
    groups = (
        "239.255.255.251",
        "224.0.0.1",
        "224.0.0.22",
        "ff02::fb",
        "ff02::1:ff00:5309",
        "ff02::16",
    )
    report = Report(tuple(map(ip_address, groups)))
    for module in (igmp, mld):
        assert said(module.observations(report, talk())) == [
            (CAMERA, Channel.GROUP_JOINED, "239.255.255.251"),
            (CAMERA, Channel.GROUP_JOINED, "ff02::fb"),
        ]


def test_a_report_of_endless_records_is_bounded():
    record = b"\4\0\0\0\xef\1\2"
    data = b"\x22\0\0\0\0\0\xff\xff" + b"".join(record + bytes([at]) for at in range(200))
    assert len(igmp.parse(data).joined) == 64


@pytest.mark.parametrize(
    ("off", "text"),
    [
        (0.0, "in step"),
        (-1.9, "in step"),
        (30.2, "30 seconds ahead"),
        (-119, "119 seconds behind"),
        (-3_600, "60 minutes behind"),
        (86_400 * 1.5, "36 hours ahead"),
        (-86_400 * 600, "600 days behind"),
        (-64_358_658, "745 days behind"),
        (-1_468_531_567, "47 years behind"),
    ],
)
def test_two_clocks_are_said_to_be_apart_in_coarse_steps(off, text):
    expected = text if "745" not in text else "2 years behind"
    assert ntp.apart(off) == expected


def test_a_client_tells_whom_it_asks_and_how_its_clock_goes():
    asks = ntp.Ntp(3, 3, 0, AT - 7_200 * 10)
    assert said(ntp.observations(asks, talk())) == [
        (CAMERA, Channel.NTP_SERVER, "203.0.113.9"),
        (CAMERA, Channel.NTP_CLOCK, "20 hours behind"),
    ]
    for time in (None, AT + 4e7, AT - 2e9):
        assert len(list(ntp.observations(ntp.Ntp(3, 3, 0, time), talk()))) == 1
    to_all = Talk(CAMERA, 123, Endpoint(None, ip_address("255.255.255.255")), 123, talk().seen)
    assert said(ntp.observations(ntp.Ntp(3, 3, 0, None), to_all)) == []


def test_of_a_sender_without_an_address_nothing_is_said():
    nobody = Talk(Endpoint(None, None), None, OTHER, None, talk().seen)
    assert said(igmp.observations(Report((ip_address("239.255.255.250"),)), nobody)) == []


@pytest.mark.parametrize("mode", [1, 2, 4, 5])
def test_servers_and_peers_tell_nothing(mode):
    assert said(ntp.observations(ntp.Ntp(4, mode, 2, AT), talk(back=True))) == []


def test_an_answer_tells_how_the_one_that_asked_is_seen():
    answer = stun.Stun(answers=True, software="relay 1", mapped=ip_address("198.51.100.7"))
    assert said(stun.observations(answer, talk(back=True))) == [
        (OTHER, Channel.STUN_SOFTWARE, "relay 1"),
        (CAMERA, Channel.STUN_MAPPED, "198.51.100.7"),
    ]
    asks = stun.Stun(answers=False, software="cam", mapped=ip_address("198.51.100.7"))
    assert said(stun.observations(asks, talk())) == [(CAMERA, Channel.STUN_SOFTWARE, "cam")]


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (bytes.fromhex("000100002112a442") + bytes(12), True),
        (bytes.fromhex("000100042112a442") + bytes(12), False),
        (bytes.fromhex("000100002112a443") + bytes(12), False),
        (bytes.fromhex("800100002112a442") + bytes(12), False),
        (b"", False),
    ],
)
def test_a_message_is_known_by_cookie_and_length(data, is_one):
    assert stun.is_stun(data) == is_one


def test_a_port_that_is_asked_for_is_said_of_the_one_that_asks():
    assert said(portmap.observations(Mapping(None, "tcp", 554, 0, 7_200), talk())) == [
        (CAMERA, Channel.ROUTER_MAPPING, "asked: tcp any to 192.0.2.10 port 554")
    ]
    assert said(portmap.observations(GRANTED, talk(back=True))) == [
        (CAMERA, Channel.ROUTER_MAPPING, "granted: tcp 10554 to 192.0.2.10 port 554")
    ]


@pytest.mark.parametrize(
    "message",
    [
        None,
        Mapping(None, "tcp", 554, 554, 0),
        REFUSED,
        Mapping(None, "udp", 0, 0, 9),
    ],
)
def test_what_is_refused_or_taken_back_is_no_mapping(message):
    assert said(portmap.observations(message, talk())) == []


@pytest.mark.parametrize("data", [b"\0\0", b"\0\x80" + bytes(10), b"\2\0" + bytes(22)])
def test_other_questions_to_a_router_are_no_mapping(data):
    assert portmap.parse(data) is None


def test_attributes_without_end_are_bounded():
    program = b"\x80\x22\0\4acme"
    data = b"\0\1\1\x08" + stun.COOKIE + bytes(12) + b"\x80\x30\0\0" * 64 + program
    assert stun.parse(data).software is None


def wish(**changed):
    told = {"NewRemoteHost": "", "NewExternalPort": "8000", "NewProtocol": "TCP",
            "NewInternalPort": "80", "NewInternalClient": "192.0.2.10", "NewEnabled": "1",
            "NewPortMappingDescription": "web of hall", "NewLeaseDuration": "0"}  # fmt: skip
    told |= changed
    inner = "".join(
        f"<{name}>{value}</{name}>" for name, value in told.items() if value is not None
    )
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><u:AddPortMapping '
        f'xmlns:u="urn:schemas-upnp-org:service:WANIPConnection:1">{inner}</u:AddPortMapping>'
        "</s:Body></s:Envelope>"
    ).encode()


def test_a_wish_over_soap_tells_port_device_and_name():
    message = igd.parse(wish())
    assert said(igd.observations(message, talk())) == [
        (CAMERA, Channel.ROUTER_MAPPING, "asked: tcp 8000 to 192.0.2.10 port 80"),
        (CAMERA, Channel.ROUTER_NAME, "web of hall"),
    ]
    (granted, _) = said(igd.observations(message, talk(), granted=True))
    assert granted[2] == "granted: tcp 8000 to 192.0.2.10 port 80"


def test_a_wish_for_another_device_names_that_one():
    found = igd.parse(wish(NewInternalClient="192.0.2.11", NewPortMappingDescription=None))
    assert said(igd.observations(found, talk())) == [
        (CAMERA, Channel.ROUTER_MAPPING, "asked: tcp 8000 to 192.0.2.11 port 80")
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"NewProtocol": "SCTP"},
        {"NewProtocol": None},
        {"NewInternalPort": "0"},
        {"NewInternalPort": "65536"},
        {"NewExternalPort": "-1"},
        {"NewExternalPort": "\u0661"},
        {"NewExternalPort": None},
    ],
)
def test_a_wish_that_cannot_be_is_malformed(changed):
    with pytest.raises(MalformedError):
        igd.parse(wish(**changed))


def test_other_actions_are_no_wish():
    for body in (b"<DeletePortMapping/>", b"<GetGenericPortMappingEntry/>", b"AddPort"):
        assert not igd.is_wish(body)
    with pytest.raises(MalformedError):
        igd.parse(b"<a><b>AddPortMapping</b></a>")
