"""What a device description says of the server that sent it."""

from ipaddress import ip_address

from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import MAX_VALUE, Channel, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import upnp

SERVER = Endpoint(None, ip_address("192.0.2.10"))
CLIENT = Endpoint(None, ip_address("192.0.2.20"))
TALK = Talk(SERVER, 8021, CLIENT, 40000, Seen(100.0, "lobby.pcap", "frame 1"))


def said(device):
    facts = list(
        upnp.observations(upnp.parse(f"<root><device>{device}</device></root>".encode()), TALK)
    )
    assert all((fact.about, fact.port) == (SERVER, 8021) for fact in facts)
    return [(fact.channel, fact.value) for fact in facts]


def test_every_field_has_its_channel():
    device = (
        "<deviceType>t</deviceType><friendlyName>n</friendlyName><manufacturer>m</manufacturer>"
        "<modelName>mn</modelName><modelNumber>1</modelNumber><serialNumber>s</serialNumber>"
        "<UDN>uuid:1</UDN><presentationURL>http://192.0.2.10/</presentationURL>"
    )
    assert said(device) == [
        (Channel.UPNP_DEVICE_TYPE, "t"),
        (Channel.UPNP_NAME, "n"),
        (Channel.UPNP_MANUFACTURER, "m"),
        (Channel.UPNP_MODEL, "mn"),
        (Channel.UPNP_MODEL_NUMBER, "1"),
        (Channel.UPNP_SERIAL, "s"),
    ]


def test_devices_within_add_what_is_new_and_repeat_nothing():
    inner = "<device><manufacturer>m</manufacturer><modelName>{}</modelName>{}</device>"
    deeper = "<deviceList><device><modelName>deeper</modelName></device></deviceList>"
    listed = inner.format("a", deeper) + inner.format("b", "")
    assert said(f"<manufacturer>m</manufacturer><deviceList>{listed}</deviceList>") == [
        (Channel.UPNP_MANUFACTURER, "m"),
        (Channel.UPNP_MODEL, "a"),
        (Channel.UPNP_MODEL, "b"),
    ]


def test_empty_fields_are_no_facts():
    assert said("<manufacturer/><modelName>  </modelName>") == []


def test_a_value_is_cut_to_what_is_kept():
    ((_, value),) = said(f"<modelName>{'x' * 5000}</modelName>")
    assert len(value) == MAX_VALUE


def test_no_more_devices_are_read_than_the_limit():
    listed = "".join(f"<device><modelName>{n}</modelName></device>" for n in range(40))
    assert len(said(f"<deviceList>{listed}</deviceList>")) == upnp.MAX_EMBEDDED
