"""The example recorded through a mirror gives the same answer as recorded on the spot."""

from pathlib import Path

import pytest
from scapy.contrib.erspan import ERSPAN_II
from scapy.layers.inet import IP, UDP
from scapy.layers.inet import fragment as in_fragments
from scapy.layers.l2 import GRE, Ether
from scapy.layers.vxlan import VXLAN
from scapy.packet import Raw
from scapy.utils import PcapReader, PcapWriter

from camaudit.model.coverage import Circumstance
from camaudit.model.progress import Silent
from camaudit.pipeline import audit

CAPTURES = Path(__file__).parents[2] / "examples" / "school" / "captures"
FILES = sorted(CAPTURES.rglob("*.pcap"))
LINK = Ether(src="02:00:5e:00:53:aa", dst="02:00:5e:00:53:bb")
OUTER = IP(src="10.99.0.2", dst="10.99.0.3", ttl=63)

MIRRORS = {
    "ERSPAN II": GRE(proto=0x88BE, seqnum_present=1) / ERSPAN_II(),
    "VXLAN": UDP(sport=50_000, dport=4789, chksum=0) / VXLAN(flags=8),
    "TZSP": UDP(sport=50_000, dport=37008, chksum=0) / Raw(b"\1\0\0\1\1"),
}


def mirror(source, target, header, *, size):
    """Write each frame of a capture inside another one, in fragments where it is longer."""
    with PcapReader(str(source)) as frames, PcapWriter(str(target), linktype=1) as out:
        for number, frame in enumerate(frames):
            outer = OUTER.copy()
            outer.id = number % 65_536
            for part in in_fragments(outer / header / Raw(frame.original), size):
                made = LINK / part
                made.time = frame.time
                out.write(made)


def answer(path):
    found = audit([path], at=1_800_000_000.0, watcher=Silent())
    devices = [
        (
            device.mac,
            device.addresses,
            [(fact.channel, fact.value, fact.count) for fact in device.facts],
            [(flow.peer, flow.sent, flow.received) for flow in device.flows],
            *((one.value, one.grade) for one in (identity.kind, identity.maker, identity.brand)),
            identity.model,
        )
        for device, identity in zip(found.devices, found.identities, strict=True)
    ]
    findings = [(one.code, one.subject, one.severity, one.grade) for one in found.findings]
    return found, devices, findings


@pytest.mark.parametrize("size", [60_000, 600], ids=["whole", "fragments"])
@pytest.mark.parametrize("name", MIRRORS)
def test_a_mirrored_capture_gives_the_same_answer(name, size, tmp_path):
    source = max(FILES, key=lambda path: path.stat().st_size)
    target = tmp_path / source.name
    mirror(source, target, MIRRORS[name], size=size)
    plain, devices, findings = answer(source)
    mirrored, *same = answer(target)
    assert same == [devices, findings]
    assert devices != []
    assert mirrored.coverage == plain.coverage
    (note,) = [one for one in mirrored.files[0].notes if one.what is Circumstance.WRAPPED]
    assert (note.about, str(note.sender)) == (name, "10.99.0.2")
