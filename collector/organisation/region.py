"""The organisation in force: read again when its file changes, the last good one kept."""

from __future__ import annotations

from pathlib import Path

from collector.organisation.chart import Organisation, OrganisationError, load


class Region:
    """Call it for the organisation in force; `trouble` says why a newer file is not."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stamp = self._look()
        self._good = load(file)
        self.trouble = ""

    def __call__(self) -> Organisation:
        """The last good one."""
        return self._good

    def reload(self) -> None:
        """Look whether the file changed."""
        stamp = self._look()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._good, self.trouble = load(self._file), ""
        except OrganisationError as error:
            self.trouble = str(error)

    def _look(self) -> int | None:
        return self._file.stat().st_mtime_ns if self._file.exists() else None
