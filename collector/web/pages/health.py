"""Whether the collector is well, for watchdogs. Without sign-in, so it tells nothing else."""

from __future__ import annotations

from litestar import Response, get

from collector.store.lag import lag
from collector.web.gate import ANYONE
from collector.web.threads import in_thread
from collector.web.visit import TheVisit


@get("/healthz", who=ANYONE)
@in_thread
def healthz(visit: TheVisit) -> Response[dict[str, str]]:
    """200 while the state can be read and what comes is applied; 503 while it waits for long."""
    with visit.house.reading.connect() as connection:
        late = lag(connection, visit.house.journal).is_late(visit.now)
    return Response({"status": "late" if late else "ok"}, status_code=503 if late else 200)
