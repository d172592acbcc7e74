"""The MSI: the folder laid out, packed by wixl, signed where a certificate is given, summed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from installer import layout, source, wine
from installer.fetched import digest

LIMIT = 15 << 20
"""Bytes: what a thin link brings to a machine once."""
_CERTIFICATE, _PASSWORD = "MKAGUZI_SIGN_PKCS12", "MKAGUZI_SIGN_PASSWORD_FILE"
"""Environment: a PKCS #12 file with key and certificate, and a file that holds its password."""
_STAMP = "MKAGUZI_SIGN_TIMESTAMP"
"""Environment: the address of a time stamping service (RFC 3161); a signature then outlives its
certificate."""
_COMMAND = '@"%~dp0..\\python.exe" -I -m agent %*\r\n'


class TooLargeError(Exception):
    """The installer outgrew its limit."""


def build(agent: Path, version: str, to: Path) -> Path:
    """Make `mkaguzi-agent-VERSION.msi` in a folder, with SHA256SUMS beside it."""
    to.mkdir(parents=True, exist_ok=True)
    made = to / f"mkaguzi-agent-{version}.msi"
    with tempfile.TemporaryDirectory() as scratch:
        stage = Path(scratch) / "stage"
        with wine.windows() as windows:
            layout.install(windows, agent, stage)
        command = stage / source.COMMANDS / "mkaguzi-agent.cmd"
        command.parent.mkdir()
        command.write_text(_COMMAND, newline="")
        _packed(stage, version, made)
    sign(made)
    if made.stat().st_size > LIMIT:
        raise TooLargeError(f"{made} has {made.stat().st_size} bytes, more than {LIMIT}")
    (to / "SHA256SUMS").write_text(f"{digest(made)}  {made.name}\n")
    return made


def _packed(stage: Path, version: str, made: Path) -> None:
    described = stage.with_name("agent.wxs")
    described.write_bytes(source.text(stage, version))
    made.unlink(missing_ok=True)
    subprocess.run(
        ["wixl", "--arch", "x64", "--output", str(made.absolute()), str(described)],
        cwd=stage,
        check=True,
    )
    subprocess.run(["msibuild", str(made), "-q", *source.amendments(stage)], check=True)


def sign(made: Path) -> None:
    """By the certificate in the environment; without one it is left as it is."""
    certificate = os.environ.get(_CERTIFICATE)
    if not certificate:
        return
    part = made.with_suffix(".signed")
    stamp = os.environ.get(_STAMP)
    subprocess.run(
        [
            *("osslsigncode", "sign", "-pkcs12", certificate, "-h", "sha256"),
            *("-readpass", os.environ[_PASSWORD], "-n", "Mkaguzi agent"),
            *(("-ts", stamp) if stamp else ()),
            *("-in", str(made), "-out", str(part)),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.move(part, made)
