"""What the makers' own discovery answers say: SADP, DHDiscover, Xiongmai, MHED."""

import json
import struct
from ipaddress import ip_address

import pytest

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Binding, BindingHow, Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import dhdiscover, mhed, sadp, xiongmai

SEEN = Seen(100.0, "lobby.pcap", "frame 1")
CAMERA = Endpoint("00:00:5e:00:53:01", ip_address("192.0.2.31"))
TALK = Talk(CAMERA, 37020, Endpoint(None, ip_address("239.255.255.250")), 37020, SEEN)
OWN = ("00:00:5e:00:53:77", ip_address("192.0.2.77"))


def split(observations):
    found = list(observations)
    bound = [(one.mac, one.ip) for one in found if isinstance(one, Binding)]
    assert {one.how for one in found if isinstance(one, Binding)} <= {BindingHow.OWN_WORD}
    return bound, {one.channel: one.value for one in found if not isinstance(one, Binding)}


def hikvision(**fields):
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in fields.items())
    data = f"<ProbeMatch><Types>inquiry</Types><DeviceSN>A1</DeviceSN>{inner}</ProbeMatch>"
    return split(sadp.observations(sadp.parse(data.encode()), TALK))


def test_sadp_tells_model_firmware_channels_and_binds_its_own_address():
    bound, said = hikvision(
        MAC="00-00-5e-00-53-77",
        IPv4Address="192.0.2.77",
        DeviceDescription="DS-2CD0000-I",
        DeviceType="100001",
        SoftwareVersion="V5.5.82build 190220",
        DSPVersion="V7.3 build 190626",
        AnalogChannelNum="0",
        DigitalChannelNum="16",
        OEMInfo="N/A",
        DetailOEMCode="1",
    )
    assert bound == [OWN]
    assert said == {
        Channel.SADP_SERIAL: "A1",
        Channel.SADP_MODEL: "DS-2CD0000-I",
        Channel.SADP_TYPE: "100001",
        Channel.SADP_FIRMWARE: "V5.5.82build 190220",
        Channel.SADP_DSP: "V7.3 build 190626",
        Channel.SADP_CHANNELS: "analog=0 digital=16",
        Channel.SADP_OEM: "DetailOEMCode=1",
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [("false", "false"), ("0", "false"), ("FALSE", "false"), ("true", "true"), ("1", "true")],
)
def test_sadp_booleans_are_written_in_many_ways(text, value):
    assert hikvision(Activated=text)[1][Channel.SADP_ACTIVATED] == value
    assert hikvision(HCPlatformEnable=text)[1][Channel.SADP_CLOUD] == value


def test_firmware_from_before_activation_says_nothing_of_it():
    assert Channel.SADP_ACTIVATED not in hikvision()[1]


@pytest.mark.parametrize("mac", ["00-00-00-00-00-00", "ff-ff-ff-ff-ff-ff", "none", ""])
def test_a_mac_that_names_no_device_is_not_bound(mac):
    assert hikvision(MAC=mac)[0] == []


def dahua(method="client.notifyDevInfo", **fields):
    body = {"mac": "00:00:5e:00:53:77", "method": method, "params": {"deviceInfo": fields}}
    data = b"\x20\0\0\0DHIP" + bytes(24) + json.dumps(body).encode() + b"\0"
    return split(dhdiscover.observations(dhdiscover.parse(data), TALK))


def test_dhdiscover_tells_class_model_label_and_size():
    bound, said = dahua(
        Vendor="General",
        Manufacturer="Example",
        DeviceClass="NVR",
        DeviceType="NVR0000",
        SerialNo="0A00000PAJ00001",
        Version="3.120.0000.0.R",
        Init=150,
        MachineName="HALL",
        RemoteVideoInputChannels=16,
        VideoInputChannels=0,
        IPv4Address={"IPAddress": "192.0.2.77"},
        IPv6Address={"IPAddress": "fe80::1/64"},
    )
    assert bound == [OWN]
    assert said == {
        Channel.DHIP_VENDOR: "General",
        Channel.DHIP_MANUFACTURER: "Example",
        Channel.DHIP_CLASS: "NVR",
        Channel.DHIP_MODEL: "NVR0000",
        Channel.DHIP_SERIAL: "0A00000PAJ00001",
        Channel.DHIP_FIRMWARE: "3.120.0000.0.R",
        Channel.DHIP_INIT: "150",
        Channel.DHIP_NAME: "HALL",
        Channel.DHIP_CHANNELS: "local=0 remote=16",
    }


def test_a_search_tells_nothing_of_the_tool():
    assert dahua("DHDiscover.search") == ([], {})
    assert split(sadp.observations(sadp.parse(b"<Probe><Types>inquiry</Types></Probe>"), TALK)) == (
        [],
        {},
    )


def xm(**fields):
    body = json.dumps({"NetWork.NetCommon": fields, "Ret": 100}).encode() + b"\n\0"
    data = struct.pack("<BBHIIBBHI", 255, 1, 0, 0, 0, 0, 0, 1531, len(body)) + body
    return split(xiongmai.observations(xiongmai.parse(data), TALK))


def test_xiongmai_writes_its_address_backwards():
    bound, said = xm(
        MAC="00:00:5e:00:53:77",
        HostIP="0x4D0200C0",
        HostName="cam",
        SN="01",
        Version="V5.00",
        ChannelNum=4,
    )
    assert bound == [OWN]
    assert said == {
        Channel.XM_NAME: "cam",
        Channel.XM_SERIAL: "01",
        Channel.XM_FIRMWARE: "V5.00",
        Channel.XM_CHANNELS: "4",
    }


@pytest.mark.parametrize("text", ["", "0x00000000", "0x1FFFFFFFF", "192.0.2.77", "-1"])
def test_an_address_that_is_none_leaves_that_of_the_sender(text):
    assert xm(MAC="00:00:5e:00:53:77", HostIP=text)[0] == [(OWN[0], CAMERA.ip)]


def test_mhed_tells_model_label_and_day_of_its_firmware():
    data = bytearray(240)
    data[:12] = b"MHED" + struct.pack("<HHI", 8, 1, 2)
    for at, part in (
        (12, b"Gate-1"),
        (32, bytes.fromhex("00005e005377")),
        (40, bytes([192, 0, 2, 77])),
    ):
        data[at : at + len(part)] = part
    data[56:60] = (20231103).to_bytes(4, "little")
    data[196:203] = b"EX-9000"
    bound, said = split(mhed.observations(mhed.parse(bytes(data)), TALK))
    assert bound == [OWN]
    assert said == {
        Channel.MHED_NAME: "Gate-1",
        Channel.MHED_MODEL: "EX-9000",
        Channel.MHED_BUILD: "20231103",
    }


@pytest.mark.parametrize("command", [1, 3, 16])
def test_other_messages_of_mhed_tell_nothing(command):
    data = b"MHED" + struct.pack("<HHI", 8, 1, command) + b"x" * 228
    assert split(mhed.observations(mhed.parse(data), TALK)) == ([], {})
