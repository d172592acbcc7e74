"""Adopting rules by an officer's letter: an entry in the officer's own standards files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from collector.folder import private
from collector.judge.load import Pack
from collector.lined import hint
from collector.problem import Problem
from collector.standards import files
from collector.standards.rulebook import SHIPPED, Rulebook, read
from collector.words.text import local_time

FILE = "adopted.yaml"
_HEAD = "# By which letters rules were adopted. Written by `mkaguzi standards adopt`.\n"


def adopt(
    overlay: Path, rulebook: Rulebook, rules: list[str], letter: str, by: str, now: int
) -> list[str]:
    """Adopt these rules (or `all`); the ids. Raises Problem and changes nothing on a fault."""
    known = [rule.id for rule in rulebook.rules]
    for rule in rules:
        if rule not in (*known, "all"):
            raise Problem(f"there is no rule {rule}{hint(rule, known)}")
    chosen: str | list[str] = "all" if "all" in rules else sorted(set(rules))
    content = _content(overlay / FILE)
    before = [entry for entry in content.get("adopted", []) if isinstance(entry, dict)]
    if (letter, chosen) not in [(entry.get("letter"), entry.get("rules")) for entry in before]:
        entry = {
            "letter": letter,
            "by": by,
            "date": local_time(now).date().isoformat(),
            "rules": chosen,
        }
        _write(overlay, {**content, "adopted": [*content.get("adopted", []), entry]})
    return known if chosen == "all" else list(chosen)


def _write(overlay: Path, content: dict[str, Any]) -> None:
    file = overlay / FILE
    _check(overlay, file)
    private.folder(overlay)
    text = _HEAD + yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    private.replace(file, text.encode())


def _content(file: Path) -> dict[str, Any]:
    content = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}
    return content if isinstance(content, dict) else {}


def _check(overlay: Path, file: Path) -> None:
    """A fault in any of the other files means that the collector would not take this one."""
    others = [f for f in files.listed(overlay) if f != file]
    pack: Pack = read([SHIPPED, *others])
    if pack.faults:
        faults = "\n".join(str(fault) for fault in pack.faults)
        raise Problem(f"mend the standards first:\n{faults}")
