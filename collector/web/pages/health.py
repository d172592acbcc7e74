"""Whether the pages are up, for watchdogs. Without sign-in, so it tells nothing else."""

from __future__ import annotations

from litestar import get
from sqlalchemy import literal, select

from collector.web.gate import ANYONE
from collector.web.threads import in_thread
from collector.web.visit import TheVisit


@get("/healthz", who=ANYONE)
@in_thread
def healthz(visit: TheVisit) -> dict[str, str]:
    """200 while the state can be read."""
    with visit.house.reading.connect() as connection:
        connection.execute(select(literal(1)))
    return {"status": "ok"}
