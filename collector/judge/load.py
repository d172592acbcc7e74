"""Standards files to rules, or to all that is wrong with them: file, line, rule, reason. Pure.

A file may have `params`, `references`, `rules`, `change` (switch a shipped rule off or re-grade
it) and `adopted` (the letter by which an officer adopted rules). Later files win over earlier.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from agent.field import Field
from collector import lined
from collector.judge.compiling import Compiler, ConditionError
from collector.judge.examples import example_faults
from collector.judge.rule import KINDS, Checks, Example, Reference, Rule, Words
from collector.judge.shape import shape_faults
from collector.judge.units import UnitError, amount
from collector.judge.verdict import SEVERITIES
from collector.lined import Lined

TOP_KEYS = ["params", "references", "rules", "change", "adopted"]


class Fault(NamedTuple):
    """One thing that is wrong, and where."""

    file: str
    line: int
    rule: str
    reason: str

    def __str__(self) -> str:
        rule = f" {self.rule}:" if self.rule else ""
        return f"{self.file}:{self.line}:{rule} {self.reason}"


class Pack(NamedTuple):
    """A whole set of standards: its rules in order, and all that is wrong."""

    rules: tuple[Rule, ...]
    params: dict[str, Any]
    faults: tuple[Fault, ...]


class _WrongError(Exception):
    def __init__(self, reason: str, *path: Any) -> None:
        super().__init__(reason)
        self.path = path


def load(files: Iterable[tuple[str, str]], fields: Mapping[str, Field]) -> Pack:
    """The standards in these (name, text) files; `fields` is the catalogue of facts by path."""
    loader = _Loader(fields)
    for name, text in files:
        loader.read(name, text)
    rules = loader.rules()
    return Pack(tuple(rules), loader.params, tuple(sorted(loader.faults)))


class _Loader:
    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = fields
        self._documents: list[tuple[str, Lined]] = []
        self.params: dict[str, Any] = {}
        self._references: dict[str, dict[str, Any]] = {}
        self._changes: dict[str, dict[str, Any]] = {}
        self._adopted: list[tuple[str, Any]] = []
        self.faults: list[Fault] = []

    def read(self, name: str, text: str) -> None:
        """Take one file in; rules are compiled later, when all parameters are known."""
        try:
            document = lined.parse(text)
        except lined.YamlError as error:
            self.faults.append(Fault(name, error.line, "", str(error)))
            return
        content = document.content or {}
        if not isinstance(content, dict):
            self.faults.append(Fault(name, 1, "", f"one of {', '.join(TOP_KEYS)} is needed"))
            return
        self._documents.append((name, document))
        for key in content:
            if key not in TOP_KEYS:
                reason = f"unknown key {key}{lined.hint(key, TOP_KEYS)}"
                self.faults.append(Fault(name, document.line(key), "", reason))
        self._take(name, document, content)

    def _take(self, name: str, document: Lined, content: dict[str, Any]) -> None:
        for key, store in (
            ("params", self.params),
            ("references", self._references),
            ("change", self._changes),
        ):
            part = content.get(key) or {}
            if isinstance(part, dict):
                store.update(part)
            else:
                self.faults.append(
                    Fault(name, document.line(key), "", f"{key} must be named values")
                )
        for entry in content.get("adopted") or ():
            if isinstance(entry, dict) and entry.get("letter"):
                self._adopted.append((str(entry["letter"]), entry.get("rules", "all")))
            else:
                reason = "adopted needs the letter: {letter: …, rules: all}"
                self.faults.append(Fault(name, document.line("adopted"), "", reason))

    def rules(self) -> list[Rule]:
        """Compile every rule; what is wrong goes to the faults."""
        found: dict[str, Rule] = {}
        for name, document in self._documents:
            listed = (document.content or {}).get("rules") or []
            for index, thing in enumerate(listed if isinstance(listed, list) else []):
                rule = self._rule(name, document, index, thing)
                if rule is not None and rule.id in found:
                    reason = f"the id is used already in {found[rule.id].source}"
                    self.faults.append(Fault(name, document.line("rules", index), rule.id, reason))
                elif rule is not None:
                    found[rule.id] = rule
        self._check_changes(found)
        return list(found.values())

    def _check_changes(self, found: dict[str, Rule]) -> None:
        for name, document in self._documents:
            for rule_id in (document.content or {}).get("change") or {}:
                if rule_id not in found:
                    reason = f"there is no rule {rule_id}{lined.hint(rule_id, list(found))}"
                    self.faults.append(Fault(name, document.line("change", rule_id), "", reason))

    def _rule(self, name: str, document: Lined, index: int, thing: Any) -> Rule | None:
        rule_id = str(thing.get("id", "")) if isinstance(thing, dict) else ""
        before = len(self.faults)

        def fault(reason: str, *path: Any) -> None:
            line = document.line("rules", index, *path)
            self.faults.append(Fault(name, line, rule_id, reason))

        if not isinstance(thing, dict):
            fault("a rule must be named values")
            return None
        for reason, path in shape_faults(thing):
            fault(reason, *path)
        if len(self.faults) > before:
            return None
        changed = {**thing, **(self._changes.get(rule_id) or {})}
        try:
            rule = self._build(changed, name, document.line("rules", index))
        except (_WrongError, ConditionError) as wrong:
            fault(str(wrong), *wrong.path)
            return None
        for reason, path in example_faults(rule):
            fault(reason, *path)
        return rule

    def _build(self, thing: dict[str, Any], source: str, line: int) -> Rule:
        applies = thing.get("applies_to") or {}
        kinds = tuple(applies.get("kind", ()))
        checks = {kind: self._checks(thing, kind) for kind in (*(kinds or KINDS), "unknown")}
        return Rule(
            id=thing["id"],
            version=thing["version"],
            title=Words(**thing["title"]),
            group=thing["group"],
            severity=thing["severity"],
            enabled=thing.get("enabled", True),
            kinds=kinds,
            families=tuple(applies.get("os", ())),
            lasting=_seconds(thing, "for"),
            settle=_seconds(thing, "settle"),
            at_once=thing.get("at_once", False),
            why=Words(**thing["why"]),
            remedy=Words(**thing["remedy"]),
            references=tuple(self._reference(r) for r in thing.get("references", ())),
            adopted=self._letter(thing["id"]),
            examples=tuple(_example(e, kinds) for e in thing["examples"]),
            parameters={p: self.params[p] for p in _named(thing) if p in self.params},
            source=source,
            line=line,
            checks=checks,
        )

    def _checks(self, thing: dict[str, Any], kind: str) -> Checks:
        compiler = Compiler(self._fields, self.params, kind)
        when = thing.get("when")
        return Checks(
            compiler.check(when, ("when",)) if when is not None else None,
            compiler.check(thing["require"], ("require",)),
            tuple(
                (level, compiler.check(condition, ("escalate", level)))
                for level, condition in sorted(
                    (thing.get("escalate") or {}).items(), key=lambda p: SEVERITIES.index(p[0])
                )
            ),
        )

    def _reference(self, thing: Any) -> Reference:
        key = str(thing.get("id") if isinstance(thing, dict) else thing)
        known = self._references.get(key)
        if known is None:
            hint = lined.hint(key, list(self._references))
            raise _WrongError(f"there is no reference {key}{hint}", "references")
        note = thing.get("note", "") if isinstance(thing, dict) else ""
        return Reference(key, known["title"], known.get("verified", ""), str(note))

    def _letter(self, rule_id: str) -> str:
        letters = [x for x, rules in self._adopted if rules == "all" or rule_id in rules]
        return letters[-1] if letters else ""


def _seconds(thing: dict[str, Any], key: str) -> int:
    try:
        value = amount(thing.get(key, 0), "s")
    except UnitError as error:
        raise _WrongError(str(error), key) from None
    if not isinstance(value, (int, float)):
        raise _WrongError(f"{key} must be a time, like 30 min", key)
    return int(value)


def _named(thing: Any) -> list[str]:
    """The parameters a condition names."""
    if isinstance(thing, str):
        return [thing[1:]] if thing.startswith("$") else []
    inner = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    return [name for part in inner for name in _named(part)]


def _example(thing: dict[str, Any], kinds: tuple[str, ...]) -> Example:
    facts = thing.get("facts")
    if not isinstance(facts, dict) or "is" not in thing:
        raise _WrongError("an example needs {is: …, facts: {…}}", "examples")
    status = None if thing["is"] == "none" else str(thing["is"])
    kind = str(thing.get("kind", kinds[0] if kinds else "desktop"))
    return Example(status, {**facts, "asset": {"kind": kind}}, kind)
