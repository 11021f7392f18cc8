"""What addresses inside send each other, added up one way."""

from ipaddress import ip_address

from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import Ether

from camaudit.capture.addresses import Addresses
from camaudit.capture.headers import SYN
from camaudit.capture.headers import TCP as TCP_NUMBER
from camaudit.capture.inner import InnerTable
from camaudit.capture.losses import Losses
from camaudit.model.observation import Reason

CAMERA, RECORDER = bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2])


def filled(packets):
    losses = Losses("x.pcap")
    table = InnerTable(Addresses(), losses)
    for number, packet in enumerate(packets, 1):
        table.add(*packet, number, float(number))
    return list(table.contacts()), losses


def test_packets_of_one_way_and_service_are_one_contact():
    found, _ = filled(
        [
            (CAMERA, RECORDER, 17, (8200, 9000), 0, 1_000),
            (CAMERA, RECORDER, 17, (8200, 9000), 0, 500),
            (RECORDER, CAMERA, 17, (9000, 8200), 0, 60),
        ]
    )
    assert [(str(one.source), one.port, one.packets, one.sent) for one in found] == [
        ("10.0.0.1", 8200, 2, 1_500),
        ("10.0.0.2", 8200, 1, 60),
    ]
    assert (found[0].first, found[0].last, found[0].seen.place) == (1.0, 2.0, "frame 1")


def test_who_opened_a_connection_is_kept():
    found, _ = filled([(RECORDER, CAMERA, TCP_NUMBER, (40_000, 554), SYN, 60)])
    assert [(one.transport, one.port, one.opened) for one in found] == [("tcp", 554, True)]


def test_what_has_no_ports_has_none():
    found, _ = filled([(RECORDER, CAMERA, 1, (-1, -1), 0, 60)])
    assert [(one.transport, one.port) for one in found] == [("1", None)]


def test_more_than_is_kept_is_counted(monkeypatch):
    monkeypatch.setattr("camaudit.capture.inner.MAX_CONTACTS", 4)
    packets = [(CAMERA, RECORDER, 17, (port, 60_000), 0, 10) for port in range(1, 10)]
    found, losses = filled(packets)
    other, _ = filled(packets[::-1])
    assert len(found) == 4
    assert [one.port for one in found] == [one.port for one in other]
    assert [(one.reason, one.count) for one in losses.shortfalls()] == [(Reason.BOUND, 5)]


def test_a_capture_gives_contacts_of_both_ways(pcap, reader):
    packets = [
        IP(src="10.0.0.1", dst="10.0.0.2") / UDP(sport=8200, dport=9000) / b"x",
        IP(src="10.0.0.2", dst="10.0.0.1") / TCP(sport=40_000, dport=554, flags="S"),
        IP(src="10.0.0.2", dst="198.51.100.1") / UDP(sport=1, dport=2) / b"x",
    ]
    opened = reader(pcap([(at, bytes(Ether() / one)) for at, one in enumerate(packets)]))
    list(opened.frames())
    found = [one.source for one in opened.contacts()]
    assert found == [ip_address("10.0.0.1"), ip_address("10.0.0.2")]
