"""What the pages need of the collector around them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Engine

from collector.folder.config import Settings
from collector.organisation.chart import Organisation
from collector.standards.rulebook import Rulebook
from collector.store.journal import Journal
from collector.store.state.database import reader

CodeMaker = Callable[[str, int | None, int, str], str]
"""(site, uses or None for any number, hours, by whom) -> the code's text. May raise Problem."""


def _clock() -> int:
    return int(time.time())


class House(NamedTuple):
    """The collector, as its pages see it.

    `distrust` says why the collector's own clock cannot be believed (a msgid), or None.
    `secure`: whether the pages are served over TLS. `now` is the clock, UTC s. `region_trouble`
    says what is wrong with the region's file, so that the last good one is in force; or nothing.
    """

    engine: Engine
    journal: Journal
    rulebook: Rulebook
    organisation: Callable[[], Organisation]
    settings: Settings
    distrust: Callable[[], str | None]
    code_maker: CodeMaker
    secure: bool
    version: str
    now: Callable[[], int] = _clock
    region_trouble: Callable[[], str] = str

    @property
    def reading(self) -> Engine:
        """The state for reading alone: pages wait for no writer, and no writer for them."""
        return reader(self.engine)
