"""What the Windows Update Agent knows without asking a server, by COM.

Source: Microsoft Learn, "IUpdateSearcher::Search" (Online is off), "IUpdate", "IAutomaticUpdates2",
"ISystemInformation"; categories by "Update classification GUIDs".
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, NamedTuple

from agent.windows.com import apartment
from agent.windows.patience import within

_WAITING = "IsInstalled=0 and IsHidden=0"
_MOST = 500


class Update(NamedTuple):
    """One that waits. `severity`: the maker's rating of what it mends, often empty."""

    title: str
    severity: str
    categories: tuple[str, ...]
    driver: bool


class Told(NamedTuple):
    """Times are UTC s; None for what is not told."""

    updates: list[Update] | None
    searched: float | None
    installed: float | None
    restart: bool | None


def told(patience: float) -> Told:
    """Raises OSError, and TimeoutError after so many seconds."""
    return within(patience, _told)


def _told() -> Told:
    with apartment("Windows Update") as client:
        results = client.Dispatch("Microsoft.Update.AutoUpdate").Results
        restart = bool(client.Dispatch("Microsoft.Update.SystemInfo").RebootRequired)
        searched = _moment(results, "LastSearchSuccessDate")
        installed = _moment(results, "LastInstallationSuccessDate")
        return Told(_updates(client), searched, installed, restart)


def _moment(results: Any, name: str) -> float | None:
    """COM tells UTC, but calls it local."""
    import datetime

    value = getattr(results, name, None)
    if value is None:
        return None
    return float(value.replace(tzinfo=datetime.timezone.utc).timestamp())


def _updates(client: Any) -> list[Update] | None:
    with suppress(OSError, AttributeError):
        searcher = client.Dispatch("Microsoft.Update.Session").CreateUpdateSearcher()
        searcher.Online = False
        found = searcher.Search(_WAITING).Updates
        return [_update(found.Item(at)) for at in range(min(found.Count, _MOST))]
    return None


def _update(one: Any) -> Update:
    categories = [one.Categories.Item(at).CategoryID for at in range(one.Categories.Count)]
    return Update(str(one.Title), str(one.MsrcSeverity or ""), tuple(categories), one.Type == 2)
