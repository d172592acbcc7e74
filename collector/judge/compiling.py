"""A condition, as a rule's YAML says it, to a check. Pure.

Every name is held to the catalogue and every amount to its unit here, so a rule that loads can
be judged. Parameters (`$name`) may differ by kind of asset: `{server: 14 d, other: 30 d}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.field import Field
from collector.judge import conditions
from collector.judge.conditions import Check, Comparison
from collector.judge.derived import BESIDE
from collector.judge.fitting import misfit, odd_extra
from collector.judge.operators import OPERATORS
from collector.judge.units import UnitError, amount
from collector.lined import hint

GROUPING = {
    "all": conditions.every_of,
    "any": conditions.any_of,
    "first_known": conditions.first_known,
}
QUANTIFIERS = ("every", "some", "none")
_EXTRAS = ("fact", "doubt", "clears", "if_unknown")


class ConditionError(ValueError):
    """A condition that means nothing. `path` says where in the rule."""

    def __init__(self, reason: str, path: tuple[Any, ...]) -> None:
        super().__init__(reason)
        self.path = path


class Compiler:
    """Compiles one rule's conditions for one kind of asset."""

    def __init__(
        self, fields: Mapping[str, Field], params: Mapping[str, Any], kind: str, rows: str = ""
    ) -> None:
        self._fields = fields
        self._params = params
        self._kind = kind
        self._rows = rows

    def check(self, thing: Any, path: tuple[Any, ...]) -> Check:
        """The check a condition stands for. Raises ConditionError."""
        if not isinstance(thing, dict):
            raise ConditionError("a condition must be named values, like {fact: …, is: …}", path)
        for word, group in GROUPING.items():
            if word in thing:
                return group(self._list(thing, word, path))
        if "not" in thing:
            if len(thing) > 1:
                raise ConditionError("not must stand alone, with a condition", path)
            return conditions.negated(self.check(thing["not"], (*path, "not")))
        for word in QUANTIFIERS:
            if word in thing:
                return self._over_rows(thing, word, path)
        return conditions.compare(self._comparison(thing, path))

    def _list(self, thing: dict[str, Any], word: str, path: tuple[Any, ...]) -> list[Check]:
        inner = thing[word]
        if not isinstance(inner, list) or not inner or len(thing) > 1:
            raise ConditionError(f"{word} must stand alone, with a list of conditions", path)
        return [self.check(part, (*path, word, i)) for i, part in enumerate(inner)]

    def _over_rows(self, thing: dict[str, Any], word: str, path: tuple[Any, ...]) -> Check:
        rows = str(thing[word])
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
        inner = Compiler(self._fields, self._params, self._kind, rows)
        where = inner.check(thing["where"], (*path, "where")) if "where" in thing else None
        return conditions.over_rows(rows, word, where, inner.check(thing["that"], (*path, "that")))

    def _comparison(self, thing: dict[str, Any], path: tuple[Any, ...]) -> Comparison:
        fact = str(thing.get("fact", ""))
        field = self._field(fact, (*path, "fact"))
        words = [key for key in thing if key not in _EXTRAS]
        if len(words) != 1 or words[0] not in OPERATORS:
            wrong = next((w for w in words if w not in OPERATORS), "")
            reason = (
                f"unknown word {wrong}{hint(wrong, list(OPERATORS))}"
                if wrong
                else "one word is needed"
            )
            raise ConditionError(f"{fact}: {reason}", (*path, *words[:1]))
        operator = words[0]
        bound = self._amount(thing[operator], field, (*path, operator))
        if reason := misfit(operator, bound, field):
            raise ConditionError(reason, (*path, operator))
        extra, reason = odd_extra(operator, thing)
        if extra:
            raise ConditionError(reason, (*path, extra))
        return Comparison(
            fact,
            operator,
            bound,
            field,
            doubt=self._number(thing.get("doubt", 0), field, (*path, "doubt")),
            clears=self._number(thing.get("clears", 0), field, (*path, "clears")),
            skip=thing.get("if_unknown") == "skip",
            item_key=self._item_key(),
            beside=() if self._rows else BESIDE.get(fact, ()),
        )

    def _field(self, fact: str, path: tuple[Any, ...]) -> Field:
        prefix = f"{self._rows}[]." if self._rows else ""
        field = self._fields.get(prefix + fact)
        if field is None:
            known = [n.removeprefix(prefix) for n in self._fields if n.startswith(prefix)]
            here = f" in {self._rows}" if self._rows else ""
            near = hint(fact, known)
            raise ConditionError(f"there is no fact {fact!r}{here}{near[:300]}", path)
        return field

    def _item_key(self) -> str:
        """What tells the rows of the list apart: its name, path or slot."""
        names = ("name", "path", "slot", "device")
        return (
            next((n for n in names if f"{self._rows}[].{n}" in self._fields), "")
            if self._rows
            else ""
        )

    def _amount(self, value: Any, field: Field, path: tuple[Any, ...]) -> Any:
        value = self._parameter(value, path)
        if isinstance(value, list):
            return [self._amount(part, field, path) for part in value]
        try:
            return amount(value, field.unit)
        except UnitError as error:
            raise ConditionError(str(error), path) from None

    def _parameter(self, value: Any, path: tuple[Any, ...]) -> Any:
        if not (isinstance(value, str) and value.startswith("$")):
            return value
        name = value[1:]
        if name not in self._params:
            near = hint(name, list(self._params))
            raise ConditionError(f"there is no parameter {name}{near}", path)
        found = self._params[name]
        if isinstance(found, dict):
            found = found.get(self._kind, found.get("other"))
            if found is None:
                raise ConditionError(f"the parameter {name} has no value for {self._kind}", path)
        return found

    def _number(self, value: Any, field: Field, path: tuple[Any, ...]) -> float:
        number = self._amount(value, field, path)
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise ConditionError(f"a number is needed, not {number!r}", path)
        return number
