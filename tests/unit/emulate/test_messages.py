"""What the cast says on the wire: the bytes that the facts give, and as our parsers read them."""

import json
import re
import struct

import pytest

from camaudit.emulate import cast
from camaudit.emulate.character import Service
from camaudit.emulate.player import Player
from camaudit.emulate.speeches import SPEECHES
from camaudit.protocols import (
    bosch,
    dahua5050,
    dhdiscover,
    dns,
    foscam,
    hanwha,
    mhed,
    reolink,
    sadp,
    sadp_link,
    sony,
    ssdp,
    tvt_search,
    ubiquiti,
    vision360,
    vivotek,
    vstarcam,
    wsdiscovery,
    xiongmai,
)

ADDRESS = "192.0.2.61"
SADP = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<Probe><Uuid>5B1E0C5A-0000-4000-8000-0000000000AA'
    b"</Uuid><Types>%s</Types></Probe>"
)
DHIP = bytes.fromhex("2000000044484950" + "00" * 8 + "3b00000000000000" * 2)
DHIP += b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}\n'
XM = bytes.fromhex("ff0000000000000000000000" + "0000fa0500000000")
EMBEDDED = "urn:schemas-upnp-org:service:EmbeddedNetDeviceControl:1"
MHED = b"MHED\x08\0\x01\0\x01\0\0\0" + bytes(128)
BOSCH = bytes.fromhex("9939a42700000007ff0006de")
SMALL = {
    "hanwha": (b"\x01" + bytes(261), hanwha.parse),
    "bosch": (BOSCH, bosch.parse),
    "vivotek": (bytes.fromhex("024a5d8f1c"), vivotek.parse),
    "ubiquiti": (bytes.fromhex("01000000"), ubiquiti.parse),
    "reolink": (bytes.fromhex("aaaa0000"), reolink.parse),
}


def player_of(name):
    one = cast.find(name)
    return Player(one, ADDRESS, f"{one.block}:33:44:55")


def said(character, speaks, question, **words):
    """Ask one service of a character; give its datagrams and the player."""
    player = player_of(character)
    found = [one for one in player.character.services if one.speaks == speaks and not words]
    service = found[0] if found else Service(speaks=speaks, port=1, words=words)
    return SPEECHES[speaks].answer(question, service, player), player


def search(target):
    head = 'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\n'
    return f"{head}ST: {target}\r\n\r\n".encode()


def question(*names, unicast=False):
    """Write a question of multicast DNS."""
    made = b"".join(
        b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
        + struct.pack(">BHH", 0, 12, 0x8001 if unicast else 1)
        for name in names
    )
    return struct.pack(">6H", 7, 0, len(names), 0, 0, 0) + made


def test_sadp_says_every_element_that_the_facts_name():
    (one,), player = said("hikvision-camera", "sadp", SADP % b"inquiry")
    fields = dict(sadp.parse(one.data).fields)  # names in lower case
    assert fields["devicedescription"] == "DS-2CD2143G2-I"
    assert fields["devicesn"] == f"DS-2CD2143G2-I20240102AAWR{0x334455:09d}"
    assert fields["mac"] == "44-19-b6-33-44-55"
    assert fields["ipv4address"] == ADDRESS
    assert fields["softwareversion"] == "V5.7.3build 220112"
    assert (fields["activated"], fields["oeminfo"]) == ("true", "N/A")
    assert b"<Uuid>5B1E0C5A-0000-4000-8000-0000000000AA</Uuid>" in one.data
    assert one.to == "asker"
    assert player.counts.asked == {"sadp inquiry": 1}


@pytest.mark.parametrize(
    ("name", "speaks", "question", "noted"),
    [
        pytest.param(
            "hikvision-camera", "sadp", SADP % b"update", {"sadp update": 1}, id="sadp-update"
        ),
        pytest.param("hikvision-camera", "sadp", b"<Probe/>", {}, id="sadp-nothing"),
        pytest.param(
            "dahua-camera",
            "dhdiscover",
            DHIP.replace(b"DHDiscover.search", b"DHDiscover.setCfg"),
            {"dhip DHDiscover.setCfg": 1},
            id="dhip-other-method",
        ),
        pytest.param("dahua-camera", "dhdiscover", DHIP[32:], {}, id="dhip-bare-json"),
        pytest.param(
            "xiongmai-camera",
            "xiongmai",
            XM.replace(b"\xfa\x05", b"\xe8\x03"),
            {"xiongmai 1000": 1},
            id="xiongmai-login",
        ),
        pytest.param(
            "tvt-camera",
            "mhed",
            MHED.replace(b"\x01\0\x01\0\0\0", b"\x01\0\x03\0\0\0"),
            {"mhed 3": 1},
            id="mhed-set",
        ),
        pytest.param("tvt-recorder", "ssdp", search("ssdp:all"), {}, id="tvt-other-search"),
        pytest.param("axis-camera", "ssdp", search("urn:other"), {}, id="ssdp-other-type"),
        pytest.param("axis-camera", "mdns", question("_ipp._tcp.local"), {}, id="mdns-other"),
    ],
)
def test_what_is_no_search_is_not_answered_but_noted(name, speaks, question, noted):
    answers, player = said(name, speaks, question)
    assert answers == ()
    assert player.counts.asked == noted


def test_dhdiscover_has_the_header_of_the_facts_and_both_lengths():
    (one,), _ = said("dahua-honeywell", "dhdiscover", DHIP)
    head, body = one.data[:32], one.data[32:]
    size = struct.pack("<I", len(body))
    assert head == b"\x20\0\0\0DHIP" + bytes(8) + size + bytes(4) + size + bytes(4)
    read = dhdiscover.parse(one.data)
    assert read.method == "client.notifyDevInfo"
    info = json.loads(body)["params"]["deviceInfo"]
    assert (info["Vendor"], info["DeviceClass"], info["Init"]) == ("Honeywell", "IPC", 150)
    assert one.to == "asker"


def test_a_recorder_tells_its_channels_as_remote_ones():
    (one,), _ = said("dahua-recorder", "dhdiscover", DHIP)
    info = json.loads(one.data[32:])["params"]["deviceInfo"]
    assert (info["VideoInputChannels"], info["RemoteVideoInputChannels"]) == (0, 8)


def test_dhdiscover_answers_the_group_unless_asked_to_answer_alone():
    together = DHIP.replace(b'"uni":1', b'"uni":0')
    (one,), _ = said("dahua-camera", "dhdiscover", together)
    assert one.to == "group"


def test_xiongmai_answers_by_broadcast_with_message_1531():
    (one,), player = said("xiongmai-camera", "xiongmai", XM)
    assert one.to == "broadcast"
    direction, number = one.data[1], int.from_bytes(one.data[14:16], "little")
    assert (one.data[0], direction, number) == (0xFF, 1, 1531)
    assert int.from_bytes(one.data[16:20], "little") == len(one.data) - 20
    assert one.data.endswith(b"\n\0")
    told = json.loads(one.data[20:-2])["NetWork.NetCommon"]
    assert told["HostIP"] == "0x3D0200C0"  # 192.0.2.61, its little-endian number
    assert xiongmai.parse(one.data).answer
    assert player.counts.asked == {"xiongmai 1530": 1}


def test_mhed_has_each_field_at_the_offset_of_the_facts():
    player = player_of("tvt-provision")
    service = next(one for one in player.character.services if one.speaks == "mhed")
    (one,) = SPEECHES["mhed"].announce(service, player)
    data = one.data
    assert len(data) == 240
    assert data[:12] == bytes.fromhex("4d4845440800010002000000")
    assert data[32:38] == bytes.fromhex("a0e025334455")
    assert data[40:48] == bytes([192, 0, 2, 61, 255, 255, 255, 0])
    assert data[56:64] == bytes.fromhex("bfb3340150002a02")  # 20231103, 80, 554
    read = mhed.parse(data)
    assert (read.model, read.vendor, read.build) == ("I3-340IPE-36", "Provision-ISR", "20231103")
    assert one.to == "234.55.55.56"
    assert SPEECHES["mhed"].answer(MHED, service, player) == (one,)


def test_a_tvt_recorder_answers_its_own_search_alone():
    (one,), _ = said("tvt-recorder", "ssdp", search(EMBEDDED))
    read = tvt_search.parse(one.data)
    assert (read.model, read.firmware, read.mac) == ("TD-3116B2", "1.4.7", "58:5b:69:33:44:55")


@pytest.mark.parametrize(
    ("target", "sorts"),
    [
        pytest.param("upnp:rootdevice", 1, id="root"),
        pytest.param("ssdp:all", 2, id="all"),
    ],
)
def test_ssdp_names_the_place_of_the_description(target, sorts):
    answers, _ = said("axis-camera", "ssdp", search(target))
    assert len(answers) == sorts
    for one in answers:
        heads = dict(ssdp.parse(one.data).headers)
        assert heads["location"] == f"http://{ADDRESS}:49152/rootdesc1.xml"


def test_mdns_answers_all_unless_asked_alone_or_from_another_port():
    name = "_axis-video._tcp.local"
    (one,), _ = said("axis-camera", "mdns", question(name))
    assert one.to == "group"
    (single,), _ = said("axis-camera", "mdns", question(name, unicast=True))
    assert single.to == "asker"
    assert one.data[:2] == b"\0\0"
    assert one.alone[:6] == b"\0\x07\x84\0\0\x01"  # id and question are repeated


def test_mdns_tells_instance_text_and_address():
    (one,), _ = said("axis-camera", "mdns", question("_axis-video._tcp.local"))
    records = dns.parse(one.data).records
    targets = {record.target for record in records}
    assert "AXIS M1065-L - ACCC8E334455._axis-video._tcp.local" in targets
    assert b"macaddress=ACCC8E334455" in {text for record in records for text in record.texts}
    assert ADDRESS in {str(record.address) for record in records}


def test_mdns_lists_its_services():
    (one,), _ = said("printer", "mdns", question("_services._dns-sd._udp.local"))
    found = {record.target for record in dns.parse(one.data).records}
    assert found == {
        "_ipp._tcp.local",
        "_printer._tcp.local",
        "_pdl-datastream._tcp.local",
        "_http._tcp.local",
    }


@pytest.mark.parametrize("speaks", SMALL)
def test_a_makers_small_search_is_answered_as_our_parser_reads_it(speaks):
    asked, parse = SMALL[speaks]
    (one,), player = said(f"{speaks}-camera", speaks, asked)
    read = parse(one.data)
    assert read.answer
    assert (read.mac, str(read.ip)) == (player.mac, ADDRESS)
    assert player.counts.asked == {f"{speaks} search": 1}


@pytest.mark.parametrize(
    ("speaks", "port", "size"),
    [
        pytest.param("hanwha", 7711, 262, id="hanwha"),
        pytest.param("bosch", 1758, None, id="bosch"),
        pytest.param("reolink", 3000, 388, id="reolink"),
        pytest.param("vivotek", None, None, id="vivotek"),
        pytest.param("ubiquiti", None, None, id="ubiquiti"),
    ],
)
def test_a_makers_small_answer_has_the_size_and_port_of_the_facts(speaks, port, size):
    (one,), _ = said(f"{speaks}-camera", speaks, SMALL[speaks][0])
    assert one.port == port
    assert size is None or len(one.data) == size


def test_bosch_answers_in_32_bytes_where_it_has_no_xml():
    (one,), _ = said("bosch-camera", "bosch", BOSCH, form="binary")
    assert len(one.data) == 32
    assert one.data[:8] == BOSCH[:8]
    assert str(bosch.parse(one.data).ip) == ADDRESS


def test_foscam_answers_in_87_bytes_by_broadcast():
    ask = b"MO_I\0\0\0" + bytes(8) + struct.pack("<II", 4, 0) + b"\0\0\0\x01"
    (one,), _ = said("foscam-camera", "foscam", ask)
    assert (len(one.data), one.to) == (87, "broadcast")
    read = foscam.parse(one.data)
    assert (read.name, str(read.ip)) == ("FI9821W", ADDRESS)


@pytest.mark.parametrize(
    "name",
    sorted(
        path.stem for path in cast.CAST.glob("*.yaml") if "speaks: wsdiscovery" in path.read_text()
    ),
)
def test_hello_and_match_say_the_same(name):
    player = player_of(name)
    service = next(one for one in player.character.services if one.speaks == "wsdiscovery")
    speech = SPEECHES["wsdiscovery"]
    (hello,) = speech.announce(service, player)
    asked = "<a:MessageID>urn:uuid:1</a:MessageID><a:Action>x/discovery/Probe</a:Action>"
    (match,) = speech.answer(asked.encode(), service, player)
    first, second = wsdiscovery.parse(hello.data), wsdiscovery.parse(match.data)
    assert (first.kind, second.kind) == ("Hello", "ProbeMatches")
    assert first.matches == second.matches
    relates = re.search(rb"<wsa:RelatesTo>([^<]*)<", match.data)
    assert relates[1] == b"urn:uuid:1"


MORE = {
    "sony-camera": ("sony", b"\x02ENQ:allinfo\xff\x03", sony.parse),
    "vstarcam-camera": ("vstarcam", bytes.fromhex("44480101"), vstarcam.parse),
    "vision360-camera": ("360vision", b"DISCOVER\n", vision360.parse),
    "dahua-recorder": (
        "dahua5050",
        bytes.fromhex("a3010001").ljust(16, b"\0") + b"\x02".ljust(16, b"\0"),
        dahua5050.parse,
    ),
}


@pytest.mark.parametrize("name", MORE)
def test_an_older_search_is_answered_as_our_parser_reads_it(name):
    speaks, asked, parse = MORE[name]
    (one,), player = said(name, speaks, asked)
    read = parse(one.data)
    assert read.answer
    assert read.mac == player.mac
    assert name == "vision360-camera" or str(read.ip) == ADDRESS
    assert player.counts.asked == {f"{speaks} search": 1}
    assert said(name, speaks, asked[:-1])[0] == ()


LINK = bytes.fromhex("21020142 00000001 0604 03 00 0000 001122334455 c0000201 ffffffffffff")
LINK = LINK.ljust(66, b"\0")


def test_sadp_answers_below_ip_with_246_bytes_and_a_right_check():
    (one,), player = said("hikvision-camera", "sadp-link", LINK)
    data = one.data
    assert (len(data), data[:4], data[10]) == (246, b"\x21\x01\x01\xf6", 4)
    assert data[14:24] == player.raw_mac + bytes([192, 0, 2, 61])
    assert data[24:34] == bytes.fromhex("001122334455c0000201")
    blank = data[:12] + b"\0\0" + data[14:]
    assert int.from_bytes(data[12:14], "big") == sadp_link.check(blank)
    read = sadp_link.parse(data)
    assert (read.serial, read.firmware) == (player.fill("$serial"), "V5.7.3build 220112")
    assert player.counts.asked == {"sadp-link 3": 1}


@pytest.mark.parametrize("kind", [2, 6, 10, 12, 16])
def test_what_would_change_a_device_below_ip_is_noted_and_not_answered(kind):
    answers, player = said("hikvision-camera", "sadp-link", LINK[:10] + bytes([kind]) + LINK[11:])
    assert (answers, player.counts.asked) == ((), {f"sadp-link {kind}": 1})
