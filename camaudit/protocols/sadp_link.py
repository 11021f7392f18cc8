"""Hikvision SADP below IP, in Ethernet frames of type 0x8033: the form from before its XML.

Only the answer to a search is read: another type sets the password back, and one reader takes for
a word of devices what an implementation of a device receives (type 2). That implementation is
another firm's, so the form is a sign of Hikvision's firmware and no proof of it.
Not verified on real devices: two readers by one author and that implementation, whose answer of
246 bytes (0xF6) explains the byte that the readers take for "sent by a device".
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.probe import Level, Probe, Transport
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import fixed_text, ipv4_from_bytes, mac_from_bytes

if TYPE_CHECKING:
    from camaudit.model.probe import Asked

NAME = "sadp-link"
ETHERTYPE = 0x8033
MAGIC = 0x21
_INQUIRY, _ANSWER = 0x03, 0x04
_TO_ALL = b"\xff" * 6
_INQUIRY_SIZE = 0x42  # bytes; stands in the place of the size, as 0xF6 does in an answer
# Magic, version, series, size, counter, lengths of addresses, type, code, check,
# MAC and IPv4 of the sender, MAC and IPv4 of the receiver, mask.
_HEAD = struct.Struct(">BBBBIHBBH6s4s6s4s4s")
_ADDRESSES = 0x0604  # as in ARP
_ANSWER_SIZE = 0xF6  # bytes, head included
# Serial number, four numbers (type, port, channels, disks), version; more is not read.
_BODY = struct.Struct(">48s16s48s")


def check(data: bytes) -> int:
    """Compute the check of a frame in which its own place is zero.

    Source: hiktools, checksum.cpp, and sadp.c of a device's software, which agree: ones'
            complement of the sum of 16-bit words read little-endian, written big-endian.
    """
    total = sum(int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def _inquiry(asked: Asked) -> bytes:
    """Write the whole Ethernet frame of a search: type 3, and never another one."""
    mac = bytes.fromhex((asked.own_mac or "00:00:00:00:00:00").replace(":", ""))
    own = asked.own_address
    ip = own.packed if own is not None and own.version == 4 else bytes(4)

    def body(checked: int) -> bytes:
        head = _HEAD.pack(
            MAGIC, 2, 1, _INQUIRY_SIZE, asked.serial & 0xFFFFFFFF, _ADDRESSES, _INQUIRY, 0, checked,
            mac, ip, _TO_ALL, bytes(4), bytes(4),
        )  # fmt: skip
        return head.ljust(_INQUIRY_SIZE, b"\0")  # an IPv6 address of ours would stand there

    return _TO_ALL + mac + ETHERTYPE.to_bytes(2) + body(check(body(0)))


INQUIRY = Probe(
    name="sadp-link-inquiry",
    level=Level.ASK,
    transport=Transport.LINK,
    ports=(),
    payload=_inquiry,
    complete=lambda _: True,
    says="asks the same below IP, where a device has no fitting address",
    source="hiktools, csadp and sadplib.cpp; sadp.c of a device's software",
)


def parse(data: bytes) -> Introduction:
    """Read what an Ethernet frame of type 0x8033 carries; of answers of another size the addresses.

    Raises: TruncatedError, MalformedError where it is no SADP: the type was another firm's.
    Source: hiktools, lua/sadp.lua and hiktools/csadp; sadp.h and sadp.c of a device's software
            (LLLL-M/privateCodeforItsc, ARM/trunk/sadp).
    """
    if data[:1] not in {b"", bytes([MAGIC])}:
        raise MalformedError("no SADP frame")
    if len(data) < _HEAD.size:
        raise TruncatedError(f"SADP frame of {len(data)} bytes")
    _, version, series, size, _, addresses, kind, _, _, mac, ip, *_ = _HEAD.unpack_from(data)
    if version not in {1, 2} or series != 1 or addresses != _ADDRESSES:
        raise MalformedError("no SADP frame")
    if kind != _ANSWER:
        return Introduction(protocol=NAME, answer=False)
    own = mac_from_bytes(mac)
    if own is None:
        raise MalformedError("a SADP answer without MAC")
    serial = firmware = None
    if size == _ANSWER_SIZE:
        if len(data) < _ANSWER_SIZE:
            raise TruncatedError(f"SADP answer of {len(data)} bytes")
        serial, _, firmware = map(fixed_text, _BODY.unpack_from(data, _HEAD.size))
    return Introduction(
        protocol=NAME, mac=own, ip=ipv4_from_bytes(ip), serial=serial, firmware=firmware
    )
