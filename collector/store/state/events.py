"""What happened to an asset that the collector itself knows of."""

from __future__ import annotations

from sqlalchemy import Connection

from agent.report import Event
from collector.store.state import facts
from collector.words.text import marked

MOVED = marked("moved")
MERGED = marked("merged")
SPLIT = marked("split")
AGENT_MOVED = "agent_moved"
"""The agent that speaks for it, with its disk perhaps, spoke for another before."""
DETAILS = (
    marked("agent moved"),
    marked("from"),
    marked("to"),
    marked("site"),
    marked("asset"),
)
"""What the pages say of them."""


def add(connection: Connection, asset_id: str, now: int, kind: str, detail: dict[str, str]) -> None:
    """It happened now. `detail` has names of DETAILS."""
    facts.add_events(connection, asset_id, [Event(float(now), kind, {**detail})])
