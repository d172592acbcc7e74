"""The collector itself: when it was away, its clock, its journal, and identities in doubt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from litestar import Response, get
from sqlalchemy import Connection

from collector.register import placing
from collector.store.lag import lag
from collector.store.state import assets, away, fleet, notes, voices
from collector.web.gate import READER
from collector.web.press import page
from collector.web.threads import in_thread
from collector.web.visit import TheVisit, Visit
from collector.words import doubts, troubles

ABSENCES = 50
LOOK_BACK = 90 * 86_400
"""Seconds back that absences are shown."""


@get("/collector", who=READER)
@in_thread
def about(visit: TheVisit) -> Response[str]:
    """The page."""
    with visit.house.reading.connect() as connection:
        absences = away.since(connection, visit.now - LOOK_BACK)[::-1][:ABSENCES]
        behind = lag(connection, visit.house.journal)
        lost = notes.get(connection, notes.LOST) or 0
        broken = notes.set_aside_since(connection, visit.now - LOOK_BACK)
        quarantined = fleet.quarantined(connection, visit.scope)
        doubtful = _doubtful(visit, connection) if visit.admin else {}
    last = visit.house.journal.last()
    settings = visit.house.settings
    return page(
        visit,
        "collector.html",
        absences=absences,
        behind=behind,
        late=behind.is_late(visit.now),
        lost=lost,
        broken=troubles.journal_set_aside(visit.text, *broken) if broken else None,
        last=last,
        quarantined=quarantined,
        journal_size=_size(settings.data),
        settings=settings,
        **doubtful,
    )


def _doubtful(visit: Visit, connection: Connection) -> dict[str, Any]:
    """What else an admin has to decide about identities and places."""
    return {
        "waiting": voices.waiting(connection),
        "shared": assets.shared_listed(connection),
        "strayed": placing.strayed(connection, visit.house.organisation()),
        "kinds": doubts.KINDS,
    }


def _size(data: Path) -> int:
    """Bytes of the journal's files."""
    return sum(file.stat().st_size for file in data.glob("journal.db*"))
