"""What a whole inventory costs once: ours, in its child that ends, beside fusioninventory-agent."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from agent.inventory.conversation import PROGRAM, Request
from agent.probe import find_inventory


class Cost(NamedTuple):
    """Processor seconds and the most memory of the largest process (B), children included."""

    name: str
    seconds: float
    peak: int
    told: str


def costs(python: Path, folder: Path) -> Iterator[Cost]:
    """Ours by the Python of an installation; the other where it is installed.

    The package manager is asked what waits to be updated, and that is a large program of its own.
    """
    yield _ours("mkaguzi, all", python, folder, None)
    but = [probe.name for probe in find_inventory() if probe.name != "updates"]
    yield _ours("mkaguzi, but for apt", python, folder, but)
    other = shutil.which("fusioninventory-agent")
    if other:
        out = folder / "fusion"
        out.mkdir(exist_ok=True)
        yield _weighed("fusioninventory-agent", [other, "--local", str(out)], "", out)


def _ours(name: str, python: Path, folder: Path, due: list[str] | None) -> Cost:
    path = subprocess.run(
        [python, "-I", "-c", "import json, sys; print(json.dumps(sys.path))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    asked = json.dumps(Request(due, {}, idle=True)._asdict())
    words = [str(python), "-I", "-c", PROGRAM, path.strip()]
    return _weighed(name, words, asked + "\n", folder / "inventory")


def _weighed(name: str, words: list[str], said: str, out: Path) -> Cost:
    """Run it to its end, by a process between: what it and its children cost is told at its end."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdin=sys.stdin, capture_output=True)\n"
        "told = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(told.ru_utime + told.ru_stime, told.ru_maxrss, len(done.stdout))\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, *words],
        input=said,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HOME": str(out.parent)},
    )
    seconds, peak, printed = done.stdout.split()
    told = printed if said else str(sum(f.stat().st_size for f in out.iterdir() if f.is_file()))
    return Cost(name, float(seconds), int(peak) * 1024, f"{int(told) / 1e3:.0f} kB told")
