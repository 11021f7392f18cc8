"""TLS hand-shakes as far as they are in clear (RFC 5246, RFC 8446, RFC 6066 section 3)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.utils import CryptographyDeprecationWarning

from camaudit.errors import MalformedError, TruncatedError
from camaudit.model.observation import Channel, Lookup, LookupKind
from camaudit.model.probe import Level, Probe, Transport
from camaudit.protocols.values import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from camaudit.model.observation import Observation
    from camaudit.model.talk import Talk

PORTS = (443, 8443)
MAX_HANDSHAKE = 65_536  # bytes of hand-shake messages read of one side
MAX_NAMES = 64  # of one certificate
MANY = 256  # certificates that are remembered
_ALERT, _HANDSHAKE = 21, 22  # sorts of records
_CLIENT_HELLO, _CERTIFICATE, _HELLO_DONE = 1, 11, 14  # sorts of hand-shake messages
_SNI, _ALPN = 0, 16


# Suites with RSA and ECDSA, from those of today to RC4 and 3DES, which old cameras have alone; the
# last one says that a connection is new (RFC 5746). No key of ours is ever made or sent.
_SUITES = bytes.fromhex(
    "c02bc02fc02cc030cca9cca8c023c027c024c028c009c013c00ac014009c009d003c003d002f0035000a"
    "0005000400ff"
)


def _extension(kind: int, content: str) -> bytes:
    body = bytes.fromhex(content)
    return kind.to_bytes(2) + len(body).to_bytes(2) + body


def _sized(body: bytes, width: int) -> bytes:
    return len(body).to_bytes(width) + body


def _hello() -> bytes:
    """Write the one ClientHello that is ever sent: TLS 1.0 to 1.2, without a name (SNI).

    Source: RFC 5246 section 7.4.1.2; RFC 8422 section 5.1 (curves, points); RFC 5246 section
            7.4.1.4.1 (hashes of signatures, down to SHA-1).
    """
    extensions = (
        _extension(10, "0008001d001700180019")
        + _extension(11, "0100")
        + _extension(13, "0012040305030603040105010601040202030201")
    )
    random = sha256(b"camaudit").digest()  # the hand-shake is not completed: nothing hangs on it
    body = (
        b"\x03\x03" + random + _sized(b"", 1) + _sized(_SUITES, 2) + _sized(b"\0", 1)
        + _sized(extensions, 2)
    )  # fmt: skip
    return b"\x16\x03\x01" + _sized(bytes([_CLIENT_HELLO]) + _sized(body, 3), 2)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a leaf says of its holder."""

    subject: str  # RFC 4514
    issuer: str
    names: tuple[str, ...]
    key: str  # "RSA 1024, SHA1"
    until: str  # ISO date of its last day
    key_print: str  # SHA-256 of the public key, hex, the first half


@dataclass(frozen=True, slots=True)
class Handshake:
    """What one side says in clear."""

    server_name: str | None
    protocols: tuple[str, ...]  # ALPN
    certificate: Certificate | None


def parse(data: bytes) -> Handshake:
    """Read the records of one side from the start of its stream.

    Output: what the hand-shake messages that are whole tell.
    Raises: TruncatedError while none is whole, MalformedError where it is no TLS.
    """
    return parse_messages(b"".join(_records(data)))


def parse_messages(messages: bytes) -> Handshake:
    """Read hand-shake messages that no records wrap, as QUIC sends them.

    Raises: TruncatedError while none is whole, MalformedError where one is not what it says.
    """
    name: str | None = None
    protocols: tuple[str, ...] = ()
    certificate: Certificate | None = None
    read = 0
    for kind, body in _messages(messages):
        if kind == _CLIENT_HELLO:
            name, protocols = _client_hello(body)
        elif kind == _CERTIFICATE:
            certificate = _certificate(body)
        read += 1
    if not read:
        raise TruncatedError("no whole hand-shake message")
    return Handshake(name, protocols, certificate)


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the sort and the body of every hand-shake message that is whole."""
    at = 0
    while at + 4 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 4])
        if at + 4 + size > len(data):
            return
        yield data[at], data[at + 4 : at + 4 + size]
        at += 4 + size


def is_answered(data: bytes) -> bool:
    """Tell whether a server has shown its certificate, or will show none any more.

    Source: RFC 5246 sections 7.2 (an alert) and 7.4.5 (the end of its part of the hand-shake).
    """
    if data[:1] == bytes([_ALERT]):
        return len(data) >= 5 + int.from_bytes(data[3:5])
    try:
        kinds = {kind for kind, _ in _messages(b"".join(_records(data)))}
    except TruncatedError:
        return False
    except MalformedError:
        return True
    return bool(kinds & {_CERTIFICATE, _HELLO_DONE})


def _records(data: bytes) -> Iterator[bytes]:
    at, total = 0, 0
    while at + 5 <= len(data) and total < MAX_HANDSHAKE:
        kind, size = data[at], int.from_bytes(data[at + 3 : at + 5])
        if data[at + 1] != 3 or size > 18_432:
            if at == 0:
                raise MalformedError("no TLS record")
            return
        if kind != _HANDSHAKE:
            if at == 0 and kind not in {20, 21, 23}:
                raise MalformedError("no TLS record")
            return  # from here on it is encrypted, or an alert
        yield data[at + 5 : at + 5 + size]
        total += size
        at += 5 + size
    if not data or (at == 0 and data[:1] != bytes([_HANDSHAKE])):
        raise (MalformedError if data else TruncatedError)("no TLS record")


def _client_hello(body: bytes) -> tuple[str | None, tuple[str, ...]]:
    at = 34  # version, random
    at = _skip(body, at, 1)  # session id
    at = _skip(body, at, 2)  # cipher suites
    at = _skip(body, at, 1)  # compression
    name: str | None = None
    protocols: list[str] = []
    end = min(len(body), at + 2 + int.from_bytes(body[at : at + 2]))
    at += 2
    while at + 4 <= end:
        kind, size = int.from_bytes(body[at : at + 2]), int.from_bytes(body[at + 2 : at + 4])
        value = body[at + 4 : at + 4 + size]
        if kind == _SNI and value[2:3] == b"\0":
            text = value[5 : 5 + int.from_bytes(value[3:5])].decode("ascii", "replace")
            name = text.lower().rstrip(".") or None
        elif kind == _ALPN:
            place = 2
            while place < len(value):
                protocols.append(value[place + 1 : place + 1 + value[place]].decode("latin-1"))
                place += 1 + value[place]
        at += 4 + size
    return name, tuple(protocols[:16])


def _skip(body: bytes, at: int, width: int) -> int:
    if at + width > len(body):
        raise MalformedError("ClientHello cut short")
    return at + width + int.from_bytes(body[at : at + width])


def _certificate(body: bytes) -> Certificate | None:
    """Read the leaf of a TLS 1.0 to 1.2 Certificate message; None where it has none."""
    der = _leaf(body)
    return None if der is None else read_certificate(der)


def _leaf(body: bytes) -> bytes | None:
    size = int.from_bytes(body[3:6])
    der = body[6 : 6 + size]
    return der if size and len(der) == size else None


def leaf(data: bytes) -> bytes | None:
    """Give the certificate that a side shows, as it stands in its stream; None where none is.

    Raises: MalformedError, TruncatedError as `parse`.
    """
    messages = _messages(b"".join(_records(data)))
    return next((_leaf(body) for kind, body in messages if kind == _CERTIFICATE), None)


@lru_cache(MANY)  # a device shows the same one with each connection
def read_certificate(der: bytes) -> Certificate:
    """Read one certificate (RFC 5280).

    Raises: MalformedError where it is none that can be read.
    """
    try:
        with warnings.catch_warnings():
            # Cameras ship certificates with odd serials and old keys: they are still read.
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            warnings.simplefilter("ignore", UserWarning)
            leaf = x509.load_der_x509_certificate(der)
            subject, issuer = leaf.subject.rfc4514_string(), leaf.issuer.rfc4514_string()
            names = _names(leaf)
            until = leaf.not_valid_after_utc.date().isoformat()
            key, key_print = _key(leaf)
    except (ValueError, TypeError, x509.InvalidVersion, x509.UnsupportedGeneralNameType) as error:
        raise MalformedError("certificate that cannot be read") from error
    return Certificate(subject, issuer, names, key, until, key_print)


def _key(leaf: x509.Certificate) -> tuple[str, str]:
    """Say sort and bits of the key and the hash of the signature; and give the key's own hash."""
    try:
        key = leaf.public_key()
        raw = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        signed = leaf.signature_hash_algorithm
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return "", ""  # a sort of key that the library does not know
    if isinstance(key, rsa.RSAPublicKey):
        sort = f"RSA {key.key_size}"
    elif isinstance(key, ec.EllipticCurvePublicKey):
        sort = f"EC {key.key_size}"
    elif isinstance(key, dsa.DSAPublicKey):
        sort = f"DSA {key.key_size}"
    else:
        sort = "other"
    hashed = f", {signed.name.upper()}" if signed is not None else ""
    return f"{sort}{hashed}", sha256(raw).hexdigest()[:32]


def _names(leaf: x509.Certificate) -> tuple[str, ...]:
    try:
        found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return ()
    return tuple(sorted({str(name.value) for name in found})[:MAX_NAMES])


def observations(message: Handshake, talk: Talk) -> Iterator[Observation]:
    """Say what a side tells: a client which name it wants, a server what its certificate says."""
    if message.server_name is not None:
        yield Lookup(
            client=talk.sender,
            name=message.server_name,
            answers=(talk.receiver.ip,) if talk.receiver.ip else (),
            kind=LookupKind.SNI,
            seen=talk.seen,
        )
    said = [(Channel.TLS_ALPN, name) for name in message.protocols if name.isprintable()]
    yield from facts_of(talk.sender, talk.receiver_port, talk, said)
    if message.certificate is not None:
        leaf = message.certificate
        said = [(Channel.TLS_SUBJECT, leaf.subject), (Channel.TLS_ISSUER, leaf.issuer)]
        said += [(Channel.TLS_NAME, name) for name in leaf.names]
        said += [(Channel.TLS_KEY, leaf.key), (Channel.TLS_UNTIL, leaf.until)]
        said.append((Channel.TLS_PRINT, leaf.key_print))
        yield from facts_of(talk.sender, talk.sender_port, talk, said)


_HELLO = _hello()
HELLO = Probe(
    name="tls-hello",
    level=Level.LOOK,
    transport=Transport.TCP,
    ports=PORTS,
    payload=lambda _: _HELLO,
    complete=is_answered,
    says="asks for the certificate, and ends before anything is enciphered",
    source="RFC 5246 section 7.4.1.2",
)
