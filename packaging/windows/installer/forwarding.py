"""python3.dll, which extensions of the stable ABI (psutil's) link to and the jar lacks.

It holds no code: each name of the stable ABI is forwarded to python313.dll. The names are those of
CPython's own import library, python3.lib. Source: Microsoft Learn, "EXPORTS" of a .def file.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from installer.pins import VERSION

_GNU = "x86_64-w64-mingw32-"


def make(library: Path, to: Path) -> None:
    """Link it, from the names in python3.lib."""
    definitions = to.with_suffix(".def")
    lines = [f"  {name} = python{VERSION}.{name}" for name in _names(library)]
    definitions.write_text("\n".join(["LIBRARY python3.dll", "EXPORTS", *lines, ""]))
    _run("gcc", "-shared", "-nostdlib", "-s", "-Wl,--no-insert-timestamp",
         "-Wl,--entry=0", "-o", str(to), str(definitions))  # fmt: skip
    definitions.unlink()


def _names(library: Path) -> list[str]:
    words = (line.rpartition(" ")[2] for line in _run("nm", str(library)).splitlines())
    return sorted({word.removeprefix("__imp_") for word in words if word.startswith("__imp_")})


def _run(tool: str, *words: str) -> str:
    done = subprocess.run([_GNU + tool, *words], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout
