"""What the Windows service is called, and the identity that Windows gives it for its name.

Source: Microsoft Learn, "Service SIDs" and [MS-DTYP] 2.4.2.4, "NT SERVICE".
"""

from __future__ import annotations

import struct
from hashlib import sha1

SERVICE = "MkaguziAgent"
DISPLAY = "Mkaguzi agent"
DESCRIPTION = "Tells Mkaguzi's collector what this machine is and how it fares."
ACCOUNT = r"NT AUTHORITY\LocalService"
"""No password, no rights but a user's, a stranger on the network. Not the service's own account,
`NT SERVICE\\MkaguziAgent`: where a policy lists who may log on as a service, it could not start."""


def service_sid(name: str = SERVICE) -> str:
    """The security identifier of a service, which follows from its name alone."""
    hashed = sha1(name.upper().encode("utf-16-le")).digest()  # noqa: S324 (Windows' own choice)
    return "-".join(["S-1-5-80", *map(str, struct.unpack("<5I", hashed))])
