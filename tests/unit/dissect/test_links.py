"""Frames beside TCP: which parser they reach, and what the reader makes of both ends of a cable."""

from scapy.layers.igmp import IGMP
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import LLC, SNAP, Dot3, Ether
from scapy.packet import Raw
from scapy.utils import wrpcap

from camaudit.capture.windows import CaptureReader
from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoints
from camaudit.model.observation import Attachment, Channel, Fact
from camaudit.model.progress import Silent

CAMERA, SWITCH, ROUTER = "00:00:5e:00:53:09", "00:00:5e:00:53:fe", "00:00:5e:00:53:01"
INSIDE, OUTSIDE = "192.0.2.10", "203.0.113.9"
LLDP_GROUP, CDP_GROUP = "01:80:c2:00:00:0e", "01:00:0c:cc:cc:cc"


def field(kind, value):
    return (kind << 9 | len(value)).to_bytes(2) + value


def lldp(mac, port, *more):
    fields = [field(1, b"\4" + bytes.fromhex(mac.replace(":", ""))), field(2, b"\5" + port)]
    data = b"".join([*fields, field(3, b"\0\x78"), *more, field(0, b"")])
    return Ether(src=mac, dst=LLDP_GROUP, type=0x88CC) / Raw(data)


def read(packets, tmp_path):
    path = tmp_path / "a.pcap"
    wrpcap(str(path), packets)
    endpoints = Endpoints()
    frames = CaptureReader(path, "a.pcap", lambda ip: ip.is_private, endpoints, Silent())
    reader = Reader(None, endpoints, "a.pcap")
    said = [one for frame in frames.frames() for one in reader.read(frame)]
    said += reader.finish()
    assert reader.shortfalls() == []
    return said


def facts(packets, tmp_path):
    return [
        (one.about.mac, one.channel, one.value)
        for one in read(packets, tmp_path)
        if isinstance(one, Fact)
    ]


def test_both_ends_of_a_cable_give_the_port_of_the_device(tmp_path):
    said = read([
        lldp(SWITCH, b"Gi1/0/5", field(5, b"sw-hall"), field(7, b"\0\4\0\4"),
             field(127, b"\0\x80\xc2\1\0\x14")),
        lldp(CAMERA, b"eth0", field(6, b"Acme AC-2001"), field(8, b"\5\1\xc0\0\2\x0a\2\0\0\0\1\0")),
        lldp(SWITCH, b"Gi1/0/5", field(5, b"sw-hall"), field(7, b"\0\4\0\4"),
             field(127, b"\0\x80\xc2\1\0\x14")),
    ], tmp_path)  # fmt: skip
    (found,) = (one for one in said if isinstance(one, Attachment))
    assert (found.mac, str(found.ip)) == (CAMERA, INSIDE)
    assert (found.switch, found.port, found.vlan) == ("sw-hall", "Gi1/0/5", 20)
    assert found.seen.place == "frame 1"
    told = {(one.about.mac, one.channel): one for one in said if isinstance(one, Fact)}
    assert told[CAMERA, Channel.LLDP_DESCR].value == "Acme AC-2001"


def test_cdp_is_read_behind_its_snap_head(tmp_path):
    data = b"\2\xb4\0\0" + b"\0\1\0\x08hall" + b"\0\3\0\x08eth0" + b"\0\6\0\x08Acme"
    frame = Dot3(src=CAMERA, dst=CDP_GROUP) / LLC() / SNAP(OUI=0x0C, code=0x2000) / Raw(data)
    assert facts([frame], tmp_path) == [
        (CAMERA, Channel.CDP_NAME, "hall"),
        (CAMERA, Channel.CDP_PLATFORM, "Acme"),
    ]


def test_a_report_of_igmp_is_of_the_host_that_sends_it(tmp_path):
    report = IGMP(type=0x16, gaddr="239.255.255.251")
    frame = Ether(src=CAMERA, dst="01:00:5e:7f:ff:fb") / IP(
        src=INSIDE, dst="239.255.255.251", ttl=1
    )
    assert facts([frame / report], tmp_path) == [(CAMERA, Channel.GROUP_JOINED, "239.255.255.251")]


def test_datagrams_are_known_by_content_or_port(tmp_path):
    def sent(sport, dport, data):
        return (
            Ether(src=CAMERA, dst=ROUTER)
            / IP(src=INSIDE, dst=OUTSIDE, ttl=64)
            / UDP(sport=sport, dport=dport)
            / Raw(data)
        )

    found = facts([
        sent(50_000, 123, b"\x23" + bytes(47)),
        sent(50_000, 40_123, bytes.fromhex("000100082112a442") + bytes(12) + b"\x80\x22\0\4acme"),
        sent(50_000, 5_351, b"\0\2\0\0\x1f\x40\x1f\x40\0\0\x1c\x20"),
    ], tmp_path)  # fmt: skip
    assert found == [
        (CAMERA, Channel.NTP_SERVER, OUTSIDE),
        (CAMERA, Channel.STUN_SOFTWARE, "acme"),
        (CAMERA, Channel.ROUTER_MAPPING, f"asked: tcp 8000 to {INSIDE} port 8000"),
    ]


def test_a_port_asked_for_over_soap_is_told_once_asked_and_once_granted(tmp_path):
    body = (
        b"<Envelope><Body><AddPortMapping><NewExternalPort>8000</NewExternalPort><NewProtocol>TCP"
        b"</NewProtocol><NewInternalPort>80</NewInternalPort><NewInternalClient>192.0.2.10"
        b"</NewInternalClient></AddPortMapping></Body></Envelope>"
    )
    asked = b"POST /ctl HTTP/1.1\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)

    def sent(number, data, *, back=False):
        ends = (INSIDE, OUTSIDE, 40_000, 5_000)
        one, two, sport, dport = (ends[1], ends[0], ends[3], ends[2]) if back else ends
        head = Ether(src=ROUTER if back else CAMERA) / IP(src=one, dst=two, ttl=64)
        return head / TCP(sport=sport, dport=dport, flags="PA", seq=number) / Raw(data)

    def routed(answer):
        said = facts([sent(1, asked), sent(1, answer, back=True)], tmp_path)
        return [value for _, channel, value in said if channel is Channel.ROUTER_MAPPING]

    line = "tcp 8000 to 192.0.2.10 port 80"
    granted = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    refused = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
    assert routed(granted) == [f"asked: {line}", f"granted: {line}"]
    assert routed(refused) == [f"asked: {line}"]
