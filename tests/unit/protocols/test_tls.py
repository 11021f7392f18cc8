"""What the clear part of a TLS hand-shake says."""

import datetime as dt
import struct
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from camaudit.errors import MalformedError
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, LookupKind, Seen
from camaudit.model.talk import Talk
from camaudit.protocols import tls

SEEN = Seen(100.0, "lobby.pcap", "frame 1")
CAMERA, PEER = Endpoint(None, ip_address("192.0.2.10")), Endpoint(None, ip_address("203.0.113.9"))
TALK = Talk(CAMERA, 443, PEER, 50_000, SEEN)
DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(name="der", scope="module")
def _der():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "gate"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example"),
        ]
    )
    names = [x509.DNSName("gate.example.org"), x509.IPAddress(ip_address("192.0.2.10"))]
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, DAY, DAY)
    made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def message(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def certificate(*leaves):
    inner = b"".join(len(one).to_bytes(3, "big") + one for one in leaves)
    return message(11, len(inner).to_bytes(3, "big") + inner)


def records(data, size=16_384):
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"\x16\3\3" + struct.pack("!H", len(part)) + part for part in parts)


SERVER_HELLO = message(2, b"\3\3" + bytes(32) + b"\0\0\x2f\0")


@pytest.mark.parametrize("size", [1, 7, 100, 16_384])
def test_the_leaf_is_read_however_the_records_cut_it(der, size):
    found = tls.parse(records(SERVER_HELLO + certificate(der, b"not read"), size))
    assert [(one.channel, one.value) for one in tls.observations(found, TALK)] == [
        (Channel.TLS_SUBJECT, "O=Example,CN=gate"),
        (Channel.TLS_ISSUER, "O=Example,CN=gate"),
        (Channel.TLS_NAME, "192.0.2.10"),
        (Channel.TLS_NAME, "gate.example.org"),
        (Channel.TLS_KEY, "EC 256, SHA256"),
        (Channel.TLS_UNTIL, "2026-01-01"),
        (Channel.TLS_PRINT, found.certificate.key_print),
    ]
    assert len(found.certificate.key_print) == 32


@pytest.mark.parametrize("leaves", [(), (b"",)])
def test_a_certificate_message_without_a_leaf_tells_nothing(leaves):
    assert tls.parse(records(certificate(*leaves))).certificate is None


def test_a_leaf_that_is_none_is_malformed(der):
    for bent in (b"x" * 200, der[:100], der[:40] + b"\xff" * 40 + der[80:]):
        with pytest.raises(MalformedError):
            tls.parse(records(certificate(bent)))


def test_what_is_encrypted_is_not_read(der):
    after = b"\x14\3\3\0\1\1" + records(certificate(der))
    assert tls.parse(records(SERVER_HELLO) + after).certificate is None


def test_a_client_is_seen_to_look_for_the_name():
    name = b"cloud.example.org"
    extension = struct.pack("!HHHBH", 0, len(name) + 5, len(name) + 3, 0, len(name)) + name
    body = b"\3\3" + bytes(33) + b"\0\2\0\x2f\1\0" + struct.pack("!H", len(extension)) + extension
    (lookup,) = tls.observations(tls.parse(records(message(1, body))), TALK)
    assert (lookup.client, lookup.name, lookup.kind) == (
        CAMERA,
        "cloud.example.org",
        LookupKind.SNI,
    )
    assert lookup.answers == (PEER.ip,)
