"""A certificate and its key that an officer gives: what is wrong with them, in words."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from collector.clock import BUILD
from collector.folder import issuing, pair, tls
from collector.problem import Problem


@pytest.fixture
def cert(tmp_path: Path) -> Path:
    """A certificate; its key lies beside it."""
    tls.prepare(tmp_path / "tls", BUILD)
    return tmp_path / "tls" / issuing.SERVER


@pytest.fixture
def key(cert: Path) -> Path:
    return cert.with_name(issuing.SERVER_KEY)


def fault(cert: Path, key: Path) -> str:
    with pytest.raises(Problem) as raised:
        pair.check(cert, key)
    return str(raised.value)


def locked(key: Path, form: pem.PrivateFormat) -> Path:
    """The same key, with a pass phrase."""
    known = pem.load_pem_private_key(key.read_bytes(), None)
    shut = key.with_name("locked.key")
    how = pem.BestAvailableEncryption(b"secret")
    shut.write_bytes(known.private_bytes(pem.Encoding.PEM, form, how))
    return shut


def test_a_pair_that_fits_is_well(cert: Path, key: Path) -> None:
    pair.check(cert, key)


def test_one_file_may_hold_both(cert: Path, key: Path) -> None:
    both = cert.with_name("both.pem")
    both.write_bytes(key.read_bytes() + cert.read_bytes())
    pair.check(both, both)


def test_swapped_files_are_named_so(cert: Path, key: Path) -> None:
    assert fault(key, cert) == (
        f"{key} is the key and {cert} the certificate: give them the other way round"
    )


def test_each_must_hold_what_it_is_for(cert: Path, key: Path) -> None:
    assert fault(key, key).startswith(f"{key} holds no certificate: give ")
    assert fault(cert, cert).startswith(f"{cert} holds no private key: give ")


@pytest.mark.parametrize("form", [pem.PrivateFormat.PKCS8, pem.PrivateFormat.TraditionalOpenSSL])
def test_a_key_with_a_pass_phrase_is_told_with_the_remedy(
    cert: Path, key: Path, form: pem.PrivateFormat
) -> None:
    assert "openssl pkey -in" in fault(cert, locked(key, form))


def test_another_pairs_key_is_named(cert: Path, tmp_path: Path) -> None:
    tls.prepare(tmp_path / "other", BUILD)
    other = tmp_path / "other" / issuing.SERVER_KEY
    told = f"{other} is not the key of the certificate in {cert}: give the two made together"
    assert fault(cert, other) == told


def test_what_is_no_pem_at_all_is_named(cert: Path, key: Path) -> None:
    cert.write_bytes(b"\x30\x82\xff\xfe")
    told = fault(cert, key)
    assert "is no PEM file" in told
    assert f"openssl pkcs12 -in '{cert}'" in told


@pytest.mark.parametrize("name", [issuing.SERVER, issuing.SERVER_KEY])
def test_the_one_that_is_torn_is_named_without_openssls_words(
    cert: Path, key: Path, name: str
) -> None:
    torn = cert.with_name(name)
    torn.write_bytes(torn.read_bytes()[:100])
    assert fault(cert, key) == (f"{torn} is damaged or not whole: copy it again from where it came")


def test_a_chain_that_is_torn_is_the_certificates_fault(cert: Path, key: Path) -> None:
    cert.write_bytes(cert.read_bytes() + cert.read_bytes()[:200])
    assert fault(cert, key).startswith(f"{cert} is damaged or not whole")


def test_a_key_that_is_too_weak_is_told(cert: Path, key: Path) -> None:
    weak = rsa.generate_private_key(65_537, 1024)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "weak")])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(weak.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start.replace(year=2036))
        .sign(weak, hashes.SHA256())
    )
    cert.write_bytes(made.public_bytes(pem.Encoding.PEM))
    form = pem.PrivateFormat.PKCS8
    key.write_bytes(weak.private_bytes(pem.Encoding.PEM, form, pem.NoEncryption()))
    assert "key too small. Ask the issuer for another certificate" in fault(cert, key)


def test_a_pipe_or_a_folder_stops_nothing(cert: Path, key: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "it is a named pipe, not a file" in fault(tmp_path / "pipe", key)
    assert "it is a folder, not a file" in fault(cert, tmp_path)
    assert fault(tmp_path / "gone", key).endswith("gone: No such file or directory")
