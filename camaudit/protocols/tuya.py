"""Announcements of things on the Tuya platform: UDP 6666 in clear, 6667 with a published key.

They say that it is such a thing, never which: lamps, plugs and cameras announce alike. Its id
for the cloud is not kept. The newer frames of UDP 7000 (version 3.5) are not read.
"""

from __future__ import annotations

import struct
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES128

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols.introduction import Introduction
from camaudit.protocols.jsontree import first, parse_fields
from camaudit.protocols.values import address_from_text

NAME = "tuya-6667"
MAGIC = bytes.fromhex("000055aa")
MAX_FRAME = 4_096  # bytes
_END = bytes.fromhex("0000aa55")
_HEAD = struct.Struct(">4sIIII")  # magic, number, command, size of the rest, return code
_TAIL = struct.Struct(">I4s")  # CRC-32 of all before it, end
_BLOCK = 16  # bytes
# MD5 of a text that every client holds: it hides the announcement from nobody.
_KEY = bytes.fromhex("6c1ec8e2bb9bb59ab50b0daf649b410a")


def parse(data: bytes) -> Introduction:
    """Read one announcement.

    Raises: TruncatedError, MalformedError where it is none.
    Source: tinytuya and tuya-convert; announcements of twelve things in nDPI, tuya_lp.pcap.
    """
    if data[:4] != MAGIC[: len(data)] or len(data) > MAX_FRAME:
        raise MalformedError("no Tuya frame")
    if len(data) < _HEAD.size + _TAIL.size:
        raise TruncatedError(f"Tuya frame of {len(data)} bytes")
    size = _HEAD.unpack_from(data)[3]
    if len(data) < _BLOCK + size:
        raise TruncatedError(f"Tuya frame of {len(data)} bytes")
    check, end = _TAIL.unpack(data[-_TAIL.size :])
    if len(data) != _BLOCK + size or end != _END or check != zlib.crc32(data[: -_TAIL.size]):
        raise MalformedError("a Tuya frame that does not check")
    body = data[_HEAD.size : -_TAIL.size]
    fields = parse_fields(body if body.startswith(b"{") else _clear(body))
    if first(fields, "gwId") is None:
        return Introduction(protocol=NAME, answer=False)
    return Introduction(protocol=NAME, ip=address_from_text(first(fields, "ip") or ""))


def _clear(body: bytes) -> bytes:
    if len(body) % _BLOCK or not body:
        raise MalformedError("a Tuya frame that is neither text nor blocks")
    unlock = Cipher(AES128(_KEY), modes.ECB()).decryptor()  # noqa: S305 - the maker chose it
    clear = unlock.update(body) + unlock.finalize()
    return clear[: -clear[-1]] if 0 < clear[-1] <= _BLOCK else clear
