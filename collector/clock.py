"""Whose clock is right? Corrects a sender's times on acceptance, and distrusts our own. Pure.

Times of a batch are corrected once, here; the journal keeps the correction beside the body.
"""

from __future__ import annotations

from typing import NamedTuple

from agent import limits
from agent.report import Clock
from collector.words.text import marked

TOLERANCE = 60.0
"""Seconds a clock may be off before its times are corrected."""
BUILD = limits.BUILD
"""UTC s: no clock is right that is behind the day this was written."""
OLDEST = 30 * 86_400.0
"""Seconds a batch may have waited: older than that, its clock lies."""
YEAR = 366 * 86_400.0
"""Seconds: no spool is older, whatever a monotonic clock says."""


class Own(NamedTuple):
    """Our own clock, UTC s: `now`, None while we doubt it; the last moment `known` before that."""

    now: int | None = None
    known: int = 0

    def told(self, at: int) -> int:
        """A moment that our clock told just now; in doubt, the first after all that was known.

        Nothing else is of that moment: so it is told from the rest, and can be put right.
        """
        return at if self.now is not None else max(at, self.known + 1)


class Shift(NamedTuple):
    """Seconds to add to a batch's times, how that was found, and the sender's offset now."""

    seconds: float
    quality: str
    offset: float


def correct(made: Clock, sent: Clock, received: float) -> Shift:
    """How a batch's times must be shifted.

    `made`: the sender's clocks when it was put together; `sent`: when it was sent; `received`: our
    clock. Within one boot the monotonic clock tells truly how long ago it was made. From an
    earlier boot, a sane wall clock is believed, an insane one is set to the end of that boot.
    """
    offset = received - sent.wall
    if made.boot == sent.boot and made.mono <= sent.mono:
        waited = min(sent.mono - made.mono, YEAR)
        return _shift(received - waited - made.wall, "corrected", offset)
    age = received - made.wall
    if -TOLERANCE <= age <= OLDEST and made.wall >= BUILD:
        return Shift(0.0, "good", offset)
    up = min(sent.mono, YEAR)
    return Shift(received - up - made.wall, "estimated", offset)


def _shift(seconds: float, quality: str, offset: float) -> Shift:
    if abs(seconds) <= TOLERANCE:
        return Shift(0.0, "good", offset)
    return Shift(seconds, quality, offset)


def placed(received: int, shift: float, quality: str, wall: float, own: Own) -> tuple[int, float]:
    """When a record came and how its times are shifted, as far as that can be believed.

    A record from our future came while our clock was ahead. Of one that came while we doubted it
    we know that it is here now, and believe its sender's clock (`wall`) if that can be; as long as
    we doubt it still, we know that it came after all that was known before.
    """
    doubted = quality == "distrusted"
    if own.now is None:
        return own.told(received) if doubted else received, shift
    if doubted:
        return own.now, 0.0 if BUILD <= wall <= own.now + TOLERANCE else own.now - wall
    ahead = max(0, received - own.now)
    return received - ahead, shift - ahead


def distrust(now: int, last_received: int | None) -> str | None:
    """Why our own clock cannot be believed, in words (a msgid); None if it can."""
    if now < BUILD:
        return marked("its clock is behind the day this version was built: set the clock")
    if last_received is not None and now < last_received - TOLERANCE:
        return marked(
            "its clock is behind its own last record: set the clock, "
            "or, if it was ahead before and is right now: mkaguzi clock trust"
        )
    return None
