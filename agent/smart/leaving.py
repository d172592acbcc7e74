"""Asking the disks for an agent that may not open them, and leaving what they say in a folder.

What runs this is root and does nothing else; the agent reads the folder (`agent.smart.reading`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from agent.nothing import Nothing
from agent.outside import Outside
from agent.smart.reading import ask, devices
from agent.smart.report import called

_MODE = 0o640
"""For the group, which is the agent's: serial numbers are not for everybody."""


def leave(folder: Path, outside: Outside) -> list[str]:
    """A file of JSON for each disk that answers; none stays of one that does not. Their names.

    Raises OSError where the folder cannot be written.
    """
    folder.mkdir(mode=0o750, exist_ok=True)
    left = {f"{name.replace('/', '-')}.json": said for name, said in _asked(outside)}
    for name, said in left.items():
        _put(folder / name, said)
    for old in folder.iterdir():
        if old.name not in left:
            old.unlink()
    return sorted(left)


def _asked(outside: Outside) -> Iterator[tuple[str, dict[str, Any]]]:
    with suppress(Nothing):
        for device in devices(outside):
            with suppress(OSError):  # one that hangs, or is gone meanwhile, costs only itself
                yield called(device).removeprefix("/dev/"), ask(outside, device)


def _put(file: Path, said: dict[str, Any]) -> None:
    """Whole or not at all: it may be read at any moment."""
    part = file.with_suffix(".part")
    part.write_text(json.dumps(said), encoding="utf-8")
    part.chmod(_MODE)
    part.replace(file)
