"""Texts that every database can hold. What none can is replaced where it would be bound.

PostgreSQL takes no NUL, and no UTF-8 has half of a surrogate pair: both come from odd firmware, and
a batch that holds one must be applied like any other.
"""

from __future__ import annotations

import sqlalchemy
from sqlalchemy import Dialect, TypeDecorator


class _Fit(TypeDecorator[str]):
    """A text, bound as one that fits."""

    impl = sqlalchemy.String
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """On its way into the database."""
        return None if value is None else fit(value)


class String(_Fit):
    """A short text: a name, a code, an id."""

    cache_ok = True


class Text(_Fit):
    """A text of any length."""

    impl = sqlalchemy.Text
    cache_ok = True


def fit(text: str) -> str:
    """The text with U+FFFD for each NUL and ? for each lone surrogate."""
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
