"""Waiting for the database's server: after a power cut all starts in any order."""

from __future__ import annotations

import sys
import time

from sqlalchemy import URL, make_url
from sqlalchemy.exc import DBAPIError

from collector.store.state import database, reach

_TRY = 5
"""Seconds between two tries."""


def for_database(where: str | URL) -> None:
    """Wait until it can be reached; Ctrl-C ends it. A word each time that the reason is new."""
    said = ""
    while (why := _why_not(where)) is not None:
        if why != said:
            print(f"{why}\nIt waits, and tries again every {_TRY} s.", file=sys.stderr, flush=True)
            said = why
        time.sleep(_TRY)


def _why_not(where: str | URL) -> str | None:
    """Why it cannot be reached now; None if it can, or if a server is not what it needs."""
    if make_url(where).get_backend_name() == "sqlite":
        return None
    engine = database.connect(where)
    try:
        engine.connect().close()
    except DBAPIError as error:
        if not reach.is_lost(error):
            raise
        return reach.cannot(where, error)
    finally:
        engine.dispose()
    return None
