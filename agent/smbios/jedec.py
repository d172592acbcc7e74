"""Makers of memory by their numbers: what a module has where the firmware knows no name.

Source: JEDEC JEP106. A number is a bank and a code of seven bits with odd parity; firmware writes
`80CE`, `0x859B`, `7F7F9E0000000000`, `CE00000000000000`, `00CE00B300CE`.
"""

from __future__ import annotations

import re

_MAKERS = {
    (1, 0x01): "AMD",
    (1, 0x04): "Fujitsu",
    (1, 0x07): "Hitachi",
    (1, 0x1F): "Atmel",
    (1, 0x20): "STMicroelectronics",
    (1, 0x2C): "Micron",
    (1, 0x41): "Infineon",
    (1, 0x2D): "SK hynix",
    (1, 0x4E): "Samsung",
    (1, 0x54): "Hewlett-Packard",
    (1, 0x24): "IBM",
    (2, 0x18): "Kingston",
    (2, 0x14): "Smart Modular",
    (2, 0x4F): "Transcend",
    (2, 0x7A): "Apacer",
    (2, 0x61): "Wintec",
    (2, 0x3E): "Simple Tech",
    (3, 0x1E): "Corsair",
    (3, 0x7E): "Elpida",
    (4, 0x0B): "Nanya",
    (4, 0x25): "Kingmax",
    (4, 0x1A): "PQI",
    (5, 0x43): "Ramaxel",
    (5, 0x4B): "A-DATA",
    (5, 0x4D): "G.Skill",
    (5, 0x6F): "Team Group",
    (6, 0x02): "Patriot",
    (6, 0x1B): "Crucial",
    (6, 0x51): "Qimonda",
    (6, 0x57): "Avexir",
    (8, 0x02): "Kimtigo",
    (9, 0x13): "GeIL",
    (10, 0x0D): "Longsys",
    (11, 0x11): "ChangXin",
    (7, 0x32): "Goldkey",
}
"""(bank, code without parity) -> a name."""


def maker(text: str) -> str:
    """The maker's name that a module's text stands for; the text itself where it is no number."""
    plain = text.strip().removeprefix("0x").replace(" ", "")
    if not re.fullmatch(r"(?:[0-9A-Fa-f]{2}){2,12}", plain):
        return text
    found = _MAKERS.get(_place(bytes.fromhex(plain)))
    return found or text


def _place(raw: bytes) -> tuple[int, int]:
    """(bank, code): a 7F for each bank passed by, or the bank's number and then the code."""
    rest = raw.lstrip(b"\x7f")
    if len(rest) < len(raw):
        return len(raw) - len(rest) + 1, (rest[0] if rest else 0) & 0x7F
    if raw[1] == 0:  # the code, and nothing behind it
        return 1, raw[0] & 0x7F
    return (raw[0] & 0x7F) + 1, raw[1] & 0x7F
