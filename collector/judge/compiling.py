"""A condition, as a rule's YAML says it, to a check. Pure.

Every name is held to the catalogue and every amount to its unit here, so a rule that loads can
be judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.field import Field
from collector.judge import conditions
from collector.judge.bounds import Bounds, ConditionError
from collector.judge.comparing import Answer, Check, Comparison, Facts, compare
from collector.judge.conditions import QUANTIFIERS
from collector.judge.derived import BESIDE
from collector.judge.fitting import misfit, odd_extra
from collector.judge.operators import OPERATORS
from collector.lined import hint

GROUPING = {
    "all": conditions.every_of,
    "any": conditions.any_of,
    "first_known": conditions.first_known,
}
_EXTRAS = ("fact", "doubt", "clears", "if_unknown")


def no_check(_facts: Facts, _broken: bool) -> Answer:
    """Stands in for a check that is at fault: such a rule is never judged by."""
    return Answer(None, ())


def _operator(fact: str, thing: dict[str, Any], path: tuple[Any, ...]) -> str:
    """The one word of a comparison. Raises ConditionError."""
    words = [key for key in thing if key not in _EXTRAS]
    if len(words) == 1 and words[0] in OPERATORS:
        return str(words[0])
    wrong = next((w for w in words if w not in OPERATORS), "")
    near = f"unknown word {wrong}{hint(wrong, list(OPERATORS))}"
    reason = near if wrong else "one word is needed"
    raise ConditionError(f"{fact}: {reason}", (*path, *words[:1]))


class Compiler:
    """Compiles one rule's conditions for one kind of asset; `faults` has all that is wrong.

    `rows` is the list whose rows they are about; `turned`: they are broken where they hold.
    """

    def __init__(
        self,
        fields: Mapping[str, Field],
        bounds: Bounds,
        rows: str = "",
        faults: list[ConditionError] | None = None,
        *,
        turned: bool = False,
    ) -> None:
        self._fields = fields
        self._bounds = bounds
        self._rows = rows
        self._turned = turned
        self.faults: list[ConditionError] = [] if faults is None else faults

    def _inner(self, rows: str, *, turned: bool) -> Compiler:
        return Compiler(self._fields, self._bounds, rows, self.faults, turned=turned)

    def opposite(self) -> Compiler:
        """One for conditions that must not hold where this one's must."""
        return self._inner(self._rows, turned=not self._turned)

    def check(self, thing: Any, path: tuple[Any, ...]) -> Check:
        """The check a condition stands for; of one that is at fault, which is noted, none."""
        try:
            return self._check(thing, path)
        except ConditionError as fault:
            self.faults.append(fault)
            return no_check

    def _check(self, thing: Any, path: tuple[Any, ...]) -> Check:
        if not isinstance(thing, dict):
            raise ConditionError("a condition must be named values, like {fact: …, is: …}", path)
        for word, group in GROUPING.items():
            if word in thing:
                return group(self._list(thing, word, path))
        if "not" in thing:
            if len(thing) > 1:
                raise ConditionError("not must stand alone, with a condition", path)
            return conditions.negated(self.opposite().check(thing["not"], (*path, "not")))
        for word in QUANTIFIERS:
            if word in thing:
                return self._over_rows(thing, word, path)
        return self._comparison(thing, path)

    def _list(self, thing: dict[str, Any], word: str, path: tuple[Any, ...]) -> list[Check]:
        inner = thing[word]
        if not isinstance(inner, list) or not inner or len(thing) > 1:
            raise ConditionError(f"{word} must stand alone, with a list of conditions", path)
        return [self.check(part, (*path, word, i)) for i, part in enumerate(inner)]

    def _over_rows(self, thing: dict[str, Any], word: str, path: tuple[Any, ...]) -> Check:
        rows = str(thing[word])
        if self._rows:
            raise ConditionError(f"{word} cannot stand within the rows of {self._rows}", path)
        if not any(name.startswith(f"{rows}[].") for name in self._fields):
            lists = sorted({name.partition("[]")[0] for name in self._fields if "[]" in name})
            raise ConditionError(f"there is no list {rows}{hint(rows, lists)}", (*path, word))
        for key in thing:
            if key not in (word, "where", "that"):
                raise ConditionError(
                    f"unknown key {key}{hint(key, ['where', 'that'])}", (*path, key)
                )
        if "that" not in thing:
            raise ConditionError(f"{word} needs a condition: that: {{…}}", path)
        meant = self._inner(rows, turned=False)
        where = meant.check(thing["where"], (*path, "where")) if "where" in thing else None
        inner = self._inner(rows, turned=self._turned != (word == "none"))
        return conditions.over_rows(rows, word, where, inner.check(thing["that"], (*path, "that")))

    def _comparison(self, thing: dict[str, Any], path: tuple[Any, ...]) -> Check:
        fact = str(thing.get("fact", ""))
        field = self._field(fact, (*path, "fact"))
        operator = _operator(fact, thing, path)
        if field is None:
            return no_check
        return compare(self._bounded(thing, fact, field, operator, path))

    def _bounded(
        self, thing: dict[str, Any], fact: str, field: Field, operator: str, path: tuple[Any, ...]
    ) -> Comparison:
        bound, place = self._bounds.given(thing[operator], field, (*path, operator))
        if reason := misfit(operator, bound, field):
            raise ConditionError(reason, place)
        extra, reason = odd_extra(operator, thing)
        if extra:
            raise ConditionError(reason, (*path, extra))
        return Comparison(
            fact,
            operator,
            bound,
            field,
            doubt=self._bounds.number(thing.get("doubt", 0), field, (*path, "doubt")),
            clears=self._bounds.number(thing.get("clears", 0), field, (*path, "clears")),
            skip=thing.get("if_unknown") == "skip",
            item_key=self._item_key(),
            beside=() if self._rows else BESIDE.get(fact, ()),
            turned=self._turned,
        )

    def _field(self, fact: str, path: tuple[Any, ...]) -> Field | None:
        """The catalogue's entry; None, noted, where there is no such fact."""
        prefix = f"{self._rows}[]." if self._rows else ""
        field = self._fields.get(prefix + fact)
        if field is None:
            known = [n.removeprefix(prefix) for n in self._fields if n.startswith(prefix)]
            here = f" in {self._rows}" if self._rows else ""
            near = hint(fact, known)
            self.faults.append(ConditionError(f"there is no fact {fact!r}{here}{near[:300]}", path))
        return field

    def _item_key(self) -> str:
        """What tells the rows of the list apart: its name, path or slot."""
        names = ("name", "path", "slot", "device")
        return (
            next((n for n in names if f"{self._rows}[].{n}" in self._fields), "")
            if self._rows
            else ""
        )
