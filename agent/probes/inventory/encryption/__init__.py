"""Whether what is on the disks can be read by who takes them out: dm-crypt, BitLocker."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 60.0
FACTS = {
    "system": Field("1", "the disk that holds the system is encrypted", bool),
    "volumes": Rows(
        {
            "path": Field("1", "where it is mounted", str),
            "encrypted": Field("1", "it is encrypted, and its protection is on", bool),
            "method": Field("1", "how: luks2, bitlocker xts-aes-128 …", str),
            "percent": Field("%", "how much of it is encrypted by now", int),
        },
        key="path",
        help="the file systems of fixed disks",
    ),
}
