"""One standards file as it was read, and how a fault in it is told. Pure data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from collector.judge.parts import part
from collector.lined import Lined


class Fault(NamedTuple):
    """One thing that is wrong, and where."""

    file: str
    line: int
    rule: str
    reason: str

    def __str__(self) -> str:
        rule = f" {self.rule}:" if self.rule else ""
        return f"{self.file}:{self.line}:{rule} {self.reason}"


class File(NamedTuple):
    """A file's name, its text with its lines, and what is in it."""

    name: str
    document: Lined
    content: dict[str, Any]

    def fault(self, rule: str, reason: str, *path: Any) -> Fault:
        """A fault at a place of this file."""
        return Fault(self.name, self.document.line(*path), rule, reason)

    def twice(self) -> Iterator[Fault]:
        """The keys that are given again; which of the two is meant only their writer knows."""
        for key in self.document.twice:
            yield Fault(self.name, key.line, self._rule_at(key.path), str(key))

    def _rule_at(self, path: tuple[Any, ...]) -> str:
        rules = part(self.content, "rules")
        inside = len(path) > 1 and path[0] == "rules" and isinstance(path[1], int)
        return rule_id(rules[path[1]]) if inside and path[1] < len(rules) else ""


def rule_id(thing: Any) -> str:
    """The id of a rule as it is written, in one line; empty where there is none."""
    return " ".join(str(thing.get("id", "")).split()) if isinstance(thing, dict) else ""
