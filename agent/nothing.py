"""The answer that a machine has no such thing."""

from __future__ import annotations


class Nothing(Exception):  # noqa: N818 (an answer, not an error)
    """This machine has nothing for this probe to tell."""
