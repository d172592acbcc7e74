"""A council with more machines than one page shows, each with all that can be wrong."""

from __future__ import annotations

from sqlalchemy import insert

from collector.store.state import assets
from collector.store.state.schema import asset, verdict
from tests.web_world import NOW, World

MACHINES = 300


def crowd(world: World) -> None:
    """Machines in Kiteto, with the verdicts of the world's worst PC."""
    worst = world.asset("mbulu-pc-07")
    with world.house.engine.begin() as connection:
        told = list(connection.execute(verdict.select().where(verdict.c.asset == worst)))
        rows, verdicts = [], []
        for n in range(MACHINES):
            one = assets.new_id(connection)
            rows.append({
                "id": one, "host": f"crowd-kibaya-health-centre-{n:04}", "org": "kiteto-dc",
                "site": "kiteto-dc-hq", "kind": "desktop", "state": "in_use", "first_seen": NOW,
                "last_seen": NOW - n, "contradiction": "same uuid as asset x, another serial",
            })  # fmt: skip
            verdicts += [{**row._mapping, "asset": one, "status": "breach"} for row in told]
        connection.execute(insert(asset), rows)
        connection.execute(insert(verdict), verdicts)
