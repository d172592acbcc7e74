"""The state of a data folder for one command, beside a running collector or without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from collector.folder.config import Settings
from collector.problem import Problem
from collector.store.state.database import open_state


def folder(settings: Settings) -> Path:
    """The data folder. Raises Problem where there is none: a mistyped one holds nothing wrong."""
    if not settings.data.exists():
        raise Problem(
            f"there is no data folder {settings.data}. Start the collector once (mkaguzi serve), "
            "or name its folder: mkaguzi --data DIR …"
        )
    return settings.data


def has_state(settings: Settings) -> bool:
    """Whether there is one yet."""
    file = settings.state_file
    return file is None or file.exists()


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """The state's engine. Raises Problem where there is none yet."""
    if not has_state(settings):
        raise Problem(
            f"there is no collector's data in {settings.data}. Start it once (mkaguzi serve), "
            "or name its folder: mkaguzi --data DIR …"
        )
    engine = open_state(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()
