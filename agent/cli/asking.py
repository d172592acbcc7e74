"""`mkaguzi-agent smart`."""

from __future__ import annotations

from pathlib import Path

from agent.cli.args import Args
from agent.outside import Outside
from agent.settings import Settings
from agent.smart import leaving
from agent.smart.reading import LEFT


def smart(_args: Args, _chosen: Settings) -> int:
    """Leave what each disk says where the agent reads it."""
    leaving.leave(Path(LEFT), Outside())
    return 0
