"""The standards in force: shipped files, then the officer's own, and the last good set of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from agent import catalogue
from agent.probe import find
from collector import lined
from collector.folder.lastgood import LastGood
from collector.judge import derived
from collector.judge.file import Fault
from collector.judge.load import Pack, load
from collector.judge.rule import Rule
from collector.standards import files

SHIPPED = Path(__file__).parent
LIFECYCLE = SHIPPED.with_name("lifecycle")

NAMES = catalogue.of(find())
"""Everything that agents gather, by name."""
FIELDS = derived.fields(NAMES)
"""Every fact a rule may name, by path."""


def read(paths: Iterable[Path]) -> Pack:
    """The standards in these files and folders (their YAML files), later ones winning."""
    return pack_of(*files.texts(paths))


def pack_of(texts: files.Texts, unread: Iterable[Fault] = ()) -> Pack:
    """The standards in these texts; `unread` are the faults of files that could not be read."""
    pack = load(texts, FIELDS, [str(file) for file in files.listed(SHIPPED)])
    return pack._replace(faults=(*pack.faults, *unread))


def lifecycle() -> dict[str, Any]:
    """The tables of support, by system."""
    return {
        file.stem: lined.dated(file.read_text(encoding="utf-8"))
        for file in sorted(LIFECYCLE.glob("*.yaml"))
    }


class Rulebook:
    """The set in force. `reload` takes a new one only if it is free of faults.

    `last_good` has the officer's files of the set that was taken last, for a start over faults.
    `partial`: there was none, so the officer's files without a fault alone are in force.
    """

    def __init__(self, overlay: Path, last_good: LastGood | None = None) -> None:
        self._overlay = overlay
        self._last_good = last_good
        self._stamp: files.Stamp = ()
        self.rules: tuple[Rule, ...] = ()
        self.params: dict[str, Any] = {}
        self.faults: tuple[Fault, ...] = ()
        self.partial = False
        self.lifecycle = lifecycle()
        self._take(read([SHIPPED]))
        if not self.reload() and self.faults:
            self._start_over_faults(self.faults)

    def reload(self) -> bool:
        """Look whether the officer's files changed; whether the set in force did."""
        stamp = files.stamp(self._overlay)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        texts, unread = files.texts([self._overlay])
        pack = self._over_shipped(texts, unread)
        self.faults = pack.faults
        if pack.faults:
            return False
        self._take(pack)
        if self._last_good is not None:
            self._last_good.keep({Path(name).name: text for name, text in texts})
        return True

    def _over_shipped(self, texts: files.Texts, unread: Iterable[Fault] = ()) -> Pack:
        shipped, _ = files.texts([SHIPPED])
        return pack_of([*shipped, *texts], unread)

    def _take(self, pack: Pack) -> None:
        self.rules, self.params, self.faults = pack.rules, pack.params, pack.faults
        self.partial = False

    def _start_over_faults(self, faults: tuple[Fault, ...]) -> None:
        """Take the last good set; where there is none, the officer's files without a fault."""
        kept = self._last_good.texts() if self._last_good is not None else {}
        pack = self._over_shipped(list(kept.items()))
        partial = not kept or bool(pack.faults)
        if partial:
            pack = self._over_shipped(self._sound(faults))
        if not pack.faults:
            self._take(pack)
        self.faults, self.partial = faults, partial

    def _sound(self, faults: Iterable[Fault]) -> files.Texts:
        faulty = {fault.file for fault in faults}
        texts, _ = files.texts([self._overlay])
        return [(name, text) for name, text in texts if name not in faulty]

    def rule(self, rule_id: str) -> Rule | None:
        """One rule by its id."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)
