"""The private CA and the agents' server certificate; the only importer of cryptography.

The CA is made once and signs nothing but collectors. Agents check the one name SERVER_NAME, so a
collector that moves needs no new certificate. Validity begins long ago, for a PC with an empty
CMOS battery believes in 2009.
"""

from __future__ import annotations

import datetime
import ssl
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from agent.link import SERVER_NAME
from collector.folder import private

_START = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_CA_YEARS, _SERVER_YEARS = 30, 5
_RENEW = datetime.timedelta(days=180)

CA, CA_KEY = "ca.pem", "ca.key"
SERVER, SERVER_KEY = "server.pem", "server.key"
PAGES, PAGES_KEY = "pages.pem", "pages.key"
"""An officer's own, for the pages (`mkaguzi tls use`)."""


def prepare(folder: Path, now: int) -> None:
    """Make what is missing: the CA, the server's certificate; renew the latter before its end."""
    private.folder(folder)
    moment = datetime.datetime.fromtimestamp(now, datetime.UTC)
    if not (folder / CA).exists():
        _make_ca(folder, moment)
    if not (folder / SERVER).exists() or _ends(folder / SERVER) - moment < _RENEW:
        _make_server(folder, moment)


def _ends(file: Path) -> datetime.datetime:
    return x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc


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


def _make_ca(folder: Path, now: datetime.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    ends = now + datetime.timedelta(days=365 * _CA_YEARS)
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
        _builder("Mkaguzi CA", "Mkaguzi CA", key, ends)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    _save(folder / CA_KEY, key)
    private.replace(folder / CA, certificate.public_bytes(serialization.Encoding.PEM))


def _make_server(folder: Path, now: datetime.datetime) -> None:
    ca_key = serialization.load_pem_private_key((folder / CA_KEY).read_bytes(), None)
    if not isinstance(ca_key, ec.EllipticCurvePrivateKey):
        raise TypeError("the CA's key is of another kind than this version makes")
    key = ec.generate_private_key(ec.SECP256R1())
    ends = now + datetime.timedelta(days=365 * _SERVER_YEARS)
    names = x509.SubjectAlternativeName([x509.DNSName(SERVER_NAME)])
    certificate = (
        _builder(SERVER_NAME, "Mkaguzi CA", key, ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(names, critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False
        )
        .sign(ca_key, hashes.SHA256())
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


def fingerprint(folder: Path) -> str:
    """SHA-256 of the CA's certificate (DER), hex: what enrolment codes carry."""
    return sha256(ssl.PEM_cert_to_DER_cert(ca_pem(folder))).hexdigest()


def ca_pem(folder: Path) -> str:
    """The CA's certificate."""
    return (folder / CA).read_text(encoding="ascii")
