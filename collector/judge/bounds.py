"""What a condition compares with: amounts, and parameters (`$name`) by their value. Pure.

A parameter may differ by kind of asset: `{server: 14 d, other: 30 d}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from agent.field import Field
from collector.judge.units import UnitError, written
from collector.lined import hint

Place = tuple[Any, ...]
PARAMS = "params"


class ConditionError(ValueError):
    """A condition that means nothing.

    `path` says where in the rule; or, beginning with `params`, at which parameter: the rule is
    sound, and the file that gives the parameter is to blame.
    """

    def __init__(self, reason: str, path: Place) -> None:
        super().__init__(reason)
        self.path = path


class Given(NamedTuple):
    """A value to compare with, in the fact's unit, and where it is written."""

    value: Any
    path: Place


class Bounds:
    """The parameters as they are for one kind of asset."""

    def __init__(self, params: Mapping[str, Any], kind: str) -> None:
        self._params = params
        self._kind = kind

    def given(self, value: Any, field: Field, path: Place) -> Given:
        """What a fact is compared with. Raises ConditionError."""
        value, path = self._parameter(value, path)
        if not isinstance(value, list):
            return Given(_amount(value, field, path), path)
        return Given([_amount(p.value, field, p.path) for p in self._parts(value, path)], path)

    def _parts(self, values: list[Any], path: Place) -> list[Given]:
        """The values of a list; those of a parameter's are meant as they are."""
        own = path[:1] == (PARAMS,)
        return [Given(v, path) if own else self._parameter(v, path) for v in values]

    def _parameter(self, value: Any, path: Place) -> Given:
        if not (isinstance(value, str) and value.startswith("$")):
            return Given(value, path)
        name = value[1:]
        if name not in self._params:
            near = hint(name, list(self._params))
            raise ConditionError(f"there is no parameter {name}{near}", path)
        found = self._params[name]
        if not isinstance(found, dict):
            return Given(found, (PARAMS, name))
        for key in (self._kind, "other"):
            if found.get(key) is not None:
                return Given(found[key], (PARAMS, name, key))
        raise ConditionError(
            f"the parameter {name} has no value for {self._kind}: name it, or other", (PARAMS, name)
        )

    def number(self, value: Any, field: Field, path: Place) -> float:
        """The same, where it must be one number that is not negative. Raises ConditionError."""
        number, path = self.given(value, field, path)
        if isinstance(number, bool) or not isinstance(number, (int, float)) or number < 0:
            raise ConditionError(f"a number is needed, not {number!r}", path)
        return number


def _amount(value: Any, field: Field, path: Place) -> Any:
    try:
        return written(value, field.unit)
    except UnitError as error:
        raise ConditionError(str(error), path) from None
