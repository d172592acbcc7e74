"""A machine's commands as recordings: what they print, with what they end, and which there are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from agent.outside import Outside
from agent.probe import Host, Nothing
from tests import made_of_files


class Ended(NamedTuple):
    """What a command prints that ends with a code of its own."""

    code: int
    said: str = ""


class Recorded(Outside):
    """Answers by the command's words: text, an Ended, or an error to raise. `asked`: what was."""

    system = "linux"

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def run(self, *words: str, patience: float = 15.0, fails: Sequence[int] = (0,)) -> str:
        """As the real one does. A command that is there but was asked otherwise fails."""
        asked = " ".join(words)
        self.asked.append(asked)
        if not any(known.split()[0] == words[0] for known in self.answers):
            raise Nothing
        answer = self.answers.get(asked, Ended(127, f"not recorded: {asked}"))
        if isinstance(answer, Exception):
            raise answer
        ended = answer if isinstance(answer, Ended) else Ended(0, answer)
        if ended.code not in fails:
            raise OSError(f"{words[0]} ended with {ended.code}: {ended.said}")
        return ended.said


def machine(root: Path, commands: dict[str, Any] | None = None, /, **files: Any) -> Host:
    """A small machine of files and of recorded commands."""
    root.mkdir(parents=True, exist_ok=True)
    return made_of_files.host(root, **files)._replace(outside=Recorded(commands or {}))


def units(asked: str, **states: str) -> dict[str, str]:
    """What systemctl answers to a question for some units; those without a state are not there."""
    blocks = [
        f"Id={name}\nLoadState={'loaded' if name in states else 'not-found'}\n"
        f"ActiveState={states.get(name, 'inactive')}\n"
        for name in asked.split()
    ]
    shown = "systemctl show --property=Id,LoadState,ActiveState -- "
    return {shown + asked: "\n".join(blocks)}
