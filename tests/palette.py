"""A screenshot with few colours: a third of the bytes, by the standard library alone."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

_MOST = 256
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
Colour = tuple[int, int, int]


def reduced(png: bytes) -> bytes:
    """An 8-bit RGB PNG as one with a palette: the commonest colours, the rest by the nearest."""
    chunks = list(_chunks(png))
    width, height, *form = struct.unpack(">IIBBBBB", chunks[0][1])
    assert form == [8, 2, 0, 0, 0], "only what Chromium writes"
    packed = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    rows = [_pixels(line) for line in _unfiltered(packed, width * 3, height)]
    palette, numbers = _numbered(rows)
    lines = b"".join(b"\0" + bytes(numbers[colour] for colour in row) for row in rows)
    return _SIGNATURE + b"".join(
        _chunk(name, body)
        for name, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            (b"PLTE", b"".join(bytes(colour) for colour in palette)),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        )
    )


def _numbered(rows: list[list[Colour]]) -> tuple[list[Colour], dict[Colour, int]]:
    """The palette, and for each colour its place in it or that of the one nearest to it."""
    counted = Counter(colour for row in rows for colour in row)
    palette = [colour for colour, _ in counted.most_common(_MOST)]

    def nearest(colour: Colour) -> int:
        return min(
            range(len(palette)),
            key=lambda n: sum((a - b) ** 2 for a, b in zip(palette[n], colour, strict=True)),
        )

    return palette, {colour: nearest(colour) for colour in counted}


def _pixels(line: bytes) -> list[Colour]:
    return list(zip(line[::3], line[1::3], line[2::3], strict=True))


def _unfiltered(packed: bytes, length: int, height: int) -> Iterator[bytes]:
    """The lines without PNG's filters (https://www.w3.org/TR/png/#9Filters)."""
    above = bytearray(length)
    for n in range(height):
        start = n * (length + 1)
        line = bytearray(packed[start + 1 : start + 1 + length])
        kind = packed[start]
        for i in range(length):
            left, corner = (line[i - 3], above[i - 3]) if i >= 3 else (0, 0)
            line[i] = (line[i] + _guess(kind, left, above[i], corner)) & 255
        above = line
        yield bytes(line)


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    """What a filter adds to a byte, from its neighbours."""
    if kind == 4:
        return min((left, up, corner), key=lambda one: abs(left + up - corner - one))
    return (0, left, up, (left + up) // 2)[kind]


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
