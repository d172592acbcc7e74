"""One asset before the judge: what is known of it is put together, judged, and written down.

The pipeline calls it for each batch it applies; `sweep` looks again at what time alone can change:
silence, ends of support, health that has lasted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine

from collector.judge import derived
from collector.judge.derived.context import Context, Sampled
from collector.judge.judging import judge
from collector.standards.rulebook import Rulebook
from collector.store.state import assets, facts, verdicts
from collector.store.state.database import reader

SWEPT_TOGETHER = 100
"""Assets judged in one transaction: others may write in between."""


class Inspector:
    """Judges assets by the set of standards in force.

    `away` are the collector's own absences (from, until; UTC s): nobody was silent in them.
    """

    def __init__(self, rulebook: Rulebook, away: Sequence[tuple[int, int]]) -> None:
        self._rulebook = rulebook
        self._away = away

    def inspect(self, connection: Connection, asset_id: str, now: int) -> int:
        """Judge one asset as of `now`; how many verdicts flipped."""
        asset = assets.get(connection, asset_id)
        if asset is None or asset.state == "retired":
            return 0
        context = self._context(connection, asset, now)
        known = derived.all_of(facts.present(connection, asset_id), context)
        kind = known["asset"]["kind"]
        if kind != asset.kind:
            assets.change(connection, asset_id, kind=kind)
        before = verdicts.of_asset(connection, asset_id)
        after = judge(known, self._rulebook.rules, now, before, derived.sampled(context))
        return verdicts.write(connection, asset_id, before, after, now)

    def _context(self, connection: Connection, asset: Any, now: int) -> Context:
        samples = {
            name: Sampled(row.at, row.rows)
            for name, row in facts.newest(connection, asset.id).items()
        }
        return Context(
            now=now,
            last_seen=asset.last_seen,
            away=self._away,
            clock_offset=asset.clock_offset,
            samples=samples,
            lifecycle=self._rulebook.lifecycle,
        )

    def sweep(self, engine: Engine, now: int, quiet_since: int | None) -> int:
        """Judge assets again: those silent from a moment on until a day before, or all (None).

        How many verdicts flipped.
        """
        with reader(engine).connect() as connection:
            chosen = assets.in_use(connection, quiet_since)
        return sum(self._some(engine, some, now) for some in _groups(chosen))

    def _some(self, engine: Engine, some: Iterable[str], now: int) -> int:
        with engine.begin() as connection:
            return sum(self.inspect(connection, asset_id, now) for asset_id in some)


def _groups(ids: list[str]) -> Iterable[list[str]]:
    return (ids[i : i + SWEPT_TOGETHER] for i in range(0, len(ids), SWEPT_TOGETHER))
