"""The search protocol of old Foscam cameras and of the many that share their firmware: UDP 10000.

Question and answer are broadcasts. Operation 2 sets a camera up and holds its password: nothing
behind the head of any operation but the answer is read.
Not verified on real devices: the maker's description as a public program quotes it, two readers.
"""

from __future__ import annotations

import struct
from itertools import cycle

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import asking
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.values import fixed_text, ipv4_from_bytes

NAME = "foscam-10000"
MAGIC = b"MO_I"
ANSWER = 1  # 0 is a question, 2 and 3 set a camera up
# Magic, operation, cipher, key, size of what follows, reserved.
_HEAD = struct.Struct("<4sHB8sII")
_BODY_SIZE = 64  # bytes; newer firmware adds one for DHCP
SEARCH = asking.search(
    "foscam-search",
    10_000,
    _HEAD.pack(MAGIC, 0, 0, bytes(8), 4, 4) + (1).to_bytes(4),
    says="asks old Foscam cameras, and those with their firmware, to name themselves",
    source="UniversalScanner, Foscam.cs; the protocol's description in WebCamFinder",
)


def parse(data: bytes) -> Introduction:
    """Read one datagram.

    Raises: TruncatedError, MalformedError where it is no message of this protocol.
    Source: "Ipcamera device search protocol" as quoted in WebCamFinder.java (WebCamFinder);
            UniversalScanner, Foscam.cs, Foscam.selftest and Foscam_cipher.selftest.
    """
    if data[:4] != MAGIC[: len(data)]:
        raise MalformedError("no Foscam head")
    if len(data) < _HEAD.size:
        raise TruncatedError(f"Foscam head of {len(data)} bytes")
    _, operation, cipher, key, _, _ = _HEAD.unpack_from(data)
    if operation != ANSWER:
        return Introduction(protocol=NAME, answer=False)
    body = data[_HEAD.size : _HEAD.size + _BODY_SIZE]
    if len(body) < _BODY_SIZE:
        raise TruncatedError(f"Foscam answer of {len(data)} bytes")
    if cipher:
        body = bytes(one ^ other for one, other in zip(body, cycle(key), strict=False))
    serial, ip = fixed_text(body[:13]), ipv4_from_bytes(body[34:38])
    if serial is None or ip is None:
        raise MalformedError("a Foscam answer without id and address")
    return Introduction(
        protocol=NAME,
        ip=ip,
        name=fixed_text(body[13:34]),
        serial=serial,
        firmware=".".join(map(str, body[54:58])),
    )
