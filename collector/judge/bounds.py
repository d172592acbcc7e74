"""What a condition compares with: amounts, and parameters (`$name`) by their value. Pure.

A parameter may differ by kind of asset: `{server: 14 d, other: 30 d}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.field import Field
from collector.judge.units import UnitError, amount
from collector.lined import hint


class ConditionError(ValueError):
    """A condition that means nothing. `path` says where in the rule."""

    def __init__(self, reason: str, path: tuple[Any, ...]) -> None:
        super().__init__(reason)
        self.path = path


class Bounds:
    """The parameters as they are for one kind of asset."""

    def __init__(self, params: Mapping[str, Any], kind: str) -> None:
        self._params = params
        self._kind = kind

    def amount(self, value: Any, field: Field, path: tuple[Any, ...]) -> Any:
        """What a fact is compared with, in the fact's unit. Raises ConditionError."""
        value = self._parameter(value, path)
        if isinstance(value, list):
            return [self.amount(part, field, path) for part in value]
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

    def number(self, value: Any, field: Field, path: tuple[Any, ...]) -> float:
        """The same, where it must be one number. Raises ConditionError."""
        number = self.amount(value, field, path)
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise ConditionError(f"a number is needed, not {number!r}", path)
        return number
