"""Old services and neighbours in a capture that scapy wrote: tshark reads of them what we read."""

import os
import shutil
import subprocess

import pytest
from scapy.asn1.asn1 import ASN1_OID, ASN1_STRING
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import LLC, SNAP, Dot3, Ether
from scapy.layers.snmp import SNMP, SNMPresponse, SNMPtrapv1, SNMPvarbind
from scapy.packet import Raw
from scapy.utils import wrpcap

from camaudit.capture.windows import CaptureReader
from camaudit.dissect.dispatch import Reader
from camaudit.model.endpoint import Endpoints
from camaudit.model.observation import Channel, Fact
from camaudit.model.progress import Silent

TSHARK = shutil.which("tshark")
pytestmark = pytest.mark.skipif(TSHARK is None and not os.environ.get("CI"), reason="no tshark")

LINK = Ether(src="00:00:5e:00:53:09", dst="00:00:5e:00:53:01")
DESCR, OBJECT = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0"
ENTERPRISE = "1.3.6.1.4.1.39165.1.1.200"
VIA = "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1\r\nCSeq: 1 OPTIONS\r\n"
DATAGRAMS = [
    (161, SNMP(version=1, PDU=SNMPresponse(varbindlist=[
        SNMPvarbind(oid=ASN1_OID(DESCR), value=ASN1_STRING(b"Network Camera; " + b"x" * 200)),
        SNMPvarbind(oid=ASN1_OID(OBJECT), value=ASN1_OID(ENTERPRISE)),
    ]))),
    (161, SNMP(version=0, PDU=SNMPresponse(varbindlist=[
        SNMPvarbind(oid=ASN1_OID(OBJECT), value=ASN1_OID("1.3.6.1.4.1.1004849.2")),
    ]))),
    (50_000, SNMP(version=0, PDU=SNMPtrapv1(
        enterprise=ASN1_OID("1.3.6.1.4.1.368.4"), agent_addr="192.0.2.10", generic_trap=1,
        specific_trap=0, time_stamp=5, varbindlist=[],
    ))),
    (5_060, Raw(f"OPTIONS sip:a@192.0.2.5 SIP/2.0\r\n{VIA}User-Agent: Acme IPC\r\n\r\n".encode())),
    (3_478, Raw(bytes.fromhex(
        "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147"
        "e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96"
    ))),
    (5_060, Raw(
        f"SIP/2.0 200 OK\r\n{VIA}Contact: <sip:192.0.2.10>\r\nServer: Acme PBX\r\n\r\n".encode()
    )),
]  # fmt: skip
MAC = bytes.fromhex("00005e005309")
FRAMES = [
    Ether(src="00:00:5e:00:53:09", dst="01:80:c2:00:00:0e", type=0x88CC)
    / Raw(
        b"\2\7\4" + MAC + b"\4\7\3" + MAC + b"\6\2\0\x78" + b"\x0a\x08hall-cam"
        b"\x0c\x0cAcme AC-2001"
        + b"\xfe\x0b\0\x12\xbb\x0aAC-2001"
        + b"\xfe\x08\0\x12\xbb\x09Acme"
        + b"\0\0"
    ),
    Dot3(src="00:00:5e:00:53:0a", dst="01:00:0c:cc:cc:cc")
    / LLC()
    / SNAP(OUI=0x0C, code=0x2000)
    / Raw(b"\2\xb4\0\0\0\1\0\x09cam-9\0\3\0\x08eth0\0\5\0\x0bAcme V4\0\6\0\x08Acme"),
    Ether(src="00:00:5e:00:53:09", dst="01:00:5e:00:00:16")
    / IP(src="192.0.2.10", dst="224.0.0.22", ttl=1, proto=2)
    / Raw(bytes.fromhex("220006070000000203000000e00000fb04000000effffffa")),
]
GREETING = b"220 Gate Camera 4.40 ready.\r\n"
TELNET = b"\xff\xfd\x01\xff\xfb\x03\r\nGate\r\nhall login: "
COLUMNS = {
    "snmp.value.octets": Channel.SNMP_DESCR,
    "snmp.value.oid": Channel.SNMP_OID,
    "snmp.enterprise": Channel.SNMP_OID,
    "sip.User-Agent": Channel.SIP_AGENT,
    "sip.Server": Channel.SIP_AGENT,
    "ftp.response.arg": Channel.FTP_BANNER,
    "telnet.data": Channel.TELNET_BANNER,
    "lldp.tlv.system.name": Channel.LLDP_NAME,
    "lldp.tlv.system.desc": Channel.LLDP_DESCR,
    "lldp.media.model": Channel.LLDP_MODEL,
    "lldp.media.manufacturer": Channel.LLDP_MANUFACTURER,
    "cdp.deviceid": Channel.CDP_NAME,
    "cdp.platform": Channel.CDP_PLATFORM,
    "cdp.software_version": Channel.CDP_VERSION,
    "stun.att.software": Channel.STUN_SOFTWARE,
    "stun.att.ipv4": Channel.STUN_MAPPED,
    "igmp.maddr": Channel.GROUP_JOINED,
}


@pytest.fixture(name="capture", scope="module")
def _capture(tmp_path_factory):
    packets = []
    for port, payload in DATAGRAMS:
        to = 162 if port == 50_000 else 50_001 if port == 161 else 5_060
        packets.append(IP(src="192.0.2.10", dst="192.0.2.5") / UDP(sport=port, dport=to) / payload)
    for port, data in ((21, GREETING), (23, TELNET)):
        camera, viewer = (
            {"src": "192.0.2.10", "dst": "192.0.2.5"},
            {"src": "192.0.2.5", "dst": "192.0.2.10"},
        )
        out, back = {"sport": port, "dport": 40_000}, {"sport": 40_000, "dport": port}
        packets.append(IP(**viewer) / TCP(**back, flags="S", seq=9))
        packets.append(IP(**camera) / TCP(**out, flags="SA", seq=99, ack=10))
        packets.append(IP(**viewer) / TCP(**back, flags="A", seq=10, ack=100))
        packets.append(IP(**camera) / TCP(**out, flags="PA", seq=100, ack=10) / Raw(data))
    path = tmp_path_factory.mktemp("services") / "services.pcap"
    wrpcap(str(path), [*(LINK / one for one in packets), *FRAMES])
    return path


def theirs(path):
    assert TSHARK is not None, "CI installs tshark: see .ci/run"
    words = [TSHARK, "-r", str(path), "-n", "-T", "fields", "-E", "separator=/t"]
    words += ["-E", "aggregator=\x01", *[word for column in COLUMNS for word in ("-e", column)]]
    done = subprocess.run(words, capture_output=True, check=True)
    found = {channel: set() for channel in COLUMNS.values()}
    for line in done.stdout.decode().split("\n"):
        for (column, channel), field in zip(COLUMNS.items(), line.split("\t"), strict=False):
            texts = {one for one in field.split("\x01") if one}
            if column == "snmp.value.octets":
                texts = {bytes.fromhex(one).decode() for one in texts}
            if column == "telnet.data":  # line ends are written out
                texts = {one for text in texts for one in text.replace("\\r\\n", "").split("\n")}
            if column == "igmp.maddr":  # groups that are left are listed too
                texts -= {"224.0.0.251"}
            found[channel] |= {" ".join(one.split()) for one in texts if one.strip()}
    return found


def test_services_are_read_as_tshark_reads_them(capture):
    endpoints = Endpoints()
    frames = CaptureReader(capture, "a.pcap", lambda ip: ip.is_private, endpoints, Silent())
    reader = Reader(None, endpoints, "a.pcap")
    said = [one for frame in frames.frames() for one in reader.read(frame)]
    said += reader.finish()
    assert reader.shortfalls() == []
    ours = {channel: set() for channel in COLUMNS.values()}
    for one in said:
        if isinstance(one, Fact):
            ours[one.channel].add(one.value)
    assert ours == theirs(capture)
    assert all(ours.values())
