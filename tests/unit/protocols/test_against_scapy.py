"""DNS names and DHCP options of real captures, read by us and by scapy from the same payloads."""

import string
from pathlib import Path

import pytest
from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.dns import DNS

from camaudit.capture.windows import CaptureReader
from camaudit.model.endpoint import Endpoints
from camaudit.model.progress import Silent
from camaudit.protocols import dhcp4, dns

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "captures"
CAPTURES = sorted(path for path in FOLDER.glob("*") if path.suffix in {".pcap", ".pcapng", ".cap"})
COMPARED = 200  # different messages of each file: scapy is slow
PRINTED = set((string.ascii_letters + string.digits + string.punctuation + " ").encode())

pytestmark = pytest.mark.skipif(not CAPTURES, reason="the folder of real captures is not here")


def payloads(path, ports):
    """Give each different payload that was sent from or to one of the ports, whole ones only."""
    reader = CaptureReader(
        path, path.name, lambda address: address.is_private, Endpoints(), Silent()
    )
    found = {}
    for frame in reader.frames():
        whole = frame.protocol == 17 and frame.payload and not frame.cut
        if whole and not ports.isdisjoint({frame.source_port, frame.target_port}):
            found.setdefault(frame.payload, frame.number)
        if len(found) == COMPARED:
            break
    return found


def as_text(name):
    """Give scapy's bytes of a name as ours: without the final dot, or None where bytes are odd."""
    odd = set(name) - PRINTED or b"\\" in name
    return None if odd else name.decode().removesuffix(".")


def unescaped(name):
    return name.replace("\\.", ".")


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.name)
def test_questions_and_records_of_dns_are_those_of_scapy(path):
    for payload, number in payloads(path, {53, 5353}).items():
        ours, theirs = dns.parse(payload), DNS(payload)
        questions = [(as_text(one.qname), one.qtype) for one in theirs.qd or []]
        assert bool(theirs.qr) == ours.response, number
        for (name, kind), (their_name, their_kind) in zip(ours.questions, questions, strict=True):
            assert kind == their_kind, number
            assert their_name is None or unescaped(name) == their_name, number
        records = [*(theirs.an or []), *(theirs.ns or []), *(theirs.ar or [])]
        assert [one.kind for one in ours.records] == [one.type for one in records], number
        for our, their in zip(ours.records, records, strict=True):
            their_name = as_text(their.rrname)
            assert their_name is None or unescaped(our.name) == their_name, number
            if our.address is not None:
                assert str(our.address) == their.rdata, number
            if our.kind in {dns.CNAME, dns.PTR}:
                target = as_text(their.rdata)
                assert target is None or unescaped(our.target) == target, number
            if our.kind == dns.SRV:
                assert unescaped(our.target) == as_text(their.target), number
            if our.kind == dns.TXT:
                assert list(our.texts) == list(their.rdata), number


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.name)
def test_what_dhcp_says_of_a_client_is_what_scapy_reads(path):
    for payload, number in payloads(path, {67, 68}).items():
        ours, theirs = dhcp4.parse(payload), BOOTP(payload)
        options = dict(one[:2] for one in theirs[DHCP].options if isinstance(one, tuple))
        assert ours.reply == (theirs.op == 2), number
        assert ours.client_mac == theirs.chaddr[:6].hex(":"), number
        assert str(ours.client_ip or "0.0.0.0") == theirs.ciaddr, number  # noqa: S104 - as sent
        assert str(ours.your_ip or "0.0.0.0") == theirs.yiaddr, number  # noqa: S104 - as sent
        assert ours.kind == options.get("message-type"), number
        for text, key in ((ours.host_name, "hostname"), (ours.vendor_class, "vendor_class_id")):
            if key in options:
                assert text == options[key].rstrip(b"\0").decode(), number
        assert list(ours.parameters) == list(options.get("param_req_list", [])), number
        assert ours.lease == options.get("lease_time"), number


def test_the_captures_hold_something_to_compare():
    every = [payloads(path, {53, 5353, 67, 68}) for path in CAPTURES]
    assert sum(map(len, every)) > 100
