"""A state with assets, people and flips in it, for tests of the mail room: real files, no mocks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine, select

from collector import people
from collector.alerts.post import Post
from collector.folder import config
from collector.folder.config import Settings
from collector.judge.verdict import Evidence, Verdict
from collector.organisation import chart
from collector.organisation.chart import Organisation
from collector.standards.rulebook import Rulebook
from collector.store.state import assets, mails, verdicts
from collector.store.state.database import open_state
from collector.store.state.mails import Mail
from collector.store.state.schema import flip
from tests import databases

NOW = 1_795_453_560
"""Monday 2026-11-23, 20:06 in Dar es Salaam."""
DAY = 86_400
EVIDENCE = Evidence("memory.installed", 4 << 30, "at_least", 8 << 30, "B")
DISK = Evidence("free_percent", 3.0, "at_least", 10, "%", item="/home")


class World(NamedTuple):
    """The mail room and what it reads from."""

    engine: Engine
    settings: Settings
    post: Post
    rulebook: Rulebook
    region: Organisation

    def asset(self, host: str, kind: str = "desktop", org: str = "mbulu-dc", **more: Any) -> str:
        """A machine at a council's headquarters, heard from just now; its id."""
        site = more.pop("site", f"{org}-hq")
        with self.engine.begin() as connection:
            made = assets.add(connection, host, org, site, NOW - 30 * DAY, None)
            assets.change(connection, made, kind=kind, **{"last_seen": NOW, **more})
        return made

    def heard(self, asset_id: str, at: int) -> None:
        """It was heard from."""
        with self.engine.begin() as connection:
            assets.change(connection, asset_id, last_seen=at)

    def judged(self, asset_id: str, rule: str, status: str | None, at: int, **more: Any) -> None:
        """The judge's word on an asset by one rule (None: it applies no more), with its flip."""
        with self.engine.begin() as connection:
            before = verdicts.of_asset(connection, asset_id)
            after = {name: one for name, one in before.items() if name != rule}
            if status is not None:
                evidence = (more.pop("evidence", EVIDENCE),)
                known = {"severity": "minor", "gap": False, "memory": None, **more}
                after[rule] = Verdict(
                    rule=rule, version=1, status=status, evidence=evidence, since=at, **known
                )
            verdicts.write(connection, asset_id, before, after, at)

    def person(self, name: str, org: str | None = None, lang: str = "en") -> None:
        """Somebody who gets mail."""
        with self.engine.begin() as connection:
            role = "viewer" if org else "admin"
            people.add(
                connection, None, name=name, role=role, email=f"{name}@example.go.tz",
                lang=lang, org=org, now=NOW,
            )  # fmt: skip

    def mails(self, kind: str = "") -> list[Mail]:
        """What was written, the oldest first."""
        with self.engine.begin() as connection:
            found = mails.listed(connection, 1000)
        return [one for one in reversed(found) if kind in ("", one.kind)]

    def fates(self) -> list[str | None]:
        """What became of each flip, in order."""
        with self.engine.begin() as connection:
            return list(connection.scalars(select(flip.c.fate).order_by(flip.c.id)))


@contextmanager
def opened(folder: Path, **settings: Any) -> Iterator[World]:
    """An empty state in a folder."""
    chosen = config.Settings(data=folder, **{"database": databases.state_of(folder), **settings})
    region = chart.load(chart.EXAMPLE)
    engine = open_state(chosen.database_url)
    rulebook = Rulebook(folder / "standards")
    yield World(engine, chosen, Post(engine, chosen, rulebook, lambda: region), rulebook, region)
    engine.dispose()
