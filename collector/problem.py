"""The root of the errors that a person can put right."""

from __future__ import annotations


class Problem(Exception):  # noqa: N818 (the message is for people: a cause and its remedy)
    """What went wrong and what to do, in words. A command prints it and ends with its code."""

    code = 1
