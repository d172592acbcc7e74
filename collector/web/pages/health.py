"""Whether the collector is well, for watchdogs. Without sign-in, so it tells nothing else."""

from __future__ import annotations

from litestar import Response, get
from sqlalchemy.exc import DBAPIError

from collector.store.lag import lag
from collector.store.state.reach import is_lost
from collector.web.gate import ANYONE
from collector.web.threads import in_thread
from collector.web.visit import TheVisit, Visit


@get("/healthz", who=ANYONE)
@in_thread
def healthz(visit: TheVisit) -> Response[dict[str, str]]:
    """200 while what comes is kept, applied and judged; else 503 and a word on what is wrong:
    `no database`, `no journal` (a full disk, say), `late`, `clock not trusted`.
    """
    status = _status(visit)
    return Response({"status": status}, status_code=200 if status == "ok" else 503)


def _status(visit: Visit) -> str:
    try:
        with visit.house.reading.connect() as connection:
            late = lag(connection, visit.house.journal).is_late(visit.now)
    except DBAPIError as error:
        if is_lost(error):
            return "no database"
        raise
    if visit.house.journal.refuses:
        return "no journal"
    if late:
        return "late"
    return "clock not trusted" if visit.house.distrust() else "ok"
