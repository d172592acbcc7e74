"""What Windows Installer keeps of a product key: of the key itself the last five signs are read.

They tell keys apart, as Windows itself shows them. The bytes hold the whole key: it is never made
whole here. Its 15 bytes are a number with 25 digits of base 24; keys since Windows 8 have an N in
them, whose place is the first digit. Longer bytes (since Office 2010) hold texts besides, in
UTF-16: the id of the product's licence, its edition, and its channel.
"""

from __future__ import annotations

from typing import NamedTuple

from agent.windows.text import plain

_DIGITS = "BCDFGHJKMPQRTVWXY2346789"
_OLD, _NEW = 52, 808
"""Where the number begins: in what is 164 bytes long, and in the longer ones."""
_LENGTH, _SIGNS, _SHOWN = 15, 25, 5
_SKU, _EDITION, _CHANNEL = slice(136, 264), slice(280, 800), slice(1016, 1144)


class Kept(NamedTuple):
    """What is kept of a key; empty where it is not told. `sku`: the id of its licence."""

    ending: str
    edition: str
    channel: str
    sku: str


def kept(raw: object) -> Kept:
    """Of the bytes of a `DigitalProductID`."""
    whole = raw if isinstance(raw, bytes) and len(raw) >= _NEW + _LENGTH else b""
    texts = (_text(whole[part]) for part in (_EDITION, _CHANNEL, _SKU))
    return Kept(ending(raw), *texts)


def _text(raw: bytes) -> str:
    return plain(raw.decode("utf-16-le", "replace"))


def ending(raw: object) -> str:
    """The last five signs of a `DigitalProductID`; empty where there are none."""
    start = _NEW if isinstance(raw, bytes) and len(raw) >= _NEW + _LENGTH else _OLD
    number = raw[start : start + _LENGTH] if isinstance(raw, bytes) else b""
    if len(number) != _LENGTH or not any(number):
        return ""
    with_n = bool(number[14] & 8)
    value = int.from_bytes(number[:14] + bytes([number[14] & 0xF7]), "little")
    last = "".join(_DIGITS[value // 24**at % 24] for at in range(_SHOWN)[::-1])
    place = value // 24 ** (_SIGNS - 1) % 24 - (_SIGNS - 1 - _SHOWN)
    if with_n and place >= 0:  # the N is among them, or just before
        last = (last[:place] + "N" + last[place:])[-_SHOWN:]
    return last
