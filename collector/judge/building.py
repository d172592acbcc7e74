"""A rule of good shape to what can be judged. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from agent.field import Field
from collector import lined
from collector.judge.bounds import Bounds, ConditionError
from collector.judge.compiling import Compiler, no_check
from collector.judge.names import named, sections
from collector.judge.parts import adoptions
from collector.judge.rule import KINDS, Checks, Example, Reference, Rule
from collector.judge.shape import NONE, Faults, seconds
from collector.judge.verdict import SEVERITIES
from collector.words.bilingual import Bilingual, either


class Source(NamedTuple):
    """Where a rule is: file and line."""

    file: str
    line: int


class Builder:
    """Builds rules on these names, numbers, sources and adoptions."""

    def __init__(
        self,
        fields: Mapping[str, Field],
        params: Mapping[str, Any],
        references: Mapping[str, dict[str, Any]],
        adopted: list[Any],
    ) -> None:
        self._fields = fields
        self._params = params
        self._references = references
        self._adopted = adopted

    def faults(self, thing: dict[str, Any]) -> Faults:
        """What is wrong in the conditions, references and examples, as far as they are there."""
        seen = set()
        for kind in _kinds(thing) or KINDS:
            for fault in self._compiled(thing, kind)[1]:
                if (told := (str(fault), fault.path)) not in seen:
                    seen.add(told)
                    yield told
        yield from self._references_faults(thing)
        yield from _example_faults(thing)

    def build(self, thing: dict[str, Any], source: Source) -> Rule:
        """The rule, of a thing without faults."""
        applies = thing.get("applies_to") or {}
        kinds = _kinds(thing)
        checks = {kind: self._compiled(thing, kind)[0] for kind in kinds or KINDS}
        adopted = adoptions(self._adopted, thing["id"])
        return Rule(
            id=thing["id"],
            version=thing["version"],
            title=Bilingual(**thing["title"]),
            group=thing["group"],
            severity=thing["severity"],
            enabled=thing.get("enabled", True),
            kinds=kinds,
            families=tuple(applies.get("os", ())),
            lasting=seconds(thing.get("for", 0)) or 0,
            settle=seconds(thing.get("settle", 0)) or 0,
            at_once=thing.get("at_once", False),
            why=Bilingual(**thing["why"]),
            remedy=Bilingual(**thing["remedy"]),
            references=tuple(self._references_of(thing)),
            adoption=adopted[-1] if adopted else None,
            examples=tuple(_examples(thing["examples"], list(checks))),
            parameters={p: self._params[p] for p in named(thing) if p in self._params},
            source=source.file,
            line=source.line,
            checks=checks,
            about=tuple(dict.fromkeys(sections(thing["require"]))),
        )

    def _compiled(self, thing: dict[str, Any], kind: str) -> tuple[Checks, list[ConditionError]]:
        """The conditions for one kind, and all that is wrong in them."""
        compiler = Compiler(self._fields, Bounds(self._params, kind))
        graver = compiler.opposite()
        when, escalate = thing.get("when"), thing.get("escalate")
        grades = escalate if isinstance(escalate, dict) else {}
        checks = Checks(
            compiler.check(when, ("when",)) if when is not None else None,
            compiler.check(thing["require"], ("require",)) if "require" in thing else no_check,
            tuple(
                (grade, graver.check(grades[grade], ("escalate", grade)))
                for grade in sorted(grades, key=_rank)
            ),
        )
        return checks, compiler.faults

    def _references_of(self, thing: dict[str, Any]) -> Iterator[Reference]:
        for key, note in _named_references(thing):
            known = self._references[key]
            title, verified = known.get("title", key), known.get("verified", "")
            yield Reference(key, _words(title), _words(verified), _words(note))

    def _references_faults(self, thing: dict[str, Any]) -> Faults:
        for index, (key, _) in enumerate(_named_references(thing)):
            if key not in self._references:
                near = lined.hint(key, list(self._references))
                yield f"there is no reference {key}{near}", ("references", index)


def _rank(grade: Any) -> int:
    return SEVERITIES.index(grade) if grade in SEVERITIES else 0


def _kinds(thing: dict[str, Any]) -> tuple[str, ...]:
    """The kinds a rule names that there are."""
    applies = thing.get("applies_to")
    named = applies.get("kind") if isinstance(applies, dict) else None
    return tuple(k for k in named if k in KINDS) if isinstance(named, list) else ()


def _words(thing: Any) -> Bilingual:
    """A text of a reference; a number of a control is one too."""
    return either(thing) or Bilingual(str(thing), str(thing))


def _named_references(thing: dict[str, Any]) -> list[tuple[str, Any]]:
    """(id, note) of each reference of good form."""
    listed = thing.get("references")
    found = []
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict):
            found.append((str(entry.get("id", "")), entry.get("note", "")))
        elif isinstance(entry, str):
            found.append((entry, ""))
    return found


def _example_faults(thing: dict[str, Any]) -> Faults:
    """Examples of kinds that the rule does not apply to."""
    examples, kinds = thing.get("examples"), _kinds(thing) or KINDS
    for index, example in enumerate(examples if isinstance(examples, list) else ()):
        kind = example.get("kind", kinds[0]) if isinstance(example, dict) else kinds[0]
        if kind not in kinds:
            yield f"it does not apply to kind {kind}", ("examples", index)


def _examples(things: list[dict[str, Any]], kinds: list[str]) -> Iterator[Example]:
    for thing in things:
        kind = thing.get("kind", kinds[0])
        status = None if thing["is"] == NONE else str(thing["is"])
        facts = {**thing["facts"], "asset": {"kind": kind}}
        yield Example(status, thing.get("severity"), facts, kind)
