"""Lines of a list whose parts stand below each other, whatever is in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_WIDEST = 40
"""Letters to which a column grows; what is longer pushes its own line alone."""


def aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    """A line for each row; all rows have as many parts."""
    table = [list(row) for row in rows]
    widths = [min(_WIDEST, max(map(len, column))) for column in zip(*table, strict=True)]
    return [
        "  ".join(part.ljust(width) for part, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
