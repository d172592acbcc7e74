"""An outside that answers from recordings: a machine's commands, registry and WMI as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from agent.nothing import Nothing
from agent.outside import PATIENCE, Outside
from agent.probe import Host
from tests import made_of_files


class Ended(NamedTuple):
    """What a command prints that ends with a code of its own."""

    code: int
    said: str = ""


Answer = str | Ended | Exception


class Commands(Outside):
    """Commands by their words, all of them or the first few; an error is raised, not told.

    What was not recorded is not there.
    """

    system = "linux"

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    def run(self, *words: str, patience: float = PATIENCE, fails: Sequence[int] = (0,)) -> str:
        """What was recorded for the longest beginning of these words."""
        self.asked.append(" ".join(words))
        for length in range(len(words), 0, -1):
            answer = self._answers.get(" ".join(words[:length]))
            if isinstance(answer, Exception):
                raise answer
            if isinstance(answer, Ended) and answer.code not in fails:
                raise OSError(f"{words[0]} ended with {answer.code}: {answer.said}")
            if answer is not None:
                return answer.said if isinstance(answer, Ended) else answer
        raise Nothing


def machine(root: Path, commands: Mapping[str, Answer] | None = None, /, **files: Any) -> Host:
    """A small machine of files and of recorded commands."""
    root.mkdir(parents=True, exist_ok=True)
    return made_of_files.host(root, **files)._replace(outside=Commands(commands or {}))


def units(asked: str, **states: str) -> dict[str, Answer]:
    """What systemctl answers to a question for some units; those without a state are not there."""
    blocks = [
        f"Id={name}\nLoadState={'loaded' if name in states else 'not-found'}\n"
        f"ActiveState={states.get(name, 'inactive')}\n"
        for name in asked.split()
    ]
    shown = "systemctl show --property=Id,LoadState,ActiveState -- "
    return {shown + asked: "\n".join(blocks)}
