"""Adopting rules by an officer's letter: an entry in the officer's own standards files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from collector import lined
from collector.folder import private, reading
from collector.lined import hint
from collector.problem import Problem
from collector.standards import files
from collector.standards.rulebook import SHIPPED, Rulebook, pack_of
from collector.words.text import local_time

FILE = "adopted.yaml"
_HEAD = "# By which letters rules were adopted. Written by `mkaguzi standards adopt`.\n"


def adopt(
    overlay: Path, rulebook: Rulebook, rules: list[str], letter: str, by: str, now: int
) -> list[str]:
    """Adopt these rules (or `all`); the ids. Raises Problem and changes nothing on a fault."""
    letter, by = _told(letter, "--letter"), _told(by, "--by")
    known = [rule.id for rule in rulebook.rules]
    for rule in rules:
        if rule not in (*known, "all"):
            raise Problem(f"there is no rule {rule}{hint(rule, known)}")
    chosen: str | list[str] = "all" if "all" in rules else sorted(set(rules))
    content = _content(overlay / FILE)
    before = content.get("adopted") or []
    if (letter, chosen) not in [(entry.get("letter"), entry.get("rules")) for entry in before]:
        entry = {
            "letter": letter,
            "by": by,
            "date": local_time(now).date().isoformat(),
            "rules": chosen,
        }
        _write(overlay, {**content, "adopted": [*before, entry]})
    return known if chosen == "all" else list(chosen)


def _told(text: str, option: str) -> str:
    if not text.strip():
        raise Problem(f"{option} is empty: without it nobody can look up who adopted the rules")
    return text.strip()


def _content(file: Path) -> dict[str, Any]:
    """What the file of adoptions says. Raises Problem where it is no such file."""
    if not file.exists():
        return {}
    try:
        document = lined.parse(reading.text(file))
    except lined.YamlError as error:
        raise Problem(f"{file}:{error.line}: {error}. Mend it first.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(
            f"{file}: it cannot be read: {reading.reason(error)}. Mend it first."
        ) from None
    for key in document.twice:
        raise Problem(f"{file}:{key.line}: {key}. Mend it first.")
    content = document.content or {}
    adopted = content.get("adopted") or [] if isinstance(content, dict) else None
    if not isinstance(adopted, list) or not all(isinstance(entry, dict) for entry in adopted):
        raise Problem(f"{file} is no list of letters: adopted: [{{letter: …, rules: …}}]. Mend it.")
    return dict(content)


def _write(overlay: Path, content: dict[str, Any]) -> None:
    file = overlay / FILE
    text = _HEAD + lined.written(content)
    _check(overlay, file, text)
    private.folder(overlay)
    private.replace(file, text.encode())


def _check(overlay: Path, file: Path, text: str) -> None:
    """With a fault in any file of the whole, the collector would not take it."""
    others = [f for f in files.listed(overlay) if f != file]
    texts, unread = files.texts([SHIPPED, *others])
    pack = pack_of([*texts, (str(file), text)], unread)
    if pack.faults:
        faults = "\n".join(str(fault) for fault in pack.faults)
        raise Problem(f"mend the standards first:\n{faults}")
