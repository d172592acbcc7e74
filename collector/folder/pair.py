"""A certificate and its private key, in two PEM files: can they be used, and if not, why?"""

from __future__ import annotations

import ssl
from pathlib import Path

from collector.folder import reading
from collector.problem import Problem

_CERTIFICATE = "-----BEGIN CERTIFICATE-----"
_KEY = "PRIVATE KEY-----"
_LOCKED = ("-----BEGIN ENCRYPTED", "Proc-Type: 4,ENCRYPTED")
"""What the key file with a pass phrase says of itself: in PKCS #8 (RFC 5958), and before it."""


def check(cert: Path, key: Path) -> None:
    """Raise Problem, in words with the remedy, where the two cannot be used together."""
    first, second = _pem(cert), _pem(key)
    if _CERTIFICATE not in first and _KEY in first and _CERTIFICATE in second:
        raise Problem(f"{cert} is the key and {key} the certificate: give them the other way round")
    if _CERTIFICATE not in first:
        raise Problem(f"{cert} holds no certificate: give the file that its issuer sent")
    if _KEY not in second:
        raise Problem(f"{key} holds no private key: give the file made with the request for {cert}")
    if any(sign in second for sign in _LOCKED):
        raise Problem(
            f"{key} is locked by a pass phrase, which nobody types in after a power cut. "
            f"Write one without: openssl pkey -in '{key}' -out open.key"
        )
    _load(cert, key)


def _pem(file: Path) -> str:
    try:
        return reading.text(file)
    except OSError as error:
        raise Problem(f"cannot read {file}: {reading.reason(error)}") from None
    except UnicodeDecodeError:
        raise Problem(
            f"{file} is no PEM file, a text with -----BEGIN in it. Make one that is CERT and KEY: "
            f"openssl pkcs12 -in '{file}' -nodes -out both.pem (of a .pfx); or a CERT alone: "
            f"openssl x509 -inform der -in '{file}' -out cert.pem (of a .cer)"
        ) from None


def _load(cert: Path, key: Path) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password=lambda: "")
    except ssl.SSLError as error:
        raise Problem(_refused(cert, key, error.reason)) from None
    except OSError as error:
        raise Problem(f"cannot read {cert} or {key}: {reading.reason(error)}") from None


def _refused(cert: Path, key: Path, reason: str | None) -> str:
    """What OpenSSL found. It gives no reason for a part that it cannot decode."""
    if reason == "KEY_VALUES_MISMATCH":
        return f"{key} is not the key of the certificate in {cert}: give the two made together"
    if not _decodes(cert):
        return f"{cert} is damaged or not whole: copy it again from where it came"
    if reason is None:
        return f"{key} is damaged or not whole: copy it again from where it came"
    told = reason.replace("_", " ").lower()
    return f"{cert} and {key} cannot be used: {told}. Ask the issuer for another certificate"


def _decodes(cert: Path) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cert)
    except ssl.SSLError:
        return False
    return True
