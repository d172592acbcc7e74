"""A rule of good shape to what can be judged. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from agent.field import Field
from collector import lined
from collector.judge.compiling import Compiler, ConditionError
from collector.judge.names import named
from collector.judge.parts import adoptions
from collector.judge.rule import KINDS, Checks, Example, Reference, Rule
from collector.judge.shape import NONE, seconds
from collector.judge.verdict import SEVERITIES
from collector.words.bilingual import Bilingual


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
        references: Mapping[str, dict[str, str]],
        adopted: list[Any],
    ) -> None:
        self._fields = fields
        self._params = params
        self._references = references
        self._adopted = adopted

    def build(self, thing: dict[str, Any], source: Source) -> Rule:
        """The rule. Raises ConditionError, with the place in it."""
        applies = thing.get("applies_to") or {}
        kinds = tuple(applies.get("kind", ()))
        checks = {kind: self._checks(thing, kind) for kind in kinds or KINDS}
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
        )

    def _checks(self, thing: dict[str, Any], kind: str) -> Checks:
        compiler = Compiler(self._fields, self._params, kind)
        when = thing.get("when")
        escalate = (thing.get("escalate") or {}).items()
        return Checks(
            compiler.check(when, ("when",)) if when is not None else None,
            compiler.check(thing["require"], ("require",)),
            tuple(
                (level, compiler.check(condition, ("escalate", level)))
                for level, condition in sorted(escalate, key=lambda p: SEVERITIES.index(p[0]))
            ),
        )

    def _references_of(self, thing: dict[str, Any]) -> Iterator[Reference]:
        for index, entry in enumerate(thing.get("references", ())):
            key, note = (
                (str(entry["id"]), str(entry.get("note", "")))
                if isinstance(entry, dict)
                else (entry, "")
            )
            known = self._references.get(key)
            if known is None:
                near = lined.hint(key, list(self._references))
                reason = f"there is no reference {key}{near}"
                raise ConditionError(reason, ("references", index))
            yield Reference(key, known.get("title", key), known.get("verified", ""), note)


def _examples(things: list[dict[str, Any]], kinds: list[str]) -> Iterator[Example]:
    for index, thing in enumerate(things):
        kind = thing.get("kind", kinds[0])
        if kind not in kinds:
            raise ConditionError(f"it does not apply to kind {kind}", ("examples", index))
        status = None if thing["is"] == NONE else str(thing["is"])
        yield Example(status, {**thing["facts"], "asset": {"kind": kind}}, kind)
