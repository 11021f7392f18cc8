"""What is true of the files that real programs wrote: of what is kept, and of what is made now.

CHECKS maps the name of a file to a check, which is given the file.
"""

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


CHECKS = {
    "dnsmasq.leases": dnsmasq,
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
