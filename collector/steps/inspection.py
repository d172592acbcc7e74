"""One asset before the judge: what is known of it is put together, judged, and written down.

The pipeline calls it for each batch it applies; `sweep` looks again at what time alone can change:
silence, ends of support, health that has lasted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine

from collector.judge import derived
from collector.judge.derived.context import Context, Sampled
from collector.judge.due import due
from collector.judge.judging import judge
from collector.judge.verdict import Verdict
from collector.standards.rulebook import Rulebook
from collector.store.state import assets, facts, newest, verdicts
from collector.store.state.database import reader

SWEPT_TOGETHER = 100
"""Assets judged in one transaction: others may write in between."""

Absences = Sequence[tuple[int, int]]


class Inspector:
    """Judges assets by the set of standards in force.

    `away` gives the collector's own absences (from, until; UTC s): nobody was silent in them.
    `heard` says up to when, at a moment, all that came is applied: nobody is silent beyond it.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        away: Callable[[], Absences] = tuple,
        heard: Callable[[int], int] = lambda now: now,
    ) -> None:
        self._rulebook = rulebook
        self._away = away
        self._heard = heard

    def inspect(self, connection: Connection, asset_id: str, now: int) -> int:
        """Judge one asset as of `now`; how many verdicts flipped."""
        return self._inspect(connection, asset_id, now, self._away())

    def _inspect(self, connection: Connection, asset_id: str, now: int, away: Absences) -> int:
        asset = assets.get(connection, asset_id)
        if asset is None or asset.state != assets.IN_USE:
            return 0
        before = verdicts.of_asset(connection, asset_id)
        known, after = self._judged(connection, asset, now, away, before)
        again = due(known, self._rulebook.rules, after, now)
        kind = known["asset"]["kind"]
        if (kind, again) != (asset.kind, asset.due):
            assets.change(connection, asset_id, kind=kind, due=again)
        return verdicts.write(connection, asset_id, before, after, now)

    def foreseen(self, connection: Connection, asset: Any, now: int) -> Mapping[str, Verdict]:
        """What would be judged now, and is not written down."""
        before = verdicts.of_asset(connection, asset.id)
        if asset.state != assets.IN_USE:
            return before
        return self._judged(connection, asset, now, self._away(), before)[1]

    def _judged(
        self,
        connection: Connection,
        asset: Any,
        now: int,
        away: Absences,
        before: Mapping[str, Verdict],
    ) -> tuple[dict[str, Any], dict[str, Verdict]]:
        """What is known of an asset, and its verdicts."""
        context = self._context(connection, asset, now, away)
        known = derived.all_of(facts.present(connection, asset.id), context)
        return known, judge(known, self._rulebook.rules, now, before, derived.sampled(context))

    def _context(self, connection: Connection, asset: Any, now: int, away: Absences) -> Context:
        samples = {
            name: Sampled(row.at, row.rows) for name, row in newest.of(connection, asset.id).items()
        }
        return Context(
            now=now,
            last_seen=asset.last_seen,
            away=away,
            clock_offset=asset.clock_offset,
            samples=samples,
            lifecycle=self._rulebook.lifecycle,
        )

    def sweep(self, engine: Engine, now: int, *, whole: bool = False) -> int:
        """Judge again what time alone may have changed by now; or all. How many verdicts flipped.

        What is in the journal and not applied yet may be word of anybody: from then on the
        collector could hear nobody.
        """
        heard = self._heard(now)
        away = [*self._away(), (heard, now)] if heard < now else self._away()
        with reader(engine).connect() as connection:
            chosen = assets.in_use(connection, None if whole else now)
        return sum(self._some(engine, some, now, away) for some in _groups(chosen))

    def _some(self, engine: Engine, some: Iterable[str], now: int, away: Absences) -> int:
        with engine.begin() as connection:
            return sum(self._inspect(connection, asset_id, now, away) for asset_id in some)


def _groups(ids: list[str]) -> Iterable[list[str]]:
    return (ids[i : i + SWEPT_TOGETHER] for i in range(0, len(ids), SWEPT_TOGETHER))
