"""`audit --since`: what an older audit had not seen is told, and only where it had looked."""

import pytest
from scapy.layers.inet import IP, TCP
from scapy.layers.l2 import ARP, Ether
from scapy.utils import wrpcap

from camaudit import document
from camaudit.cli import main

CAMERA = ("44:19:b6:00:53:01", "10.20.2.11")  # a block of Hikvision
SECOND = ("44:19:b6:00:53:02", "10.20.2.12")
ROUTER = "00:00:5e:00:53:fe"
USUAL = "18.66.1.1"
CHINA = "120.92.92.241"
BEGIN = 1_793_664_000.0


def said(mac, ip):
    return [Ether(src=mac, dst="ff:ff:ff:ff:ff:ff") / ARP(hwsrc=mac, psrc=ip, pdst=ip)]


def called(who, peer, port=40_000):
    mac, ip = who
    out = Ether(src=mac, dst=ROUTER) / IP(src=ip, dst=peer)
    back = Ether(src=ROUTER, dst=mac) / IP(src=peer, dst=ip)
    return [
        out / TCP(sport=port, dport=443, flags="S", seq=port),
        back / TCP(sport=443, dport=port, flags="SA", seq=1, ack=port + 1),
    ]


@pytest.fixture(name="audited")
def _audited(tmp_path, capsys):
    def run(name, frames, *options):
        for number, frame in enumerate(frames):
            frame.time = BEGIN + number
        capture = tmp_path / f"{name}.pcap"
        wrpcap(str(capture), frames)
        out = tmp_path / name
        code = main(["audit", str(capture), "-o", str(out), "--quiet", *options])
        assert code == 0, capsys.readouterr()
        answer = out / "audit.json"
        found = document.spelled_out(answer.read_text())["audit"]["findings"]
        return answer, [one["summary"] for one in found if one["code"] == "outbound.new"]

    return run


def test_only_new_contacts_of_devices_that_were_known_are_told(audited):
    old, _ = audited("old", said(*CAMERA) + called(CAMERA, USUAL))
    frames = said(*CAMERA) + said(*SECOND) + called(CAMERA, USUAL) + called(CAMERA, CHINA)
    _, new = audited("new", frames + called(SECOND, CHINA), "--since", str(old))
    (told,) = new
    assert told.startswith("First seen since the audit of ")
    assert ": it contacted, or tried to contact, China, network of " in told
    assert audited("same", frames, "--since", str(audited("again", frames)[0]))[1] == []


def test_an_older_audit_that_could_not_see_traffic_leave_tells_nothing(audited):
    old, _ = audited("old", said(*CAMERA))
    frames = said(*CAMERA) + called(CAMERA, CHINA)
    assert audited("new", frames, "--since", str(old))[1] == []


def test_what_is_no_audit_is_refused_before_anything_is_read(tmp_path, capsys):
    wrong = tmp_path / "old.json"
    wrong.write_text("{}")
    assert main(["audit", str(tmp_path), "--since", str(wrong)]) == 2
    assert "not an audit" in capsys.readouterr().err
