"""QUIC Initial packets of clients (RFC 9000, 9001, 9369): the hello that names a server.

An Initial packet is enciphered with keys that anybody derives from what stands in its head: it is
meant to be read by all on the way. Nothing behind it can be, and nothing behind it is tried.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from camaudit.blank import filled
from camaudit.errors import MalformedError, TruncatedError

MAX_CRYPTO = 16_384  # bytes of one hello
MAX_FRAMES = 256  # of one packet
_DRAFTS = b"\xff\x00\x00"  # how the version begins
_PADDING, _PING, _ACK, _ACK_ECN, _CRYPTO, _CLOSE = 0, 1, 2, 3, 6, 0x1C


@dataclass(frozen=True, slots=True)
class _Version:
    """What differs by version (RFC 9001 section 5.2, RFC 9369 section 3)."""

    salt: bytes
    initial: int  # type bits of an Initial packet
    label: bytes


_VERSIONS = {
    1: _Version(bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"), 0, b"quic "),
    0x6B3343CF: _Version(bytes.fromhex("0dede3def700a6db819381be6e269dcbf9bd2ed9"), 1, b"quicv2 "),
}


@dataclass(frozen=True, slots=True)
class Initial:
    """What the Initial packets of one datagram hold of the client's hello."""

    opened: bool  # False: enciphered with keys of an earlier packet, which its head does not tell
    pieces: tuple[tuple[int, bytes], ...]  # (place, bytes) of the stream of hand-shake messages


def is_initial(data: bytes) -> bool:
    """Tell whether a datagram begins with an Initial packet of a version that is read."""
    if len(data) < 7 or data[0] & 0xC0 != 0xC0:
        return False
    version = _VERSIONS.get(int.from_bytes(data[1:5]))
    return version is not None and data[0] >> 4 & 3 == version.initial and data[5] <= 20


def is_draft(data: bytes) -> bool:
    """Tell whether a datagram begins with a packet of a draft of QUIC: these are not read."""
    return len(data) >= 7 and data[0] & 0xC0 == 0xC0 and data[1:4] == _DRAFTS and data[5] <= 20


def parse(data: bytes) -> Initial:
    """Read the first packet of a datagram that a client sends.

    Raises: TruncatedError where the packet runs past the end, MalformedError where it is no
            Initial packet, or opens and holds what an Initial packet may not.
    Source: RFC 9000 sections 17.2.2 and 19; RFC 9001 sections 5.2 to 5.4.
    """
    opened = _open(data)
    return Initial(opened is not None, () if opened is None else tuple(_pieces(opened.plain)))


@dataclass(frozen=True, slots=True)
class _Opened:
    """A packet without its protection."""

    keys: tuple[bytes, bytes, bytes]
    nonce: bytes
    head: bytes  # of the packet, with its number
    width: int  # bytes of that number
    plain: bytes
    token: range  # where in the head the token lies


def resealed(data: bytes, hello: bytes) -> bytes:
    """Write a datagram that `parse` opens anew, with another hello of the same length in it.

    Output: as long as the datagram; token and what follows the packet are overwritten.
    """
    opened = _open(data)
    if opened is None:
        return filled(len(data))
    plain = bytearray(opened.plain)
    for place, at, size in _spans(opened.plain):
        piece = hello[place : place + size]
        plain[at : at + size] = piece + filled(size - len(piece))
    head = bytearray(opened.head)
    head[opened.token.start : opened.token.stop] = filled(len(opened.token))
    key, _, mask_key = opened.keys
    sealed = AESGCM(key).encrypt(opened.nonce, bytes(plain), bytes(head))
    mask = _mask(mask_key, sealed[4 - opened.width : 20 - opened.width])
    begin = len(head) - opened.width
    head[0] ^= mask[0] & 0x0F
    for at in range(opened.width):
        head[begin + at] ^= mask[1 + at]
    made = bytes(head) + sealed
    return made + filled(len(data) - len(made))


def _mask(key: bytes, sample: bytes) -> bytes:
    # RFC 9001 section 5.4.3: one block of AES, which is what ECB of one block is.
    return Cipher(algorithms.AES128(key), modes.ECB()).encryptor().update(sample)  # noqa: S305


def _open(data: bytes) -> _Opened | None:
    """Take the protection off; None where an earlier packet told the keys."""
    if len(data) < 7:
        raise TruncatedError("QUIC head cut short")
    if not is_initial(data):
        raise MalformedError("no QUIC Initial packet")
    version = _VERSIONS[int.from_bytes(data[1:5])]
    at = 6 + data[5]
    connection = data[6:at]
    at += 1 + _byte(data, at)  # the sender's own name of the connection
    size, at = _number(data, at)
    token = range(at, at + size)
    length, at = _number(data, at + size)
    if length < 20:
        raise MalformedError("QUIC packet shorter than its protection")
    if length > len(data) - at:
        raise TruncatedError("QUIC packet cut short")
    keys = key, iv, mask_key = _keys(connection, version)
    mask = _mask(mask_key, data[at + 4 : at + 20])
    first = data[0] ^ mask[0] & 0x0F
    width = (first & 3) + 1
    number = bytes(one ^ two for one, two in zip(data[at : at + width], mask[1:], strict=False))
    head = bytes([first]) + data[1:at] + number
    nonce = bytes(one ^ two for one, two in zip(iv, number.rjust(12, b"\0"), strict=True))
    try:
        plain = AESGCM(key).decrypt(nonce, data[at + width : at + length], head)
    except InvalidTag:
        return None
    return _Opened(keys, nonce, head, width, plain, token)


def _keys(connection: bytes, version: _Version) -> tuple[bytes, bytes, bytes]:
    """Derive key, iv and header key of the client (RFC 9001 section 5.2)."""
    extract = HMAC(version.salt, hashes.SHA256())
    extract.update(connection)
    client = _expand(extract.finalize(), b"client in", 32)
    key = _expand(client, version.label + b"key", 16)
    iv = _expand(client, version.label + b"iv", 12)
    return key, iv, _expand(client, version.label + b"hp", 16)


def _expand(secret: bytes, label: bytes, size: int) -> bytes:
    """HKDF-Expand-Label with an empty context (RFC 8446 section 7.1)."""
    name = b"tls13 " + label
    info = size.to_bytes(2) + bytes([len(name)]) + name + b"\0"
    return HKDFExpand(hashes.SHA256(), size, info).derive(secret)


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise TruncatedError("QUIC head cut short")
    return data[at]


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Read a number whose first two bits tell its length (RFC 9000 section 16)."""
    width = 1 << (_byte(data, at) >> 6)
    if at + width > len(data):
        raise TruncatedError("QUIC number cut short")
    return int.from_bytes(data[at : at + width]) & (1 << 8 * width - 2) - 1, at + width


def _pieces(plain: bytes) -> list[tuple[int, bytes]]:
    return [(place, plain[at : at + size]) for place, at, size in _spans(plain)]


def _spans(plain: bytes) -> list[tuple[int, int, int]]:
    """Read the frames that an Initial packet may hold (RFC 9000 section 17.2.2).

    Output: pieces of the hello: place in it, place in the packet, bytes.
    """
    found: list[tuple[int, int, int]] = []
    at = 0
    try:
        for _ in range(MAX_FRAMES):
            while at < len(plain) and plain[at] == _PADDING:
                at += 1
            if at >= len(plain) or plain[at] == _CLOSE:
                break
            kind, at = plain[at], at + 1
            if kind == _CRYPTO:
                place, at = _number(plain, at)
                size, at = _number(plain, at)
                if size > len(plain) - at or place + size > MAX_CRYPTO:
                    raise MalformedError("QUIC hello that cannot be")
                found.append((place, at, size))
                at += size
            elif kind in {_ACK, _ACK_ECN}:
                at = _behind_ack(plain, at, counts=kind == _ACK_ECN)
            elif kind != _PING:
                raise MalformedError("QUIC frame that an Initial packet may not hold")
    except TruncatedError as error:
        raise MalformedError(str(error)) from None
    return found


def _behind_ack(plain: bytes, at: int, *, counts: bool) -> int:
    """Step over an acknowledgement (RFC 9000 section 19.3)."""
    _, at = _number(plain, at)
    _, at = _number(plain, at)
    ranges, at = _number(plain, at)
    for _ in range(1 + 2 * min(ranges, len(plain)) + (3 if counts else 0)):
        _, at = _number(plain, at)
    return at
