"""Copies of a person's files as they were when nothing was wrong in them.

A start over a faulty file goes on with the copies: after a power cut nobody is there to mend it.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from pathlib import Path

from collector.folder import private

FOLDER = "last-good"
"""Where the copies are, in the data folder."""
_LOG = logging.getLogger(__name__)


class LastGood:
    """A folder of copies. It is replaced as a whole: a power cut leaves the old or the new ones."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._old, self._new = (place.with_name(f".{place.name}.{end}") for end in ("old", "new"))

    def texts(self) -> dict[str, str]:
        """Name -> text of each copy; empty where there are none, or they cannot be read."""
        place = self._place if self._place.exists() else self._old
        try:
            return {f.name: f.read_text(encoding="utf-8") for f in sorted(place.iterdir())}
        except (OSError, UnicodeDecodeError):
            return {}

    def keep(self, texts: Mapping[str, str]) -> None:
        """Have copies of these texts, and no others. Copies that cannot be made stop nothing."""
        if texts == self.texts():
            return
        try:
            self._replace(texts)
        except OSError as error:
            _LOG.warning("no copy of what is good could be kept in %s: %s", self._place, error)

    def _replace(self, texts: Mapping[str, str]) -> None:
        private.folder(self._place.parent)
        shutil.rmtree(self._new, ignore_errors=True)
        private.folder(self._new)
        for name, text in texts.items():
            private.replace(self._new / name, text.encode())
        if self._place.exists():
            shutil.rmtree(self._old, ignore_errors=True)
            self._place.rename(self._old)
        self._new.rename(self._place)
        shutil.rmtree(self._old, ignore_errors=True)
