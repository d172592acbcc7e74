"""Names as machines give them, made fit to be kept and shown. Pure."""

from __future__ import annotations

LONGEST = 64
"""Characters: what Linux allows a host's name, and a line of a list holds."""
_UNREADABLE = "\ufffd"


def plain(name: str, most: int = LONGEST) -> str:
    """The name in one line, without control characters (a terminal would obey them), bounded.

    What cannot be printed parts two words, as blanks do: it joins nothing.
    """
    seen = "".join(c if c.isprintable() and c != _UNREADABLE else " " for c in name[: 8 * most])
    return " ".join(seen.split())[:most].rstrip()
