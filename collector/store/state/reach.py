"""Whether a database server can be reached: what of errors says so, and word of it when it changes.

All else that a database answers (a full disk, a lock, a fault of ours) is not decided here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from sqlalchemy import URL, Engine, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

_LOG = logging.getLogger(__name__)
_STATES = ("08", "57P", "53300")
"""How SQLSTATEs begin: the link broke, the server ends or begins, it has no place left for us."""
_TOLD = 300
"""Characters of a server's reason."""
_PATIENCE = {"connect_timeout": 10, "keepalives_idle": 30, "tcp_user_timeout": 30_000}
"""What libpq is told, where the URL says nothing else: a server whose machine lost its power
answers nothing, and would be waited for without end (s, s, ms)."""


def arguments(url: URL) -> dict[str, Any]:
    """What the driver is told beside the URL, which goes before."""
    if url.get_driver_name() != "psycopg":
        return {}
    return {name: value for name, value in _PATIENCE.items() if name not in url.query}


def is_lost(error: BaseException) -> bool:
    """Whether an error of SQLAlchemy says that there is no server now, or no link to it."""
    plain: Any = getattr(error, "orig", None)
    if not isinstance(error, OperationalError | InterfaceError) or not hasattr(plain, "sqlstate"):
        return False  # SQLite's have none
    state: str | None = plain.sqlstate
    return error.connection_invalidated or state is None or state.startswith(_STATES)


def reason(error: BaseException) -> str:
    """What the server or the link said, in one line."""
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0][:_TOLD]


def place(where: str | URL) -> str:
    """A database in words: its name and where it is, never a user or a password."""
    url = make_url(where)
    host = url.host or url.query.get("host") or "this machine"
    port = f":{url.port}" if url.port else ""
    return f"the database {url.database or ''} at {host}{port}".replace("  ", " ")


def cannot(where: str | URL, error: BaseException) -> str:
    """That it cannot be reached, and why."""
    return f"cannot reach {place(where)}: {reason(error)}"


def patient(job: Callable[[], object]) -> Callable[[], None]:
    """A job that comes again by itself: that the database is lost ends this turn, and no more.

    It is told once by `Reach`, not by each job at each turn.
    """

    @wraps(job)
    def turn() -> None:
        try:
            job()
        except DBAPIError as error:
            if not is_lost(error):
                raise

    return turn


class Reach:
    """Tells the log when an engine's database is lost, and when it is back: once each."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lost: float | None = None
        event.listen(engine, "handle_error", self._failed)
        event.listen(engine, "connect", self._connected)

    def _failed(self, context: Any) -> None:
        error = context.sqlalchemy_exception
        if self._lost is None and isinstance(error, DBAPIError) and is_lost(error):
            self._lost = time.monotonic()
            _LOG.error(
                "%s. What agents send is kept in the journal; all else waits for it",
                cannot(self._engine.url, error),
            )

    def _connected(self, _connection: Any, _record: Any) -> None:
        since, self._lost = self._lost, None
        if since is not None:
            _LOG.warning(
                "%s is reached again, after %.0f s",
                place(self._engine.url),
                time.monotonic() - since,
            )
