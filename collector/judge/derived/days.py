"""How many days a moment lay back when the machine was last heard from. No derived fact itself.

While a machine is off nobody updates it, and nobody could: its days are not counted on.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from collector.judge.derived.context import Context

_DAY = 86_400


def before(moments: Iterable[object], context: Context) -> int | None:
    """Whole days from the newest of these moments (UTC s); None where none is known."""
    known = [at for at in moments if isinstance(at, (int, float)) and not isinstance(at, bool)]
    return max(0, int(context.last_seen - max(known)) // _DAY) if known else None


def of_day(written: object) -> int | None:
    """The moment (UTC s) at which a day (ISO 8601) began; None for what is none."""
    try:
        day = datetime.date.fromisoformat(str(written))
    except ValueError:
        return None
    return (day - datetime.date(1970, 1, 1)).days * _DAY
