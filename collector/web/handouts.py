"""A fresh enrolment code on its way to the page that shows it: once, to the session that made it.

The code itself is kept nowhere else, and it is in no address: the form that makes it leads on to a
page that can be loaded again without making another.
"""

from __future__ import annotations

import threading
from typing import NamedTuple

from litestar.di import NamedDependency

from agent import __version__
from collector import tokens

WAITS = 600
"""Seconds a code waits for its page."""
PACKAGE = f"mkaguzi-agent_{__version__}_all.deb"
"""The file that `make deb` makes, which installs the agent."""
INSTALLER = f"mkaguzi-agent-{__version__}.msi"
"""The file that `make windows-installer` makes."""
SILENT = f"msiexec /i {INSTALLER} /qn CODE={{code}}"
"""How a policy or a script installs it: with nobody to look on. docs/windows.md says the same."""
COMMANDS = (f"apt-get install -y ./{PACKAGE}", "mkaguzi-agent enrol {code}")
"""How a machine of Debian or Ubuntu is added, as root beside that file. README says the same.
Without -y, apt would take the next line for its answer."""


class Handout(NamedTuple):
    """A code in clear, its site, and when it was made (UTC s)."""

    code: str
    site: str
    made: int

    @property
    def package(self) -> str:
        """The file that must lie on the machine."""
        return PACKAGE

    @property
    def installer(self) -> str:
        """The file that must lie within a Windows PC's reach."""
        return INSTALLER

    @property
    def silent(self) -> str:
        """What installs and enrols a Windows PC at which nobody sits, as its SYSTEM."""
        return SILENT.format(code=self.code)

    @property
    def block(self) -> str:
        """All that a machine needs, to be pasted at once."""
        return "\n".join(COMMANDS).format(code=self.code)

    @property
    def line(self) -> str:
        """What a machine needs on which the agent is installed already."""
        return f"sudo mkaguzi-agent enrol {self.code}"


class Handouts:
    """Codes by the session that made them. In memory alone. Safe from any thread."""

    def __init__(self) -> None:
        self._waiting: dict[str, Handout] = {}
        self._lock = threading.Lock()

    def put(self, session: str, one: Handout) -> None:
        """Keep a code until its page is asked for; what nobody asked for in time goes."""
        with self._lock:
            fresh = {k: v for k, v in self._waiting.items() if one.made - v.made < WAITS}
            self._waiting = {**fresh, tokens.hashed(session): one}

    def take(self, session: str, now: int) -> Handout | None:
        """The code this session made a moment ago; once."""
        with self._lock:
            one = self._waiting.pop(tokens.hashed(session), None)
        return one if one is not None and now - one.made < WAITS else None


TheHandouts = NamedDependency[Handouts]
"""The one table of fresh codes, as a handler asks for it."""
