"""The organisation in force: read again when its file changes, the last good one kept."""

from __future__ import annotations

from pathlib import Path

from collector.folder.lastgood import LastGood
from collector.organisation import chart
from collector.organisation.chart import Organisation, OrganisationError

_COPY = "organisation.yaml"


class Region:
    """Call it for the organisation in force; `trouble` says why a newer file is not.

    `last_good` has a copy of the file as it was taken last. Raises OrganisationError where the
    file is faulty at the start and there is none.
    """

    def __init__(self, file: Path, last_good: LastGood | None = None) -> None:
        self._file = file
        self._last_good = last_good
        self.trouble = ""
        self._stamp = self._look()
        self._good = self._begin()

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
            self._good, self.trouble = self._taken(), ""
        except OrganisationError as error:
            self.trouble = str(error)

    def _begin(self) -> Organisation:
        try:
            return self._taken()
        except OrganisationError as error:
            kept = self._kept()
            if kept is None:
                raise
            self.trouble = str(error)
            return kept

    def _taken(self) -> Organisation:
        text = chart.read(self._file)
        made = chart.parse(text, str(self._file))
        if self._last_good is not None:
            self._last_good.keep({_COPY: text})
        return made

    def _kept(self) -> Organisation | None:
        text = self._last_good.texts().get(_COPY) if self._last_good is not None else None
        try:
            return None if text is None else chart.parse(text, _COPY)
        except OrganisationError:
            return None

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size
