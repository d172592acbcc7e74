"""`mkaguzi-agent smart`."""

from __future__ import annotations

from pathlib import Path

from agent.cli.args import Args
from agent.outside import Outside
from agent.settings import Settings
from agent.smart import leaving
from agent.smart.reading import LEFT
from agent.trouble import AS_ADMIN, Trouble, refusal


def smart(_args: Args, _chosen: Settings) -> int:
    """Leave what each disk says where the agent reads it."""
    try:
        leaving.leave(Path(LEFT), Outside())
    except PermissionError:
        raise Trouble(f"disks are asked by root alone: try again {AS_ADMIN}") from None
    except OSError as error:
        raise Trouble(f"{LEFT} cannot be written: {refusal(error)}") from None
    return 0
