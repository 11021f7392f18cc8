"""Ten thousand hostile answers over real sockets: what they name is met by not one packet."""

import ipaddress
import os
import re
import shutil
import struct
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from camaudit import document
from camaudit.emulate.spaces import possible
from camaudit.emulate.stage import ROUTER, Network, Stage

CI = bool(os.environ.get("CI"))
NEAR, FAR = ipaddress.ip_network("10.20.2.0/26"), ipaddress.ip_network("10.30.0.0/22")
HOSTS = [str(FAR[at]) for at in range(1, 1023) if at % 256 not in {0, 255}][:700]
SENDERS = [str(NEAR[at]) for at in range(5, 45)]
WANTED = 10_000  # answers
ESTATE = """organisation: Example Hill School
authority:
  name: A. Example
  role: network manager
  statement: I may audit the networks below.
  from: 2026-01-01
  until: 2099-10-31
  contact: it@example.sch.uk
sites:
  - name: Main building
    networks:
      - {cidr: 10.20.2.0/26, purpose: cameras}
      - {cidr: 10.30.0.0/22, purpose: cameras}
"""
FORBIDDEN = re.compile(
    rb"(?i)authorization|cookie|wsse:|rpc2_login|sessionlogin|://[^/\s\"'<>]*@|password"
)
METHODS = {b"GET", b"POST", b"OPTIONS", b"DESCRIBE"}
SERVER = Path(__file__).with_name("hostile.py")

pytestmark = [
    pytest.mark.skipif(not CI and not possible(), reason="no network can be made"),
    pytest.mark.skipif(not CI and shutil.which("tcpdump") is None, reason="tcpdump is missing"),
]


def packets(path):
    """Yield (source, target, protocol, target port, payload) of IPv4 frames; all else as bytes."""
    content = path.read_bytes()
    at = 24
    while at < len(content):
        size = struct.unpack_from("<I", content, at + 8)[0]
        frame = content[at + 16 : at + 16 + size]
        at += 16 + size
        if frame[12:14] != b"\x08\0":
            yield frame
            continue
        head = (frame[14] & 15) * 4
        ends = (ipaddress.ip_address(frame[26:30]), ipaddress.ip_address(frame[30:34]))
        packet = frame[14 : 14 + struct.unpack_from(">H", frame, 16)[0]]
        body = packet[head:]
        port = struct.unpack_from(">H", body, 2)[0] if frame[23] in {6, 17} else 0
        payload = body[(body[12] >> 4) * 4 :] if frame[23] == 6 else body[8:]
        yield (*ends, frame[23], port, payload)


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    networks = [
        Network(name="cams", prefix=NEAR, parts=()),
        Network(name="far", prefix=FAR, parts=(), routed=True),
    ]
    with Stage(networks, tmp_path_factory.mktemp("stage")) as made:
        yield made


@pytest.fixture(scope="module")
def scanned(stage, tmp_path_factory):
    """Scan both networks, whose every address is hostile: what was sent, and what was answered."""
    folder = tmp_path_factory.mktemp("hostile")
    stage.run("ip", "route", "add", "local", str(FAR), "dev", "lo", space="far")
    for one in SENDERS:
        stage.run("ip", "addr", "add", f"{one}/26", "dev", "switch", space="cams")
    for space, prefix, senders in (("cams", NEAR, SENDERS), ("far", FAR, [])):
        words = (str(prefix), str(folder / f"{space}.count"), *senders)
        stage.start(sys.executable, str(SERVER), *words, space=space)
    until = time.monotonic() + 20
    while not all((folder / f"{one}.count").exists() for one in ("cams", "far")):
        assert time.monotonic() < until, "the servers do not start"
        time.sleep(0.05)
    (folder / "estate.yaml").write_text(ESTATE)
    table = folder / "arp.txt"
    table.write_text(
        "".join(f"Internet  {one}   5   4419.b600.{at:04x}  ARPA   Vlan20\n"
                for at, one in enumerate(HOSTS))
    )  # fmt: skip
    tapes = {name: folder / f"{name}.pcap" for name in ("cams", ROUTER)}
    with stage.recorded(tapes["cams"], "cams"), stage.recorded(tapes[ROUTER], ROUTER):
        done = stage.run(
            sys.executable, "-m", "camaudit", "audit", str(table), "--scan", "look",
            "--pace", "400", "--estate", str(folder / "estate.yaml"), "--quiet",
            "-o", str(folder / "answer"), limit=400,
        )  # fmt: skip
        # the control: without it a recording of nothing would prove nothing
        stage.run(
            sys.executable, "-c",
            "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'planted',"
            " ('198.51.100.7', 9))",
        )  # fmt: skip
        time.sleep(0.5)
    assert done.returncode in {0, 3, 5}, done.stderr
    answers = sum(int((folder / f"{one}.count").read_text()) for one in ("cams", "far"))
    own = set(stage.run("hostname", "-I").stdout.split())
    sent = [one for tape in tapes.values() for one in packets(tape)]
    return folder, answers, [
        one for one in sent if not isinstance(one, tuple) or str(one[0]) in own
    ]  # fmt: skip


def test_no_packet_goes_where_answers_lead(scanned):
    _, answers, sent = scanned
    assert answers > WANTED
    planted = [one for one in sent if isinstance(one, tuple) and b"planted" in one[4]]
    assert [str(one[1]) for one in planted] == ["198.51.100.7"]
    targets = {one[1] for one in sent if isinstance(one, tuple) and one not in planted}
    shared = {one for one in targets if one.is_multicast or str(one) == "255.255.255.255"}
    hosts = targets - shared
    assert len(hosts) > len(HOSTS)
    assert not [one for one in hosts if one not in NEAR and one not in FAR]
    assert not hosts & {FAR[-1], NEAR[-1], FAR[0], NEAR[0]}


def test_nothing_of_a_login_is_in_the_bytes_and_no_control_port_is_met(scanned):
    _, _, sent = scanned
    said = Counter()
    for one in sent:
        if isinstance(one, bytes):
            continue
        _, _, protocol, port, payload = one
        assert port not in {37777, 34567, 23, 53}
        assert not FORBIDDEN.search(payload), payload
        if protocol == 6 and payload and payload[:1] != b"\x16":
            said[payload.split(b" ")[0]] += 1
    assert set(said) <= METHODS
    assert said[b"GET"] > len(HOSTS)
    assert said[b"OPTIONS"] > len(HOSTS) / 2


def test_each_device_was_sent_no_more_than_its_share(scanned):
    folder, _, sent = scanned
    counted = Counter(one[1] for one in sent if isinstance(one, tuple))
    per_host = [count for host, count in counted.items() if host in FAR]
    assert max(per_host) <= 120
    audit = document.spelled_out((folder / "answer" / "audit.json").read_text())["audit"]
    assert audit["sent"]["credentials"] == 0
    assert audit["sent"]["most_packets"] <= 120
