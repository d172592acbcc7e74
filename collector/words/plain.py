"""Texts as machines give them, made fit to be kept and shown. Pure."""

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


def tame(text: str) -> str:
    """The text with lines and tabs as they are, and a `?` for what would act on who shows it.

    A terminal obeys an escape; a page turns a line round at a bidirectional control.
    """
    return text if text.isprintable() else "".join(map(_shown, text))


def tamed(value: object) -> object:
    """The same of a plain text that goes into a template; anything else as it is."""
    return tame(value) if type(value) is str else value


def _shown(sign: str) -> str:
    if sign.isprintable() or sign in "\n\t":
        return sign
    return " " if sign.isspace() else "?"
