"""A certificate and its key that an officer gives: what is wrong with them, in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as pem

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
    assert fault(key, key) == f"{key} holds no certificate"
    assert fault(cert, cert) == f"{cert} holds no private key"


@pytest.mark.parametrize("form", [pem.PrivateFormat.PKCS8, pem.PrivateFormat.TraditionalOpenSSL])
def test_a_key_with_a_pass_phrase_is_told_with_the_remedy(
    cert: Path, key: Path, form: pem.PrivateFormat
) -> None:
    assert "openssl pkey -in" in fault(cert, locked(key, form))


def test_another_pairs_key_is_named(cert: Path, tmp_path: Path) -> None:
    tls.prepare(tmp_path / "other", BUILD)
    other = tmp_path / "other" / issuing.SERVER_KEY
    assert fault(cert, other) == f"{other} is not the key of the certificate in {cert}"


def test_what_is_no_pem_at_all_is_named(cert: Path, key: Path) -> None:
    cert.write_bytes(b"\x30\x82\xff\xfe")
    assert "is no PEM file" in fault(cert, key)


def test_a_certificate_that_is_torn_is_told(cert: Path, key: Path) -> None:
    cert.write_bytes(cert.read_bytes()[:200])
    assert "cannot be used together: " in fault(cert, key)


def test_a_pipe_or_a_folder_stops_nothing(cert: Path, key: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "it is a named pipe, not a file" in fault(tmp_path / "pipe", key)
    assert "it is a folder, not a file" in fault(cert, tmp_path)
    assert fault(tmp_path / "gone", key).endswith("gone: No such file or directory")
