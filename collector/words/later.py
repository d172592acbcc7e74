"""Sentences that are kept now and spoken later, to a reader whose language is not known yet. Pure.

Kept is a msgid with its values, as JSON; what was kept as a plain sentence stays one.
"""

from __future__ import annotations

import json

from collector.words.text import Text, text_for


def kept(msg: str, **values: str) -> str:
    """A sentence to be kept; `msg` is a msgid with the names of the values."""
    return json.dumps([msg, values])


def told(text: Text, stored: str) -> str:
    """It in the reader's language."""
    try:
        msg, values = json.loads(stored)
        return text(msg, **values)
    except (ValueError, TypeError, LookupError):
        return text(stored)


def plainly(stored: str) -> str:
    """It in English, for the command line and the log."""
    return told(text_for("en"), stored)
