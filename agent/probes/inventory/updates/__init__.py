"""Updates of the system: what waits, when some were last installed, whether a restart is due."""

from __future__ import annotations

from agent.field import Field
from agent.probe import HOUR

EVERY = 6 * HOUR
DEADLINE = 180.0
WAITS = True
FACTS = {
    "pending": Field("1", "updates that wait to be installed, as far as the system knows", int),
    "security_pending": Field("1", "security updates among them", int),
    "checked": Field("UTC s", "when the system last looked for updates with success", int),
    "installed": Field("UTC s", "when updates were last installed with success", int),
    "restart": Field("1", "an update waits for a restart", bool),
    "restart_for": Field("1", "what asks for the restart", str),
    "automatic": Field("1", "the system installs updates by itself", bool),
    "source": Field("1", "who keeps them: apt, dnf, windows_update …", str),
}
