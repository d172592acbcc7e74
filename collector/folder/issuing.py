"""What a CA signs: itself, and the agents' door; the only importer of cryptography.

Validity begins long ago, for a PC with an empty CMOS battery believes in 2009, or in 1970.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from agent.delivery.link import SERVER_NAME
from collector.folder import private

_START = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_CA_YEARS, _SERVER_YEARS = 30, 5

CA, CA_KEY = "ca.pem", "ca.key"
SERVER, SERVER_KEY = "server.pem", "server.key"


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, ends: datetime.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_START)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def make_ca(folder: Path, now: datetime.datetime) -> None:
    """A new CA: its key, then its certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    until = now + datetime.timedelta(days=365 * _CA_YEARS)
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        _builder("Mkaguzi CA", "Mkaguzi CA", key, until)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    _save(folder / CA_KEY, key)
    private.replace(folder / CA, certificate.public_bytes(serialization.Encoding.PEM))


def ends(file: Path) -> datetime.datetime:
    """Until when a certificate holds. Raises OSError and ValueError."""
    return x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc


def ca_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The key that goes with the CA's certificate. Raises OSError and ValueError."""
    key = serialization.load_pem_private_key((folder / CA_KEY).read_bytes(), None)
    certificate = x509.load_pem_x509_certificate((folder / CA).read_bytes())
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != (
        certificate.public_key()
    ):
        raise ValueError("key and certificate do not fit together")
    return key


def make_server(folder: Path, now: datetime.datetime) -> None:
    """A new key and certificate for the agents' door. Raises as `ca_key`."""
    signer = ca_key(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    until = now + datetime.timedelta(days=365 * _SERVER_YEARS)
    names = x509.SubjectAlternativeName([x509.DNSName(SERVER_NAME)])
    certificate = (
        _builder(SERVER_NAME, "Mkaguzi CA", key, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(names, critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    _save(folder / SERVER_KEY, key)
    private.replace(folder / SERVER, certificate.public_bytes(serialization.Encoding.PEM))


def _save(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    private.replace(file, pem)
