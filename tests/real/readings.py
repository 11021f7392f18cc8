"""What is true of the files that real programs wrote: of what is kept, and of what is made now.

CHECKS maps the name of a file to a check, which is given the file.
"""

import math
from datetime import UTC
from ipaddress import ip_address, ip_network

from camaudit.model.observation import Flow, Reason
from camaudit.model.progress import Silent
from camaudit.model.span import Span
from camaudit.sources.detect import Found
from camaudit.sources.open import open_source
from camaudit.sources.source import Given, Log
from camaudit.tables import FORMATS
from camaudit.tables.transcript import Transcript
from camaudit.tables.walker import Row, Walker

GATE, YARD, HALL = "44:19:b6:00:10:01", "3c:ef:8c:00:10:02", "00:40:8c:00:10:03"
LAPTOP, LATE = "02:00:5e:00:10:04", "28:57:be:00:10:05"
PORTS = {"gi1": GATE, "gi2": YARD, "gi3": HALL, "gi4": LAPTOP, "gi5": LATE}
ADDRESSES = dict(zip((GATE, YARD, HALL, LAPTOP, LATE), range(41, 46), strict=True))


def entries(path, name):
    """Read a file; every line of it must be understood, and by the one format."""
    with path.open("rb") as file:
        found = list(Walker(list(FORMATS.values())).walk(Transcript(file).read()))
    assert [one for one in found if not isinstance(one, Row)] == []
    assert {one.format.name for one in found} == {name}
    return [one.entry for one in found]


def said(entry):
    return {channel.value: text for channel, text in entry.says}


def pairs(found):
    return {(one.mac, str(one.ip)) for one in found if one.ip is not None}


def leases(path, name, names):
    """The laptop gives its address back, and the last camera takes it: never both at one time."""
    found = entries(path, name)
    held = {one.mac: one for one in found}
    assert set(held) == {GATE, YARD, HALL, LAPTOP, LATE}
    others = {str(held[mac].ip) for mac in (GATE, YARD, HALL)}
    assert len(others) == 3
    assert held[LAPTOP].ip == held[LATE].ip
    assert str(held[LATE].ip) not in others
    assert held[LAPTOP].ends <= held[LATE].begins
    for mac in (GATE, YARD, HALL, LATE):  # the first came back after a moment
        assert 43_200 <= held[mac].ends - held[mac].begins <= 43_260
    for mac, text in zip((GATE, YARD, LATE), names, strict=True):
        assert said(held[mac]).get("dhcp.hostname") == text


def isc(path):
    leases(path, "ISC DHCP: leases", ("IPC-Gate", "Yard, 2nd pole", None))


def kea(path):
    leases(path, "Kea: leases", ("ipc-gate", "yard2ndpole", None))


def dnsmasq(path):
    found = entries(path, "dnsmasq: leases")
    held = {one.mac: one for one in found}
    assert set(held) == {GATE, YARD, HALL, LATE}
    assert {str(one.ip) for one in found} == {f"10.20.30.{number}" for number in range(41, 45)}
    assert said(held[GATE]) == {"dhcp.hostname": "IPC-Gate"}
    assert said(held[LATE]) == {}


def dnsmasq_log(path):
    """Who was given each address last: the laptop's is the last camera's now."""
    found = {one.mac: one for one in entries(path, "DHCP server: log")}
    assert set(found) == {GATE, YARD, HALL, LATE}
    assert {str(one.ip) for one in found.values()} == {f"10.20.30.{last}" for last in range(41, 45)}
    assert said(found[GATE]) == {"dhcp.hostname": "IPC-Gate"}


def neighbours(name, *more):
    """Five devices that answered, and one address at which nobody does."""

    def check(path):
        wanted = {(mac, f"10.20.30.{number}") for mac, number in ADDRESSES.items()}
        assert pairs(entries(path, name)) == wanted | set(more)

    return check


def bridge(path):
    found = entries(path, "Linux: bridge fdb")
    assert {one.port: one.mac for one in found if not one.own} == PORTS
    assert all(one.port in PORTS for one in found)


def lldp(name, *, whole):
    """Two cameras by LLDP, one by CDP, and a switch, each on its port."""

    def check(path):
        found = {one.port: one for one in entries(path, name)}
        assert set(found) == {"gi1", "gi2", "gi3", "gi4"}
        assert {one.mac for one in found.values()} == {GATE, None, HALL, LAPTOP}
        names = [next(iter(said(one).values())).partition(".")[0] for one in found.values()]
        assert names == ["cam-gate", "cam-yard", "cam-hall", "access-sw2"]
        assert "cdp.name" in said(found["gi2"])
        assert all(one.announced for one in found.values())
        if whole:
            assert {port for port, one in found.items() if one.relays} == {"gi4"}
            assert [str(found[port].ip) for port in sorted(found)] == [
                f"10.20.30.{number}" for number in range(41, 45)
            ]

    return check


CAMERA, PEER = ip_address("10.20.30.41"), ip_address("203.0.113.77")


def calls(path):
    """Read a log whole; give the flows of the one camera."""
    given = Given(
        inside=ip_network("10.0.0.0/8").__contains__,
        as_of=None,
        zone=UTC,
        knows=lambda _: True,
        make_reader=None,
        watcher=Silent(),
    )
    source = open_source(Found(path, path.name, None), given)
    assert isinstance(source, Log)
    assert list(source.observations()) == []
    always = Span(ip=CAMERA, begins=-math.inf, ends=math.inf, mac=GATE, held_on=None)
    found = [one for one in source.flows({CAMERA: (always,)}) if isinstance(one, Flow)]
    assert {one.reason for one in source.shortfalls()} <= {Reason.OTHERS}
    return found


def nfdump(path):
    """Three calls that were answered, five datagrams that nobody took, one call refused."""
    found = {(one.transport, one.peer_port): one for one in calls(path) if one.peer_port}
    assert {one.peer for one in found.values()} == {PEER}
    assert set(found) == {("tcp", 8666), ("tcp", 81), ("udp", 32100)}
    answered, refused, lost = found["tcp", 8666], found["tcp", 81], found["udp", 32100]
    assert answered.tries == 3
    assert 3 * (400 + 40) < answered.sent < 3 * 1_000  # with headers
    assert 3 * (90 + 40) < answered.received < 3 * 600
    assert (refused.tries, refused.sent, refused.received) == (1, 60, 40)
    assert (lost.sent, lost.received) == (5 * (28 + 28), None)
    assert all(one.last - one.first < 60 for one in found.values())


def nothing(path):
    assert calls(path) == []


CHECKS = {
    "nfdump.csv": nfdump,
    "nfdump-wrong-clock.csv": nfdump,
    "nfdump-none.csv": nothing,
    "dnsmasq.leases": dnsmasq,
    "dnsmasq.log": dnsmasq_log,
    "dhcpd.leases": isc,
    "kea-leases4.csv": kea,
    "ip-neigh.txt": neighbours("Linux: ip neigh", (GATE, "fe80::4619:b6ff:fe00:1001")),
    "ip-neigh.json": neighbours("Linux: ip -json neigh", (GATE, "fe80::4619:b6ff:fe00:1001")),
    "proc-net-arp.txt": neighbours("Linux: /proc/net/arp"),
    "arp-n.txt": neighbours("Linux: arp"),
    "arp-an.txt": neighbours("arp -a of Linux, macOS or BSD"),
    "bridge-fdb.txt": bridge,
    "lldp.txt": lldp("lldpd: neighbours", whole=True),
    "lldp-short.txt": lldp("lldpd: neighbours", whole=True),
    "lldp-summary.txt": lldp("lldpd: neighbours", whole=False),
    "lldp.keyvalue": lldp("lldpd: neighbours, keyvalue", whole=True),
    "lldp.json": lldp("lldpd: neighbours, JSON", whole=True),
}
