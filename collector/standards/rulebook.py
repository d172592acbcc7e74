"""The standards in force: shipped files, then the officer's own, and the last good set of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from agent import catalogue
from agent.probe import find
from collector.judge import derived
from collector.judge.load import Fault, Pack, load
from collector.judge.rule import Rule
from collector.standards import files

SHIPPED = Path(__file__).parent
LIFECYCLE = SHIPPED.with_name("lifecycle")

NAMES = catalogue.of(find())
"""Everything that agents gather, by name."""
FIELDS = derived.fields(NAMES)
"""Every fact a rule may name, by path."""


def read(paths: Iterable[Path]) -> Pack:
    """The standards in these files and folders (their *.yaml), later ones winning."""
    texts, faults = files.texts(paths)
    pack = load(texts, FIELDS)
    return pack._replace(faults=(*pack.faults, *faults))


def lifecycle() -> dict[str, Any]:
    """The tables of support, by system."""
    return {
        file.stem: yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in sorted(LIFECYCLE.glob("*.yaml"))
    }


class Rulebook:
    """The set in force. `reload` takes a new one only if it is free of faults."""

    def __init__(self, overlay: Path) -> None:
        self._overlay = overlay
        self._stamp: tuple[tuple[str, int], ...] = ()
        self.rules: tuple[Rule, ...] = ()
        self.params: dict[str, Any] = {}
        self.faults: tuple[Fault, ...] = ()
        self.lifecycle = lifecycle()
        self._take(read([SHIPPED]))
        if not self.reload() and self.faults:
            self._take_sound()

    def reload(self) -> bool:
        """Look whether the officer's files changed; whether the set in force did."""
        stamp = files.stamp(self._overlay)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        pack = read([SHIPPED, self._overlay])
        self.faults = pack.faults
        if pack.faults:
            return False
        self._take(pack)
        return True

    def _take(self, pack: Pack) -> None:
        self.rules, self.params, self.faults = pack.rules, pack.params, pack.faults

    def _take_sound(self) -> None:
        """At a start there is no last good set: the files without a fault make one."""
        faults = self.faults
        faulty = {fault.file for fault in faults}
        sound = [file for file, _ in self._stamp if file not in faulty]
        pack = read([SHIPPED, *map(Path, sound)])
        if not pack.faults:
            self._take(pack._replace(faults=faults))

    def rule(self, rule_id: str) -> Rule | None:
        """One rule by its id."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)
