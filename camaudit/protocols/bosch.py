"""Discovery of Bosch cameras, encoders and recorders over UDP 1757 and 1758: 32 bytes, or XML.

Not verified on real devices: one public reader of it and its two sample answers.
"""

from __future__ import annotations

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import asking
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import (
    address_from_text,
    ipv4_from_bytes,
    mac_from_bytes,
    mac_from_text,
)
from camaudit.protocols.xmltree import find_text, local, parse_xml

NAME = "bosch-1757"
MAGIC = bytes.fromhex("9939a427")
MAX_DATAGRAM = 8_192  # bytes
_QUESTION = bytes.fromhex("ff0006de")
_QUESTION_SIZE, _ANSWER_SIZE = 12, 32  # bytes
SEARCH = asking.search(
    "bosch-search",
    1757,
    lambda asked: MAGIC + (asked.serial & 0xFFFFFFFF).to_bytes(4) + _QUESTION,
    says="asks Bosch devices to name themselves",
    source="UniversalScanner, Bosch.cs",
)


def parse(data: bytes) -> Introduction:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: UniversalScanner, Bosch.cs, Bosch.bin.selftest and Bosch.xml.selftest.
    """
    if data[:4] == MAGIC:
        return _binary(data)
    if MAGIC.startswith(data):
        raise TruncatedError(f"Bosch message of {len(data)} bytes")
    return _xml(data)


def _binary(data: bytes) -> Introduction:
    if len(data) == _QUESTION_SIZE and data[8:] == _QUESTION:
        return Introduction(protocol=NAME, answer=False)
    if len(data) < _ANSWER_SIZE:
        raise TruncatedError(f"Bosch message of {len(data)} bytes")
    mac, ip = mac_from_bytes(data[8:14]), ipv4_from_bytes(data[16:20])
    if len(data) > _ANSWER_SIZE or mac is None or ip is None:
        raise MalformedError("a Bosch answer without MAC and address")
    return Introduction(protocol=NAME, mac=mac, ip=ip)


def _xml(data: bytes) -> Introduction:
    root = parse_xml(data, MAX_DATAGRAM)
    mac = mac_from_text(find_text(root, "physAddress") or "")
    ip = address_from_text(find_text(root, "unitIPAddress") or "")
    if local(root) != "root" or mac is None or find_text(root, "RCPPort") is None:
        raise MalformedError("XML that is no Bosch answer")
    return Introduction(
        protocol=NAME,
        mac=mac,
        ip=ip,
        name=find_text(root, "friendlyName"),
        serial=find_text(root, "serialNumber"),
    )
