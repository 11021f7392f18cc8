"""Captures built by hand, so that no writer's habits hide a reader's mistake."""

import struct
from ipaddress import ip_network

import pytest

from camaudit.capture import copies
from camaudit.capture.windows import CaptureReader
from camaudit.model.endpoint import Endpoints
from camaudit.model.progress import Silent

INSIDE = [ip_network("10.0.0.0/8"), ip_network("192.168.0.0/16"), ip_network("fd00::/8")]


@pytest.fixture(autouse=True)
def _every_frame_counts(monkeypatch):
    """Tests write the same frame often: only those of copies mind it."""
    monkeypatch.setattr(copies, "COPY_WINDOW", -1.0)


@pytest.fixture(scope="session")
def pcap():
    """Builds a pcap file of (seconds, frame) pairs; frames may be (bytes, length on the wire)."""

    def build(frames, *, order="<", link=1, magic=0xA1B2C3D4, units=1_000_000, extra=b""):
        content = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262144, link)
        for at, frame in frames:
            data, wire = frame if isinstance(frame, tuple) else (frame, len(frame))
            whole = int(at)
            fraction = round((at - whole) * units)
            content += struct.pack(order + "IIII", whole, fraction, len(data), wire) + extra + data
        return content

    return build


@pytest.fixture(scope="session")
def block():
    """Builds one pcapng block."""

    def build(kind, body, order="<"):
        body += bytes(-len(body) % 4)
        length = struct.pack(order + "I", len(body) + 12)
        return struct.pack(order + "I", kind) + length + body + length

    return build


@pytest.fixture
def reader(tmp_path):
    """Opens a content as a capture file."""

    def open_content(content, name="lobby.pcap", inside=None):
        path = tmp_path / name
        path.write_bytes(content)
        ours = inside or (lambda address: any(address in network for network in INSIDE))
        return CaptureReader(path, name, ours, Endpoints(), Silent())

    return open_content
