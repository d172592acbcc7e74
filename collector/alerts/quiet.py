"""How long nothing more is mailed of what was mailed: the longer, the more often it comes. Pure.

The first mail of a thing is followed by an hour without one, the second by four, each further one
by a day; a day in which it did not stir begins anew. So a disk that comes and goes each quarter of
an hour is three mails on its first day and one on each that follows, each saying how often it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

QUIETS = (3600, 4 * 3600, 24 * 3600)
"""Seconds without a mail after the first, the second, and each further one."""
CALM = 86_400
"""Seconds without a stir after which all is as if nothing had been."""
LOOK_BACK = (len(QUIETS) + 1) * max(*QUIETS, CALM)
"""Seconds in which QUIETS mails of a restless thing must lie: what is older changes nothing."""


class Stir(NamedTuple):
    """Something happened at a moment (UTC s): it broke, or not; it was mailed then, or not."""

    at: int
    broke: bool
    mailed: int | None = None


class Past(NamedTuple):
    """What lies before a mail: until when (UTC s) there is none, when the last one was, and how
    often it broke since then, this time not counted.
    """

    until: int = 0
    last: int | None = None
    times: int = 0


def past(stirs: Sequence[Stir]) -> Past:
    """What follows from all that happened to a thing, in order; the newest is to be told."""
    restless = _since_calm(stirs)
    mails = sorted(one.mailed for one in restless if one.mailed is not None)
    if not mails:
        return Past()
    since = [one for one in restless if one.broke and one.at > mails[-1]]
    quiet = QUIETS[min(len(mails), len(QUIETS)) - 1]
    return Past(mails[-1] + quiet, mails[-1], max(0, len(since) - 1))


def _since_calm(stirs: Iterable[Stir]) -> list[Stir]:
    """Those since the last calm."""
    found: list[Stir] = []
    for one in stirs:
        if found and one.at - max(found[-1].at, found[-1].mailed or 0) > CALM:
            found = []
        found.append(one)
    return found
