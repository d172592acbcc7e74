"""What a running agent says to whoever looks on, or to the journal: little, and never twice alike.

A link that comes and goes would fill the journal of a PC that nobody reads: what was said is not
said again within the hour. `mkaguzi-agent status` tells how it is at any moment.
"""

from __future__ import annotations

from agent.show import in_one_line

AGAIN = 3600.0
"""Seconds until what was said may be said again."""
_LONGEST = 500


class Voice:
    """Remembers what it said of one thing. `well`: the words for a trouble that is over. Pure."""

    def __init__(self, well: str) -> None:
        self._well = well
        self._last = well
        self._said: dict[str, float] = {}

    def news(self, trouble: str, now: float) -> str:
        """The line to say at this moment (monotonic s); empty where there is nothing new.

        What is held back for the hour is said when it is over, if it is so still.
        """
        line = in_one_line(trouble)[:_LONGEST] or self._well
        self._said = {text: at for text, at in self._said.items() if now - at < AGAIN}
        if line == self._last or line in self._said:
            return ""
        self._last = line
        self._said[line] = now
        return line
