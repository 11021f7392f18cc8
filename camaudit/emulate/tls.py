"""Certificates as devices make their own: self-signed, with the maker's habits as names."""

from __future__ import annotations

import datetime as dt
import ssl
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from camaudit.emulate.character import Service
    from camaudit.emulate.player import Player

_BEGIN = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_NAMES = {
    "C": NameOID.COUNTRY_NAME,
    "ST": NameOID.STATE_OR_PROVINCE_NAME,
    "L": NameOID.LOCALITY_NAME,
    "O": NameOID.ORGANIZATION_NAME,
    "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "CN": NameOID.COMMON_NAME,
}


@cache
def _key(_: str) -> rsa.RSAPrivateKey:
    """Make the key of a device, or of all devices that share theirs."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(text: str) -> x509.Name:
    """Read "CN=..., O=..."."""
    parts = (part.strip().partition("=") for part in text.split(","))
    return x509.Name([x509.NameAttribute(_NAMES[key], value) for key, _, value in parts])


def _key_of(service: Service, player: Player) -> rsa.RSAPrivateKey:
    """Give the key of a device: its own, unless its character says that all have the same."""
    return _key(player.character.name if service.word("key") == "shared" else player.mac)


def certificate(service: Service, player: Player) -> x509.Certificate:
    """Make the certificate that a device shows."""
    key = _key_of(service, player)
    subject = _name(player.fill(service.word("subject", "CN=$address")))
    issuer = player.fill(service.word("issuer"))
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_name(issuer) if issuer else subject)
        .public_key(key.public_key())
        .serial_number(int(player.mac.replace(":", ""), 16))
        .not_valid_before(_BEGIN)
        .not_valid_after(_BEGIN + dt.timedelta(days=365 * int(service.word("years", "10"))))
    )
    if names := player.fill(service.word("names")).split():
        made = made.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False
        )
    return made.sign(key, hashes.SHA256())


def context(service: Service, player: Player) -> ssl.SSLContext:
    """Make what a connection's encryption begins with; old versions are spoken too."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    pem = certificate(service, player).public_bytes(serialization.Encoding.PEM)
    secret = _key_of(service, player).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with tempfile.TemporaryDirectory() as folder:  # the ssl module reads files alone
        both = Path(folder, "both.pem")
        both.write_bytes(pem + secret)
        made.load_cert_chain(both)
    return made
