"""Where a name without a blank may break: in a table it would push all else out of the page.

A shorter one is left whole, so ordinary names look as they always do. Pure.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from collector.words.plain import tame

_TOO_LONG = re.compile(r"[^\s-]{25,}")
_PIECE = 8
"""Characters that stay together."""
_HERE = "\0"
"""Stands for the place until all is escaped: no tame text has it."""


def breaking(text: object) -> Markup:
    """The text as HTML, escaped, with places to break in what is too long a word."""
    cut = _TOO_LONG.sub(lambda found: _in_pieces(found[0]), tame(str(text)))
    return Markup(str(escape(cut)).replace(_HERE, "<wbr>"))  # noqa: S704 (escaped just before)


def _in_pieces(word: str) -> str:
    return _HERE.join(word[i : i + _PIECE] for i in range(0, len(word), _PIECE))
