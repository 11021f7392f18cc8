"""What LLDP and CDP say of a device, and which port of a switch that gives it."""

from ipaddress import ip_address

import pytest

from camaudit.dissect.neighbours import Neighbours
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Binding, BindingHow, Channel, Fact, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import cdp, lldp
from camaudit.protocols.neighbour import Neighbour

SEEN = Seen(100.0, "lobby.pcap", "frame 1")
MAC, SWITCH = "00:00:5e:00:53:09", "00:00:5e:00:53:fe"
ADDRESS = ip_address("192.0.2.10")


def talk(mac):
    return Talk(Endpoint(mac, None), None, Endpoint(None, None), None, SEEN)


def neighbour(**told):
    plain = dict.fromkeys(
        ("mac", "name", "description", "address", "vlan", "manufacturer", "model")
    )
    plain |= {"firmware": None, "serial": None, "chassis": MAC, "port": "eth0", "forwards": False}
    return Neighbour(**plain | told)


CAMERA = neighbour(mac=MAC, address=ADDRESS)
PORT_5 = neighbour(chassis=SWITCH, name="sw-hall", port="1/0/5", forwards=True, vlan=20)
PORT_6 = neighbour(chassis=SWITCH, name="sw-hall", port="1/0/6", forwards=True)


def attached(*said):
    found = Neighbours()
    for mac, one in said:
        found.add(one, talk(mac))
    return [(one.mac, one.ip, one.switch, one.port, one.vlan) for one in found.attachments()]


def test_lldp_tells_the_inventory_and_where_the_device_is():
    said = neighbour(
        mac=MAC, name="hall", description="Acme http://a:b@x/", address=ADDRESS,
        manufacturer="Acme", model="AC-2001", firmware="V4", serial="A1",
    )  # fmt: skip
    found = list(lldp.observations(said, talk(MAC)))
    assert [(one.channel, one.value) for one in found if isinstance(one, Fact)] == [
        (Channel.LLDP_NAME, "hall"),
        (Channel.LLDP_DESCR, "Acme http://[removed]@x/"),
        (Channel.LLDP_MANUFACTURER, "Acme"),
        (Channel.LLDP_MODEL, "AC-2001"),
        (Channel.LLDP_FIRMWARE, "V4"),
        (Channel.LLDP_SERIAL, "A1"),
    ]
    assert [(one.mac, one.ip, one.how) for one in found if isinstance(one, Binding)] == [
        (MAC, ADDRESS, BindingHow.OWN_WORD)
    ]


def test_cdp_tells_name_platform_and_version():
    said = neighbour(name="hall", model="Acme AC-2001", description="V4")
    assert [(one.channel, one.value) for one in cdp.observations(said, talk(MAC))] == [
        (Channel.CDP_NAME, "hall"),
        (Channel.CDP_PLATFORM, "Acme AC-2001"),
        (Channel.CDP_VERSION, "V4"),
    ]


def test_one_switch_port_and_one_device_belong_together():
    ends = [(SWITCH, PORT_5), (MAC, CAMERA)]
    for order in (ends, ends[::-1], ends * 3):
        assert attached(*order) == [(MAC, ADDRESS, "sw-hall", "1/0/5", 20)]


@pytest.mark.parametrize(
    "said",
    [
        [],
        [(MAC, CAMERA)],
        [(SWITCH, PORT_5)],
        [(SWITCH, PORT_5), (SWITCH, PORT_6), (MAC, CAMERA)],
        [(SWITCH, PORT_5), (MAC, CAMERA), ("00:00:5e:00:53:0a", CAMERA)],
        [(SWITCH, PORT_5), (None, CAMERA)],
    ],
)
def test_of_more_or_fewer_ends_nothing_is_said(said):
    assert attached(*said) == []


def test_a_flood_of_ends_is_bounded():
    found = Neighbours()
    for at in range(500):
        found.add(neighbour(port=str(at), forwards=True), talk(SWITCH))
        found.add(CAMERA, talk(f"00:00:5e:00:{at // 256:02x}:{at % 256:02x}"))
    assert len(found._switches) == len(found._devices) == 64


def test_an_announcement_of_endless_fields_is_bounded():
    mac = bytes.fromhex(MAC.replace(":", ""))
    data = b"\2\7\4" + mac + b"\4\7\3" + mac + b"\6\2\0\x78" + b"\x10\0" * 100_000
    assert lldp.parse(data).chassis == MAC
