"""Root goes on as the user whose the state folder is: a service of that user must be able to use
what is made in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":

    def become(_state: Path) -> None:
        """On Windows a folder's rights say who may use what is made in it."""

else:

    def become(state: Path) -> None:
        """For good. Nothing changes for another user than root, nor where the folder is root's or
        is not there yet. Raises OSError."""
        if os.geteuid() != 0 or not state.is_dir():
            return
        owner = state.stat()
        if owner.st_uid != 0:
            os.setgroups(_groups(owner.st_uid, owner.st_gid))
            os.setgid(owner.st_gid)
            os.setuid(owner.st_uid)

    def _groups(user: int, group: int) -> list[int]:
        import pwd  # root alone needs it, at a command

        try:
            return os.getgrouplist(pwd.getpwuid(user).pw_name, group)
        except KeyError:  # a user without a name
            return [group]
