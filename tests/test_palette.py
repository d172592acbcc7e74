"""Fewer colours, the same picture."""

from __future__ import annotations

import struct
import zlib

from tests.palette import _SIGNATURE, _chunk, _chunks, reduced


def test_a_picture_of_few_colours_stays_as_it_is_whatever_its_filters() -> None:
    pixels = [[(10 * x, 20 * y, 255 - x) for x in range(8)] for y in range(5)]
    raw, above = b"", bytes(24)
    for kind, row in enumerate(pixels):  # a line for each of the five filters
        line = b"".join(bytes(colour) for colour in row)
        raw += bytes([kind]) + bytes(
            (line[i] - _predicted(kind, line, above, i)) & 255 for i in range(24)
        )
        above = line
    head = struct.pack(">IIBBBBB", 8, 5, 8, 2, 0, 0, 0)
    png = _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(raw))
    found = dict(_chunks(reduced(png + _chunk(b"IEND", b""))))
    palette, lines = found[b"PLTE"], zlib.decompress(found[b"IDAT"])
    shown = [
        [tuple(palette[3 * n : 3 * n + 3]) for n in lines[9 * y + 1 : 9 * y + 9]] for y in range(5)
    ]
    assert shown == pixels


def _predicted(kind: int, line: bytes, above: bytes, i: int) -> int:
    left, corner = (line[i - 3], above[i - 3]) if i >= 3 else (0, 0)
    up = above[i]
    paeth = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
    return (0, left, up, (left + up) // 2, paeth)[kind]
