"""Each question is what it is meant to be: to the bytes documented, to our parsers, to tshark."""

import os
import shutil
import subprocess
from ipaddress import ip_address
from pathlib import Path

import pytest
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether
from scapy.packet import Raw
from scapy.utils import checksum, wrpcap

from camaudit.dissect.discoveries import READERS
from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoints
from camaudit.model.frame import Frame
from camaudit.model.probe import Asked, Level, Transport
from camaudit.protocols import (
    PARSERS,
    asking,
    bosch,
    dahua5050,
    dhdiscover,
    foscam,
    hanwha,
    http,
    mdns,
    mhed,
    onvif,
    questions,
    reolink,
    rtsp,
    sadp,
    sadp_link,
    sony,
    ssdp,
    tls,
    ubiquiti,
    vision360,
    vivotek,
    vstarcam,
    wsdiscovery,
    xiongmai,
)

PAGE = Path(__file__).parents[3] / "docs" / "protocols.md"
TSHARK = shutil.which("tshark")
HOST, OURS, MAC = ip_address("192.0.2.31"), ip_address("192.0.2.1"), "00:11:22:33:44:55"
AGENT = asking.agent("1.2", "it@example.sch.uk, phone 0123")


def payload(probe, address=HOST, port=None, serial=7):
    return probe.payload(
        Asked(
            address=address,
            port=port or (probe.ports or (0,))[0],
            agent=AGENT,
            serial=serial,
            own_mac=MAC,
            own_address=OURS,
        )
    )


def test_the_page_of_protocols_lists_every_question_with_its_ports_and_source():
    told = PAGE.read_text(encoding="utf-8").partition("## What a scan asks")[2]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in told.splitlines()
            if line.startswith("| ") and not line.startswith("| question")]  # fmt: skip
    assert [row[0] for row in rows] == list(questions.ALL)
    for name, goes_to, says, source in rows:
        probe = questions.ALL[name]
        groups = [str(call.group) for call in questions.ASK_GROUP if call.probe is probe]
        ports = ", ".join(map(str, probe.ports))
        told = f"{probe.transport.upper()} {ports}".strip()
        assert goes_to == "; ".join([told, *([", ".join(groups)] if groups else [])])
        assert (says, source) == (probe.says, probe.source)


def test_nobody_is_called_more_than_three_times():
    by_port = {}
    for call in questions.ASK_GROUP:
        key = call.group, call.probe.ports[0]
        by_port[key] = by_port.get(key, 0) + call.times
        assert call.group.is_multicast or str(call.group) == "255.255.255.255"
        assert call.probe.transport is Transport.UDP
        assert call.probe.level is Level.ASK
    assert max(by_port.values()) <= 3
    assert {one.transport for one in questions.LOOK} == {Transport.TCP}
    assert {one.transport for one in questions.ASK_LINK} == {Transport.LINK}


@pytest.mark.parametrize(
    ("probe", "documented"),
    [
        (dhdiscover.SEARCH, b"\x20\0\0\0DHIP" + bytes(8) + b"\x3b" + bytes(7) + b"\x3b" + bytes(7)
         + b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}\n'),
        (xiongmai.SEARCH, bytes.fromhex("ff00000000000000000000000000fa0500000000")),
        (dahua5050.SEARCH, b"\xa3\x01\0\x01" + bytes(12) + b"\x02" + bytes(15)),
        (hanwha.SEARCH, b"\x01" + bytes(261)),
        (bosch.SEARCH, bytes.fromhex("9939a42700000007ff0006de")),
        (vivotek.SEARCH, bytes.fromhex("074a5d8f1c")),
        (foscam.SEARCH, b"MO_I" + bytes(11) + b"\x04\0\0\0\x04\0\0\0\0\0\0\x01"),
        (sony.SEARCH, b"\x02ENQ:allinfo\xff\x03"),
        (ubiquiti.SEARCH, b"\x01\0\0\0"),
        (mhed.QUERY, b"MHED\x08\0\x01\0\x01\0\0\0" + bytes(128)),
        (reolink.SEARCH, b"\xaa\xaa\0\0"),
        (vstarcam.SEARCH, b"DH\x01\x01"),
        (vision360.SEARCH, b"DISCOVER\n"),
    ],
    ids=lambda one: getattr(one, "name", ""),
)  # fmt: skip
def test_a_maker_s_search_is_that_of_the_sources_to_the_byte(probe, documented):
    assert payload(probe) == documented


def test_our_parsers_read_every_search_as_a_question():
    assert not sadp.parse(payload(sadp.INQUIRY)).answer
    assert sadp.parse(payload(sadp.INQUIRY)).get("types") == "inquiry"
    assert dhdiscover.parse(payload(dhdiscover.SEARCH)).method == "DHDiscover.search"
    assert not xiongmai.parse(payload(xiongmai.SEARCH)).answer
    assert mhed.parse(payload(mhed.QUERY)).command == mhed.SEARCH
    assert ssdp.parse(payload(ssdp.SEARCH)).kind is ssdp.Kind.SEARCH
    assert ssdp.parse(payload(ssdp.TVT_SEARCH)).get("man") == '"ssdp:discover"'
    asked = mdns.parse(payload(mdns.QUERY))
    assert not asked.response
    assert ("_axis-video._tcp.local", 12) in asked.questions
    for probe, kind in (
        (wsdiscovery.TRANSMITTER, "NetworkVideoTransmitter"),
        (wsdiscovery.DEVICE, "Device"),
    ):
        message = wsdiscovery.parse(payload(probe))
        assert message.kind == "Probe"
        assert message.matches[0].types == (kind,)
    searches = {
        "hanwha": hanwha.SEARCH, "bosch": bosch.SEARCH, "vivotek": vivotek.SEARCH,
        "foscam": foscam.SEARCH, "sony": sony.SEARCH, "ubiquiti": ubiquiti.SEARCH,
        "reolink": reolink.SEARCH, "vstarcam": vstarcam.SEARCH, "vision360": vision360.SEARCH,
        "dahua5050": dahua5050.SEARCH,
    }  # fmt: skip
    for name, probe in searches.items():
        assert not PARSERS[name](payload(probe)).answer, name
        assert name in READERS


def test_what_is_asked_over_tcp_is_read_as_what_it_is():
    for probe in questions.LOOK:
        sent = payload(probe)
        if probe.name.startswith("rtsp-"):
            request = rtsp.parse_request(sent)
            assert request.method == probe.name[5:].upper()
            assert request.target == "rtsp://192.0.2.31/"
        elif probe is tls.HELLO:
            assert tls.parse(sent) == tls.Handshake(None, (), None)
            continue
        else:
            request = http.parse_request(sent)
            assert request.method == ("POST" if probe.name.startswith("onvif-") else "GET")
            assert request.head.get("host") == "192.0.2.31"
        assert request.size == len(sent)
        assert request.head.get("user-agent") == AGENT
    operations = {
        onvif.parse(http.parse_request(payload(one)).body).operation for one in questions.ONVIF
    }
    assert operations == set(onvif.PRE_AUTH)


def test_an_address_stands_in_brackets_where_it_must_and_its_zone_nowhere():
    scoped = ip_address("fe80::1%eth0")
    assert b"\r\nHost: [fe80::1]:8080\r\n" in payload(questions.FRONT_PAGE, scoped, 8080)
    assert b"OPTIONS rtsp://[fe80::1]:8554/ RTSP" in payload(rtsp.OPTIONS, scoped, 8554)
    assert b"\r\nHOST: [ff02::c]:1900\r\n" in payload(ssdp.SEARCH, ip_address("ff02::c"))


def test_no_two_searches_have_the_same_id():
    sent = [payload(wsdiscovery.TRANSMITTER, serial=number) for number in range(50)]
    sent += [payload(wsdiscovery.DEVICE, serial=number) for number in range(50)]
    assert len(set(sent)) == 100


def test_the_search_below_ip_is_an_inquiry_with_the_check_that_devices_compute():
    frame = payload(sadp_link.INQUIRY)
    body = frame[14:]
    assert frame[:14] == bytes.fromhex("ffffffffffff0011223344558033")
    assert body[:12] == bytes.fromhex("210201420000000706040300")
    assert body[14:34] == bytes.fromhex("001122334455c0000201ffffffffffff00000000")
    assert len(body) == body[3] == 66
    assert not sadp_link.parse(body).answer
    # As over IP, but that the words are read in the other order of bytes (hiktools, sadp.c).
    usual = checksum(body[:12] + b"\0\0" + body[14:])
    assert body[12:14] == usual.to_bytes(2, "little")


def test_our_own_search_makes_nobody_a_device():
    for call in questions.ASK_GROUP:
        probe = call.probe
        reader = Reader(None, Endpoints(), "a.pcap")
        frame = Frame(
            1, 1.0, MAC, None, 0x0800 if call.group.version == 4 else 0x86DD,
            OURS if call.group.version == 4 else ip_address("fe80::1"), call.group, 1, 17,
            call.own_port or 40000, probe.ports[0], 0, 0, payload(probe, call.group),
            cut=False, vlan=None,
        )  # fmt: skip
        said = [*reader.read(frame), *reader.finish()]
        told = {one.value for one in said}
        assert told <= {AGENT}, probe.name
        assert reader.shortfalls() == [], probe.name


@pytest.mark.skipif(TSHARK is None and not os.environ.get("CI"), reason="no tshark")
def test_tshark_finds_every_question_whole(tmp_path):
    packets = []
    for at, probe in enumerate(questions.ALL.values()):
        if probe.transport is Transport.TCP:
            packets += connection(payload(probe), 40_000 + at, probe.ports[0])
    for at, call in enumerate(questions.ASK_GROUP):
        layer = IPv6(src="fe80::1") if call.group.version == 6 else IP(src=str(OURS))
        layer.dst = str(call.group)
        ports = UDP(sport=call.own_port or 41_000 + at, dport=call.probe.ports[0])
        data = Raw(payload(call.probe, call.group))
        packets.append(Ether(src=MAC, dst="ff:ff:ff:ff:ff:ff") / layer / ports / data)
    wrpcap(str(tmp_path / "a.pcap"), packets)
    words = [TSHARK, "-r", str(tmp_path / "a.pcap"), "-n", "-T", "fields", "-E", "separator=|"]
    fields = ["frame.protocols", "_ws.malformed", "_ws.expert.severity", "http.request.method",
              "rtsp.method", "tls.handshake.version", "dns.qry.name"]  # fmt: skip
    done = subprocess.run(
        [*words, *[word for one in fields for word in ("-e", one)]],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    rows = [dict(zip(fields, line.split("|"), strict=True)) for line in done.stdout.splitlines()]
    assert len(rows) == len(packets)
    assert not [row for row in rows if row["_ws.malformed"]]
    errors = [row for row in rows if "8388608" in row["_ws.expert.severity"].split(",")]
    assert not errors
    methods = {row["http.request.method"] for row in rows if "udp" not in row["frame.protocols"]}
    assert methods == {"", "GET", "POST"}
    assert {row["rtsp.method"] for row in rows} == {"", "OPTIONS", "DESCRIBE"}
    assert {row["tls.handshake.version"] for row in rows} == {"", "0x0303"}
    heard = " ".join(row["frame.protocols"] for row in rows)
    for protocol in ("ssdp", "mdns", ":xml", "tls", "rtsp", "http"):
        assert protocol in heard
    assert [row for row in rows if "_axis-video._tcp.local" in row["dns.qry.name"]]


def connection(sent, ours, theirs):
    """Open a connection as tshark wants it, and say one thing on it."""
    link = Ether(src=MAC, dst="00:11:22:33:44:66") / IP(src=str(OURS), dst=str(HOST))
    back = Ether(dst=MAC, src="00:11:22:33:44:66") / IP(src=str(HOST), dst=str(OURS))
    return [
        link / TCP(sport=ours, dport=theirs, flags="S", seq=0),
        back / TCP(sport=theirs, dport=ours, flags="SA", seq=0, ack=1),
        link / TCP(sport=ours, dport=theirs, flags="PA", seq=1, ack=1) / Raw(sent),
    ]


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("it@example.sch.uk", "; contact it@example.sch.uk"),
        ("IT office, 01632 960000", "; contact IT office, 01632 960000"),
        (None, ""),
        ("", ""),
        ("a\r\nCookie: b", "; contact a Cookie: b"),
        ("(a) \\ b", "; contact a b"),
        ("Zoë", "; contact Zo"),
        ("x" * 500, "; contact " + "x" * asking.MAX_AGENT),
    ],
    ids=["mail", "phone", "none", "empty", "lines", "brackets", "letters", "long"],
)
def test_the_agent_tells_whom_to_call_on_one_line(contact, told):
    assert asking.agent("0.1.0", contact) == f"camaudit/0.1.0 (network audit{told})"
