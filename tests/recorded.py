"""An outside that answers from recordings: a machine's commands, registry and WMI as they were."""

from __future__ import annotations

from collections.abc import Sequence

from agent.nothing import Nothing
from agent.outside import PATIENCE, Outside


class Commands(Outside):
    """Commands by their words, all of them or the first few; an error is raised, not told.

    What was not recorded is not there.
    """

    system = "linux"

    def __init__(self, answers: dict[str, str | Exception]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    def run(self, *words: str, patience: float = PATIENCE, fails: Sequence[int] = (0,)) -> str:
        """What was recorded for the longest beginning of these words."""
        self.asked.append(" ".join(words))
        for length in range(len(words), 0, -1):
            answer = self._answers.get(" ".join(words[:length]))
            if isinstance(answer, Exception):
                raise answer
            if answer is not None:
                return answer
        raise Nothing
