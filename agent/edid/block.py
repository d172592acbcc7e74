"""An EDID block's fields, as the standard lays them out. Never raises: what is torn is left out.

Source: VESA E-EDID Standard, Release A Rev. 2 (EDID 1.4), section 3. Offsets are bytes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_HEADER = bytes.fromhex("00ffffffffffff00")
_LENGTH = 128
_DESCRIPTORS = (54, 72, 90, 108)
_SERIAL, _TEXT, _NAME = 0xFF, 0xFE, 0xFC


class Edid(NamedTuple):
    """The base block. Texts as they stand; sizes in cm and mm, 0 where not told."""

    maker: str
    """Three letters of the PNP id registry."""
    product: int
    number: int
    """The 32-bit serial number."""
    week: int
    year: int
    model_year: bool
    """`year` is that of the model, not of this one."""
    version: tuple[int, int]
    digital: bool
    width_cm: int
    height_cm: int
    names: tuple[str, ...]
    serials: tuple[str, ...]
    texts: tuple[str, ...]
    resolution: tuple[int, int]
    """Pixels of the preferred timing."""
    size_mm: tuple[int, int]
    """Of the image, by the preferred timing."""
    whole: bool
    """The checksum is right."""


def parse(raw: bytes) -> Edid | None:
    """The block in these bytes, or in a text of hexadecimal digits; None where there is none."""
    block = _block(raw)
    if block is None:
        return None
    texts = [_descriptor(block[at : at + 18]) for at in _DESCRIPTORS]
    timing = next((block[at : at + 18] for at in _DESCRIPTORS if block[at] or block[at + 1]), None)
    return Edid(
        maker=_maker(block[8:10]),
        product=int.from_bytes(block[10:12], "little"),
        number=int.from_bytes(block[12:16], "little"),
        week=block[16] if 1 <= block[16] <= 54 else 0,
        year=1990 + block[17],
        model_year=block[16] == 0xFF,
        version=(block[18], block[19]),
        digital=bool(block[20] & 0x80),
        width_cm=block[21] if block[22] else 0,  # one alone is an aspect ratio
        height_cm=block[22] if block[21] else 0,
        names=tuple(text for tag, text in texts if tag == _NAME and text),
        serials=tuple(text for tag, text in texts if tag == _SERIAL and text),
        texts=tuple(text for tag, text in texts if tag == _TEXT and text),
        resolution=_resolution(timing),
        size_mm=_size(timing),
        whole=sum(block) % 256 == 0,
    )


def _block(raw: bytes) -> bytes | None:
    """The base block: in what was read there may be others before and behind it."""
    found = _from(raw)
    if found is None:
        found = _from(_unhexed(raw))
    return found


def _from(raw: bytes) -> bytes | None:
    start = raw.find(_HEADER)
    block = raw[start : start + _LENGTH] if start >= 0 else b""
    return block if len(block) == _LENGTH else None


def _unhexed(raw: bytes) -> bytes:
    """What a text of hexadecimal digits stands for; nothing if it is none."""
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", re.sub(rb"0x|\\x", b"", raw))
    return bytes.fromhex(digits[: len(digits) & ~1].decode("ascii"))


def _maker(raw: bytes) -> str:
    """Three letters of five bits each, A is 1."""
    code = int.from_bytes(raw, "big")
    letters = (code >> 10 & 31, code >> 5 & 31, code & 31)
    return "".join(chr(64 + n) if 1 <= n <= 26 else "?" for n in letters)


def _descriptor(raw: bytes) -> tuple[int, str]:
    """(tag, text) of a display descriptor; (0, "") of a timing or of another kind."""
    if raw[:3] != b"\0\0\0" or raw[3] not in (_SERIAL, _TEXT, _NAME):
        return 0, ""
    text = re.split(rb"[\n\0]", raw[5:], maxsplit=1)[0].decode("cp437")
    return raw[3], " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _resolution(timing: bytes | None) -> tuple[int, int]:
    if timing is None:
        return 0, 0
    return timing[2] | (timing[4] & 0xF0) << 4, timing[5] | (timing[7] & 0xF0) << 4


def _size(timing: bytes | None) -> tuple[int, int]:
    if timing is None:
        return 0, 0
    return timing[12] | (timing[14] & 0xF0) << 4, timing[13] | (timing[14] & 0x0F) << 8
