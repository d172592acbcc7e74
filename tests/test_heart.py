"""Signs of life that cannot be written down for a while are signs of life all the same."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from collector.clock import Own
from collector.store.state import away
from collector.store.state.database import open_state
from collector.upkeep.heart import LAPSE, Heart
from tests.web_world import NOW


def test_while_the_database_is_away_the_collector_is_not(tmp_path: Path) -> None:
    """Agents were heard all the while; only what a sleep would miss is an absence."""
    engine = open_state(f"sqlite:///{tmp_path / 'state.db'}")
    heart = Heart(engine)
    for now in (NOW, NOW + 20):
        heart.feel(now)
        heart.beat(now, Own(now, 0))
    for now in range(NOW + 40, NOW + 4000, 20):
        heart.feel(now)  # and nothing can be written
    heart.beat(NOW + 4000, Own(NOW + 4000, 0))
    assert absences(engine) == []
    heart.feel(NOW + 4020)
    heart.feel(NOW + 4020 + LAPSE + 1)  # it slept
    heart.feel(NOW + 4020 + LAPSE + 21)
    heart.beat(NOW + 4020 + LAPSE + 21, Own(NOW + 4020 + LAPSE + 21, 0))
    assert absences(engine) == [(NOW + 4000, NOW + 4020 + LAPSE + 21)]
    engine.dispose()


def absences(engine: Engine) -> list[tuple[int, int]]:
    with engine.connect() as connection:
        return [(one.since, one.until) for one in away.since(connection, 0)]
