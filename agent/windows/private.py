"""A folder that SYSTEM, Administrators and the agent's service alone may use.

It lies in ProgramData, where every user may make folders: one that somebody else made beforehand
is set aside, for its owner could open it again at any time. Source: Microsoft Learn,
"SetFileSecurityW", "ACE Strings" and "Well-known SIDs".
"""

from __future__ import annotations

import sys
from pathlib import Path

from agent.windows.names import service_sid

SYSTEM, ADMINISTRATORS = "S-1-5-18", "S-1-5-32-544"
_ALL_BUT_LETTING_OTHERS_IN = "0x1301bf"
"""To read, write and delete: FILE_ALL_ACCESS without WRITE_DAC, WRITE_OWNER, FILE_DELETE_CHILD."""


def rights() -> str:
    """Who may do what, in the words of the Security Descriptor Definition Language.

    P: nothing is inherited from the folder above. OICI: all that is in the folder inherits this.
    """
    whole = "".join(f"(A;OICI;FA;;;{who})" for who in ("SY", "BA"))
    return f"D:P{whole}(A;OICI;{_ALL_BUT_LETTING_OTHERS_IN};;;{service_sid()})"


if sys.platform == "win32":
    import win32api
    import win32con
    import win32security

    _DACL = win32security.DACL_SECURITY_INFORMATION

    def shut(folder: Path) -> Path | None:
        """Make the folder private; where another in its place was set aside to. Raises OSError."""
        aside = _set_aside(folder) if folder.exists() and not _is_ours(folder) else None
        folder.mkdir(parents=True, exist_ok=True)
        wanted = win32security.ConvertStringSecurityDescriptorToSecurityDescriptor(
            rights(), win32security.SDDL_REVISION_1
        )
        win32security.SetFileSecurity(str(folder), _DACL, wanted)
        return aside

    def told(folder: Path) -> str:
        """Who may do what with a folder, in the same words."""
        return str(
            win32security.ConvertSecurityDescriptorToStringSecurityDescriptor(
                win32security.GetFileSecurity(str(folder), _DACL),
                win32security.SDDL_REVISION_1,
                _DACL,
            )
        )

    def _is_ours(folder: Path) -> bool:
        """Whether an administrator made it, or we ourselves did."""
        what = win32security.OWNER_SECURITY_INFORMATION
        owner = win32security.GetFileSecurity(str(folder), what).GetSecurityDescriptorOwner()
        return win32security.ConvertSidToStringSid(owner) in (SYSTEM, ADMINISTRATORS, _me())

    def _me() -> str:
        token = win32security.OpenProcessToken(win32api.GetCurrentProcess(), win32con.TOKEN_QUERY)
        user, _ = win32security.GetTokenInformation(token, win32security.TokenUser)
        return str(win32security.ConvertSidToStringSid(user))

    def _set_aside(folder: Path) -> Path:
        number = 1
        while (aside := folder.with_name(f"{folder.name}.not-ours-{number}")).exists():
            number += 1
        return folder.rename(aside)
