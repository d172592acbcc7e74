"""When dnf or yum last upgraded something: by its log of packages, or its history.

Source: dnf's log of what rpm did (`Upgraded: …` once the old version is gone); dnf5's
transaction_history.sqlite (libdnf5's schema: trans, trans_item, and tables of words beside them).
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from agent.linux import logs
from agent.probe import Host

_DONE = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([+-]\d{4}|Z) \w+ Upgraded: ")
_DATABASE = "/usr/lib/sysimage/libdnf5/transaction_history.sqlite"
_ROWS = """
SELECT max(trans.dt_end) FROM trans
JOIN trans_state ON trans_state.id = trans.state_id AND trans_state.name = 'Ok'
JOIN trans_item ON trans_item.trans_id = trans.id
JOIN trans_item_action ON trans_item_action.id = trans_item.action_id
WHERE trans_item_action.name = 'Upgrade'
"""


def installed(host: Host) -> int:
    """UTC s; 0 where that is not known."""
    return max(_by_log(host), _by_history(host.path(_DATABASE)))


def _by_log(host: Host) -> int:
    for rows in logs.newest_first(host, "/var/log", "dnf.rpm.log*"):
        if at := max((upgraded(row) for row in rows), default=0):
            return at
    return 0


def upgraded(row: str) -> int:
    """The moment of a line that tells of a package's upgrade, UTC s; else 0."""
    match = _DONE.match(row)
    if not match:
        return 0
    zone = "+0000" if match[2] == "Z" else match[2]
    return int(datetime.strptime(match[1] + zone, "%Y-%m-%dT%H:%M:%S%z").timestamp())


def _by_history(file: Path) -> int:
    if not file.exists():
        return 0
    import sqlite3  # it costs a megabyte, and most machines have no such file

    try:
        database = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error:
        return 0
    try:
        [(at,)] = database.execute(_ROWS)
    except sqlite3.Error:
        return 0
    finally:
        database.close()
    return at if isinstance(at, int) else 0
