"""What each agent heard last, so that nothing is told twice over a thin link."""

from __future__ import annotations

from typing import Any


class Told:
    """By agent: its connection, and what was said to it there."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[Any, dict[str, Any]]] = {}

    def news(self, agent: str, connection: Any, said: dict[str, Any]) -> dict[str, Any]:
        """`said`, or nothing where it is hints that it heard on this connection (its address).

        Who connects anew may have started anew, and is told all. That all facts are wanted is told
        until they come: those that were sent may be lost.
        """
        if said.keys() != {"hints"} or "facts" in said["hints"]:
            return said
        before, self._last[agent] = self._last.get(agent), (connection, said)
        return {} if connection is not None and before == (connection, said) else said
