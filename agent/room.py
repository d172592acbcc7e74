"""Whether the disk of a folder takes anything, as far as a look tells: nothing is written."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

_LEAST = 16_384
"""Bytes: with less the disk is full, for a batch of an agent fits no more."""


def refuses(folder: Path) -> OSError | None:
    """What whoever writes into the folder would be told; None where nothing speaks against it."""
    with suppress(OSError):
        if _is_read_only(folder):
            return OSError(errno.EROFS, os.strerror(errno.EROFS))
        if _free(folder) < _LEAST:
            return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return None


if sys.platform == "win32":

    def _is_read_only(_folder: Path) -> bool:
        return False

    def _free(folder: Path) -> int:
        import shutil

        return shutil.disk_usage(folder).free

else:

    def _is_read_only(folder: Path) -> bool:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)

    def _free(folder: Path) -> int:
        """Bytes for who is not root; none where there are no files left to be made."""
        told = os.statvfs(folder)
        without_files = told.f_files > 0 and told.f_favail == 0
        return 0 if without_files else told.f_bavail * told.f_frsize
