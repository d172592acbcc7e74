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
    """Adopt these rules (or `all`); the ids of those that are judged otherwise by it.

    Raises Problem and changes nothing on a fault, or where a rule is named that no letter moves.
    """
    letter, by = _told(letter, "--letter"), _told(by, "--by")
    for rule in rules:
        if rule != "all":
            _check_moved(rulebook, rule)
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
    return _moved(rulebook) if chosen == "all" else list(chosen)


def _moved(rulebook: Rulebook) -> list[str]:
    """The rules that a letter for all of them turns from proposed into adopted."""
    return [rule.id for rule in rulebook.rules if rule.enabled and rule.needs_letter]


def _check_moved(rulebook: Rulebook, asked: str) -> None:
    """Raises Problem for a rule that is not there, or that a letter does not move."""
    rule = rulebook.rule(asked)
    if rule is None:
        raise Problem(f"there is no rule {asked}{hint(asked, [r.id for r in rulebook.rules])}")
    if not rule.enabled:
        so = "Switch it on first" if rule.needs_letter else "It needs no letter; switch it on"
        raise Problem(
            f"{asked} is switched off: nothing is judged by it. {so}, in a file "
            f"of your own: change: {{{asked}: {{enabled: true}}}}"
        )
    if not rule.needs_letter:
        raise Problem(
            f"{asked} needs no letter: {rule.group} is in force without one. Leave it out"
        )


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
