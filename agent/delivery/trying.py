"""Enrolment by the code in the site file, tried until the machine is enrolled or refused.

For what was installed while its collector could not be reached. How it goes is left for `status`.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from agent import chance, site_file, store
from agent.delivery.enrol import read_code
from agent.delivery.introduction import introduce
from agent.report import Clock
from agent.settings import Settings
from agent.trouble import Trouble

_FILE = "enrolling.json"
_FIRST_WAIT, _LONGEST_WAIT = 15.0, 900.0
PASSES = 1
"""The code of troubles that may pass. Others (no code, a collector's no) would be so again."""


class Tries:
    """The tries of one run. `site`: the file with the code."""

    def __init__(self, chosen: Settings, site: Path) -> None:
        self._chosen, self._site = chosen, site
        self._failures = 0
        self._not_before = 0.0
        self._given_up = self._said = ""

    def again(self, clock: Clock) -> str:
        """Try, if there is a code and it is time. What went wrong, where that is news; else empty.

        Who waits together for a link does not ask together: full jitter.
        """
        code = ""
        try:
            code = site_file.code(self._site)
            if not code or code == self._given_up or clock.mono < self._not_before:
                return ""
            introduce(read_code(code), self._chosen, anew=False)
        except Trouble as trouble:
            return self._failed(code, trouble, clock)
        with suppress(OSError):  # it has done what it is for, and is a secret
            self._site.unlink()
        return ""

    def _failed(self, code: str, trouble: Trouble, clock: Clock) -> str:
        self._failures += 1
        passes = trouble.code == PASSES
        self._given_up = "" if passes else code
        most = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(self._failures, 10))
        pause = chance.between(_FIRST_WAIT / 3, most) if passes else _LONGEST_WAIT
        self._not_before = clock.mono + pause
        note(self._chosen.state, trouble, clock.wall, clock.wall + pause if passes else 0.0)
        before, self._said = self._said, str(trouble)
        return "" if self._said == before else self._said


def note(state: Path, trouble: Trouble, at: float, again: float = 0.0) -> None:
    """Leave what became of a try at a moment, and when the next is (UTC s; 0.0: not told)."""
    with suppress(OSError):
        store.save(state / _FILE, {"said": str(trouble), "at": at, "again": again}, durable=False)


def told(state: Path, site: Path, now: float) -> str:
    """What a technician should know of the last try; empty where there was none, or is no code, or
    this user may not look."""
    try:
        content: Any = store.load(state / _FILE) if site.exists() else None
        said, at, again = (content[name] for name in ("said", "at", "again"))
        ago, pause = (now - at) / 60, max(0.0, again - now) / 60
    except (KeyError, TypeError, OSError):
        return ""
    begun = f"not enrolled yet: by the code in {site} it was tried {ago:.0f} min ago. {said}"
    return f"{begun}\nit tries again by itself in {pause:.0f} min" if again else begun
