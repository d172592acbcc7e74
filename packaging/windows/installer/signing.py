"""Signatures by Authenticode, where a certificate is given in the environment.

Programs and libraries that bear their maker's signature keep it; ours and those without one are
signed, so that a policy can let in all that we install by one publisher. Source: Microsoft,
"Windows Authenticode Portable Executable Signature Format"; osslsigncode(1).
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from pathlib import Path

CERTIFICATE, PASSWORD = "MKAGUZI_SIGN_PKCS12", "MKAGUZI_SIGN_PASSWORD_FILE"
"""Environment: a PKCS #12 file with key and certificate, and a file that holds its password."""
STAMP = "MKAGUZI_SIGN_TIMESTAMP"
"""Environment: the address of a time stamping service (RFC 3161); a signature then outlives its
certificate."""
_PROGRAMS = (".exe", ".dll", ".pyd")
_SECURITY = 24 + 112 + 4 * 8
"""Where, after the PE signature, the directory of certificates is told: offset and size."""


def sign_programs(folder: Path) -> None:
    """All programs and libraries of a folder that nobody has signed."""
    for file in sorted(folder.rglob("*")):
        if file.suffix in _PROGRAMS and not is_signed(file):
            sign(file)


def sign(file: Path) -> None:
    """By the certificate in the environment; without one it is left as it is."""
    certificate = os.environ.get(CERTIFICATE)
    if not certificate:
        return
    part = file.with_name(file.name + ".signed")
    stamp = os.environ.get(STAMP)
    subprocess.run(
        [
            *("osslsigncode", "sign", "-pkcs12", certificate, "-h", "sha256"),
            *("-readpass", os.environ[PASSWORD], "-n", "Mkaguzi agent"),
            *(("-ts", stamp) if stamp else ()),
            *("-in", str(file), "-out", str(part)),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.move(part, file)


def is_signed(program: Path) -> bool:
    """Whether a program of 64 bits bears a signature, whoever's."""
    content = program.read_bytes()
    (header,) = struct.unpack_from("<I", content, 0x3C)
    _, size = struct.unpack_from("<II", content, header + _SECURITY)
    return bool(size)
