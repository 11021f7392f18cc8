"""What leaves this computer while it scans, recorded on every cable that it has."""

import os
import shutil
import sys
import time
from ipaddress import IPv4Address, IPv4Network, ip_address

import pytest
from scapy.layers.inet import IP
from scapy.layers.l2 import ARP, Ether
from scapy.utils import rdpcap

from camaudit.emulate.playbill import Part
from camaudit.emulate.spaces import possible
from camaudit.emulate.stage import VIEWER, Network, Stage

CI = bool(os.environ.get("CI"))
NEAR, FAR = IPv4Network("10.20.2.0/24"), IPv4Network("10.30.0.0/24")
CAST = ("hikvision-camera", "dahua-camera", "axis-camera", "printer")
EXCLUDED = NEAR[12]  # the Axis camera, which answers what everybody is asked
LINKS = ("cams", "router")  # the viewer's
ESTATE = """organisation: Example Hill School
{authority}
sites:
  - name: Main building
    networks:
      - {{cidr: 10.20.2.0/24, purpose: cameras}}
    exclude: [10.20.2.12]
"""
AUTHORITY = """authority:
  name: A. Example
  role: network manager
  statement: I may audit the networks below.
  from: {begins}
  until: {ends}
  hours: {hours}"""
# Addresses that a table names: cameras and the printer, the excluded one, others of no network.
OUTSIDE = tuple(map(ip_address, ("192.0.2.1", "198.51.100.7", "203.0.113.9")))
KNOWN = (*(NEAR[n] for n in (10, 11, 12, 13, 0, 255)), FAR[10], FAR[11], *OUTSIDE)
TABLE = "Internet  {0}   5   4419.b600.{1:04x}  ARPA   Vlan20\n"
TCPDUMP = ("tcpdump", "-B", "16384", "-Q", "out", "-U", "-s", "0")
PLANTED = """
import socket
one = socket.socket(type=socket.SOCK_DGRAM)
one.sendto(b"planted", ("{address}", 9))
"""

pytestmark = [
    pytest.mark.skipif(not CI and not possible(), reason="no network can be made"),
    pytest.mark.skipif(not CI and shutil.which("tcpdump") is None, reason="tcpdump is missing"),
]


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    networks = [
        Network(
            name=name,
            prefix=prefix,
            parts=tuple(
                Part(character=one, address=str(prefix[10 + n]), mac=f"{block}:00:00:{n:02x}")
                for n, one in enumerate(CAST)
            ),
            routed=routed,
        )
        for name, prefix, block, routed in (
            ("cams", NEAR, "02:00:01", False),
            ("far", FAR, "02:00:02", True),
        )
    ]
    with Stage(networks, tmp_path_factory.mktemp("stage")) as made:
        yield made


def record(stage, folder, work):
    """Record both of the viewer's cables while something goes on; give the packets it sent."""

    tapes = {name: folder / f"{name}.pcap" for name in LINKS}
    recorders = [stage.start(*TCPDUMP, "-i", name, "-w", str(tape)) for name, tape in tapes.items()]
    until = time.monotonic() + 20
    while not all(tape.exists() and tape.stat().st_size for tape in tapes.values()):
        assert time.monotonic() < until, "tcpdump does not start"
        time.sleep(0.05)
    before = [stage.sent(VIEWER, name) for name in LINKS]
    done = work()
    time.sleep(2)  # a packet stands in the recorder's buffer for a second at most
    counted = sum(stage.sent(VIEWER, name) for name in LINKS) - sum(before)
    for one in recorders:
        one.terminate()
        one.wait(20)
    packets = [packet for tape in tapes.values() for packet in rdpcap(str(tape))]
    assert all(isinstance(packet, Ether) for packet in packets)
    assert len(packets) == counted, "the recording is whole"
    return done, packets


def scan(stage, folder, *paths, authority=AUTHORITY, **given):
    usual = {"begins": "2026-01-01", "ends": "2099-01-01", "hours": "[]"}
    said = authority.format(**{**usual, **given})
    (folder / "estate.yaml").write_text(ESTATE.format(authority=said))
    return stage.run(
        sys.executable, "-m", "camaudit", "audit", *map(str, paths), "--scan", "look",
        "--estate", str(folder / "estate.yaml"), "-o", str(folder / "answer"), limit=400,
    )  # fmt: skip


@pytest.fixture
def quiet(stage):
    """Keep the system itself still: no ARP of its own; IPv6 is off on this stage."""
    for name in LINKS:
        stage.run("ip", "link", "set", name, "arp", "off")
    yield stage
    for name in LINKS:
        stage.run("ip", "link", "set", name, "arp", "on")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"authority": ""}, "no `authority`"),
        ({"begins": "2098-01-01"}, "begins on 2098-01-01"),
        ({"ends": "2026-01-02"}, "ended on 2026-01-02"),
        ({"hours": '["{now}"]'}, "outside the hours"),
    ],
    ids=["no authority", "not yet", "over", "other hours"],
)
def test_not_one_packet_leaves_without_authority(quiet, tmp_path, given, why):
    if "hours" in given:  # an hour that is never now, whenever this runs
        later = (time.localtime().tm_hour + 12) % 24
        given = {"hours": f'["{later:02}:00-{later:02}:30"]'}
    table = tmp_path / "arp.txt"
    table.write_text("".join(TABLE.format(one, n) for n, one in enumerate(KNOWN)))
    done, packets = record(quiet, tmp_path, lambda: scan(quiet, tmp_path, table, **given))
    assert (done.returncode, why in done.stderr) == (4, True), done.stderr
    assert packets == []


@pytest.mark.parametrize("address", ["10.20.2.10", "192.0.2.1"])
def test_one_packet_that_is_planted_is_seen(quiet, tmp_path, address):
    """The control of the test above: it could fail."""
    words = (sys.executable, "-c", PLANTED.format(address=address))
    _, packets = record(quiet, tmp_path, lambda: quiet.run(*words))
    assert [bytes(packet).count(b"planted") for packet in packets] == [1]


def targets(packets):
    """Give the addresses that packets and ARP questions are for, those of groups with their TTL."""
    hosts, shared, questioned, other = set(), set(), set(), []
    for packet in packets:
        if ARP in packet:
            if packet[ARP].op == 1:  # the system answers those who ask for it, whoever they are
                questioned.add(ip_address(packet[ARP].pdst))
        elif IP in packet:
            address = ip_address(packet[IP].dst)
            if address.is_multicast or address == IPv4Address("255.255.255.255"):
                shared.add((address, packet[IP].ttl))
            else:
                hosts.add(address)
        else:
            other.append(packet)
    return hosts, shared, questioned, other


def test_packets_go_to_declared_addresses_alone(stage, tmp_path):
    table = tmp_path / "arp.txt"
    table.write_text("".join(TABLE.format(one, n) for n, one in enumerate(KNOWN)))

    def work():
        done = scan(stage, tmp_path, table)
        stage.run(sys.executable, "-c", PLANTED.format(address="192.0.2.1"))  # the control
        return done

    done, packets = record(stage, tmp_path, work)
    assert done.returncode in {0, 3}, done.stderr
    planted = [packet for packet in packets if b"planted" in bytes(packet)]
    assert targets(planted)[0] == {ip_address("192.0.2.1")}
    packets = [packet for packet in packets if b"planted" not in bytes(packet)]
    hosts, shared, questioned, other = targets(packets)
    assert hosts == {NEAR[1], NEAR[10], NEAR[11], NEAR[13]}  # the first is the router's
    assert len({address for address, _ in shared}) >= 5
    # Hops: one, of the system's own reports of group membership, too (RFC 3376 section 4).
    assert {ttl for _, ttl in shared} == {1}
    # Each address of the link by a frame of ours; the router of the other cable by the system.
    declared = {*NEAR.hosts()} - {EXCLUDED, NEAR[254]}
    assert questioned - {IPv4Address("100.64.0.6")} == declared
    assert [packet.type for packet in other] == [0x8033]  # SADP below IP, once
    counts = stage.counts()
    assert counts[str(NEAR[10])]["connections"] > 0
    assert counts[str(EXCLUDED)]["connections"] == 0
    assert all(counts[str(FAR[10 + n])]["connections"] == 0 for n in range(len(CAST)))
    sent = b"".join(bytes(packet) for packet in packets)
    for mark in (b"Authorization", b"Cookie", b"wsse:", b"RPC2_Login", b"sessionLogin"):
        assert mark.lower() not in sent.lower()
