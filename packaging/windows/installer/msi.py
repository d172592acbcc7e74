"""The MSI: the folder laid out, packed by wixl, signed where a certificate is given, summed."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from installer import layout, signing, source, wine
from installer.fetched import digest

LIMIT = 15 << 20
"""Bytes: what a thin link brings to a machine once."""
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
        signing.sign_programs(stage)
        _packed(stage, version, made)
    signing.sign(made)
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
